import { describe, expect, it } from "vitest";
import { usePlace } from "./support.ts";

const place = usePlace();
const query = (sql: string) => place.spark.sql(sql);
const rows = async (name: string) => place.spark.table(name).collect();

describe("temporary views", () => {
  it("are made once, or replaced", async () => {
    const [one, two] = [await query("SELECT 1 a"), await query("SELECT 2 a")];
    await one.createTempView("v");
    await expect(two.createTempView("V")).rejects.toMatchObject({
      condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
      messageParameters: { relationName: "`V`" },
    });
    expect(await rows("v")).toEqual([{ a: 1 }]);
    await two.createOrReplaceTempView("V");
    expect(await rows("v")).toEqual([{ a: 2 }]);
  });

  it("keep the plan that they were made of", async () => {
    await (await query("SELECT 1 a")).createOrReplaceTempView("base");
    await place.spark.table("base").selectExpr("a + 1 AS a").createOrReplaceTempView("next");
    await place.spark.table("next").selectExpr("a * 10 AS a").createOrReplaceTempView("base");
    expect(await rows("base")).toEqual([{ a: 20 }]);
    expect(await rows("next")).toEqual([{ a: 2 }]);
  });

  it("read tables anew", async () => {
    await (await query("SELECT 1 a")).write.saveAsTable("growing");
    await place.spark.table("growing").createOrReplaceTempView("seen");
    await (await query("SELECT 2 a")).write.insertInto("growing");
    expect(await place.spark.table("seen").count()).toBe(2);
  });

  it("join with themselves", async () => {
    await (await query("SELECT * FROM VALUES (1, 0), (2, 1) AS t(id, parent)")).createOrReplaceTempView("tree");
    const joined = await query("SELECT c.id, p.id AS up FROM tree c JOIN tree p ON c.parent = p.id");
    expect(await joined.collect()).toEqual([{ id: 2, up: 1 }]);
  });

  it("are dropped, and then are gone", async () => {
    await (await query("SELECT 1 a")).createOrReplaceTempView("short");
    expect(await place.spark.catalog.dropTempView("SHORT")).toBe(true);
    expect(await place.spark.catalog.dropTempView("short")).toBe(false);
    await expect(rows("short")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  it("of all sessions are in global_temp", async () => {
    const df = await query("SELECT 7 a");
    await df.createGlobalTempView("everywhere");
    await expect(df.createGlobalTempView("everywhere")).rejects.toMatchObject({
      condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
    });
    await expect(rows("everywhere")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    expect(await rows("global_temp.everywhere")).toEqual([{ a: 7 }]);
    await (await query("SELECT 8 a")).createOrReplaceGlobalTempView("everywhere");
    expect(await rows("global_temp.everywhere")).toEqual([{ a: 8 }]);
    expect(await place.spark.catalog.dropGlobalTempView("everywhere")).toBe(true);
    expect(await place.spark.catalog.dropGlobalTempView("everywhere")).toBe(false);
  });

  it("are made and dropped by SQL", async () => {
    await query("CREATE OR REPLACE TEMPORARY VIEW bysql AS SELECT 3 AS a");
    expect(await rows("bysql")).toEqual([{ a: 3 }]);
    await query("DROP VIEW bysql");
    await expect(rows("bysql")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  it("of files are made by SQL with a format, its options and, where given, a schema", async () => {
    const path = place.path();
    await (await query("SELECT 1 AS a, 'x' AS b")).write.option("header", true).csv(path);
    await query(`CREATE TEMP VIEW files USING csv OPTIONS (PATH '${path}', header true)`);
    expect(await rows("files")).toEqual([{ a: "1", b: "x" }]);
    const again = `TEMPORARY VIEW files (a INT, b STRING) USING csv OPTIONS (path '${path}', header 'true')`;
    await expect(query(`CREATE ${again}`)).rejects.toMatchObject({ condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS" });
    await query(`CREATE OR REPLACE ${again}`);
    expect(await rows("files")).toEqual([{ a: 1, b: "x" }]);
    await query(`CREATE GLOBAL TEMP VIEW files_of_all (a INT) USING csv OPTIONS (path '${path}', header true)`);
    expect(await rows("global_temp.files_of_all")).toEqual([{ a: 1 }]);
    await expect(query("CREATE TEMP VIEW gone USING csv OPTIONS (path '/no/such/place')")).rejects.toMatchObject({
      condition: "PATH_NOT_FOUND",
    });
    for (const clause of ["(a INT)", "USING csv AS SELECT 1", "USING csv LOCATION '/x'"]) {
      await expect(query(`CREATE TEMP VIEW w ${clause}`)).rejects.toMatchObject({ condition: "PARSE_SYNTAX_ERROR" });
    }
  });

  it("have names of one part, in backquotes where they hold other characters", async () => {
    const df = await query("SELECT 5 a");
    for (const make of [df.createTempView("db.v"), df.createGlobalTempView("db.v")]) {
      await expect(make).rejects.toMatchObject({
        condition: "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
        messageParameters: { actualName: "db.v" },
      });
    }
    for (const name of ["a b", "a-b", ""])
      await expect(df.createTempView(name)).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1321" });
    await df.createTempView("`a b`");
    expect(await rows("`a b`")).toEqual([{ a: 5 }]);
    expect(await place.spark.catalog.dropTempView("a b")).toBe(true);
  });
});
