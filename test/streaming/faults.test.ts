import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DataFrame, functions as F, SparkSession, type StreamingQuery } from "../../src/entry/index.ts";
import { type BatchStep, batchSteps, ManualClock, observeSteps, testSession } from "../../src/entry/testing.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

let root: ReturnType<typeof temporaryFolder>;
let input: InputFolder;
let spark: SparkSession;
const ends: (() => void)[] = [];

beforeEach(async () => {
  root = temporaryFolder();
  input = new InputFolder(root.path);
  spark = await SparkSession.builder.getOrCreate();
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await spark.stop();
  root.remove();
});

const checkpoint = () => join(root.path, "checkpoint");
const output = () => join(root.path, "output");
const schema = "id BIGINT, user STRING, at TIMESTAMP";
const stream = () => spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(input.path);
const record = (id: number) => ({ id, user: `u${id % 3}`, at: new Date(1_700_000_000_000 + id * 1000).toISOString() });
const rows = async (frame: DataFrame<unknown>) =>
  (await frame.collect())
    .map((row) =>
      Object.values(row as object)
        .map(String)
        .join(),
    )
    .sort();

/** Fails a step when a batch comes to it for the nth time. */
function failAt(step: BatchStep, nth: number): void {
  let times = 0;
  ends.push(
    observeSteps((reached) => {
      if (reached !== step) return;
      times += 1;
      if (times === nth) throw new Error(`no luck at ${step}`);
    }),
  );
}

const counted = (frame: ReturnType<typeof stream>) =>
  frame.groupBy("user").agg(F.sum("id").as("s"), F.count("*").as("n"));

const sinks: Record<string, { start: () => Promise<StreamingQuery>; found: () => DataFrame<unknown>; rows: number }> = {
  "partitioned files": {
    start: () =>
      stream()
        .writeStream.format("json")
        .partitionBy("user")
        .option("checkpointLocation", checkpoint())
        .trigger({ availableNow: true })
        .start(output()),
    found: () => spark.read.schema("id BIGINT, user STRING").json(output()).select("id", "user"),
    rows: 18,
  },
  "a table": {
    start: () =>
      stream()
        .writeStream.format("parquet")
        .option("checkpointLocation", checkpoint())
        .trigger({ availableNow: true })
        .toTable("copies"),
    found: () => spark.table("copies").select("id", "user"),
    rows: 18,
  },
  "an aggregation": {
    start: () =>
      counted(stream())
        .writeStream.format("memory")
        .queryName("totals")
        .outputMode("complete")
        .option("checkpointLocation", checkpoint())
        .trigger({ availableNow: true })
        .start(),
    found: () => spark.table("totals"),
    rows: 3,
  },
};

describe.each(Object.entries(sinks))("%s", (_, { start, found, rows: expected }) => {
  test("hold each row once, whichever step of a batch fails, and how often", async () => {
    for (let file = 0; file < 6; file++) input.add(record(3 * file), record(3 * file + 1), record(3 * file + 2));
    const failed: string[] = [];
    for (const step of batchSteps) {
      for (const nth of [2, 1]) {
        failAt(step, nth);
        const query = await start();
        await query.awaitTermination().catch((error: Error) => failed.push(error.message.slice(0, 500)));
        for (const end of ends.splice(0)) end();
      }
    }
    await (await start()).awaitTermination();
    // Steps that the sink does not have fail nothing, and neither do those that come after all is done.
    expect(failed.length).toBeGreaterThanOrEqual(8);
    expect(failed.filter((message) => !message.includes("no luck at"))).toEqual([]);
    const lines = await rows(found());
    expect(lines).toHaveLength(expected);
    const ids = Array.from({ length: 18 }, (_, id) => id);
    const should =
      expected === 18
        ? ids.map((id) => `${id},u${id % 3}`)
        : [0, 1, 2].map((user) => {
            const own = ids.filter((id) => id % 3 === user);
            return `u${user},${own.reduce((sum, id) => sum + id, 0)},${own.length}`;
          });
    expect(lines).toEqual(should.sort());
    if (existsSync(output())) expect(readdirSync(output()).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("another query on the checkpoint", () => {
  const run = async (frame: DataFrame<unknown>, mode: "update" | "append" | "complete" = "complete") => {
    const query = await frame.writeStream
      .foreachBatch(() => {})
      .outputMode(mode)
      .option("checkpointLocation", checkpoint())
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
  };
  const other = () => {
    const more = new InputFolder(root.path, "more");
    return spark.readStream.schema(schema).json(more.path);
  };
  beforeEach(async () => {
    input.add(record(1), record(2));
    await run(stream().groupBy("user").agg(F.sum("id").as("s")));
    input.add(record(3));
  });

  const refused: Record<string, [condition: string, plan: () => DataFrame<unknown>]> = {
    "an aggregate of another column": [
      "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
      () =>
        stream()
          .groupBy("user")
          .agg(F.sum(F.expr("unix_seconds(at)")).as("s")),
    ],
    "another aggregate": [
      "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
      () => stream().groupBy("user").agg(F.max("id").as("s")),
    ],
    "one aggregate more": [
      "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
      () => stream().groupBy("user").agg(F.sum("id").as("s"), F.count("*").as("n")),
    ],
    "another key of the same type": [
      "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
      () => stream().groupBy(F.upper("user").as("user")).agg(F.sum("id").as("s")),
    ],
    "one key more": [
      "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
      () => stream().groupBy("user", "at").agg(F.sum("id").as("s")),
    ],
    "no aggregation": ["STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA", () => stream()],
    "a second source": [
      "STREAMING_SOURCE_CHANGED",
      () => stream().unionAll(other()).groupBy("user").agg(F.sum("id").as("s")),
    ],
    "another kind of source": [
      "STREAMING_SOURCE_CHANGED",
      () =>
        spark.readStream
          .format("rate")
          .load()
          .selectExpr("value AS id", "'u' AS user")
          .groupBy("user")
          .agg(F.sum("id").as("s")),
    ],
  };
  test.each(Object.entries(refused))("%s is refused by name, and the query can go on", async (_, [condition, plan]) => {
    const frame = plan();
    const before = readdirSync(checkpoint()).sort();
    const mode = condition.startsWith("STREAMING_STATEFUL") ? "append" : "complete";
    await expect(run(frame, mode)).rejects.toMatchObject({ condition });
    expect(readdirSync(checkpoint()).sort()).toEqual(before);
    let total: unknown;
    const query = await stream()
      .groupBy("user")
      .agg(F.sum("id").as("s"))
      .writeStream.outputMode("complete")
      .foreachBatch(async (batch) => {
        total = (await batch.agg(F.sum("s").as("t")).collect())[0]?.t;
      })
      .option("checkpointLocation", checkpoint())
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    expect(total).toBe(6n);
  });

  test("a filter, other columns of the result and another output mode go on", async () => {
    await run(
      stream().filter("id < 100").groupBy("user").agg(F.sum("id").as("total")).withColumn("twice", F.expr("total * 2")),
      "update",
    );
    input.add(record(4));
    await run(stream().groupBy("user").agg(F.sum("id").as("s")));
  });

  test("a copy of the checkpoint goes on by itself", async () => {
    const copy = join(root.path, "copy");
    cpSync(checkpoint(), copy, { recursive: true });
    const query = await stream()
      .groupBy("user")
      .agg(F.sum("id").as("s"))
      .writeStream.format("memory")
      .queryName("copied")
      .outputMode("complete")
      .option("checkpointLocation", copy)
      .start();
    await query.processAllAvailable();
    expect(await rows(spark.table("copied"))).toEqual(["u0,3", "u1,1", "u2,2"]);
    await query.stop();
  });
});

test("an older run that hangs in its batch is told when a new one waits for it in vain", async () => {
  let waits = () => {};
  const waiting = new Promise<void>((resolve) => {
    waits = resolve;
  });
  class WatchedClock extends ManualClock {
    override sleep(ms: number, signal?: AbortSignal): Promise<void> {
      const slept = super.sleep(ms, signal);
      if (ms === 30_000) waits();
      return slept;
    }
  }
  const clock = new WatchedClock();
  await spark.stop();
  spark = await testSession({ clock });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hangs = () => {};
  const hanging = new Promise<void>((resolve) => {
    hangs = resolve;
  });
  const start = () =>
    stream()
      .writeStream.foreachBatch(() => {
        hangs();
        return held;
      })
      .option("checkpointLocation", checkpoint())
      .start();
  input.add(record(1));
  const older = await start();
  await hanging;
  const newer = start();
  const told = expect(newer).rejects.toMatchObject({
    condition: "STREAMING_QUERY_DOES_NOT_STOP",
    messageParameters: { location: checkpoint(), seconds: "30" },
  });
  await waiting;
  clock.advance(30_000);
  await told;
  release();
  await older.awaitTermination();
});

test("a checkpoint in a bucket is refused by name", async () => {
  const start = stream()
    .writeStream.foreachBatch(() => {})
    .option("checkpointLocation", "s3://bucket/checkpoint")
    .start();
  await expect(start).rejects.toMatchObject({ condition: "CHECKPOINT_LOCATION_NOT_LOCAL" });
});
