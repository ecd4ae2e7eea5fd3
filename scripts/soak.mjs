// `npm run soak`: a stream with windows and state that expires, over a folder that gets 100,000 files in half an hour; memory must not grow.
// Prints a line a minute, or ten for shorter runs. Ends with 1 where memory after the first fifth leaves its median by more than 15 %, or where
// the line through its figures rises or falls by more than that over the length of the run, or where rows are lost.
//
// --minutes N  how long (default 30); fewer files come then, as many a second
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { functions as F, SparkSession } from "../dist/index.js";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
const filesPerSecond = 100_000 / (30 * 60);
const files = Math.round(filesPerSecond * minutes * 60);
const rowsPerFile = 10;
const tolerance = 0.15;
const root = mkdtempSync(join(tmpdir(), "millrace-soak-"));
const input = join(root, "input");
mkdirSync(input);

// A second of event time for each file, so that a minute of windows closes about every second.
const epoch = Date.UTC(2024, 0, 1);
function addFile(number) {
  const row = (n) => ({
    id: number * rowsPerFile + n,
    user: `u${(number * 7 + n) % 1000}`,
    amount: n,
    at: new Date(epoch + number * 1000 + n * 50).toISOString(),
  });
  const lines = Array.from({ length: rowsPerFile }, (_, n) => JSON.stringify(row(n)));
  const name = `part-${String(number).padStart(7, "0")}.json`;
  writeFileSync(join(root, name), lines.join("\n"));
  renameSync(join(root, name), join(input, name));
}

const spark = await SparkSession.builder.appName("soak").config("spark.sql.session.timeZone", "UTC").getOrCreate();
let [windows, counted] = [0, 0];
const query = await spark.readStream
  .schema("id BIGINT, user STRING, amount BIGINT, at TIMESTAMP")
  // What bounds the memory of a batch where the machine is too busy to keep up.
  .option("maxFilesPerTrigger", 64)
  .json(input)
  .withWatermark("at", "1 minute")
  .dropDuplicates(["id", "at"])
  .groupBy(F.window("at", "1 minute"), "user")
  .agg(F.sum("amount").as("total"), F.count("*").as("n"))
  .writeStream.foreachBatch(async (batch) => {
    const [row] = await batch.agg(F.count("*").as("windows"), F.sum("n").as("n")).collect();
    windows += Number(row.windows);
    counted += Number(row.n ?? 0);
  })
  .option("checkpointLocation", join(root, "checkpoint"))
  // A steady pace, so that batches of the same size follow each other however busy the machine is otherwise.
  .trigger({ processingTime: "250 milliseconds" })
  .start();

const everyMs = (minutes >= 20 ? 60 : (minutes * 60) / 10) * 1000;
const begun = Date.now();
const samples = [];
let [made, nextSample] = [0, everyMs];
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
async function sample() {
  globalThis.gc?.();
  const progress = await query.lastProgress();
  const { heapUsed, rss } = process.memoryUsage();
  samples.push({
    seconds: Math.round((Date.now() - begun) / 1000),
    files: made,
    batches: (progress?.batchId ?? -1) + 1,
    "state rows": progress?.stateOperators.reduce((sum, { numRowsTotal }) => sum + numRowsTotal, 0) ?? 0,
    windows,
    "batch ms": progress?.durationMs.triggerExecution ?? 0,
    "heap MB": megabytes(heapUsed),
    "RSS MB": megabytes(rss),
  });
  console.log(JSON.stringify(samples.at(-1)));
}
while (made < files) {
  const elapsed = Date.now() - begun;
  const due = Math.min(files, Math.floor((elapsed / 1000) * filesPerSecond));
  while (made < due) addFile(made++);
  if (elapsed >= nextSample) {
    await sample();
    nextSample += everyMs;
  }
  const failure = await query.exception();
  if (failure) throw failure;
  await sleep(20);
}
await query.processAllAvailable();
await sample();
await query.stop();
await spark.stop();
rmSync(root, { recursive: true, force: true });

console.table(samples);
const settled = samples.slice(Math.ceil(samples.length / 5));
const median = [...settled].map((each) => each["RSS MB"]).sort((a, b) => a - b)[Math.floor(settled.length / 2)];
const worst = Math.max(...settled.map((each) => Math.abs(each["RSS MB"] / median - 1)));
const trend = (slopeOf(settled) * minutes * 60) / median;
const percent = (share) => `${(share * 100).toFixed(1)} %`;
console.log(
  `${counted} of ${files * rowsPerFile} rows in closed windows; RSS ${median} MB ± ${percent(worst)}, trend over the run ${percent(trend)}`,
);
process.exitCode = worst > tolerance || Math.abs(trend) > tolerance || lost() ? 1 : 0;

/** Megabytes a second by which memory grows, by least squares. */
function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [points.map(({ seconds }) => seconds), points.map((each) => each["RSS MB"])];
  const [meanX, meanY] = [mean(x), mean(y)];
  const along = x.reduce((sum, each, at) => sum + (each - meanX) * (y[at] - meanY), 0);
  return along / x.reduce((sum, each) => sum + (each - meanX) ** 2, 0);
}

/** Whether a row is missing that is in a window which the watermark has passed: all but those of the last two minutes of event time. */
function lost() {
  const open = 2 * 60 * rowsPerFile;
  return counted > files * rowsPerFile || counted < files * rowsPerFile - open;
}
