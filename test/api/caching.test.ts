import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";

let folder: string;
let spark: SparkSession;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-caching-"));
  spark = await SparkSession.builder.config({ "spark.sql.warehouse.dir": join(folder, "warehouse") }).create();
  await spark.sql("CREATE TABLE t USING json AS SELECT 1 AS a");
});
afterEach(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true, force: true });
});

const valuesOf = async (sql: string): Promise<unknown[]> =>
  (await (await spark.sql(sql)).collect()).map((row) => Object.values(row)[0]);
const run = async (...statements: readonly string[]): Promise<void> => {
  for (const sql of statements) await (await spark.sql(sql)).collect();
};
/** Takes the rows away where nobody is told of it: what still has them has kept them. */
function deleteFiles(table: string): void {
  const path = join(folder, "warehouse", table);
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
}

test("CACHE TABLE keeps the rows of a table until it is uncached", async () => {
  await run("CACHE TABLE t");
  deleteFiles("t");
  expect(await valuesOf("SELECT a FROM t")).toEqual([1]);
  expect(await valuesOf("SELECT sum(a) FROM t WHERE a > 0")).toEqual([1n]);
  await run("UNCACHE TABLE t");
  expect(await valuesOf("SELECT a FROM t")).toEqual([]);
});

test("CACHE LAZY TABLE and the catalog keep what the first query has seen", async () => {
  for (const cache of [() => run("CACHE LAZY TABLE t"), () => spark.catalog.cacheTable("t")]) {
    await cache();
    await run("INSERT OVERWRITE t VALUES (2)");
    expect(await valuesOf("SELECT a FROM t")).toEqual([2]);
    deleteFiles("t");
    expect(await valuesOf("SELECT a FROM t")).toEqual([2]);
    await run("CLEAR CACHE");
    expect(await valuesOf("SELECT a FROM t")).toEqual([]);
  }
});

test("what is written is seen, by whichever way and session", async () => {
  await run("CACHE TABLE t", "CREATE TEMPORARY VIEW v AS SELECT a + 10 AS b FROM t", "CACHE TABLE v");
  const other = await spark.newSession();
  const path = join(folder, "warehouse", "t");
  const writes: readonly (readonly [() => Promise<unknown>, readonly unknown[]])[] = [
    [() => run("INSERT INTO t VALUES (2)"), [11, 12]],
    [() => other.sql("INSERT INTO t VALUES (3)"), [11, 12, 13]],
    [async () => (await spark.range(1)).selectExpr("int(id) AS a").write.mode("append").json(path), [10, 11, 12, 13]],
    [() => run("TRUNCATE TABLE t"), []],
    [
      async () => (await spark.range(1)).selectExpr("7 AS a").write.mode("append").format("json").saveAsTable("t"),
      [17],
    ],
  ];
  for (const [write, rows] of writes) {
    await write();
    expect(await valuesOf("SELECT b FROM v ORDER BY b")).toEqual(rows);
    expect(await spark.catalog.isCached("v")).toBe(true);
  }
});

test("what is written elsewhere lets kept rows be, and REFRESH reads them anew", async () => {
  await run("CREATE TABLE u USING json AS SELECT 5 AS a", "CACHE TABLE t");
  deleteFiles("t");
  await run("INSERT INTO u VALUES (6)", "CREATE TABLE tt USING json AS SELECT 1 AS a");
  expect(await valuesOf("SELECT a FROM t")).toEqual([1]);
  for (const refresh of [
    () => run("REFRESH TABLE t"),
    () => run(`REFRESH '${join(folder, "warehouse")}'`),
    () => spark.catalog.refreshTable("t"),
    () => spark.catalog.refreshByPath(join(folder, "warehouse", "t")),
  ]) {
    await run("INSERT INTO t VALUES (1)");
    expect(await valuesOf("SELECT a FROM t")).toEqual([1]);
    deleteFiles("t");
    expect(await valuesOf("SELECT a FROM t")).toEqual([1]);
    await refresh();
    expect(await valuesOf("SELECT a FROM t")).toEqual([]);
  }
  expect(await spark.catalog.isCached("t")).toBe(true);
});

test("a table and what is made of it are no longer kept where it is uncached, dropped or replaced", async () => {
  const kept = async () => [await spark.catalog.isCached("t"), await spark.catalog.isCached("v")];
  await run("CREATE TEMPORARY VIEW v AS SELECT a + 1 AS b FROM t", "CACHE TABLE v", "CACHE TABLE t");
  expect(await kept()).toEqual([true, true]);
  await run("UNCACHE TABLE v");
  expect(await kept()).toEqual([true, false]);
  await run("CACHE TABLE v", "UNCACHE TABLE t");
  expect(await kept()).toEqual([false, false]);
  await run("CACHE TABLE v", "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT a + 1 AS b FROM t");
  expect(await kept()).toEqual([false, false]);
  await run("CACHE TABLE t", "ALTER TABLE t RENAME TO s");
  expect(await spark.catalog.isCached("s")).toBe(true);
  await run("DROP TABLE s", "CREATE TABLE s USING json AS SELECT 1 AS a");
  expect(await spark.catalog.isCached("s")).toBe(false);
  await run("CACHE TABLE q AS SELECT a FROM s");
  deleteFiles("s");
  expect(await valuesOf("SELECT a FROM q")).toEqual([1]);
  await spark.catalog.dropTempView("q");
  await expect(run("UNCACHE TABLE q")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
});
