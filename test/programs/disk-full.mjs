// Counts the rows of a folder by their text until all is done. Prints FAILED and the condition where that cannot be, else TOTAL.
// Arguments: folder, checkpoint.
import { functions as F, SparkSession } from "../../dist/index.js";

const [folder, checkpoint] = process.argv.slice(2);
const spark = await SparkSession.builder.appName("disk-full").getOrCreate();
try {
  const query = await spark.readStream
    .schema("id BIGINT, text STRING")
    .option("maxFilesPerTrigger", 1)
    .json(folder)
    .groupBy("id", "text")
    .count()
    .writeStream.format("memory")
    .queryName("counted")
    .outputMode("complete")
    .option("checkpointLocation", checkpoint)
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  const [row] = await spark.table("counted").agg(F.count("*").as("keys"), F.sum("count").as("n")).collect();
  console.log("TOTAL", String(row.keys), String(row.n));
} catch (error) {
  console.log("FAILED", (error.cause ?? error).condition, error.message);
}
await spark.stop();
