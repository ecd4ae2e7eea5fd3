// The demo's stream as a process of its own, for tests that kill it: totals by currency over a folder, with a durable checkpoint.
// Prints READY when the query runs; a line on standard input asks for the totals of all that is there, once they are committed.
import { createInterface } from "node:readline";
import { functions as F, SparkSession } from "../../dist/index.js";

const [folder, checkpoint] = process.argv.slice(2);
const spark = await SparkSession.builder.appName("crash").getOrCreate();
const totals = spark.readStream
  .schema("username STRING, currency STRING, amount BIGINT")
  .option("maxFilesPerTrigger", 3)
  .json(folder)
  .groupBy("currency")
  .agg(F.sum("amount").as("total_amount"), F.count("*").as("records"));
const query = await totals.writeStream
  .format("memory")
  .outputMode("complete")
  .queryName("totals")
  .option("checkpointLocation", checkpoint)
  .start();
console.log("READY");
for await (const _ of createInterface({ input: process.stdin })) {
  await query.processAllAvailable();
  const rows = await (await spark.sql("SELECT * FROM totals ORDER BY currency")).collect();
  console.log(`TOTALS ${JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? String(value) : value))}`);
}
await query.stop();
await spark.stop();
