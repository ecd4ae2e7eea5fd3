// One job on Millrace: a streaming query with a durable checkpoint over a folder, the whole folder in one go, then SQL on its table.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions as F, SparkSession } from "../../dist/index.js";

const [folder, key] = process.argv.slice(2);
const checkpoint = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const spark = await SparkSession.builder.appName("bench").getOrCreate();
const totals = spark.readStream
  .schema("username STRING, currency STRING, amount BIGINT")
  .json(folder)
  .groupBy(key)
  .agg(F.sum("amount").as("total_amount"));
const query = await totals.writeStream
  .format("memory")
  .outputMode("complete")
  .queryName("totals")
  .option("checkpointLocation", checkpoint)
  .start();
await query.processAllAvailable();
const [row] = await (await spark.sql("SELECT count(*) AS n, sum(total_amount) AS total FROM totals")).collect();
console.log(`RESULT ${row.n} ${row.total}`);
console.log(`PROGRESS ${JSON.stringify((await query.lastProgress())?.durationMs)}`);
console.log(`MEMORY ${process.resourceUsage().maxRSS * 1024}`);
await query.stop();
await spark.stop();
rmSync(checkpoint, { recursive: true, force: true });
