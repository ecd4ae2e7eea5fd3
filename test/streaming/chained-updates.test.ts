import { describe, expect, test } from "vitest";
import { type DataFrame, functions as F, field, record, type SparkSession, Timestamp } from "../../src/entry/index.ts";
import {
  addData,
  checkNewAnswer,
  MemoryStream,
  simulate,
  startStream,
  stopStream,
  testSession,
  testStream,
} from "../../src/entry/testing.ts";

const setting = "spark.millrace.streaming.chainedUpdates.enabled";
const schema = "k STRING, n BIGINT, at TIMESTAMP";
const at = (minute: number, second = 0) => new Timestamp(BigInt(Date.UTC(2024, 0, 1, 0, minute, second)) * 1000n);
const row = (k: string, n: bigint, minute: number, second = 0) => ({ k, n, at: at(minute, second) });

const chaining = () => testSession({ settings: { [setting]: "true", "spark.sql.session.timeZone": "UTC" } });

/** Counts by key and minute, then by five minutes: how many keys and minutes, how many rows. */
function twoLevels<R>(input: DataFrame<R>) {
  return (input as DataFrame<never>)
    .withWatermark("at" as never, "2 minutes")
    .groupBy(F.window("at", "1 minute"), "k" as never)
    .agg(F.count("*").as("c"))
    .groupBy(F.window("window", "5 minutes").as("w"))
    .agg(F.count("*").as("groups"), F.sum("c").as("total"))
    .select(F.minute(F.col("w.start")).as("minute"), "groups", "total") as unknown as DataFrame<{
    minute: number;
    groups: bigint;
    total: bigint;
  }>;
}

/** What is late goes by the batch before: batches without data, which come at other times after a start, would decide about it. */
const onlyWithData = (spark: SparkSession) => spark.conf.set("spark.sql.streaming.noDataMicroBatches.enabled", "false");

describe("operations that keep state, one behind the other in update mode", () => {
  test("are refused as in Spark unless the session allows them, and the refusal names the setting", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of(schema);
    const started = twoLevels(input.toDF(spark)).writeStream.format("noop").outputMode("update").start();
    await expect(started).rejects.toMatchObject({
      condition: "_LEGACY_ERROR_TEMP_3102",
      hint: expect.stringContaining(setting),
      message: expect.stringContaining(setting),
    });
  });

  test("update what is final below, once for each row, with late rows where they belong", async () => {
    await using spark = await chaining();
    using input = MemoryStream.of(schema);
    await testStream(twoLevels(input.toDF(spark)), { outputMode: "update" })(
      addData(input, row("a", 1n, 0), row("a", 2n, 0, 30), row("b", 3n, 1)),
      checkNewAnswer(),
      // Late, yet not behind the watermark: it counts. Minute 0 is final when the watermark comes to 2.
      addData(input, row("a", 4n, 0, 10), row("c", 5n, 4)),
      checkNewAnswer({ minute: 0, groups: 2n, total: 4n }),
      // Behind the watermark: lost for the first operation, and never seen by the second.
      addData(input, row("a", 6n, 0, 50)),
      checkNewAnswer(),
      stopStream(),
      addData(input, row("a", 7n, 3), row("d", 8n, 7)),
      startStream(),
      checkNewAnswer({ minute: 0, groups: 4n, total: 6n }),
      addData(input, row("e", 9n, 20)),
      checkNewAnswer({ minute: 5, groups: 1n, total: 1n }),
    );
  });

  test("without a watermark nothing below is ever final, and that is said", async () => {
    await using spark = await chaining();
    using input = MemoryStream.of(schema);
    const counts = input.toDF(spark).groupBy("k").count().groupBy("count").agg(F.count("*").as("keys"));
    await expect(counts.writeStream.format("noop").outputMode("update").start()).rejects.toMatchObject({
      condition: "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
      messageParameters: { outputMode: "append", operation: "streaming aggregations without watermark" },
    });
  });

  test("sessions below windows, and windows joined with windows", async () => {
    await using spark = await chaining();
    using input = MemoryStream.of(schema);
    const rows = input.toDF(spark).withWatermark("at", "1 minute");
    const sessions = rows
      .groupBy(F.sessionWindow("at", "1 minute"), "k")
      .agg(F.count("*").as("c"))
      .groupBy(F.window("session_window", "10 minutes"))
      .agg(F.count("*").as("sessions"), F.max("c").as("longest"))
      .select("sessions", "longest");
    await testStream(sessions, { outputMode: "update" })(
      addData(input, row("a", 1n, 0), row("a", 1n, 0, 40), row("b", 1n, 0)),
      addData(input, row("a", 1n, 4)),
      checkNewAnswer({ sessions: 2n, longest: 2n }),
      addData(input, row("a", 1n, 8)),
      checkNewAnswer({ sessions: 3n, longest: 2n }),
    );
  });

  test("is the same through crashes, and what append mode makes of the first operation", async () => {
    const event = record("event", { k: field.oneOf(["a", "b", "c"]), at: field.timestamp("now") });
    // A record a second, in files that arrive in any order: many are late, and some too late.
    const common = { seed: 11, runs: 2, record: event, count: 160 } as const;
    const minutes = (input: DataFrame<{ k: string | null; at: Timestamp | null }>) =>
      input
        .withWatermark("at", "60 seconds")
        .groupBy(F.window("at", "10 seconds"), "k")
        .agg(F.count("*").as("c"))
        .select(F.col("window"), "k", "c");
    const finals = await simulate({
      ...common,
      crashes: 0,
      stops: 0,
      query: async (input, spark) => {
        await onlyWithData(spark);
        return minutes(input).select(F.expr("unix_seconds(window.start) div 120").as("w"), "c");
      },
    });
    const updates = await simulate({
      ...common,
      outputMode: "update",
      key: ["w"],
      query: async (input, spark) => {
        await onlyWithData(spark);
        await spark.conf.set(setting, "true");
        return minutes(input)
          .groupBy(F.window("window", "120 seconds").as("v"))
          .agg(F.sum("c").as("total"))
          .select(F.expr("unix_seconds(v.start) div 120").as("w"), "total");
      },
    });
    expect(updates.reduce((sum, { crashes, stops }) => sum + crashes + stops, 0)).toBeGreaterThan(1);
    for (const [index, { rows }] of updates.entries()) {
      const expected = new Map<unknown, bigint>();
      for (const { w, c } of finals[index]!.rows) expected.set(w, (expected.get(w) ?? 0n) + c!);
      const lost = 160n - [...expected.values()].reduce((sum, n) => sum + n, 0n);
      expect(lost).toBeGreaterThan(0n);
      const last = new Map<unknown, bigint>(rows.map(({ w, total }) => [w, total!]));
      expect(Object.fromEntries(last)).toEqual(Object.fromEntries(expected));
    }
  });
});
