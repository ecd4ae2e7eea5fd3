// One stateful job on Millrace: events in files, a file a batch, a durable checkpoint, rows given out to nowhere.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions as F, SparkSession } from "../../dist/index.js";

const [folder, job] = process.argv.slice(2);
const checkpoint = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const spark = await SparkSession.builder.appName("bench").getOrCreate();
const events = spark.readStream
  .schema("id BIGINT, key STRING, at TIMESTAMP")
  .option("maxFilesPerTrigger", 1)
  .json(folder);
const frames = {
  windows: () => events.withWatermark("at", "1 minute").groupBy(F.window("at", "1 minute"), "key").count(),
  duplicates: () => events.dropDuplicates(["id"]),
};
const query = await frames[job]()
  .writeStream.format("noop")
  .outputMode("append")
  .trigger({ availableNow: true })
  .option("checkpointLocation", checkpoint)
  .start();
await query.awaitTermination();
const reports = await query.recentProgress();
const sum = (name) => reports.reduce((total, { stateOperators }) => total + (stateOperators[0]?.[name] ?? 0), 0);
console.log(`RESULT ${sum("numRowsUpdated")} ${sum("numRowsRemoved")}`);
console.log(`PROGRESS ${JSON.stringify(reports.at(-2)?.durationMs)}`);
console.log(`MEMORY ${process.resourceUsage().maxRSS * 1024}`);
await spark.stop();
rmSync(checkpoint, { recursive: true, force: true });
