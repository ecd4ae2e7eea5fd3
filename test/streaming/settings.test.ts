import { expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { advanceClock, assertOnQuery, MemoryStream, testSession, testStream } from "../../src/entry/testing.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

test("a query on the checkpoint of a running one ends that, unless spark.sql.streaming.stopActiveRunOnRestart is off", async () => {
  using root = temporaryFolder();
  await using spark = await SparkSession.builder.master("local[*]").create();
  const input = new InputFolder(root.path);
  const start = () =>
    spark.readStream
      .schema("n INT")
      .json(input.path)
      .writeStream.format("noop")
      .option("checkpointLocation", `${root.path}/checkpoint`)
      .start();
  const first = await start();
  await spark.conf.set("spark.sql.streaming.stopActiveRunOnRestart", "false");
  await expect(start()).rejects.toMatchObject({ condition: "CONCURRENT_STREAM_CHECKPOINT" });
  expect(await first.isActive()).toBe(true);
  await spark.conf.set("spark.sql.streaming.stopActiveRunOnRestart", "true");
  const second = await start();
  expect([await first.isActive(), await second.isActive()]).toEqual([false, true]);
  await second.stop();
});

test("stop waits as long as spark.sql.streaming.stopTimeout says", async () => {
  await using spark = await SparkSession.builder
    .master("local[*]")
    .config({ "spark.sql.streaming.stopTimeout": "30ms" })
    .create();
  using input = MemoryStream.of("n INT");
  let release!: () => void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let atWork!: () => void;
  const working = new Promise<void>((resolve) => {
    atWork = resolve;
  });
  await input.addData([{ n: 1 }]);
  const query = await input
    .toDF(spark)
    .writeStream.foreachBatch(async () => {
      atWork();
      await held;
    })
    .start();
  await working;
  await expect(query.stop()).rejects.toMatchObject({
    condition: "STREAM_STOP_TIMEOUT",
    messageParameters: { milliseconds: "30", config: "spark.sql.streaming.stopTimeout" },
  });
  release();
  await query.awaitTermination();
  expect(await query.isActive()).toBe(false);
});

test("a query that has nothing to do reports as often as spark.sql.streaming.noDataProgressEventInterval says", async () => {
  const reports = async (interval: string): Promise<number> => {
    await using spark = await testSession({
      settings: { "spark.sql.streaming.noDataProgressEventInterval": interval },
    });
    using input = MemoryStream.of("n INT");
    let length = 0;
    await testStream(input.toDF(spark), { trigger: { processingTime: "10 seconds" } })(
      ...Array.from({ length: 6 }, () => advanceClock(10_000)),
      assertOnQuery(async (query) => {
        length = (await query.recentProgress()).length;
        return true;
      }),
    );
    return length;
  };
  const [often, seldom] = [await reports("5s"), await reports("1h")];
  expect(often).toBeGreaterThan(seldom);
  expect(seldom).toBeLessThanOrEqual(1);
});

test("recentProgress has one report fewer than spark.sql.streaming.numRecentProgressUpdates, as it is at the time", async () => {
  using root = temporaryFolder();
  const input = new InputFolder(root.path);
  for (let n = 0; n < 4; n++) input.add({ n });
  await using spark = await SparkSession.builder.master("local[*]").create();
  const numbers = async (limit: string, changed = limit): Promise<[number[], number | undefined]> => {
    await spark.conf.set("spark.sql.streaming.numRecentProgressUpdates", limit);
    const stream = spark.readStream.schema("n INT").option("maxFilesPerTrigger", 1).json(input.path);
    let batches = 0;
    const query = await stream.writeStream
      .trigger({ availableNow: true })
      .foreachBatch(async () => {
        if (++batches === 3) await spark.conf.set("spark.sql.streaming.numRecentProgressUpdates", changed);
      })
      .start();
    await query.awaitTermination();
    const recent = (await query.recentProgress()).map(({ batchId }) => batchId);
    return [recent, (await query.lastProgress())?.batchId];
  };
  expect(await numbers("100")).toEqual([[0, 1, 2, 3], 3]);
  expect(await numbers("3")).toEqual([[2, 3], 3]);
  expect(await numbers("2")).toEqual([[3], 3]);
  expect(await numbers("1")).toEqual([[], undefined]);
  // Spark fails here, since its buffer has no report to take out.
  expect(await numbers("0")).toEqual([[], undefined]);
  expect(await numbers("2", "10")).toEqual([[1, 2, 3], 3]);
  expect(await numbers("10", "2")).toEqual([[3], 3]);
});
