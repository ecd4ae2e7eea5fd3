import { expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import { resolve, testContext } from "../../../test/support/plans.ts";
import { sparkError } from "../../common/index.ts";
import { rowsOf } from "../duckdb/index.ts";
import { type ExpressionSettings, schemaOf } from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import { showString } from "./index.ts";
import { quickQuery, runSpeculating } from "./speculation.ts";

const ansi: ExpressionSettings = { timeZone: "UTC", ansi: true };
const legacy: ExpressionSettings = { timeZone: "UTC", ansi: false };
const unbound = (): never => {
  throw sparkError("INTERNAL_ERROR", { message: "no scans here" });
};

const { executor, connection } = await useExecutor();

const plan = (text: string, settings: ExpressionSettings) =>
  resolve(
    parseQuery(text, { timeZone: settings.timeZone }),
    testContext({ settings: { ...settings, caseSensitive: false } }),
  );
const quick = (text: string, settings = ansi): string => quickQuery(plan(text, settings), unbound, settings);

/** The first column's values as text, and how often something was run for them. */
async function run(text: string, settings = ansi): Promise<{ values: (string | null)[]; runs: number }> {
  const resolved = plan(text, settings);
  let runs = 0;
  const values = await runSpeculating(resolved, unbound, settings, async (sql) => {
    runs++;
    const found: (string | null)[] = [];
    for await (const batch of rowsOf(await connection.query(sql), schemaOf(resolved)))
      found.push(...batch.map(([value]) => (value === null ? null : String(value))));
    return found;
  });
  return { values, runs };
}

const product = (a: string, b: string): string =>
  `SELECT CAST(a * b AS STRING) FROM VALUES (CAST(${a} AS DECIMAL(18,0)), CAST(${b} AS DECIMAL(2,0))) AS t(a, b)`;

test.each([
  ["99999999999999999", "10", "999999999999999990", 1],
  ["-99999999999999999", "10", "-999999999999999990", 1],
  ["100000000000000000", "10", "1000000000000000000", 2],
  ["100000000000000000", "-10", "-1000000000000000000", 2],
  ["999999999999999999", "99", "98999999999999999901", 2],
  ["NULL", "10", null, 1],
])("%s times %s", async (a, b, value, runs) => {
  expect(await run(product(a, b))).toEqual({ values: [value], runs });
});

test("a side of more digits is taken to have few, and so is what a product is multiplied with", async () => {
  const text = (value: string): string =>
    `SELECT CAST(a * 1.5 * 2 AS STRING) FROM VALUES (CAST(${value} AS DECIMAL(30,2))) AS t(a)`;
  expect(await run(text("12.34"))).toEqual({ values: ["37.020"], runs: 1 });
  expect(await run(text("123456789012345678901234567.89"))).toEqual({
    values: ["370370367037037036703703703.670"],
    runs: 2,
  });
});

test("sums of narrow products have room for what is wider", async () => {
  const text =
    "SELECT CAST(sum(CAST(id + 99999999999999980 AS DECIMAL(18,0)) * CAST(10 AS DECIMAL(2,0))) AS STRING) FROM range(20)";
  expect(await run(text)).toEqual({ values: ["19999999999999997900"], runs: 1 });
  expect(
    quick("SELECT sum(a * b) AS s FROM VALUES (CAST(1 AS DECIMAL(15,2)), CAST(1 AS DECIMAL(15,2))) AS t(a, b)"),
  ).toMatch(/CAST\(sum\(\([^*]+ \* [^*]+\)\) AS DECIMAL\(38,4\)\)/);
});

test("digits of a narrow product are those of its type", async () => {
  const round =
    "SELECT CAST(round(a * b, 2) AS STRING), a * b / 3 FROM VALUES (CAST('12345678901.001' AS DECIMAL(16,3)), 1.005) AS t(a, b)";
  expect(await run(round)).toEqual({ values: ["12407407295.51"], runs: 1 });
});

test("nothing is taken for granted where errors become NULL", async () => {
  const tried =
    "SELECT CAST(try_add(a * b, 1) AS STRING) FROM VALUES (CAST(999999999999999999 AS DECIMAL(18,0)), CAST(99 AS DECIMAL(2,0))) AS t(a, b)";
  expect(await run(tried)).toEqual({ values: ["98999999999999999902"], runs: 1 });
  const capped =
    "SELECT CAST(a * b AS STRING) FROM VALUES (CAST(1e20 AS DECIMAL(30,0)), CAST(1e20 AS DECIMAL(30,0))) AS t(a, b)";
  expect(await run(capped, legacy)).toEqual({ values: [null], runs: 1 });
});

test("without ANSI a product whose type has room for it overflows nowhere", async () => {
  expect(quick(product("1", "1"), legacy)).not.toContain("TRY(");
  expect(await run(product("999999999999999999", "99"), legacy)).toEqual({ values: ["98999999999999999901"], runs: 2 });
  expect(
    await run("SELECT CAST(a + b AS STRING) FROM VALUES (9.99BD, -10.00BD), (9.99BD, 0.01BD) AS t(a, b)", legacy),
  ).toEqual({
    values: ["-0.01", "10.00"],
    runs: 1,
  });
});

test("a cast that fails does so in Spark's words", async () => {
  const cast = (value: string): string => `SELECT CAST(a AS DECIMAL(5,2)) FROM VALUES (${value}) AS t(a)`;
  expect(quick(cast("123.456BD"))).not.toContain("error(");
  expect(await run(cast("123.456BD"))).toEqual({ values: ["123.46"], runs: 1 });
  expect(await run(cast("-7"))).toEqual({ values: ["-7.00"], runs: 1 });
  for (const value of ["12345.678BD", "999.996BD", "1000", "-1000"])
    await expect(run(cast(value))).rejects.toMatchObject({
      condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      messageParameters: { value: value.replace("BD", ""), precision: "5", scale: "2" },
    });
});

test("other errors are not asked for twice", async () => {
  let runs = 0;
  const text = "SELECT a * b / (a - a) FROM VALUES (CAST(1 AS DECIMAL(18,2)), CAST(1 AS DECIMAL(18,2))) AS t(a, b)";
  const failing = runSpeculating(plan(text, ansi), unbound, ansi, (sql) => {
    runs++;
    return connection.query(sql);
  });
  await expect(failing).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
  expect(runs).toBe(1);
});

test("quotients are rounded half up on both sides of zero", async () => {
  const mean = (cent: string): string =>
    `SELECT CAST(avg(CAST(CASE WHEN id = 0 THEN ${cent} ELSE 0 END AS DECIMAL(3,2))) AS STRING) FROM range(32)`;
  expect((await run(mean("0.01"))).values).toEqual(["0.000313"]);
  expect((await run(mean("-0.01"))).values).toEqual(["-0.000313"]);
  const quotients =
    "SELECT CAST(a / b AS STRING) FROM VALUES (0.5BD, 64), (-0.5BD, 64), (0.5BD, -64), (-0.5BD, -64), (0.1BD, 3), (0.2BD, 3), (NULL, 3) AS t(a, b)";
  expect((await run(quotients)).values.map((value) => value && Number(value))).toEqual([
    0.0078125,
    -0.0078125,
    -0.0078125,
    0.0078125,
    0.033333333333,
    0.066666666667,
    null,
  ]);
});

test("in a transaction of somebody a product that is wide does no harm", async () => {
  const wide = plan(product("999999999999999999", "99"), ansi);
  const options = { numRows: 1, truncate: 0, vertical: false, settings: ansi };
  expect(await showString(executor, wide, options)).toContain("98999999999999999901");
  await connection.transaction(async () => {
    await executor.execute(wide, { settings: ansi, connection });
    await connection.run("SELECT 1");
  });
});
