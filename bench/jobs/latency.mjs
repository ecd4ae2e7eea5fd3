// From the rename of a new file to the report of the batch that has put its record into the live table and committed it, with so many
// files already seen. Nobody polls: a query that asks all the time would take the processor from the batch.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions as F, SparkSession } from "../../dist/index.js";

const [seen, rounds] = process.argv.slice(2).map(Number);
const root = mkdtempSync(join(tmpdir(), "millrace-latency-"));
const folder = mkdtempSync(join(root, "input-"));
const publish = (name) => {
  writeFileSync(join(folder, `.${name}`), '{"username":"jjohnson","currency":"GBP","amount":1}\n');
  renameSync(join(folder, `.${name}`), join(folder, name));
};
for (let index = 0; index < seen; index++)
  writeFileSync(join(folder, `old_${index}`), '{"username":"a","currency":"USD","amount":1}\n');
const spark = await SparkSession.builder.getOrCreate();
const totals = spark.readStream
  .schema("username STRING, currency STRING, amount BIGINT")
  .json(folder)
  .groupBy("currency")
  .agg(F.sum("amount").as("total_amount"));
const query = await totals.writeStream
  .format("memory")
  .outputMode("complete")
  .queryName("totals")
  .option("checkpointLocation", join(root, "checkpoint"))
  .start();
await query.processAllAvailable();
const ask = await spark.sql("SELECT total_amount FROM totals WHERE currency = 'GBP'");
let reported = () => {};
await spark.streams.addListener({ onQueryProgress: ({ progress }) => reported(progress) });
const [times, visible] = [[], []];
for (let round = 1; round <= rounds; round++) {
  const report = new Promise((resolve) => {
    reported = resolve;
  });
  const begun = performance.now();
  publish(`new_${round}`);
  const { durationMs } = await report;
  const time = performance.now() - begun;
  times.push(time);
  // The table has the rows when the batch was handed over; the commit is for the next start.
  visible.push(time - durationMs.commitOffsets);
  if ((await ask.collect())[0]?.total_amount !== BigInt(round)) throw new Error(`round ${round} is not in the table`);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const at = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
console.log(`LATENCY ${at(times, 0.5)} ${at(times, 0.99)} ${at(visible, 0.5)}`);
console.log(`PROGRESS ${JSON.stringify((await query.lastProgress())?.durationMs)}`);
await query.stop();
await spark.stop();
rmSync(root, { recursive: true, force: true });
