import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DataFrame, functions as F, type SparkSession } from "../../src/entry/index.ts";
import { observeSteps, testSession } from "../../src/entry/testing.ts";
import { temporaryFolder } from "./harness.ts";

// Checkpoints as older releases have left them, in the middle of their work. A new version of the format gets a folder of its own: set
// MILLRACE_RECORD to its name (v2) and run this file once. What is there is never written again, since releases have to go on from it.
const fixtures = fileURLToPath(new URL("../fixtures/checkpoints", import.meta.url));
const versions = existsSync(fixtures) ? readdirSync(fixtures) : [];
const batchesBefore = 3;

let root: ReturnType<typeof temporaryFolder>;
let spark: SparkSession;

beforeEach(async () => {
  root = temporaryFolder();
  spark = await testSession();
});
afterEach(async () => {
  await spark.stop();
  root.remove();
});

/** Ten numbers in each batch, a minute apart from those of the next: three batches have been, 30 to 39 come. */
const numbers = () =>
  spark.readStream.format("rate-micro-batch").options({ rowsPerBatch: 10, advanceMillisPerBatch: 60_000 }).load();

const queries: Record<string, { frame: () => DataFrame<unknown>; mode: "append" | "complete"; expected: string[] }> = {
  totals: {
    frame: () =>
      numbers()
        .groupBy(F.expr("value % 3").as("k"))
        .agg(F.sum("value").as("s"), F.count("*").as("n"), F.avg("value").as("a"), F.max("timestamp").as("last"))
        .withColumn("last", F.expr("unix_millis(last)")),
    mode: "complete",
    expected: ['["0","273","14","19.5","180000"]', '["1","247","13","19","180000"]', '["2","260","13","20","180000"]'],
  },
  windows: {
    frame: () =>
      numbers()
        .withWatermark("timestamp", "1 minute")
        .groupBy(F.window("timestamp", "1 minute"))
        .agg(F.sum("value").as("s"))
        .select(F.expr("unix_millis(window.start)").as("at"), "s"),
    mode: "append",
    // The watermark behind the third batch is at 1:00, which closes the first minute; the fourth batch brings it to 2:00.
    expected: ['["0","45"]'],
  },
  distinct: {
    frame: () => numbers().select(F.expr("value % 35").as("k")).dropDuplicates(["k"]),
    mode: "append",
    expected: ['["30"]', '["31"]', '["32"]', '["33"]', '["34"]'],
  },
  join: {
    frame: () =>
      numbers()
        .select(F.col("value").as("a"))
        .join(numbers().select(F.expr("value - 10").as("b"), F.col("timestamp").as("at")), F.expr("a = b"))
        .withColumn("at", F.expr("unix_millis(at)")),
    mode: "append",
    expected: Array.from({ length: 10 }, (_, n) => `["${n + 20}","${n + 20}","180000"]`),
  },
};

const writer = (name: string, checkpoint: string) =>
  queries[name]!.frame().writeStream.outputMode(queries[name]!.mode).option("checkpointLocation", checkpoint);

const recording = process.env.MILLRACE_RECORD;
test.runIf(recording !== undefined)("checkpoints are recorded", async () => {
  const target = join(fixtures, recording!);
  if (existsSync(target)) throw new Error(`${target} is there`);
  for (const name of Object.keys(queries)) {
    const checkpoint = join(root.path, name);
    let batches = 0;
    const enough = new Promise<void>((resolve) => {
      observeSteps((step) => {
        if (step !== "commitOffsets:written") return;
        batches += 1;
        if (batches !== batchesBefore) return;
        // As if the process were killed: everything is in DuckDB's log, which is small.
        cpSync(checkpoint, join(target, name), { recursive: true });
        resolve();
      });
    });
    const query = await writer(name, checkpoint)
      .foreachBatch(() => {})
      .start();
    await enough;
    await query.stop();
  }
});

describe.each(versions)("a checkpoint of format %s", (version) => {
  test.each(Object.keys(queries))("goes on: %s", async (name) => {
    const checkpoint = join(root.path, "checkpoint");
    cpSync(join(fixtures, version, name), checkpoint, { recursive: true });
    const batches: [number, string[]][] = [];
    const query = await writer(name, checkpoint)
      .foreachBatch(async (batch, batchId) => {
        const rows = (await batch.collect()) as object[];
        batches.push([Number(batchId), rows.map((row) => JSON.stringify(Object.values(row).map(String))).sort()]);
      })
      .trigger({ once: true })
      .start();
    await query.awaitTermination();
    expect(batches).toEqual([[batchesBefore, queries[name]!.expected]]);
  });
});
