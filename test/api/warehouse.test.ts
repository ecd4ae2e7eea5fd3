import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";

let folder: string;
let open: SparkSession[] = [];
/** A session on an engine of its own, as another process has it. */
async function engine(): Promise<SparkSession> {
  const spark = await SparkSession.builder
    .config({ "spark.sql.warehouse.dir": join(folder, "warehouse"), "spark.sql.session.timeZone": "UTC" })
    .create();
  open.push(spark);
  return spark;
}
const rows = async (spark: SparkSession, sql: string) => (await spark.sql(sql)).collect();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-warehouse-"));
});
afterEach(async () => {
  for (const spark of open) await spark.stop();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

describe("a warehouse", () => {
  test("has after a restart what was made: tables, views, databases, functions", async () => {
    const first = await engine();
    for (const sql of [
      "CREATE DATABASE shop COMMENT 'sales'",
      "CREATE TABLE shop.sale (id INT, price DECIMAL(9, 2), day DATE) USING parquet PARTITIONED BY (day)",
      "INSERT INTO shop.sale VALUES (1, 9.99, DATE '2024-02-29'), (2, NULL, NULL)",
      "CREATE VIEW shop.cheap AS SELECT id FROM shop.sale WHERE price < 10",
      "CREATE FUNCTION shop.gross(net DECIMAL(9, 2)) RETURNS DECIMAL(12, 2) RETURN net * 1.2",
      "CREATE TEMPORARY VIEW gone AS SELECT 1 AS a",
    ])
      await first.sql(sql);
    await first.stop();

    const second = await engine();
    expect(
      await rows(second, "SELECT id, shop.gross(price) AS g, CAST(day AS STRING) AS d FROM shop.sale ORDER BY id"),
    ).toEqual([
      { id: 1, g: "11.99", d: "2024-02-29" },
      { id: 2, g: null, d: null },
    ]);
    expect(await rows(second, "SELECT * FROM shop.cheap")).toEqual([{ id: 1 }]);
    expect((await second.catalog.listDatabases()).map(({ name }) => name)).toEqual(["default", "shop"]);
    await expect(second.table("gone").count()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  test("is shared by engines that run at once", async () => {
    const [one, other] = [await engine(), await engine()];
    await one.sql("CREATE TABLE t USING json AS SELECT 1 AS a");
    expect(await rows(other, "SELECT * FROM t")).toEqual([{ a: 1 }]);
    await Promise.all([one.sql("INSERT INTO t VALUES (2)"), other.sql("INSERT INTO t VALUES (3)")]);
    expect(await rows(one, "SELECT a FROM t ORDER BY a")).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    await other.sql("ALTER TABLE t ADD COLUMN b STRING");
    expect(await one.table("t").columns()).toEqual(["a", "b"]);
    await other.sql("DROP TABLE t");
    await expect(one.table("t").count()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  test("of two that make one table, one is told", async () => {
    const engines = [await engine(), await engine()];
    const made = await Promise.allSettled(engines.map((spark) => spark.sql("CREATE TABLE once (a INT) USING parquet")));
    expect(made.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("does not take a folder for a table that has something in it", async () => {
    const spark = await engine();
    mkdirSync(join(folder, "warehouse", "left"), { recursive: true });
    writeFileSync(join(folder, "warehouse", "left", "part-0.json"), '{"a": 1}\n');
    await expect(spark.sql("CREATE TABLE left (a INT) USING json")).rejects.toMatchObject({
      condition: "LOCATION_ALREADY_EXISTS",
    });
    await expect(spark.range(1).write.saveAsTable("left")).rejects.toMatchObject({
      condition: "LOCATION_ALREADY_EXISTS",
    });
  });

  test("keeps the files of external tables, and deletes those of its own", async () => {
    const spark = await engine();
    const path = join(folder, "mine");
    await spark.range(2).write.option("path", path).saveAsTable("external");
    await spark.range(2).write.saveAsTable("managed");
    expect((await spark.catalog.getTable("external")).tableType).toBe("EXTERNAL");
    for (const name of ["external", "managed"]) await spark.sql(`DROP TABLE ${name}`);
    expect(await spark.read.parquet(path).count()).toBe(2);
    expect(existsSync(join(folder, "warehouse", "managed"))).toBe(false);
  });

  test("is not made by sessions that make no tables, and holds folders that other readers understand", async () => {
    const spark = await engine();
    await spark.range(1).collect();
    expect(await spark.catalog.listTables()).toEqual([]);
    expect(existsSync(join(folder, "warehouse"))).toBe(false);
    await spark.range(3).write.format("csv").option("header", true).saveAsTable("plain");
    expect(
      await spark.read
        .option("header", true)
        .csv(join(folder, "warehouse", "plain"))
        .count(),
    ).toBe(3);
    expect(readdirSync(join(folder, "warehouse")).sort()).toEqual([".millrace", "plain"]);
  });

  test("in a bucket is refused by name, where tables are made", async () => {
    const spark = await SparkSession.builder.config({ "spark.sql.warehouse.dir": "s3://bucket/warehouse" }).create();
    open.push(spark);
    expect(await spark.range(2).count()).toBe(2);
    await expect(spark.sql("CREATE TABLE t (a INT)")).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.MILLRACE",
    });
  });
});

describe("a name that is taken while its table is made", () => {
  const relations = () => join(folder, "warehouse", ".millrace", "relations", "default");
  const recordOf = (name: string) => JSON.parse(readFileSync(join(relations(), `${name}.json`), "utf8")) as object;
  const writeRecord = (name: string, record: object) =>
    writeFileSync(join(relations(), `${name}.json`), JSON.stringify(record));

  test("is given to one of several that write rows, and no other row is in its folder", async () => {
    const engines = [await engine(), await engine(), await engine()];
    const made = await Promise.allSettled(
      engines.map(async (spark, at) => (await spark.range(at * 10, at * 10 + 5)).write.saveAsTable("once")),
    );
    expect(made.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    const winner = made.findIndex(({ status }) => status === "fulfilled");
    for (const result of made)
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ condition: "TABLE_OR_VIEW_ALREADY_EXISTS" });
    const ids = (await engines[0]!.table("once").collect()).map(({ id }) => Number(id));
    expect(ids.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4].map((n) => winner * 10 + n));
  });

  test("is free again where the rows cannot be made", async () => {
    const spark = await engine();
    await expect(spark.sql("CREATE TABLE t AS SELECT 1 / 0 AS a")).rejects.toMatchObject({
      condition: "DIVIDE_BY_ZERO",
    });
    expect(readdirSync(relations())).toEqual([]);
    await spark.sql("CREATE TABLE t AS SELECT 1 AS a");
    expect(await rows(spark, "SELECT a FROM t")).toEqual([{ a: 1 }]);
  });

  test("is free again when its process is gone, with what that has written", async () => {
    const spark = await engine();
    await spark.sql("CREATE TABLE t USING json AS SELECT 1 AS a");
    const gone = { host: hostname(), pid: process.pid, run: "an earlier process of this number" };
    writeRecord("t", { ...recordOf("t"), making: gone });
    expect((await spark.catalog.listTables()).map(({ name }) => name)).toEqual([]);
    await spark.sql("CREATE TABLE t USING json AS SELECT 2 AS a");
    expect(await rows(spark, "SELECT a FROM t")).toEqual([{ a: 2 }]);

    const dead = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" });
    writeRecord("t", { ...recordOf("t"), making: { host: hostname(), pid: Number(dead), run: "x" } });
    await spark.sql("CREATE TABLE t (a INT) USING json");
    expect(await rows(spark, "SELECT a FROM t")).toEqual([]);

    // Of other machines nobody knows: who drops the table says that it is not being made.
    writeRecord("t", { ...recordOf("t"), making: { ...gone, host: "elsewhere" } });
    await expect(spark.sql("CREATE TABLE t (a INT)")).rejects.toMatchObject({
      condition: "TABLE_OR_VIEW_ALREADY_EXISTS",
    });
    await spark.sql("DROP TABLE t");
    await spark.sql("CREATE TABLE t (a INT) USING json");
  });

  test("a renaming that was cut off has happened or not, and is finished by whoever looks next", async () => {
    const spark = await engine();
    await spark.sql("CREATE TABLE t USING json AS SELECT 1 AS a");
    const [from, to] = [join(folder, "warehouse", "t"), join(folder, "warehouse", "u")];
    const entry = recordOf("t") as { id: string };
    // Killed before the new name was there.
    writeRecord("t", { ...entry, renamedTo: "u" });
    expect(await rows(spark, "SELECT a FROM t")).toEqual([{ a: 1 }]);
    await expect(spark.table("u").count()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    // Killed when it was.
    writeRecord("u", { ...entry, name: "u", location: to, renaming: { from: "t", folders: { from, to } } });
    expect((await spark.catalog.listTables()).map(({ name }) => name)).toEqual(["u"]);
    expect(await rows(spark, "SELECT a FROM u")).toEqual([{ a: 1 }]);
    expect(existsSync(from)).toBe(false);
    expect(recordOf("u")).toEqual({ ...entry, name: "u", location: to });
    // Killed when the folder had moved, and the old name asked for first.
    writeRecord("t", { ...entry, renamedTo: "u" });
    writeRecord("u", { ...entry, name: "u", location: to, renaming: { from: "t", folders: { from, to } } });
    await expect(spark.table("t").count()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    expect(await rows(spark, "SELECT a FROM u")).toEqual([{ a: 1 }]);
    expect(readdirSync(relations())).toEqual(["u.json"]);
  });

  test("a table is not renamed onto a folder or a name that is there", async () => {
    const spark = await engine();
    await spark.sql("CREATE TABLE t USING json AS SELECT 1 AS a");
    await spark.sql(`CREATE TABLE taken (a INT) USING json LOCATION '${join(folder, "elsewhere")}'`);
    mkdirSync(join(folder, "warehouse", "u"));
    await expect(spark.sql("ALTER TABLE t RENAME TO u")).rejects.toMatchObject({
      condition: "LOCATION_ALREADY_EXISTS",
    });
    await expect(spark.sql("ALTER TABLE t RENAME TO taken")).rejects.toMatchObject({
      condition: "TABLE_OR_VIEW_ALREADY_EXISTS",
    });
    expect(await rows(spark, "SELECT a FROM t")).toEqual([{ a: 1 }]);
  });
});

test("a killed process leaves whole records", async () => {
  const spark = await engine();
  await spark.sql("CREATE TABLE t (a INT) USING parquet");
  const records = join(folder, "warehouse", ".millrace", "relations", "default");
  // What a process leaves that is killed while it writes: a file that has no name of its own yet.
  execFileSync(process.execPath, ["-e", `require("fs").writeFileSync(${JSON.stringify(join(records, ".half"))}, "{")`]);
  expect((await spark.catalog.listTables()).map(({ name }) => name)).toEqual(["t"]);
});

test("names of tables and functions lead to no folder or file outside of a warehouse", async () => {
  const spark = await engine();
  await spark.sql("CREATE TABLE t (a INT) USING parquet");
  const ids = await spark.range(3);
  for (const write of [
    () => spark.sql("CREATE TABLE `../outside` (a INT) USING parquet"),
    () => spark.sql("CREATE TABLE `../outside` USING parquet AS SELECT 1 AS a"),
    () => ids.write.saveAsTable("`../outside`"),
  ])
    await expect(write()).rejects.toMatchObject({ condition: "INVALID_SCHEMA_OR_RELATION_NAME" });
  writeFileSync(join(folder, "precious.json"), "{}");
  for (const name of ["`../relations/default`.t", "default.`../../../../precious`"])
    await expect(spark.sql(`DROP FUNCTION ${name}`)).rejects.toMatchObject({ condition: "ROUTINE_NOT_FOUND" });
  expect(readdirSync(folder).sort()).toEqual(["precious.json", "warehouse"]);
  expect(await rows(spark, "SELECT * FROM t")).toEqual([]);
});
