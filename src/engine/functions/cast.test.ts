import { describe, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import {
  ArrayType,
  type CalendarInterval,
  type DataType,
  literalSql,
  MapType,
  parseDataType,
  StringType,
  StructField,
  StructType,
  Timestamp,
} from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import { type CastMode, castable, castSql, macros, raiseSql, scripts } from "./index.ts";

const settings = { timeZone: "America/New_York", ansi: false };
const text = new StringType();

const { connection } = await useDatabase({ macros, functions: scripts });

async function value(sql: string, type: DataType = text): Promise<unknown> {
  const [row] = await readRows(connection, `SELECT ${sql}`, new StructType([new StructField("value", type)]));
  return row!.value;
}

/** What a cast makes of a literal, as text. */
function castText(literal: string, from: string, to: string, mode: CastMode): Promise<unknown> {
  const [source, target] = [parseDataType(from), parseDataType(to)];
  return value(castSql(castSql(literal, source, target, mode, settings), target, text, "ansi", settings));
}

// Answers of real Spark with spark.sql.ansi.enabled=false.
describe("legacy casts", () => {
  test.each([
    ["CAST(300 AS INTEGER)", "int", "tinyint", "44"],
    ["CAST(3000000000 AS BIGINT)", "bigint", "int", "-1294967296"],
    ["CAST('1e10' AS DOUBLE)", "double", "int", "2147483647"],
    ["CAST('NaN' AS DOUBLE)", "double", "int", "0"],
    ["CAST('-1e30' AS DOUBLE)", "double", "bigint", "-9223372036854775808"],
    ["CAST('300.7' AS DOUBLE)", "double", "tinyint", "44"],
    ["'12.7'", "string", "int", "12"],
    ["'abc'", "string", "int", null],
    ["'9999999999'", "string", "int", null],
    ["'maybe'", "string", "boolean", null],
    ["CAST('123.45' AS DECIMAL(5,2))", "decimal(5,2)", "decimal(3,2)", null],
    ["DATE '2020-01-01'", "date", "int", null],
    ["true", "boolean", "timestamp", "1969-12-31 19:00:00.000001"],
    ["CAST(5 AS INTEGER)", "int", "binary", "\u0000\u0000\u0000\u0005"],
  ])("%s from %s to %s", async (literal, from, to, wanted) => {
    expect(castable(parseDataType(from), parseDataType(to), false)).toBe(true);
    expect(await castText(literal, from, to, "legacy")).toBe(wanted);
  });
});

test("try_cast gives NULL for what it cannot read, also inside of arrays and structs", async () => {
  expect(await castText("'12.7'", "string", "int", "try")).toBeNull();
  expect(await castText("['1', 'x']", "array<string>", "array<int>", "try")).toBe("[1, null]");
  expect(await castText("{'a': 'x', 'b': '2'}", "struct<a:string,b:string>", "struct<a:int,b:int>", "try")).toBe(
    "{null, 2}",
  );
  expect(await castText("MAP(['1'], ['x'])", "map<string,string>", "map<int,date>", "try")).toBe("{1 -> null}");
});

test("errors name the value, its type and the type that was wanted", async () => {
  await expect(castText("'x'", "string", "int", "ansi")).rejects.toMatchObject({
    condition: "CAST_INVALID_INPUT",
    messageParameters: { expression: "'x'", sourceType: '"STRING"', targetType: '"INT"' },
  });
  await expect(castText("CAST(300 AS BIGINT)", "bigint", "tinyint", "ansi")).rejects.toMatchObject({
    condition: "CAST_OVERFLOW",
    messageParameters: { value: "300L", sourceType: '"BIGINT"', targetType: '"TINYINT"' },
  });
});

test("a raised error carries parameters that rows decide", async () => {
  await expect(value(raiseSql("USER_RAISED_EXCEPTION", { errorMessage: "'say \"' || 42" }))).rejects.toMatchObject({
    condition: "USER_RAISED_EXCEPTION",
    messageParameters: { errorMessage: 'say "42' },
  });
});

describe("literals come back as the values that they were", () => {
  const interval: CalendarInterval = { months: 14, days: 3, microseconds: 5n };
  const cases: readonly (readonly [string, unknown])[] = [
    ["string", 'it\'s "quoted" \\ \0 ü'],
    ["boolean", true],
    ["tinyint", -128],
    ["bigint", -(2n ** 63n)],
    ["double", -0],
    ["double", Number.NaN],
    ["double", Number.POSITIVE_INFINITY],
    ["double", 5e-324],
    ["float", 1.5],
    ["decimal(38,18)", "-12345678901234567890.123456789012345678"],
    ["date", new Date("2020-02-29T00:00:00Z")],
    ["date", new Date("+012345-01-01T00:00:00Z")],
    ["timestamp", new Timestamp(-1n)],
    ["timestamp_ntz", new Timestamp(1_600_000_000_123_456n)],
    ["interval day to second", -90_000_000_001n],
    ["interval year to month", -14],
    ["interval", interval],
    ["binary", new Uint8Array([0, 255, 39])],
  ];
  test.each(cases)("%s %s", async (type, wanted) => {
    const dataType = type === "interval" ? parseDataType("interval") : parseDataType(type);
    expect(await value(literalSql(wanted, dataType), dataType)).toEqual(wanted);
    expect(await value(literalSql(null, dataType), dataType)).toBeNull();
  });

  test("nested", async () => {
    const struct = new StructType([
      new StructField("a b", new ArrayType(parseDataType("bigint"))),
      new StructField("m", new MapType(text, parseDataType("double"))),
    ]);
    const wanted = { "a b": [1n, null], m: new Map([["k", 0.5]]) };
    expect(await value(literalSql(wanted, struct), struct)).toEqual(wanted);
    expect(await value(literalSql([], new ArrayType(text)), new ArrayType(text))).toEqual([]);
  });
});
