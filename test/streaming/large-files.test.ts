import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DataFrame, functions as F, SparkSession } from "../../src/entry/index.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

// Files that are large enough to be looked through while DuckDB reads them already; that they are not what they seemed to be shows when
// the batch has been computed.

const filling = "letters to fill the line ".repeat(40);

let root: ReturnType<typeof temporaryFolder>;
let input: InputFolder;
let spark: SparkSession;

beforeEach(async () => {
  root = temporaryFolder();
  input = new InputFolder(root.path);
  spark = await SparkSession.builder.create();
  const lines = (from: number, ...last: string[]) =>
    input.add(
      Array.from({ length: 6_000 }, (_, i) => {
        const id = from + i;
        return `{"id":${id},"k":"k${id % 3}","at":"${new Date(1_700_000_000_000 + id).toISOString()}","more":"${filling}"}`;
      }).join("\n"),
      ...last,
    );
  lines(0, '{"id":"1000000","k":"k0","at":"2023-11-14T22:13:20Z"}', '{"id":70.5,"k":"k1"}');
  lines(6_000, '{"id":2000000,"k":7.0,"at":"2030-01-01"}');
  lines(12_000);
});
afterEach(async () => {
  await spark.stop();
  root.remove();
});

const stream = () =>
  spark.readStream.schema("id BIGINT, k STRING, at TIMESTAMP").option("maxFilesPerTrigger", 1).json(input.path);

async function run(frame: DataFrame<unknown>, mode: "append" | "complete") {
  const query = await frame.writeStream
    .format("memory")
    .queryName("result")
    .outputMode(mode)
    .option("checkpointLocation", join(root.path, "checkpoint"))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return (await query.recentProgress()).map(({ numInputRows, eventTime }) => [Number(numInputRows), eventTime.max]);
}

test("rows are counted once, and as they are", async () => {
  const counted = stream().groupBy("k").agg(F.count("*").as("rows"), F.count("id").as("ids"), F.sum("id").as("sum"));
  const progress = await run(counted, "complete");
  expect(progress.map(([rows]) => rows)).toEqual([6_002, 6_001, 6_000]);
  const rows = await (await spark.sql("SELECT k, rows, ids, sum FROM result ORDER BY k")).collect();
  const sumOf = (rest: number) => BigInt(6_000 * rest + (3 * 5_999 * 6_000) / 2);
  expect(rows.map((row) => Object.values(row as object))).toEqual([
    ["7.0", 1n, 1n, 2_000_000n],
    ["k0", 6_001n, 6_000n, sumOf(0)],
    ["k1", 6_001n, 6_000n, sumOf(1)],
    ["k2", 6_000n, 6_000n, sumOf(2)],
  ]);
});

test("times that only the second reading understands move the watermark once", async () => {
  const progress = await run(stream().withWatermark("at", "1 minute").dropDuplicates(["k", "at"]), "append");
  expect(progress).toEqual([
    [6_002, "2023-11-14T22:13:25.999Z"],
    [6_001, "2030-01-01T00:00:00.000Z"],
    [6_000, "2023-11-14T22:13:37.999Z"],
  ]);
  const [row] = await (await spark.sql("SELECT count(*) AS n FROM result")).collect();
  expect(row).toEqual({ n: 18_002n });
});
