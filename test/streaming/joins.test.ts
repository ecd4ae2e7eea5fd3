import { afterEach, beforeEach, expect, test } from "vitest";
import { functions as F, SparkSession } from "../../src/entry/index.ts";
import { MemoryStream } from "../../src/entry/testing.ts";

let spark: SparkSession;

beforeEach(async () => {
  spark = await SparkSession.builder.getOrCreate();
});
afterEach(() => spark.stop());

const minute = (n: number) => new Date(Date.UTC(2024, 4, 1, 12, n));

test("a row of an outer join whose time is over when it comes is given out without a partner, and is not lost", async () => {
  using left = MemoryStream.of("lid STRING, lat TIMESTAMP");
  using right = MemoryStream.of("rid STRING, rat TIMESTAMP");
  const lefts = left.toDF(spark).withWatermark("lat", "0 seconds");
  const rights = right.toDF(spark).withWatermark("rat", "0 seconds");
  // A left row has its partner ten minutes before itself: it is done with ten minutes ahead of the watermark.
  const pairs = lefts.join(rights, F.expr("lid = rid AND lat >= rat + INTERVAL 10 MINUTES"), "left");
  const query = await pairs.writeStream.format("memory").queryName("pairs").outputMode("append").start();
  const seen = async () => (await (await spark.table("pairs")).collect()).map((row) => [row.lid, row.rid]).sort();
  await left.addData([["first", minute(30)]]);
  await right.addData([["first", minute(30)]]);
  await query.processAllAvailable();
  await left.addData([["soon", minute(35)]]);
  await query.processAllAvailable();
  await left.addData([["end", minute(90)]]);
  await right.addData([["end", minute(90)]]);
  await query.processAllAvailable();
  expect(await seen()).toContainEqual(["soon", null]);
  await query.stop();
});
