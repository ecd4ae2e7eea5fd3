import { type BatchCase, sql } from "../case.ts";

const legacy = { "spark.sql.ansi.enabled": "false" };

/** Conversions, in ANSI mode and without it. */
export const casts: readonly BatchCase[] = [
  sql(
    "SELECT CAST(' 12 ' AS INT), CAST('1e2' AS DOUBLE), CAST('-0.5' AS DECIMAL(3,1)), CAST('true' AS BOOLEAN), CAST('n' AS BOOLEAN), CAST(1 AS BOOLEAN)",
  ),
  sql(
    "SELECT CAST(1.9 AS INT), CAST(-1.9D AS BIGINT), CAST(12.345 AS DECIMAL(4,1)), CAST(1e20D AS STRING), CAST(1.5e-5D AS STRING), CAST(0.1F AS DOUBLE), CAST(100.0D AS STRING)",
  ),
  sql(
    "SELECT CAST(DATE '2024-01-01' AS STRING), CAST('2024' AS DATE), CAST('2024-03' AS TIMESTAMP), CAST('2024-03-10 02:30:00' AS TIMESTAMP), CAST('2024-01-01T00:00:00Z' AS TIMESTAMP)",
  ),
  sql(
    "SELECT CAST(array(1, NULL) AS STRING), CAST(map('a', 1) AS STRING), CAST(struct(1, 'x') AS STRING), CAST(X'4142' AS STRING), CAST(true AS STRING), CAST(true AS INT), CAST(INTERVAL '1 2' DAY TO HOUR AS STRING)",
  ),
  sql(
    "SELECT CAST(array('1', '2') AS ARRAY<INT>), CAST(named_struct('a', 1) AS STRUCT<b: STRING>), CAST(map('1', 'x') AS MAP<INT, STRING>)",
  ),
  sql("SELECT d, CAST(d AS STRING), CAST(d AS FLOAT), m, CAST(m AS DOUBLE), CAST(i AS DECIMAL(5,2)) FROM nums"),
  sql("SELECT TRY_CAST('x' AS INT), TRY_CAST('300' AS TINYINT), TRY_CAST('2024-13-01' AS DATE), try_cast(1e10 AS INT)"),
  sql("SELECT CAST('x' AS INT)"),
  sql("SELECT CAST(300 AS TINYINT)"),
  sql("SELECT CAST('2024-02-30' AS DATE)"),
  sql("SELECT CAST(123456 AS DECIMAL(3,0))"),
  sql("SELECT CAST('maybe' AS BOOLEAN)"),
  sql("SELECT CAST(double('NaN') AS INT)"),
  sql("SELECT CAST(DATE '2024-01-01' AS INT)"),
  sql("SELECT CAST(array(1) AS INT)"),
  sql("SELECT 1 = '1', 1 < '2.5', '2024-01-01' = DATE '2024-01-01', 1 + '2', 'a' || 1, concat(1, 2)"),
  sql("SELECT 'abc' + 1"),
  sql(
    "SELECT CAST('x' AS INT), CAST(300 AS TINYINT), CAST('2024-02-30' AS DATE), 1/0, CAST(123456 AS DECIMAL(3,0)), 5 % 0",
    { name: "legacy casts", settings: legacy },
  ),
  sql("SELECT 2147483647 + 1, 'abc' + 1, array(1)[5], map('a', 1)['b'], '1' + '2'", {
    name: "legacy arithmetic",
    settings: legacy,
  }),
  sql(
    "SELECT CAST(TIMESTAMP '2024-07-01 12:00:00' AS TIMESTAMP_NTZ), CAST(TIMESTAMP_NTZ '2024-07-01 12:00:00' AS TIMESTAMP), TIMESTAMP '2024-07-01 12:00:00 UTC'",
  ),
  sql(
    "SELECT 9999999999999999999999999999999999.9 * 10, 1.123456789012345678901234567890 * 1.1, CAST(1 AS DECIMAL(38,10)) / 3, 0.1 + 0.2, 0.1D + 0.2D",
  ),
  sql("SELECT CAST('12:00' AS TIMESTAMP) > DATE '2024-01-01'"),
];
