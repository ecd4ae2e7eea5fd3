import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SparkSession, type StreamingQuery } from "../../src/entry/index.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

let root: ReturnType<typeof temporaryFolder>;
let input: InputFolder;
let spark: SparkSession;
const running: StreamingQuery[] = [];

beforeEach(async () => {
  root = temporaryFolder();
  input = new InputFolder(root.path);
  spark = await SparkSession.builder.getOrCreate();
});
afterEach(async () => {
  for (const query of running.splice(0)) await query.stop();
  await spark.stop();
  root.remove();
});

const stream = () => spark.readStream.schema("id INT, v STRING").json(input.path);
const checkpoint = (name = "checkpoint") => join(root.path, name);
const ids = async (table: string) =>
  (await (await spark.sql(`SELECT id FROM ${table} ORDER BY id`)).collect()).map((row) => row.id);
async function into(table: string, name?: string): Promise<StreamingQuery> {
  const query = await stream().writeStream.option("checkpointLocation", checkpoint(name)).toTable(table);
  running.push(query);
  return query;
}
async function follow(table: string): Promise<StreamingQuery> {
  const query = await spark.readStream.table(table).writeStream.format("memory").queryName("seen").start();
  running.push(query);
  return query;
}
const made = async (table: string, ...values: number[]) =>
  (await spark.sql(`SELECT id, 'x' AS v FROM VALUES ${values.map((id) => `(${id})`).join(", ")} AS t(id)`)).write
    .mode("append")
    .saveAsTable(table);

describe("toTable", () => {
  test("goes on with the table after a stop, with each row once", async () => {
    input.add({ id: 1 });
    const first = await into("t");
    await first.processAllAvailable();
    await first.stop();
    input.add({ id: 2 });
    const second = await into("t");
    await second.processAllAvailable();
    input.add({ id: 3 });
    await second.processAllAvailable();
    expect(await ids("t")).toEqual([1, 2, 3]);
    const progress = (await second.lastProgress())!;
    expect(progress.sink).toMatchObject({ description: "TableSink[spark_catalog.default.t]", numOutputRows: -1 });
  });

  test("two queries add to one table", async () => {
    input.add({ id: 1 });
    const [one, other] = [await into("t", "one"), await into("t", "other")];
    await Promise.all([one.processAllAvailable(), other.processAllAvailable()]);
    expect(await ids("t")).toEqual([1, 1]);
  });

  test("adds to a table that is there by the columns' names, as their types", async () => {
    await (await spark.sql("SELECT 'x' AS v, CAST(0 AS BIGINT) AS ID")).write.saveAsTable("t");
    input.add({ id: 7, v: "y" });
    const query = await into("t");
    await query.processAllAvailable();
    const rows = await spark.table("t").orderBy("id").collect();
    expect(rows).toEqual([
      { v: "x", ID: 0n },
      { v: "y", ID: 7n },
    ]);
  });

  test("refuses rows that do not fit the table", async () => {
    await (await spark.sql("SELECT 1 AS id")).write.saveAsTable("narrow");
    await expect(into("narrow")).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1161" });
    await (await spark.sql("SELECT 1 AS id, 2 AS w")).write.saveAsTable("other");
    await expect(into("other")).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1162" });
    await (await spark.sql("SELECT 1 AS id, 2 AS v")).write.saveAsTable("numbers");
    await expect(into("numbers")).rejects.toMatchObject({
      condition: "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
    });
  });

  test("the table may be overwritten while the stream adds to it", async () => {
    input.add({ id: 1 });
    const query = await into("t");
    await query.processAllAvailable();
    await (await spark.sql("SELECT 10 AS id, 'o' AS v")).write.insertInto("t", true);
    input.add({ id: 2 });
    await query.processAllAvailable();
    expect(await ids("t")).toEqual([2, 10]);
  });

  test("the query ends with an error when its table is dropped", async () => {
    input.add({ id: 1 });
    const query = await into("t");
    await query.processAllAvailable();
    await spark.sql("DROP TABLE t");
    expect(await spark.catalog.tableExists("t")).toBe(false);
    input.add({ id: 2 });
    await expect(query.processAllAvailable()).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
  });

  test("goes on in another process, with each row once, also where rows came from elsewhere", async () => {
    input.add({ id: 1 });
    const query = await into("t");
    await query.processAllAvailable();
    await query.stop();
    running.length = 0;
    await spark.stop();
    spark = await SparkSession.builder.create();
    await made("t", 10);
    input.add({ id: 2 });
    const again = await into("t");
    await again.processAllAvailable();
    expect(await ids("t")).toEqual([1, 2, 10]);
  });

  test("does not go on with a checkpoint whose table is gone", async () => {
    input.add({ id: 1 });
    const query = await into("t");
    await query.processAllAvailable();
    await query.stop();
    running.length = 0;
    await spark.sql("DROP TABLE t");
    await expect(into("t")).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.MILLRACE",
      message: expect.stringContaining("`t` is gone") as unknown,
    });
  });

  test("with the option path makes a table of that folder, which stays when the table is dropped", async () => {
    input.add({ id: 1 });
    const path = join(root.path, "files");
    const writer = stream().writeStream.partitionBy("v").options({ checkpointLocation: checkpoint(), path });
    const query = await writer.toTable("t");
    running.push(query);
    await query.processAllAvailable();
    expect((await spark.catalog.getTable("t")).tableType).toBe("EXTERNAL");
    expect(await ids("t")).toEqual([1]);
    await query.stop();
    await spark.sql("DROP TABLE t");
    expect(await spark.read.parquet(path).count()).toBe(1);
  });
});

describe("readStream.table", () => {
  test("gives the rows that are there, then those that are added, however they come", async () => {
    await made("t", 1, 2);
    const query = await follow("t");
    await query.processAllAvailable();
    expect(await ids("seen")).toEqual([1, 2]);
    await made("t", 3);
    await query.processAllAvailable();
    await (await spark.sql("SELECT 4 AS id, 'x' AS v")).write.insertInto("t");
    input.add({ id: 5 });
    const writer = await into("t");
    await writer.processAllAvailable();
    await query.processAllAvailable();
    expect(await ids("seen")).toEqual([1, 2, 3, 4, 5]);
    const { sources } = (await query.lastProgress())!;
    expect(sources[0]).toMatchObject({ numInputRows: 1 });
    expect(sources[0]?.description).toMatch(/^FileStreamSource\[.*t\]$/);
  });

  test("wakes up when rows are added", async () => {
    await made("t", 1);
    const query = await follow("t");
    await query.processAllAvailable();
    const batches: unknown[] = [];
    const added = new Promise<void>((resolve) => {
      spark.streams.addListener({
        onQueryProgress: ({ progress }) => {
          batches.push(progress.batchId);
          resolve();
        },
      });
    });
    await made("t", 2);
    await added;
    expect(await ids("seen")).toEqual([1, 2]);
  });

  test("takes a part of the columns, and counts rows without any", async () => {
    await made("t", 1, 2, 3);
    const query = await spark.readStream
      .table("t")
      .groupBy()
      .count()
      .writeStream.format("memory")
      .outputMode("complete")
      .queryName("counted")
      .start();
    running.push(query);
    await query.processAllAvailable();
    await made("t", 4);
    await query.processAllAvailable();
    expect(await spark.table("counted").collect()).toEqual([{ count: 4n }]);
  });

  test("availableNow ends with what was there at the start, and goes on from the checkpoint", async () => {
    await made("t", 1);
    const seen: unknown[] = [];
    const run = async () => {
      const query = await spark.readStream
        .table("t")
        .writeStream.foreachBatch(async (batch, id) => {
          // Comes too late for this query.
          if (seen.length === 0) await made("t", 2);
          seen.push([id, (await batch.collect()).map((row) => row.id)]);
        })
        .trigger({ availableNow: true })
        .option("checkpointLocation", checkpoint())
        .start();
      await query.awaitTermination();
    };
    await run();
    expect(seen).toEqual([[0n, [1]]]);
    await run();
    expect(seen).toEqual([
      [0n, [1]],
      [1n, [2]],
    ]);
  });

  test("an empty table has no batch", async () => {
    await (await spark.sql("SELECT 1 AS id, 'x' AS v WHERE false")).write.saveAsTable("t");
    const query = await follow("t");
    await query.processAllAvailable();
    expect(await ids("seen")).toEqual([]);
    await made("t", 1);
    await query.processAllAvailable();
    expect(await ids("seen")).toEqual([1]);
  });

  test.each([
    ["overwritten", async () => (await spark.sql("SELECT 9 AS id, 'x' AS v")).write.insertInto("t", true)],
    ["made anew", async () => (await spark.sql("SELECT 9 AS id, 'x' AS v")).write.mode("overwrite").saveAsTable("t")],
  ])("of a table that is %s the new files are read, as Spark does", async (_, change) => {
    await made("t", 1);
    const query = await follow("t");
    await query.processAllAvailable();
    await change();
    await query.processAllAvailable();
    expect(await ids("seen")).toEqual([1, 9]);
  });

  test("memory tables and views that stand still are refused", async () => {
    input.add({ id: 1 });
    const memory = await stream().writeStream.format("memory").queryName("m").start();
    running.push(memory);
    await expect(spark.readStream.table("m").schema()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1008" });
  });
});

describe("files", () => {
  test("checkpoints lie below the session's folder for them, by the query's name or an id", async () => {
    await spark.conf.set("spark.sql.streaming.checkpointLocation", join(root.path, "all"));
    input.add({ id: 1 });
    for (const name of ["named", undefined]) {
      const writer = stream().writeStream.format("json");
      const query = await (name === undefined ? writer : writer.queryName(name)).start(join(root.path, `out-${name}`));
      await query.processAllAvailable();
      await query.stop();
    }
    const folders = readdirSync(join(root.path, "all"));
    expect(folders).toHaveLength(2);
    expect(folders).toContain("named");
  });

  test("a new checkpoint does not go with a folder that has batches", async () => {
    input.add({ id: 1 });
    const start = (name: string) =>
      stream().writeStream.format("json").option("checkpointLocation", checkpoint(name)).start(join(root.path, "out"));
    const query = await start("one");
    await query.processAllAvailable();
    await query.stop();
    await expect(start("other")).rejects.toMatchObject({ condition: "STREAMING_SINK_LOG_MISMATCH" });
    const again = await start("one");
    running.push(again);
    await again.processAllAvailable();
    expect(await spark.read.json(join(root.path, "out")).count()).toBe(1);
  });

  test("files leave the log by the option retention", async () => {
    const writer = stream().writeStream.format("json").option("checkpointLocation", checkpoint());
    await expect(writer.option("retention", "soon").start(join(root.path, "out"))).rejects.toMatchObject({
      condition: "INVALID_SOURCE_OPTION",
    });
  });
});
