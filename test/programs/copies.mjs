// A stream from one folder into another as a process of its own, for tests that kill it. Prints READY when the query runs; a line on
// standard input asks for the records that readers find, once all that is there has been written.
import { createInterface } from "node:readline";
import { functions as F, SparkSession } from "../../dist/index.js";

const [input, checkpoint, output] = process.argv.slice(2);
const schema = "username STRING, currency STRING, amount BIGINT";
const spark = await SparkSession.builder.appName("copies").getOrCreate();
const query = await spark.readStream
  .schema(schema)
  .option("maxFilesPerTrigger", 3)
  .json(input)
  .writeStream.format("json")
  .partitionBy("currency")
  .option("checkpointLocation", checkpoint)
  .start(output);
console.log("READY");
for await (const _ of createInterface({ input: process.stdin })) {
  await query.processAllAvailable();
  const records = spark.read.schema(schema).json(output);
  const rows = await records.groupBy("currency").agg(F.sum("amount"), F.count("*")).collect();
  console.log(`TOTALS ${JSON.stringify(rows.map((row) => Object.values(row).map(String)).sort())}`);
}
await query.stop();
await spark.stop();
