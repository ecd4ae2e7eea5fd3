import { describe, expect, it } from "vitest";
import { usePlace } from "./support.ts";

const place = usePlace();
const query = (sql: string) => place.spark.sql(sql);
const rows = async (table: string) => (await query(`SELECT * FROM ${table} ORDER BY ALL`)).collect();

describe("saveAsTable", () => {
  it("makes a table that all names of it find, with nullable columns", async () => {
    await (await query("SELECT 1 a, named_struct('x', 2) s")).write.saveAsTable("made");
    for (const name of ["made", "MADE", "default.made", "spark_catalog.default.made"])
      expect(await place.spark.table(name).count()).toBe(1);
    const schema = await place.spark.table("made").schema();
    expect(schema.fields.map((field) => field.nullable)).toEqual([true, true]);
    expect(schema.simpleString()).toBe("struct<a:int,s:struct<x:int>>");
  });

  it("refuses, ignores, appends to and overwrites a table that is there", async () => {
    const { write } = await query("SELECT 1 a, 'x' b");
    await write.saveAsTable("modes");
    await expect(write.saveAsTable("modes")).rejects.toMatchObject({
      condition: "TABLE_OR_VIEW_ALREADY_EXISTS",
      messageParameters: { relationName: "`spark_catalog`.`default`.`modes`" },
    });
    await (await query("SELECT 2 a, 'y' b")).write.mode("ignore").saveAsTable("modes");
    expect(await rows("modes")).toEqual([{ a: 1, b: "x" }]);
    await (await query("SELECT 'y' B, 2 A")).write.mode("append").saveAsTable("modes");
    expect(await rows("modes")).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    await (await query("SELECT true other")).write.mode("overwrite").saveAsTable("modes");
    expect(await rows("modes")).toEqual([{ other: true }]);
  });

  it("appends by name and tells what does not fit", async () => {
    await (await query("SELECT 1 a, 2 b")).write.saveAsTable("byname");
    const append = async (sql: string) => (await query(sql)).write.mode("append").saveAsTable("byname");
    await expect(append("SELECT 1 a, 2 c")).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1162" });
    await expect(append("SELECT 1 a")).rejects.toMatchObject({
      condition: "_LEGACY_ERROR_TEMP_1161",
      messageParameters: {
        tableName: "spark_catalog.default.byname",
        existingTableSchema: "struct<a:int,b:int>",
        querySchema: "struct<a:int>",
      },
    });
    await expect(append("SELECT 'x' b, 1 a")).rejects.toMatchObject({
      condition: "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
      messageParameters: { colName: "`b`", srcType: '"STRING"', targetType: '"INT"' },
    });
    expect(await rows("byname")).toEqual([{ a: 1, b: 2 }]);
  });

  it("refuses to overwrite the table that it reads, which keeps its rows", async () => {
    await place.spark.range(3).write.saveAsTable("itself");
    const { write } = place.spark.table("itself").selectExpr("id + 10 AS id");
    await expect(write.mode("overwrite").saveAsTable("itself")).rejects.toMatchObject({
      condition: "UNSUPPORTED_OVERWRITE.TABLE",
    });
    expect(await rows("itself")).toEqual([{ id: 0n }, { id: 1n }, { id: 2n }]);
  });

  it("puts the columns of partitions last", async () => {
    const { write } = await query("SELECT 1 a, 2 b, 3 c");
    await write.partitionBy("A").saveAsTable("parts");
    expect(await place.spark.table("parts").columns()).toEqual(["b", "c", "a"]);
    await expect(write.partitionBy("zz").saveAsTable("nope")).rejects.toMatchObject({
      condition: "COLUMN_NOT_DEFINED_IN_TABLE",
      messageParameters: { colName: "`zz`", tableCols: "`a`, `b`, `c`" },
    });
    await expect(write.partitionBy("a", "b", "c").saveAsTable("nope")).rejects.toMatchObject({
      condition: "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
    });
    expect(await place.spark.catalog.tableExists("nope")).toBe(false);
  });

  it("refuses a column twice, buckets and databases that are not there", async () => {
    await expect((await query("SELECT 1 a, 2 A")).write.saveAsTable("twice")).rejects.toMatchObject({
      condition: "COLUMN_ALREADY_EXISTS",
    });
    const { write } = await query("SELECT 1 a");
    await expect(write.bucketBy(0, "a").saveAsTable("buckets")).rejects.toMatchObject({
      condition: "INVALID_BUCKET_COUNT",
    });
    await expect(write.bucketBy(2, "a").sortBy("c").saveAsTable("buckets")).rejects.toMatchObject({
      condition: "COLUMN_NOT_DEFINED_IN_TABLE",
      messageParameters: { colType: "sort", colName: "`c`" },
    });
    // How rows lie in files changes nothing of the table.
    await write.bucketBy(2, "a").sortBy("a").saveAsTable("buckets");
    expect(await (await query("FROM buckets")).collect()).toEqual([{ a: 1 }]);
    await expect(write.saveAsTable("nodb.t")).rejects.toMatchObject({
      condition: "SCHEMA_NOT_FOUND",
      messageParameters: { schemaName: "`spark_catalog`.`nodb`" },
    });
  });

  it("leaves the old table where the query fails", async () => {
    await (await query("SELECT 1 a")).write.saveAsTable("kept");
    const failing = await query("SELECT IF(id = 70000, raise_error('boom'), id) a FROM range(100000)");
    await expect(failing.write.mode("overwrite").saveAsTable("kept")).rejects.toThrow("boom");
    await expect(failing.write.mode("append").saveAsTable("kept")).rejects.toThrow("boom");
    expect(await rows("kept")).toEqual([{ a: 1 }]);
  });

  it("stands beside a temporary view of its name, which hides it", async () => {
    await (await query("SELECT 'view' a")).createOrReplaceTempView("hidden");
    await (await query("SELECT 'table' a")).write.saveAsTable("hidden");
    expect(await rows("hidden")).toEqual([{ a: "view" }]);
    expect(await rows("default.hidden")).toEqual([{ a: "table" }]);
    await place.spark.catalog.dropTempView("hidden");
    expect(await rows("hidden")).toEqual([{ a: "table" }]);
  });
});

describe("insertInto", () => {
  it("adds rows by place and converts numbers", async () => {
    await (await query("SELECT 1L a, 'x' b, 1.50BD c")).write.saveAsTable("places");
    await (await query("SELECT 2 z, 3 y, 4 x")).write.insertInto("places");
    expect(await rows("places")).toEqual([
      { a: 1n, b: "x", c: "1.50" },
      { a: 2n, b: "3", c: "4.00" },
    ]);
    await (await query("SELECT 5, '6', 7.25BD")).write.insertInto("places", true);
    expect(await rows("places")).toEqual([{ a: 5n, b: "6", c: "7.25" }]);
  });

  it("adds in every mode but overwrite", async () => {
    await (await query("SELECT 1 a")).write.saveAsTable("always");
    for (const mode of ["error", "ignore", "append"] as const)
      await (await query("SELECT 1 a")).write.mode(mode).insertInto("always");
    expect(await place.spark.table("always").count()).toBe(4);
    await (await query("SELECT 9 a")).write.mode("overwrite").insertInto("always");
    expect(await rows("always")).toEqual([{ a: 9 }]);
  });

  it("reads the table that it adds to, and refuses to replace its rows by some of them", async () => {
    await place.spark.range(3).write.saveAsTable("again");
    const some = place.spark.table("again").filter("id > 1");
    await some.write.insertInto("again");
    expect(await rows("again")).toEqual([{ id: 0n }, { id: 1n }, { id: 2n }, { id: 2n }]);
    await expect(some.write.insertInto("again", true)).rejects.toMatchObject({
      condition: "UNSUPPORTED_OVERWRITE.TABLE",
    });
  });

  it.each([
    ["SELECT 'x' a", "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST"],
    ["SELECT true a", "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST"],
    ["SELECT array(1) a", "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST"],
    ["SELECT 10000000000L a", "CAST_OVERFLOW_IN_TABLE_INSERT"],
    ["SELECT 1 a, 2 b", "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS"],
  ])("refuses %s for an INT", async (sql, condition) => {
    await (await query("SELECT 1 a")).write.mode("overwrite").saveAsTable("whole");
    await expect((await query(sql)).write.insertInto("whole")).rejects.toMatchObject({ condition });
    expect(await rows("whole")).toEqual([{ a: 1 }]);
  });

  it("names the column that a value does not fit", async () => {
    await (await query("SELECT 1.5BD d, 1 i")).write.saveAsTable("narrow");
    await expect((await query("SELECT 1.5BD, 3000000000L")).write.insertInto("narrow")).rejects.toMatchObject({
      condition: "CAST_OVERFLOW_IN_TABLE_INSERT",
      messageParameters: { sourceType: '"BIGINT"', targetType: '"INT"', columnName: "`i`" },
    });
    await expect((await query("SELECT 1000BD, 1")).write.insertInto("narrow")).rejects.toMatchObject({
      condition: "CAST_OVERFLOW_IN_TABLE_INSERT",
      messageParameters: { targetType: '"DECIMAL(2,1)"', columnName: "`d`" },
    });
  });

  it("refuses views, missing tables and partitionBy", async () => {
    const { write } = await query("SELECT 1 a");
    await (await query("SELECT 1 a")).createOrReplaceTempView("aview");
    await expect(write.insertInto("aview")).rejects.toMatchObject({ condition: "UNSUPPORTED_INSERT.RDD_BASED" });
    await expect(write.insertInto("missing")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await write.saveAsTable("partless");
    await expect(write.partitionBy("a").insertInto("partless")).rejects.toMatchObject({
      condition: "PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO",
    });
    await expect(write.bucketBy(2, "a").insertInto("partless")).rejects.toMatchObject({
      condition: "_LEGACY_ERROR_TEMP_1312",
    });
  });
});
