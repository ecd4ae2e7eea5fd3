import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  functions as F,
  type QueryProgressEvent,
  type QueryStartedEvent,
  type QueryTerminatedEvent,
  SparkSession,
  type StreamingQueryListener,
} from "../../src/entry/index.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

const schema = "currency STRING, amount BIGINT";
let root: ReturnType<typeof temporaryFolder>;
let input: InputFolder;
let spark: SparkSession;

beforeEach(async () => {
  root = temporaryFolder();
  input = new InputFolder(root.path);
  spark = await SparkSession.builder.getOrCreate();
});
afterEach(async () => {
  await spark.stop();
  root.remove();
});

const stream = () => spark.readStream.schema(schema).json(input.path);
const rows = async (sql: string) => (await spark.sql(sql)).collect();

describe("foreachBatch", () => {
  test("gets each batch as a DataFrame that all of the API works on", async () => {
    const seen: unknown[] = [];
    const query = await stream()
      .writeStream.foreachBatch(async (batch, id) => {
        expect(await batch.isStreaming()).toBe(false);
        const totals = batch.groupBy("currency").agg(F.sum("amount").as("total")).orderBy("currency");
        seen.push([id, await totals.collect(), await batch.count()]);
      })
      .start();
    input.add({ currency: "GBP", amount: 1 }, { currency: "GBP", amount: 2 });
    await query.processAllAvailable();
    input.add({ currency: "USD", amount: 3 });
    await query.processAllAvailable();
    await query.stop();
    expect(
      seen.map((entry) => JSON.stringify(entry, (_, value) => (typeof value === "bigint" ? Number(value) : value))),
    ).toEqual(['[0,[{"currency":"GBP","total":3}],2]', '[1,[{"currency":"USD","total":3}],1]']);
  });

  test("an error of the function ends the query and is told", async () => {
    input.add({ currency: "GBP", amount: 1 });
    const query = await stream()
      .writeStream.foreachBatch(() => {
        throw new Error("warehouse is closed");
      })
      .start();
    await expect(query.awaitTermination()).rejects.toMatchObject({ condition: "STREAM_FAILED" });
    await expect(query.awaitTermination()).rejects.toThrow(/FOREACH_BATCH_USER_FUNCTION_ERROR.*warehouse is closed/);
    expect((await query.exception())?.message).toContain("warehouse is closed");
    expect(await query.isActive()).toBe(false);
  });
});

test("a query is found by its id as Java reads a UUID, and what is none is refused", async () => {
  const query = await spark.readStream.schema(schema).json(input.path).writeStream.format("noop").start();
  expect((await spark.streams.get(query.id.toUpperCase()))?.runId).toBe(query.runId);
  const short = query.id.split("-").map((part) => part.replace(/^0+(?=.)/, ""));
  expect((await spark.streams.get(short.join("-")))?.runId).toBe(query.runId);
  expect(await spark.streams.get("1-1-1-1-1")).toBeNull();
  for (const id of ["", "nosuch", "1-1-1-1", "1-1-1-1-1-1", "g-1-1-1-1", `{${query.id}}`])
    await expect(spark.streams.get(id)).rejects.toMatchObject({
      name: "IllegalArgumentException",
      condition: "INVALID_QUERY_ID",
      messageParameters: { id },
    });
  await query.stop();
});

test("listeners hear of the start before it returns, of progress and of the end", async () => {
  const heard: string[] = [];
  let progress: QueryProgressEvent | undefined;
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const listener: StreamingQueryListener = {
    onQueryStarted: (event: QueryStartedEvent) => void heard.push(`started ${event.name}`),
    onQueryProgress: (event: QueryProgressEvent) => {
      progress = event;
      heard.push("progress");
    },
    onQueryTerminated: (event: QueryTerminatedEvent) => {
      heard.push(`terminated ${event.exception}`);
      ended();
    },
  };
  await spark.streams.addListener(listener);
  const query = await stream().writeStream.format("memory").queryName("heard").start();
  expect(heard).toEqual(["started heard"]);
  input.add({ currency: "GBP", amount: 1 });
  await query.processAllAvailable();
  await query.stop();
  await end;
  expect(heard).toEqual(["started heard", "progress", "terminated null"]);
  expect(progress?.progress).toMatchObject({ name: "heard", batchId: 0, numInputRows: 1 });
  await spark.streams.removeListener(listener);
});

test("the rows of a stream are not cached", async () => {
  await expect(stream().cache()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_3102" });
});

test("a listener gets what was observed as Spark's events have it: rows as objects, offsets as JSON", async () => {
  let tell = (_: QueryProgressEvent) => {};
  const told = new Promise<QueryProgressEvent>((resolve) => {
    tell = resolve;
  });
  const listener: StreamingQueryListener = { onQueryProgress: (event) => tell(event) };
  await spark.streams.addListener(listener);
  input.add({ currency: "GBP", amount: 2 });
  const observed = stream().observe(
    "seen",
    F.count("*").as("n"),
    F.max(F.struct("currency", "amount")).as("row"),
    F.collectList("amount").as("list"),
    F.max(F.expr("TIMESTAMP '2024-05-01 10:00:00.25'")).as("at"),
    F.max(F.expr("DATE '2024-05-01'")).as("day"),
    F.max(F.lit(null).cast("int")).as("none"),
  );
  const query = await observed.writeStream.format("memory").queryName("observed").start();
  await query.processAllAvailable();
  const { progress } = await told;
  expect(progress.observedMetrics).toEqual({
    seen: {
      n: 1,
      row: { currency: "GBP", amount: 2 },
      list: [2],
      at: "2024-05-01 10:00:00",
      day: "2024-05-01",
      none: null,
    },
  });
  expect(progress).toMatchObject({ numInputRows: 1, sources: [{ startOffset: null, endOffset: '{"logOffset":0}' }] });
  expect(JSON.parse(progress.json)).toMatchObject({ numInputRows: 1, sources: [{ endOffset: { logOffset: 0 } }] });
  expect(JSON.parse(progress.json).sink).not.toHaveProperty("metrics");
  await query.stop();
  await spark.streams.removeListener(listener);
});

describe("the memory table", () => {
  test("has a name of one part, as a temporary view has", async () => {
    const named = (name: string) => stream().writeStream.format("memory").queryName(name).start();
    await expect(named("a b")).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1321" });
    await expect(named("a.b")).rejects.toMatchObject({ condition: "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS" });
    const query = await named("`a b`");
    await query.processAllAvailable();
    expect(await spark.sql("SELECT * FROM `a b`").then((frame) => frame.collect())).toEqual([]);
    await query.stop();
  });

  test("holds all rows in append mode, the whole result in complete mode", async () => {
    const all = await stream().writeStream.format("memory").queryName("every_row").start();
    const totals = await stream()
      .groupBy("currency")
      .count()
      .writeStream.format("memory")
      .outputMode("complete")
      .queryName("totals")
      .start();
    input.add({ currency: "GBP", amount: 1 }, { currency: "USD", amount: 2 });
    input.add({ currency: "GBP", amount: 3 });
    await Promise.all([all.processAllAvailable(), totals.processAllAvailable()]);
    expect(await rows("SELECT sum(amount) AS s FROM every_row")).toEqual([{ s: 6n }]);
    expect(await rows("SELECT * FROM totals ORDER BY currency")).toEqual([
      { currency: "GBP", count: 2n },
      { currency: "USD", count: 1n },
    ]);
  });

  test("refuses to grow beyond its cap, with the way out, and keeps what it had", async () => {
    await spark.conf.set("spark.millrace.memorySink.maxRows", "2");
    const query = await stream().writeStream.format("memory").queryName("capped").start();
    input.add({ currency: "GBP", amount: 1 }, { currency: "USD", amount: 2 });
    await query.processAllAvailable();
    input.add({ currency: "EUR", amount: 3 });
    await expect(query.processAllAvailable()).rejects.toThrow(/MEMORY_SINK_FULL.*spark\.millrace\.memorySink\.maxRows/);
    expect(await rows("SELECT count(*) AS n FROM capped")).toEqual([{ n: 2n }]);
  });

  test("is there again after a restart from the checkpoint, and exact", async () => {
    const start = (session: SparkSession) =>
      session.readStream
        .schema(schema)
        .json(input.path)
        .groupBy("currency")
        .agg(F.sum("amount").as("total"))
        .writeStream.format("memory")
        .outputMode("complete")
        .queryName("totals")
        .option("checkpointLocation", join(root.path, "checkpoint"))
        .start();
    input.add({ currency: "GBP", amount: 1 });
    await (await start(spark)).processAllAvailable();
    await spark.stop();
    spark = await SparkSession.builder.getOrCreate();
    const query = await start(spark);
    expect(await rows("SELECT * FROM totals")).toEqual([{ currency: "GBP", total: 1n }]);
    input.add({ currency: "GBP", amount: 2 });
    await query.processAllAvailable();
    expect(await rows("SELECT * FROM totals")).toEqual([{ currency: "GBP", total: 3n }]);
    expect((await query.lastProgress())?.batchId).toBe(1);
  });

  test("in append mode it cannot go on from a checkpoint", async () => {
    const start = () =>
      stream()
        .writeStream.format("memory")
        .queryName("rows")
        .option("checkpointLocation", join(root.path, "checkpoint"))
        .start();
    input.add({ currency: "GBP", amount: 1 });
    const query = await start();
    await query.processAllAvailable();
    await query.stop();
    await expect(start()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1299" });
  });
});

describe("refusals before anything starts", () => {
  const totals = () => stream().groupBy("currency").count();
  test.each([
    [
      "append without a watermark",
      () => totals().writeStream.format("memory").queryName("q"),
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
    ],
    [
      "complete without an aggregation",
      () => stream().writeStream.format("memory").queryName("q").outputMode("complete"),
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
    ],
    ["memory without a name", () => stream().writeStream.format("memory"), "_LEGACY_ERROR_TEMP_1194"],
    ["an unknown sink", () => stream().writeStream.format("nowhere"), "DATA_SOURCE_NOT_FOUND"],
    [
      "complete into files",
      () => totals().writeStream.format("json").outputMode("complete").option("path", root.path),
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE",
    ],
    [
      "a bad interval",
      () => stream().writeStream.format("noop").trigger({ processingTime: "often" }),
      "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER",
    ],
    [
      "dropDuplicates in complete mode",
      () => stream().dropDuplicates(["currency"]).writeStream.format("noop").outputMode("complete"),
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
    ],
    [
      "a missing folder",
      () => spark.readStream.schema(schema).json(join(root.path, "nowhere")).writeStream.format("noop"),
      "PATH_NOT_FOUND",
    ],
    ["no schema", () => spark.readStream.json(input.path).writeStream.format("noop"), "_LEGACY_ERROR_TEMP_2048"],
  ])("%s", async (_, writer, condition) => {
    await expect(writer().start()).rejects.toMatchObject({ condition });
    expect(await spark.streams.active()).toEqual([]);
  });
});

test("streams cannot be collected", async () => {
  await expect(stream().collect()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_3102" });
});

test("a checkpoint that another process uses is refused", async () => {
  const checkpoint = join(root.path, "checkpoint");
  const program = fileURLToPath(new URL("../programs/totals.mjs", import.meta.url));
  const other = spawn(process.execPath, [program, input.path, checkpoint], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    for await (const line of createInterface({ input: other.stdout })) if (line === "READY") break;
    const start = stream().writeStream.format("noop").option("checkpointLocation", checkpoint).start();
    await expect(start).rejects.toMatchObject({ condition: "CONCURRENT_STREAM_CHECKPOINT" });
  } finally {
    other.kill("SIGKILL");
  }
});

test("a damaged checkpoint is refused and left as it is", async () => {
  const checkpoint = new InputFolder(root.path, "checkpoint").path;
  writeFileSync(join(checkpoint, "metadata"), "{}");
  const start = () => stream().writeStream.format("noop").option("checkpointLocation", checkpoint).start();
  await expect(start()).rejects.toMatchObject({ condition: "CHECKPOINT_UNREADABLE" });
  writeFileSync(join(checkpoint, "metadata"), '{"id":"00000000-0000-0000-0000-000000000000"}');
  writeFileSync(join(checkpoint, "millrace.duckdb"), "not a database".repeat(1000));
  await expect(start()).rejects.toMatchObject({ condition: "CHECKPOINT_UNREADABLE" });
});

test("a stream joined with a table takes the table as it is at each batch", async () => {
  await (await spark.sql("SELECT * FROM VALUES ('GBP', 'pound') AS t(currency, name)")).write
    .mode("overwrite")
    .saveAsTable("names");
  const joined = stream().join(spark.table("names"), "currency", "left");
  const query = await joined.writeStream.format("memory").queryName("named").start();
  input.add({ currency: "GBP", amount: 1 }, { currency: "USD", amount: 2 });
  await query.processAllAvailable();
  expect(await rows("SELECT name, amount FROM named ORDER BY amount")).toEqual([
    { name: "pound", amount: 1n },
    { name: null, amount: 2n },
  ]);
});
