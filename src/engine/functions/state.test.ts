import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { type DataType, duckDbType, parseDataType, StringType, StructField, StructType } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import type { AggregateFunction, AggregateSql, ResolvedAggregateCall, ResolvedColumn } from "../plan/index.ts";
import { castSql, lookupFunction, macros, scripts } from "./index.ts";

const settings = { timeZone: "UTC", ansi: true };

const { connection } = await useDatabase({ macros, functions: scripts });

const column = (name: string, type: DataType, id: number): ResolvedColumn => ({
  kind: "column",
  id,
  name,
  type,
  nullable: true,
  qualifier: [],
});

/** A call over columns `a` and `b` of some types, as the analyzer would make it, with the SQL of its arguments. */
function aggregateCall(name: string, types: readonly string[]): readonly [ResolvedAggregateCall, AggregateSql] {
  const fn = lookupFunction(name) as AggregateFunction;
  const args = types.map((type, i) => column("ab"[i]!, parseDataType(type), i));
  const site = { name, args, distinct: false, settings, print: () => "?" };
  const { argTypes, type, nullable } = fn.resolve(site);
  const cast = argTypes.map((target, i) => ({ ...args[i]!, type: target }));
  const call: ResolvedAggregateCall = {
    kind: "aggregateCall",
    function: fn,
    name,
    args: cast,
    distinct: false,
    ignoreNulls: false,
    orderBy: [],
    type,
    nullable,
  };
  const sql = args.map((arg, i) => castSql(arg.name, arg.type, argTypes[i]!, "ansi", settings));
  return [call, { args: sql, distinct: false, filter: undefined, orderBy: [], over: "" }];
}

/** The first column of the only row, as text. */
async function one(sql: string): Promise<string | null> {
  const schema = new StructType([new StructField("value", new StringType())]);
  const [row] = await readRows(connection, `SELECT CAST(v AS VARCHAR) FROM (${sql}) t(v)`, schema);
  return row!.value as string | null;
}

const numbers = ["1", "2", "NULL", "4", "-7", "2", "9", "NULL", "0"];
const cases: readonly (readonly [name: string, types: readonly string[], rows: readonly string[]])[] = [
  ...["count", "sum", "avg", "min", "max", "first", "last", "collect_list", "approx_count_distinct"].map(
    (name) => [name, ["int"], numbers] as const,
  ),
  ...["stddev", "stddev_pop", "variance", "var_pop", "avg", "sum"].map((name) => [name, ["double"], numbers] as const),
  ["var_samp", ["double"], ["1000000001", "1000000002", "1000000003", "1000000004"]],
  ["sum", ["decimal(10,2)"], ["1.25", "-2.50", "NULL", "99999999.99", "0.01"]],
  ["avg", ["decimal(10,2)"], ["1.25", "-2.50", "NULL", "99999999.99", "0.01"]],
  ["sum", ["decimal(28,2)"], ["12345678901234567890123.45", "-5", "98765432109876543210987.65"]],
  ["bool_and", ["boolean"], ["true", "NULL", "false"]],
  ["bool_or", ["boolean"], ["false", "NULL", "false"]],
  ["count_if", ["boolean"], ["true", "NULL", "false", "true"]],
  ["bit_xor", ["int"], ["5", "3", "NULL", "9"]],
  ["min_by", ["string", "int"], ["'x', 3", "NULL, 1", "'y', NULL", "'z', 2"]],
  ["max_by", ["string", "int"], ["'x', 3", "NULL, 1", "'y', NULL", "'z', 2"]],
  ["sum", ["interval day to second"], ["to_microseconds(5)", "NULL", "to_microseconds(7)"]],
  ["sum", ["bigint"], ["NULL", "NULL"]],
  ["first", ["string"], ["NULL", "'b'", "'c'"]],
];

// Rows go into the state batch by batch, through a merge of the merged, and the result has to be that of one aggregation.
test.each(cases)("%s over %j keeps its state between batches", async (name, types, rows) => {
  const [call, parts] = aggregateCall(name, types);
  const state = call.function.state!(parts, call, settings);
  const names = state.columns.map((_, i) => `s${i}`);
  const list = (parts: readonly string[]): string =>
    parts.map((sql, i) => `CAST(${sql} AS ${state.columns[i]}) AS s${i}`).join(", ");
  const select = types
    .map((type, i) => `CAST(${"ab"[i]} AS ${duckDbType(parseDataType(type))}) AS ${"ab"[i]}`)
    .join(", ");
  const source = (values: readonly string[]): string =>
    `(SELECT ${select} FROM (VALUES ${values.map((value) => `(${value})`).join(", ")}) t(${types.map((_, i) => "ab"[i]).join(", ")}))`;
  const batches = [rows.slice(0, 2), rows.slice(2, 3), rows.slice(3)].filter((batch) => batch.length > 0);
  const [first, ...later] = batches.map((batch) => `SELECT ${list(state.partial)} FROM ${source(batch)}`);
  const text = (sql: string): string =>
    castSql(`CAST(${sql} AS ${duckDbType(call.type)})`, call.type, new StringType(), "ansi", settings);
  let merged = first!;
  for (const partial of later)
    merged = `SELECT ${list(state.merge(names, "n"))} FROM (SELECT 0 AS n, * FROM (${merged}) UNION ALL SELECT 1 AS n, * FROM (${partial}))`;
  const streamed = await one(`SELECT ${text(state.final(names))} FROM (${merged})`);
  const whole = await one(`SELECT ${text(call.function.sql(parts, call, settings))} FROM ${source(rows)}`);
  const digits = (value: string | null): string | null =>
    value !== null && /^-?\d+\.\d{6,}$/.test(value) && call.type.kind === "double"
      ? Number(value).toPrecision(12)
      : value;
  expect(digits(streamed)).toEqual(digits(whole));
});

test("no state column is of a type that is slow to merge", () => {
  for (const [name, types] of cases) {
    const [call, parts] = aggregateCall(name, types);
    const slow = call.function.state!(parts, call, settings).columns.filter((type) =>
      /HUGEINT|DECIMAL\((19|[23]\d)/.test(type),
    );
    expect(slow).toEqual([]);
  }
});

test("a decimal sum that leaves its type is an error, not a wrong number", async () => {
  const [call, parts] = aggregateCall("sum", ["decimal(38,0)"]);
  const state = call.function.state!(parts, call, settings);
  const nines = "9".repeat(38);
  const sql = `SELECT ${state.partial[0]} FROM (SELECT '${nines}'::DECIMAL(38,0) AS a FROM range(2))`;
  await expect(one(sql)).rejects.toMatchObject({ kind: "arithmetic" });
});
