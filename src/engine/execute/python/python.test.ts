import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  as,
  asc,
  call,
  col,
  desc,
  lit,
  orderBy,
  resolve,
  select,
  table,
  testContext,
  where,
} from "../../../../test/support/plans.ts";
import { sparkError } from "../../../common/index.ts";
import { ArrayType, type DataType, IntegerType, StructType } from "../../../types/index.ts";
import { Database, rowsOf } from "../../duckdb/index.ts";
import { macros, scripts } from "../../functions/index.ts";
import {
  type Expression,
  evalType,
  type GroupedInput,
  type JoinType,
  type PythonFunction,
  type Relation,
  type ResolvedProject,
  type ResolvedRelation,
  type ResolvedWindow,
  type WindowExpression,
} from "../../plan/index.ts";
import { PythonWorkers } from "../../python/index.ts";
import type { SourceRegistry } from "../../sources/index.ts";
import { Executor, explain, planText } from "../index.ts";
import { withFrame } from "./window-frame.ts";

// The workers are those of a stand-in: its functions give back their arguments, which tells that rows and results meet again.

const settings = { timeZone: "UTC", ansi: true };
const registry: SourceRegistry = {
  source: (format) => {
    throw sparkError("INTERNAL_ERROR", { message: `no source ${format}` });
  },
};
let database: Database;
let executor: Executor;
let workers: PythonWorkers;

beforeAll(async () => {
  vi.stubEnv("PYTHONPATH", fileURLToPath(new URL("../../../../test/support/python", import.meta.url)));
  database = await Database.open({ macros, functions: scripts });
  workers = new PythonWorkers({ program: "python3", output: () => {} });
  executor = new Executor(database, registry, workers);
});
afterAll(async () => {
  executor.close();
  await workers.close();
  database.close();
  vi.unstubAllEnvs();
});

const fn = (name: string, options: { type?: DataType; command?: string; kind?: number } = {}): PythonFunction => ({
  name,
  code: {
    command: Buffer.from(options.command ?? `echo ${name}`),
    evalType: options.kind ?? evalType.arrowBatched,
    pythonVersion: "3.11",
  },
  type: options.type ?? new IntegerType(),
  deterministic: true,
});
const python = (name: string, ...args: Expression[]): Expression => ({ kind: "pythonCall", function: fn(name), args });
const f = (arg: Expression) => python("f", arg);
const g = (arg: Expression) => python("g", arg);

const rows = table(["a", "b"], [1, 10], [2, 20], [null, 30]);

async function run(plan: Relation, context = testContext()): Promise<{ schema: string; rows: unknown[] }> {
  const execution = await executor.execute(resolve(plan, context), { settings });
  const all: unknown[] = [];
  for await (const batch of rowsOf(execution.result, execution.schema)) all.push(...batch);
  return { schema: execution.schema.simpleString(), rows: all };
}

/** The relations of a plan as it is run, from the top down. */
const prepared = (plan: Relation): string[] =>
  planText(executor.prepare(resolve(plan)), "UTC")
    .trim()
    .split("\n")
    .map((line) => line.replace(/^[ :+-]+/, "").replace(/\[.*\]|\(.*\)/, ""));

const join = (left: Relation, right: Relation, condition: Expression, type: JoinType = "inner"): Relation => ({
  kind: "join",
  left: { kind: "alias", input: left, name: "x" },
  right: { kind: "alias", input: right, name: "y" },
  type,
  condition,
  lateral: false,
});

test("results stand beside the rows, under the names that Spark gives", async () => {
  expect(await run(select(rows, col("b"), f(col("a")), call("+", f(col("a")), g(col("b")))))).toEqual({
    schema: "struct<b:int,f(a):int,(f(a) + g(b)):int>",
    rows: [
      [10, 1, 11],
      [20, 2, 22],
      [30, null, null],
    ],
  });
});

test("calls within calls are computed first; equal calls once, together with others that are ready", async () => {
  const plan = select(rows, f(g(call("+", col("a"), lit(1)))), g(call("+", col("a"), lit(1))), python("h", col("b")));
  expect((await run(plan)).rows).toEqual([
    [2, 2, 10],
    [3, 3, 20],
    [null, null, 30],
  ]);
  expect(planText(executor.prepare(resolve(plan)), "UTC")).toMatch(/PythonEval \[f\]\n.*PythonEval \[g, h\]\n/);
});

test("conditions without functions come before those with", async () => {
  const condition = call("and", call(">", f(col("a")), lit(0)), call("<", col("b"), lit(20)));
  expect((await run(where(rows, condition))).rows).toEqual([[1, 10]]);
  expect(prepared(where(rows, condition)).slice(0, 4)).toEqual(["Project ", "Filter ", "PythonEval ", "Filter "]);
});

test("a limit is applied before functions are called, also through projections", () => {
  const limited: Relation = { kind: "limit", input: select(rows, as(f(col("a")), "x")), limit: lit(2) };
  expect(prepared(limited).slice(0, 4)).toEqual(["Limit 2", "Project ", "PythonEval ", "Limit 2"]);
  const sorted: Relation = { kind: "limit", input: orderBy(rows, asc(f(col("a")))), limit: lit(2) };
  expect(prepared(sorted).filter((line) => line === "Limit 2")).toHaveLength(1);
});

test("sort keys, group keys, arguments of aggregates and what is around them", async () => {
  expect((await run(orderBy(rows, desc(f(col("a")))))).rows).toEqual([
    [2, 20],
    [1, 10],
    [null, 30],
  ]);
  const grouped: Relation = {
    kind: "aggregate",
    input: table(["a", "b"], [1, 10], [1, 20], [2, 30]),
    keys: [f(col("a"))],
    aggregates: [f(col("a")), call("sum", g(col("b"))), python("h", call("count", lit(1)))],
    grouping: { type: "groupBy" },
    includeKeys: false,
  };
  const { schema, rows: groups } = await run(orderBy(grouped, asc(col("f(a)"))));
  expect(schema).toBe("struct<f(a):int,sum(g(b)):bigint,h(count(1)):int>");
  expect(groups).toEqual([
    [1, 30n, 2],
    [2, 30n, 1],
  ]);
});

test("generators take results apart", async () => {
  const list = { kind: "pythonCall", function: fn("list", { type: new ArrayType(new IntegerType()) }) } as const;
  const plan = select(table(["a"], [1], [2]), call("explode", { ...list, args: [call("array", col("a"), lit(5))] }));
  expect((await run(plan)).rows).toEqual([[1], [5], [2], [5]]);
});

test("join conditions: one side's calls below, both sides' above an inner join only", async () => {
  const ofSides = call("=", f(col("x.a")), g(col("y.a")));
  const inner = await run(join(rows, rows, ofSides));
  expect(inner.rows).toEqual([
    [1, 10, 1, 10],
    [2, 20, 2, 20],
  ]);
  const left = await run(join(rows, rows, call("=", f(col("x.a")), col("y.a")), "left"));
  expect(left.rows).toHaveLength(3);
  const ofBoth = call("=", f(call("+", col("x.a"), col("y.a"))), lit(3));
  expect((await run(join(rows, rows, ofBoth))).rows).toEqual(
    expect.arrayContaining([
      [1, 10, 2, 20],
      [2, 20, 1, 10],
    ]),
  );
  await expect(run(join(rows, rows, ofBoth, "full"))).rejects.toMatchObject({
    condition: "UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE",
    messageParameters: { joinType: "FULL OUTER" },
  });
});

test("subqueries compute their own; one that depends on the row around it is refused", async () => {
  const inside = (plan: Relation): Expression => ({ kind: "subquery", form: "in", plan, values: [f(col("a"))] });
  const known = select(table(["k"], [2], [5]), g(col("k")));
  expect((await run(where(rows, inside(known)))).rows).toEqual([[2, 20]]);
  const correlated = select(where(table(["k"], [2]), call("=", col("k"), col("a"))), g(col("k")));
  await expect(run(where(rows, inside(correlated)))).rejects.toMatchObject({
    condition: "UNSUPPORTED_FEATURE.MILLRACE",
    messageParameters: { feature: expect.stringContaining("depends on the row around it") },
  });
});

test("a function of no arguments is called for each row, and none for no rows", async () => {
  expect((await run(select(rows, python("one")))).rows).toHaveLength(3);
  const none = where(rows, lit(false));
  expect(await run(select(none, { kind: "pythonCall", function: fn("no", { command: "fail" }), args: [] }))).toEqual({
    schema: "struct<no():int>",
    rows: [],
  });
});

test("registered functions are called by name, with arguments by name", async () => {
  const context = testContext({ temporaryFunction: (name) => (name === "named" ? fn("Named") : undefined) });
  const named = (name: string): Expression => ({ kind: "namedArgument", name, value: col("a") });
  expect((await run(select(rows, call("NAMED", col("a")), as(call("named", named("x")), "n")), context)).schema).toBe(
    "struct<Named(a):int,n:int>",
  );
  expect((await run(select(rows, call("named", named("x"))), context)).schema).toBe("struct<Named(x => a):int>");
  await expect(run(select(rows, call("named", named("x"), col("a"))), context)).rejects.toMatchObject({
    condition: "UNEXPECTED_POSITIONAL_ARGUMENT",
  });
  await expect(run(select(rows, call("named", named("x"), named("X"))), context)).rejects.toMatchObject({
    condition: "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
  });
  await expect(run(select(rows, { ...call("named", col("a")), distinct: true }), context)).rejects.toMatchObject({
    condition: "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
    messageParameters: { prettyName: "`pythonudf`" },
  });
});

test("a function that makes rows of rows", async () => {
  const type = new StructType().add("p", "integer").add("q", "integer");
  const map: Relation = {
    kind: "pythonMap",
    input: rows,
    function: fn("map", { type, kind: evalType.mapInArrow }),
  };
  expect(await run(select(map, col("q"), f(col("p"))))).toEqual({
    schema: "struct<q:int,f(p):int>",
    rows: [
      [10, 1],
      [20, 2],
      [30, null],
    ],
  });
});

const sum = (name: string, arg: Expression, kind: number = evalType.groupedAggregatePandas): Expression => ({
  kind: "pythonCall",
  function: fn(name, { kind }),
  args: [arg],
});
const byA = (aggregates: Expression[], keys: Expression[] = [col("a")]): Relation => ({
  kind: "aggregate",
  input: rows,
  keys,
  aggregates,
  grouping: { type: "groupBy" },
  includeKeys: true,
});

test("functions that sum up groups get a group at a time, keys stand beside the results", async () => {
  const plan = orderBy(byA([sum("f", call("+", col("b"), lit(1))), as(sum("g", f(col("b"))), "g")]), asc(col("a")));
  expect(await run(plan)).toEqual({
    schema: "struct<a:int,f((b + 1)):int,g:int>",
    rows: [
      [null, 31, 30],
      [1, 11, 10],
      [2, 21, 20],
    ],
  });
  const computed = byA([as(call("*", sum("f", col("b")), lit(2)), "twice")], [as(call("+", col("a"), lit(1)), "k")]);
  expect((await run(orderBy(computed, asc(col("k"))))).rows).toEqual([
    [null, 60],
    [2, 20],
    [3, 40],
  ]);
  const none = { ...byA([sum("f", col("b"))], []), input: where(rows, lit(false)) };
  expect((await run(none)).rows).toEqual([]);
});

test("functions that sum up groups go with no others", async () => {
  await expect(run(byA([sum("f", col("b")), call("sum", col("b"))]))).rejects.toMatchObject({
    condition: "INVALID_PANDAS_UDF_PLACEMENT",
    messageParameters: { functionList: "`f`" },
  });
  const iterator = evalType.groupedAggregatePandasIterator;
  await expect(run(byA([sum("f", col("b"), iterator), sum("g", col("b"), iterator)]))).rejects.toThrow("several kinds");
});

test("functions over windows get the partition, and where each row's frame begins and ends", async () => {
  const over = (frame?: WindowExpression["frame"], orderBy: WindowExpression["orderBy"] = []): Expression => ({
    kind: "window",
    function: sum("f", col("b")) as WindowExpression["function"],
    partitionBy: [col("a")],
    orderBy,
    ...(frame && { frame }),
  });
  expect((await run(select(rows, col("b"), as(over(), "s")))).rows.sort()).toEqual([
    [10, 10],
    [20, 20],
    [30, 30],
  ]);
});

test("the frame of a row is told by the places of its first row and its last", async () => {
  const input = table(["a", "b"], [1, 10], [1, 20], [1, 20], [1, 40]);
  const placesOf = async (frame: WindowExpression["frame"]): Promise<unknown> => {
    const written: Expression = {
      kind: "window",
      function: call("sum", col("b")),
      partitionBy: [col("a")],
      orderBy: [asc(col("b"))],
      ...(frame && { frame }),
    };
    const plan = resolve(select(input, written)) as ResolvedProject;
    let id = 1000;
    const { plan: framed, window } = withFrame(
      plan.input,
      plan.items[0]!.expression as ResolvedWindow,
      (name, given) => {
        id += 1;
        return { kind: "column", id, name, qualifier: [], ...given };
      },
    );
    const { first, last } = window.frame!;
    const items = [first, last].map((column) => ({ expression: column, column }));
    const picked: ResolvedRelation = { kind: "project", input: framed, items, output: [first, last] };
    const { result, schema } = await executor.execute(picked, { settings });
    const all: unknown[] = [];
    for await (const batch of rowsOf(result, schema)) all.push(...batch);
    return all;
  };
  const rowsAfter = {
    unit: "rows",
    lower: { kind: "offset", value: lit(1) },
    upper: { kind: "unboundedFollowing" },
  } as const;
  expect(await placesOf(rowsAfter)).toEqual([
    [2, 4],
    [3, 4],
    [4, 4],
    [null, null],
  ]);
  const upToPeers = { unit: "range", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } } as const;
  expect(await placesOf(upToPeers)).toEqual([
    [1, 1],
    [1, 3],
    [1, 3],
    [1, 4],
  ]);
});

test("a function that makes rows of groups, and one of the groups of two inputs", async () => {
  const type = new StructType().add("p", "integer").add("q", "integer");
  const grouped = (kind: number, ...inputs: GroupedInput[]): Relation => ({
    kind: "pythonGroupMap",
    inputs,
    function: fn("map", { type, kind }),
  });
  const one = { input: rows, keys: [col("a")] };
  const computed = { input: rows, keys: [call("%", col("a"), lit(2))] };
  const mapped = await run(orderBy(grouped(evalType.groupedMapArrow, one), asc(col("q"))));
  expect(mapped).toEqual({
    schema: "struct<p:int,q:int>",
    rows: [
      [1, 10],
      [2, 20],
      [null, 30],
    ],
  });
  expect(planText(executor.prepare(resolve(grouped(evalType.groupedMapArrow, computed))), "UTC")).toMatch(
    /^PythonGroupMap map \[p, q\]\n\+- Project/,
  );
  // The stand-in gives the second table of each group.
  const cogrouped = grouped(evalType.cogroupedMapArrow, one, {
    input: select(rows, col("a"), col("b")),
    keys: [col("a")],
  });
  expect(planText(resolve(cogrouped), "UTC")).toContain(":- ");
  expect((await run(grouped(evalType.groupedMapArrow, { ...one, input: where(rows, lit(false)) }))).rows).toEqual([]);
});

test("what Spark or the engine does not do is refused by name", async () => {
  const lambda: Expression = { kind: "lambda", parameters: ["v"], body: f({ kind: "lambdaVariable", name: "v" }) };
  await expect(run(select(rows, call("transform", call("array", col("a")), lambda)))).rejects.toMatchObject({
    condition: "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF",
  });
  const mapping: Expression = { kind: "pythonCall", function: fn("map", { kind: evalType.mapInPandas }), args: [] };
  await expect(run(select(rows, mapping))).rejects.toThrow("the function map in Python");
  await expect(run({ kind: "values", rows: [[f(lit(1))]] })).rejects.toThrow("a VALUES list");
  const bare = new Executor(database, registry);
  await expect(bare.execute(resolve(select(rows, f(col("a")))), { settings })).rejects.toThrow(
    /"f".*spark.millrace.python/,
  );
  bare.close();
});

test("a failure is told, leaves nothing behind, and the next query is well", async () => {
  const failing: Expression = { kind: "pythonCall", function: fn("bad", { command: "fail" }), args: [col("a")] };
  await expect(run(select(rows, failing))).rejects.toMatchObject({ condition: "PYTHON_EXCEPTION" });
  expect((await run(select(rows, f(col("b"))))).rows).toEqual([[10], [20], [30]]);
});

test("explain shows the calls where they are computed", async () => {
  const parsed = select(rows, f(col("a")));
  const text = await explain(executor, { parsed, plan: resolve(parsed), mode: "extended", settings });
  expect(text).toMatch(/python\.f\(c\d+\) AS c\d+/);
  expect(text).toContain("'f('a)");
});
