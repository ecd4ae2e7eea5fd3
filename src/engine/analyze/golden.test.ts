import { readFileSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { SparkException } from "../../common/index.ts";
import { PlanSchema } from "../../protocol/index.ts";
import { parseDdl, StructType } from "../../types/index.ts";
import {
  expressionsOf,
  inputsOf,
  type PlanParsers,
  planFromProto,
  type Relation,
  type ResolvedRelation,
  schemaOf,
  walk,
} from "../plan/index.ts";
import { parseMultipartIdentifier, parseNamedExpression, parseQuery } from "../sql/index.ts";
import {
  type AnalyzerContext,
  analyze,
  checkBatch,
  checkStreaming,
  freshen,
  type OutputMode,
  pruneScans,
} from "./index.ts";

/** What `scripts/spark/record-analysis.py` has heard from real Spark. */
type Column = readonly [name: string, type: string, nullable: boolean];

interface Right {
  readonly columns: readonly Column[];
}

interface Wrong {
  readonly condition: string | null;
  readonly sqlState: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

const load = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));

const statements = load("statements") as {
  readonly views: Readonly<Record<string, string>>;
  readonly right: readonly (Right & { readonly sql: string })[];
  readonly wrong: readonly (Wrong & { readonly sql: string })[];
};

const streams = load("streams") as readonly (Partial<Wrong> & {
  readonly program: string;
  readonly mode: OutputMode | "batch";
  readonly plan: string;
})[];

const programs = load("programs") as {
  readonly right: readonly (Right & { readonly program: string; readonly plan: string })[];
  readonly wrong: readonly (Wrong & { readonly program: string; readonly plan: string })[];
};

const views = new Map<string, ResolvedRelation>();
let ids = 0;
const context: AnalyzerContext = {
  settings: { timeZone: "UTC", ansi: true, caseSensitive: false },
  catalog: {
    currentCatalog: "spark_catalog",
    currentDatabase: "default",
    lookup: ([name, ...rest]) => {
      const key = name!.toLowerCase();
      const sql = rest.length === 0 ? statements.views[key] : undefined;
      if (sql === undefined) return undefined;
      const view = views.get(key) ?? analyze(parseQuery(sql), context);
      views.set(key, view);
      return freshen(view, context.nextId);
    },
  },
  sourceSchema: (read) => read.schema ?? parseDdl("timestamp TIMESTAMP, value BIGINT"),
  localSchema: () => new StructType(),
  cached: () => undefined,
  nextId: () => ++ids,
};

const parsers: PlanParsers = {
  parseQuery: (text, parameters) => parseQuery(text, { parameters }),
  parseExpression: (text) => parseNamedExpression(text),
  parseMultipartIdentifier,
  parseSchema: (text) => parseDdl(text),
  artifact: () => undefined,
};

function planOf(text: string): Relation {
  const plan = fromBinary(PlanSchema, Buffer.from(text, "base64"));
  if (plan.opType.case !== "root") throw new Error("the recorded plan is no relation");
  return planFromProto(plan.opType.value, parsers);
}

function columnsOf(plan: Relation): Column[] {
  return schemaOf(analyze(plan, context)).fields.map((f) => [f.name, f.dataType.simpleString(), f.nullable]);
}

const refusalOf = (make: () => Relation): Wrong | undefined => refused(() => analyze(make(), context));

function refused(action: () => unknown): Wrong | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    const { condition, sqlState, messageParameters } = error;
    const parameters = Object.entries(messageParameters).map(([name, value]) => [name, value.replace(/#\d+L?/g, "")]);
    return { condition, sqlState, parameters: Object.fromEntries(parameters) };
  }
}

/** Names of JVM classes and texts of Spark's plans are its own. */
const foreign = new Set(["class", "classCanonicalName", "plan", "msg"]);

/** What can be expected of us: Spark's numbers of columns are not ours, and some refusals of Spark have no condition. */
function expected({ condition, sqlState, parameters }: Wrong): unknown {
  const ours = Object.entries(parameters).map(([name, value]) => [
    name,
    foreign.has(name) ? expect.any(String) : value.replace(/#\d+L?/g, ""),
  ]);
  return {
    condition: condition ?? expect.any(String),
    sqlState: sqlState ?? expect.any(String),
    parameters: condition === null ? expect.anything() : Object.fromEntries(ours),
  };
}

/** Cases in which the embedded engine differs from Spark, with the reason. */
const different = new Map([
  ["SELECT arr[0], m['k'], arrst.p, arrst[0].q FROM n", "a constant index does not make the element nullable"],
  ["SELECT size(arr), arr[id], element_at(arr, 1) FROM n", "a constant index does not make the element nullable"],
  [
    'n.select(F.col("arr")[0], F.col("arr").getItem(1), F.col("m")["k"], F.col("m").getItem("k"))',
    "a constant index does not make the element nullable",
  ],
  ["SELECT stack(2, 1, 'a', 2, 'b')", "columns of stack are nullable only where a value is"],
  [
    "SELECT 1 = 1.0, 'a' < 'b', true AND false, 1 IN (1, NULL)",
    "a constant cast to a decimal that holds it is not nullable",
  ],
  ["SELECT a IN (dt) FROM t", "other brackets around the list of types"],
  ["SELECT a BETWEEN dt AND 3 FROM t", "BETWEEN is one operator, not two comparisons"],
  ["SELECT transform(arr, (x, y, z) -> x) FROM n", "the index counts as a parameter"],
  ["SELECT hash(a), md5(s), sha2(s, 256) FROM t", "no function hash"],
  ["SELECT get_json_object(s, '$.a'), from_json(s, 'x INT'), to_json(struct(a)) FROM t", "no function from_json"],
  ['t.describe("a")', "no describe"],
  ["t.select(F.monotonically_increasing_id(), F.rand(1))", "no seeds"],
]);

const asSpark = <Case extends { readonly sql?: string; readonly program?: string }>(cases: readonly Case[]): Case[] =>
  cases.filter(({ sql, program }) => !different.has(sql ?? program ?? ""));

const same = (got: unknown, wanted: unknown): void => expect(got).toEqual(wanted);

describe("statements that Spark accepts", () => {
  it.each(asSpark(statements.right))("$sql", ({ sql, columns }) => {
    same(columnsOf(parseQuery(sql)), columns);
  });
});

describe("statements that Spark refuses", () => {
  it.each(asSpark(statements.wrong))("$sql", ({ sql, ...wrong }) => {
    same(
      refusalOf(() => parseQuery(sql)),
      expected(wrong),
    );
  });
});

describe("programs that Spark accepts", () => {
  it.each(asSpark(programs.right))("$program", ({ plan, columns }) => {
    same(columnsOf(planOf(plan)), columns);
  });
});

describe("programs that Spark refuses", () => {
  it.each(asSpark(programs.wrong))("$program", ({ program: _, plan, ...wrong }) => {
    same(
      refusalOf(() => planOf(plan)),
      expected(wrong),
    );
  });
});

it("knows each difference from the recorded cases", () => {
  const recorded = [...statements.right, ...statements.wrong].map((one) => one.sql);
  const written = [...programs.right, ...programs.wrong].map((one) => one.program);
  expect([...recorded, ...written]).toEqual(expect.arrayContaining([...different.keys()]));
});

/** Ids that a relation reads although nothing below it, no lambda and no query around makes them; ids that it makes twice. */
function dangling(plan: ResolvedRelation, outer: ReadonlySet<number>): string[] {
  const inputs = inputsOf(plan);
  const known = new Set([...outer, ...inputs.flatMap((input) => input.output.map((column) => column.id))]);
  const wrong: string[] = [];
  for (const expression of expressionsOf(plan)) {
    walk(expression, (part) => {
      if (part.kind === "lambda") for (const parameter of part.parameters) known.add(parameter.id);
      if (part.kind === "column" && !known.has(part.id)) wrong.push(`${plan.kind} reads ${part.name}#${part.id}`);
      if (part.kind === "subquery") wrong.push(...dangling(part.plan, known));
    });
  }
  const made = plan.output.map((column) => column.id);
  const twice = plan.output.filter((column, at) => made.indexOf(column.id) !== at);
  wrong.push(...twice.map((column) => `${plan.kind} makes ${column.name}#${column.id} twice`));
  const left =
    plan.kind === "join" && plan.lateral ? new Set([...outer, ...plan.left.output.map(({ id }) => id)]) : outer;
  return [...wrong, ...inputs.flatMap((input) => dangling(input, left))];
}

describe("resolved plans", () => {
  const plans = [
    ...asSpark(statements.right).map(({ sql }) => [sql, () => parseQuery(sql)] as const),
    ...asSpark(programs.right).map(({ program, plan }) => [program, () => planOf(plan)] as const),
  ];
  it.each(plans)("of %s read only what is there, also when pruned and renumbered", (_, make) => {
    const plan = analyze(make(), context);
    const pruned = pruneScans(plan);
    const fresh = freshen(pruned, context.nextId);
    expect([plan, pruned, fresh].flatMap((one) => dangling(one, new Set()))).toEqual([]);
    expect(pruned.output.map((column) => column.id)).toEqual(plan.output.map((column) => column.id));
  });
});

/** Spark lets these begin, and their first batch fail. */
const refusedSooner = ["s.exceptAll(b)", "s.subtract(b)"];

describe("streams", () => {
  it.each(streams)("$program in $mode mode", ({ program, mode, plan, ...wrong }) => {
    const check = () => {
      const resolved = analyze(planOf(plan), context);
      if (mode === "batch") checkBatch(resolved);
      else checkStreaming(resolved, mode);
      return undefined;
    };
    const got = refused(check);
    if (mode === "append" && refusedSooner.includes(program))
      expect(got).toMatchObject({ condition: "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION" });
    else same(got, wrong.condition === undefined ? undefined : expected(wrong as Wrong));
  });
});
