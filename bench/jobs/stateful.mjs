// One stateful job on Millrace: events in files, a file a batch, a durable checkpoint, rows given out to nowhere, or of the join to a table.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions as F, SparkSession } from "../../dist/index.js";

const [folder, job] = process.argv.slice(2);
const checkpoint = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const spark = await SparkSession.builder.appName("bench").getOrCreate();
const read = (path, schema) => spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(path);
const events = () => read(folder, "id BIGINT, key STRING, at TIMESTAMP");
const side = (name) =>
  read(join(folder, name), `id BIGINT, at TIMESTAMP, ${name} STRING`).withWatermark("at", "10 seconds").alias(name);
const frames = {
  windows: () => events().withWatermark("at", "1 minute").groupBy(F.window("at", "1 minute"), "key").count(),
  duplicates: () => events().dropDuplicates(["id"]),
  join: () =>
    side("shown")
      .join(
        side("clicked"),
        F.expr("shown.id = clicked.id AND clicked.at >= shown.at AND clicked.at <= shown.at + INTERVAL 10 SECONDS"),
      )
      .select("shown.id", "shown", "clicked"),
};
const writer = frames[job]()
  .writeStream.outputMode("append")
  .trigger({ availableNow: true })
  .option("checkpointLocation", checkpoint);
const query = await (job === "join" ? writer.format("memory").queryName("pairs") : writer.format("noop")).start();
await query.awaitTermination();
const reports = await query.recentProgress();
const sum = (name) => reports.reduce((total, { stateOperators }) => total + (stateOperators[0]?.[name] ?? 0), 0);
if (job === "join") {
  const [row] = await (await spark.sql("SELECT count(*) AS n, sum(id) AS total FROM pairs")).collect();
  console.log(`RESULT ${row.n} ${row.total}`);
} else console.log(`RESULT ${sum("numRowsUpdated")} ${sum("numRowsRemoved")}`);
const { user, system } = process.cpuUsage();
console.log(`CPU ${(user + system) / 1e6}`);
console.log(`PROGRESS ${JSON.stringify(reports.at(-2)?.durationMs)}`);
console.log(`MEMORY ${process.resourceUsage().maxRSS * 1024}`);
await spark.stop();
rmSync(checkpoint, { recursive: true, force: true });
