import { describe, expect, it } from "vitest";
import { parseDdl } from "../../types/index.ts";
import {
  expressionsOf,
  inputsOf,
  type ReadRelation,
  type Relation,
  type ResolvedRelation,
  schemaOf,
  walk,
} from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import {
  type AnalyzerCatalog,
  type AnalyzerContext,
  analyze,
  collectInputs,
  freshen,
  isStreaming,
  pruneScans,
} from "./index.ts";

const schema = parseDdl("a INT, b INT, s STRING, st STRUCT<x: INT>, arr ARRAY<INT>");
const read: ReadRelation = { kind: "read", format: "json", schema, options: {}, paths: ["/in"], streaming: false };

let ids = 0;
const context: AnalyzerContext = {
  settings: { timeZone: "UTC", ansi: true, caseSensitive: false },
  catalog: {
    currentCatalog: "spark_catalog",
    currentDatabase: "default",
    lookup: ([name]) => (name === "f" || name === "g" ? analyze(read, context) : undefined),
  },
  sourceSchema: () => schema,
  localSchema: () => schema,
  cached: () => undefined,
  nextId: () => ++ids,
};

function scans(plan: ResolvedRelation): string[][] {
  const own = plan.kind === "scan" ? [plan.output.map((column) => column.name)] : [];
  const nested: string[][] = [];
  for (const expression of expressionsOf(plan)) {
    walk(expression, (part) => {
      if (part.kind === "subquery") nested.push(...scans(part.plan));
    });
  }
  return [...own, ...inputsOf(plan).flatMap(scans), ...nested];
}

const pruned = (sql: string): ResolvedRelation => pruneScans(analyze(parseQuery(sql), context));

/** Every column that a relation reads comes from below it. */
function checkReferences(plan: ResolvedRelation): void {
  const below = new Set(inputsOf(plan).flatMap((input) => input.output.map((column) => column.id)));
  for (const expression of expressionsOf(plan)) {
    walk(expression, (part) => {
      if (part.kind === "column") expect(below).toContain(part.id);
    });
  }
  inputsOf(plan).forEach(checkReferences);
}

describe("pruneScans", () => {
  it.each<[string, string[][]]>([
    ["SELECT a FROM f", [["a"]]],
    ["SELECT st.x FROM f WHERE b > 1", [["b", "st"]]],
    ["SELECT count(*) FROM f", [[]]],
    ["SELECT sum(a) FROM f GROUP BY s", [["a", "s"]]],
    ["SELECT total FROM (SELECT s, sum(a) AS total, max(b) AS top FROM f GROUP BY s)", [["a", "s"]]],
    ["SELECT f.a FROM f JOIN g ON f.b = g.b", [["a", "b"], ["b"]]],
    ["SELECT x.a FROM (SELECT a, s FROM f UNION ALL SELECT b, s FROM g) x", [["a"], ["b"]]],
    [
      "SELECT x.a FROM (SELECT a, s FROM f UNION SELECT b, s FROM g) x",
      [
        ["a", "s"],
        ["b", "s"],
      ],
    ],
    [
      "SELECT a FROM (SELECT a, s FROM f EXCEPT SELECT b, s FROM g)",
      [
        ["a", "s"],
        ["b", "s"],
      ],
    ],
    ["SELECT a FROM f ORDER BY b LIMIT 3", [["a", "b"]]],
    ["SELECT v FROM f LATERAL VIEW explode(arr) AS v", [["arr"]]],
    ["SELECT a FROM f WHERE EXISTS (SELECT 1 FROM g WHERE g.b = f.s)", [["a", "s"], ["b"]]],
    ["SELECT v.z FROM f, LATERAL (SELECT g.a + f.b AS z FROM g) v", [["b"], ["a"]]],
    ["SELECT row_number() OVER (PARTITION BY s ORDER BY b) FROM f", [["b", "s"]]],
  ])("%s", (sql, expected) => {
    const plan = pruned(sql);
    expect(scans(plan)).toEqual(expected);
    expect(schemaOf(plan)).toEqual(schemaOf(analyze(parseQuery(sql), context)));
    if (!/EXISTS|LATERAL \(/.test(sql)) checkReferences(plan);
  });

  it("keeps the keys of duplicates and of watermarks", () => {
    const timed = { ...read, schema: parseDdl("a INT, ts TIMESTAMP") };
    const plan: Relation = {
      kind: "project",
      expressions: [{ kind: "attribute", parts: ["a"] }],
      input: {
        kind: "sample",
        lower: 0,
        upper: 0.5,
        withReplacement: false,
        seed: 1n,
        input: {
          kind: "deduplicate",
          columns: ["B"],
          withinWatermark: false,
          input: { kind: "watermark", column: "ts", delay: "1 minute", input: { ...timed, streaming: true } },
        },
      },
    };
    const withTime = { ...context, sourceSchema: () => parseDdl("a INT, b INT, c INT, ts TIMESTAMP") };
    const resolved = analyze(plan, withTime);
    expect(isStreaming(resolved)).toBe(true);
    expect(scans(pruneScans(resolved))).toEqual([["a", "b", "ts"]]);
  });
});

describe("freshen", () => {
  it.each([
    "SELECT a, a FROM f",
    "SELECT s, sum(a) FROM f GROUP BY s ORDER BY max(b)",
    "SELECT a, b, grouping_id(), count(*) FROM f GROUP BY CUBE (a, b)",
    "SELECT transform(arr, v -> v + a) FROM f",
    "SELECT a FROM f WHERE b IN (SELECT b FROM g WHERE g.a = f.a)",
    "SELECT a FROM (SELECT a FROM f UNION ALL SELECT b FROM g) LIMIT 3",
    "SELECT a FROM f INTERSECT SELECT a FROM g",
    "SELECT DISTINCT v FROM f LATERAL VIEW explode(arr) AS v",
    "SELECT x.id FROM range(3) x JOIN (VALUES (1), (2)) AS y(n) ON x.id = y.n",
  ])("%s", (sql) => {
    const plan = analyze(parseQuery(sql), context);
    const fresh = freshen(plan, context.nextId);
    const used = (node: ResolvedRelation): number[] => [
      ...node.output.map((column) => column.id),
      ...inputsOf(node).flatMap(used),
    ];
    const old = new Set(used(plan));
    expect(used(fresh).filter((id) => old.has(id))).toEqual([]);
    expect(schemaOf(fresh)).toEqual(schemaOf(plan));
    expect(scans(pruneScans(fresh))).toEqual(scans(pruneScans(plan)));
    if (!/IN \(SELECT/.test(sql) && !sql.includes("->")) checkReferences(fresh);
  });
});

const noTables: AnalyzerCatalog = {
  currentCatalog: "spark_catalog",
  currentDatabase: "default",
  lookup: () => undefined,
};

describe("collectInputs", () => {
  it("finds sources in joins, common tables and subqueries, each once", () => {
    const other: ReadRelation = { ...read, paths: ["/other"] };
    const plan: Relation = {
      kind: "filter",
      input: {
        kind: "with",
        tables: [{ name: "c", plan: other }],
        input: { kind: "table", name: ["c"], options: {}, streaming: false },
      },
      condition: { kind: "subquery", form: "exists", plan: read, values: [] },
    };
    expect(collectInputs(plan, noTables)).toMatchObject({ reads: [other, read], locals: [] });
  });
});

it("analyzes a wide plan of ten operators within a few milliseconds", () => {
  const names = Array.from({ length: 30 }, (_, at) => `col${at}`);
  let plan: Relation = { kind: "read", format: "json", options: {}, paths: [], streaming: false };
  for (let step = 0; step < 10; step++) {
    plan =
      step % 2 === 0
        ? { kind: "filter", input: plan, condition: { kind: "attribute", parts: ["flag"] } }
        : {
            kind: "project",
            input: plan,
            expressions: [...names, "flag"].map((name) => ({ kind: "attribute", parts: [name] })),
          };
  }
  const wideContext = {
    ...context,
    sourceSchema: () => parseDdl(`${names.map((name) => `${name} INT`).join(", ")}, flag BOOLEAN`),
  };
  for (let warm = 0; warm < 20; warm++) analyze(plan, wideContext);
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    analyze(plan, wideContext);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  // The goal is 2 ms; the best of the runs says what the code takes, the others what the machine does besides.
  expect(times[0]).toBeLessThan(4);
});
