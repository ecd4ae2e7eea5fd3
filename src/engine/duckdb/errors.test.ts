import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { duckDbMessage, sparkErrorOf } from "./index.ts";

const { connection } = await useDatabase();

const ansi = '"spark.sql.ansi.enabled"';

test.each([
  ["2147483647::INTEGER + 1::INTEGER", "ARITHMETIC_OVERFLOW", { config: ansi }],
  ["-((-9223372036854775808)::BIGINT)", "ARITHMETIC_OVERFLOW", {}],
  ["CAST(9223372036854775807::HUGEINT + 1 AS BIGINT)", "ARITHMETIC_OVERFLOW", { message: "overflow" }],
  ["CAST(300::INTEGER AS TINYINT)", "CAST_OVERFLOW", { value: "300", sourceType: '"INT"', targetType: '"TINYINT"' }],
  ["CAST(1e300 AS BIGINT)", "CAST_OVERFLOW", { sourceType: '"DOUBLE"', targetType: '"BIGINT"' }],
  ["CAST('a''b' AS INTEGER)", "CAST_INVALID_INPUT", { expression: "'a'b'", targetType: '"INT"' }],
  ["CAST('x' AS BOOLEAN)", "CAST_INVALID_INPUT", { expression: "'x'", targetType: '"BOOLEAN"' }],
  ["CAST('2024-13-01' AS DATE)", "CAST_INVALID_INPUT", { expression: "'2024-13-01'", targetType: '"DATE"' }],
  ["CAST('2024-13-01 00:00:00' AS TIMESTAMP)", "CAST_INVALID_INPUT", { targetType: '"TIMESTAMP"' }],
  ["CAST('never' AS TIMESTAMP)", "CAST_INVALID_INPUT", { expression: "'never'" }],
  ["CAST(12345.678 AS DECIMAL(4,1))", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", { precision: "4", scale: "1" }],
  ["repeat('9', 38)::DECIMAL(38,0) + 1::DECIMAL(38,0)", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", {}],
  ["(SELECT x FROM range(3) t(x))", "SCALAR_SUBQUERY_TOO_MANY_ROWS", {}],
  [`error('millrace:{"condition":"DIVIDE_BY_ZERO","parameters":{"config":"c"}}')`, "DIVIDE_BY_ZERO", { config: "c" }],
  ["no_such_function(1)", "INTERNAL_ERROR", {}],
])("%s fails as %s", async (sql, condition, parameters) => {
  const failure = connection.query(`SELECT ${sql} AS x`);
  await expect(failure).rejects.toMatchObject({ condition, messageParameters: parameters });
});

test("DuckDB's own words stay at hand", async () => {
  const error = await connection.run("SELECT 1 FROM nowhere").catch((e: unknown) => e);
  expect(duckDbMessage(error)).toMatch(/^Catalog Error: Table with name nowhere/);
  expect(sparkErrorOf(error)).toBe(error);
  expect(duckDbMessage("plain")).toBe("plain");
});
