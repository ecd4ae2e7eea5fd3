// Many queries at once on one folder, each with a checkpoint of its own: from the rename of a new file to each query's report of the batch
// that has put its record into the query's table and committed it.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions as F, SparkSession } from "../../dist/index.js";

const [count, rounds] = process.argv.slice(2).map(Number);
const root = mkdtempSync(join(tmpdir(), "millrace-many-"));
const folder = join(root, "input");
mkdirSync(folder);
const publish = (name) => {
  writeFileSync(join(folder, `.${name}`), '{"username":"jjohnson","currency":"GBP","amount":1}\n');
  renameSync(join(folder, `.${name}`), join(folder, name));
};
publish("first");
const spark = await SparkSession.builder.getOrCreate();
const names = Array.from({ length: count }, (_, index) => `totals_${index}`);
const queries = [];
for (const name of names) {
  const totals = spark.readStream
    .schema("username STRING, currency STRING, amount BIGINT")
    .json(folder)
    .groupBy("currency")
    .agg(F.sum("amount").as("total_amount"));
  const writer = totals.writeStream.format("memory").outputMode("complete").queryName(name);
  queries.push(await writer.option("checkpointLocation", join(root, name)).start());
}
for (const query of queries) await query.processAllAvailable();
let reported = () => {};
await spark.streams.addListener({ onQueryProgress: ({ progress }) => reported(progress) });
const times = new Map(names.map((name) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  const waiting = new Set(names);
  let begun = 0;
  const all = new Promise((resolve) => {
    reported = ({ name, numInputRows }) => {
      if (numInputRows === 0 || !waiting.delete(name)) return;
      times.get(name).push(performance.now() - begun);
      if (waiting.size === 0) resolve();
    };
  });
  begun = performance.now();
  publish(`new_${round}`);
  await all;
  await new Promise((resolve) => setTimeout(resolve, 5));
}
for (const name of names) {
  const [row] = await (await spark.sql(`SELECT total_amount FROM ${name}`)).collect();
  if (row.total_amount !== BigInt(rounds + 1)) throw new Error(`${name} has ${row.total_amount} of ${rounds + 1}`);
}
const at = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const medians = [...times.values()].map((values) => at(values, 0.5));
console.log(`LATENCY ${at(medians, 0.5)} ${Math.max(...medians)} ${at([...times.values()].flat(), 0.99)}`);
for (const query of queries) await query.stop();
await spark.stop();
rmSync(root, { recursive: true, force: true });
