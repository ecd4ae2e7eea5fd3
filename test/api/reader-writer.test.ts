import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { StructType } from "../../src/entry/index.ts";
import { usePlace } from "./support.ts";

const place = usePlace();
const query = (sql: string) => place.spark.sql(sql);
const trades =
  "SELECT * FROM VALUES (1, 'EUR', 10.5D), (2, 'USD', 20.25D), (3, 'EUR', NULL) AS t(id, currency, amount)";

describe("reader and writer", () => {
  it("writes and reads by every way to name a format", async () => {
    const df = await query(trades);
    const expected = await df.collect();
    const schema = await df.schema();
    const [a, b, c] = [place.path(), place.path(), place.path()];
    await df.write.format("JSON").save(a);
    expect(await place.spark.read.format("json").schema(schema).load(a).orderBy("id").collect()).toEqual(expected);
    await df.write.csv(b, { header: true });
    expect(await place.spark.read.schema(schema).csv(b, { header: true }).orderBy("id").collect()).toEqual(expected);
    await df.write.parquet(c);
    expect(await place.spark.read.parquet(c).orderBy("id").collect()).toEqual(expected);
  });

  it("writes Parquet where no format is named, and what the setting says", async () => {
    const [a, b] = [place.path(), place.path()];
    const df = await query(trades);
    await df.write.save(a);
    expect(await place.spark.read.load(a).count()).toBe(3);
    await place.spark.conf.set("spark.sql.sources.default", "json");
    try {
      await df.write.save(b);
      expect(await place.spark.read.schema("id int").json(b).count()).toBe(3);
    } finally {
      await place.spark.conf.unset("spark.sql.sources.default");
    }
  });

  it("writers do not change: each call gives another one", async () => {
    const { write } = await query(trades);
    const [a, b] = [place.path(), place.path()];
    const overwriting = write.mode("overwrite").format("csv");
    await write.json(a);
    await expect(write.json(a)).rejects.toMatchObject({ condition: "PATH_ALREADY_EXISTS" });
    await overwriting.save(a);
    await overwriting.option("header", true).save(b);
    expect((await place.spark.read.text(a).collect()).length).toBe(3);
    expect((await place.spark.read.text(b).collect()).length).toBe(4);
    expect(() => write.mode("bad" as "append")).toThrow(expect.objectContaining({ condition: "INVALID_SAVE_MODE" }));
  });

  it("reads partitions with filters on their columns, types found", async () => {
    const path = place.path();
    await (await query(trades)).write.partitionBy("currency").parquet(path);
    const df = place.spark.read.parquet(path);
    expect((await df.schema()).simpleString()).toBe("struct<id:int,amount:double,currency:string>");
    expect(await df.filter("currency = 'EUR'").orderBy("id").select("id").collect()).toEqual([{ id: 1 }, { id: 3 }]);
    expect(await place.spark.read.parquet(`${path}/currency=USD`).columns()).toEqual(["id", "amount"]);
  });

  it("reads several paths and patterns", async () => {
    const path = place.path();
    for (const part of ["a1", "a2", "b1"]) await (await query(`SELECT '${part}' v`)).write.json(`${path}/${part}`);
    const read = async (paths: string | string[]) => {
      const found = await place.spark.read.schema("v string").json(paths).orderBy("v").collect();
      return found.map(({ v }) => v);
    };
    expect(await read(`${path}/a*`)).toEqual(["a1", "a2"]);
    expect(await read([`${path}/a1`, `${path}/b1`])).toEqual(["a1", "b1"]);
    expect(await read(`${path}/{a2,b1}`)).toEqual(["a2", "b1"]);
  });

  it("takes a schema as DDL, as a type and finds it itself", async () => {
    const path = place.path();
    await (await query("SELECT 1 a, 'x' b")).write.json(path);
    const type = new StructType().add("b", "string");
    expect(await place.spark.read.schema(type).json(path).collect()).toEqual([{ b: "x" }]);
    expect(await place.spark.read.schema("a long").json(path).collect()).toEqual([{ a: 1n }]);
    const csv = place.path();
    await (await query("SELECT 1 a, 'x' b")).write.csv(csv, { header: true });
    const found = place.spark.read.csv(csv, { header: true, inferSchema: true });
    expect(await found.collect()).toEqual([{ a: 1, b: "x" }]);
  });

  it("refuses paths that are not there and folders without files", async () => {
    const path = place.path();
    await expect(place.spark.read.parquet(path).collect()).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
    await mkdir(path);
    await expect(place.spark.read.parquet(path).collect()).rejects.toMatchObject({
      condition: "UNABLE_TO_INFER_SCHEMA",
    });
    expect(await place.spark.read.schema("a int").parquet(path).collect()).toEqual([]);
  });

  it("sees files that come later only in a new frame's run", async () => {
    const path = place.path();
    const df = await query("SELECT 1 a");
    await df.write.json(path);
    await df.write.mode("append").json(path);
    expect(await place.spark.read.schema("a int").json(path).count()).toBe(2);
    await writeFile(`${path}/_hidden.json`, '{"a":9}\n');
    expect(await place.spark.read.schema("a int").json(path).count()).toBe(2);
  });

  it("runs a query without keeping its rows", async () => {
    const { write } = await query("SELECT IF(id = 5, raise_error('ran'), id) FROM range(10)");
    await expect(write.format("noop").mode("overwrite").save()).rejects.toThrow("ran");
    await expect(write.format("noop").save()).rejects.toMatchObject({ condition: "UNSUPPORTED_DATA_SOURCE_SAVE_MODE" });
    await (await query("SELECT 1 a")).write.format("noop").mode("append").save();
  });

  it("refuses to write a streaming frame as a batch", async () => {
    const stream = place.spark.readStream.format("rate").load();
    await expect(stream.write.json(place.path())).rejects.toMatchObject({
      condition: expect.stringMatching(/WRITE_NOT_ALLOWED|CALL_ON_STREAMING|UNSUPPORTED_STREAMING|_LEGACY_ERROR_TEMP/),
    });
  });

  it("writes rows of the program with their types", async () => {
    const path = place.path();
    const rows = [
      { id: 1n, at: new Date("2024-01-31T12:00:00.123Z"), tags: ["a", "b"], bytes: new Uint8Array([1, 2]) },
      { id: 2n, at: null, tags: [], bytes: null },
    ];
    const df = await place.spark.createDataFrame(rows, "id long, at timestamp, tags array<string>, bytes binary");
    await df.write.parquet(path);
    expect(await place.spark.read.parquet(path).orderBy("id").collect()).toEqual(await df.collect());
  });
});
