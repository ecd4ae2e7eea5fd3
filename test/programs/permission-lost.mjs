// Counts the rows of a folder, while the rights to its checkpoint, its files and its output folder come and go; prints how each run ended.
// Argument: a folder to work in.
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SparkSession } from "../../dist/index.js";

const [root] = process.argv.slice(2);
const nobody = 65_534;
const isRoot = process.getuid() === 0;
const spark = await SparkSession.builder.appName("permission-lost").getOrCreate();

if (isRoot) chownSync(root, nobody, nobody);

function folders(name) {
  const made = ["input", "checkpoint", "output"].map((part) => join(root, name, part));
  for (const folder of [join(root, name), ...made]) {
    mkdirSync(folder);
    if (isRoot) chownSync(folder, nobody, nobody);
  }
  return made;
}

async function run([input, checkpoint, output]) {
  try {
    const query = await spark.readStream
      .schema("id BIGINT")
      .json(input)
      .writeStream.format("json")
      .option("checkpointLocation", checkpoint)
      .option("path", output)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return `TOTAL ${(await spark.read.schema("id BIGINT").json(output).collect()).length}`;
  } catch (error) {
    const { condition, message } = error.condition === "STREAM_FAILED" ? error.cause : error;
    return `${condition}${message.includes(root) ? " with its path" : ""}`;
  }
}

const contents = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name)).toString("base64")]);

async function without(path, rights, step) {
  const { mode } = statSync(path);
  chmodSync(path, rights);
  const outcome = await run(places);
  chmodSync(path, mode);
  console.log(`${step}: ${outcome}`);
}

// All that is loaded on demand, before the rights to load it are gone.
writeFileSync(join(folders("first")[0], "part.json"), '{"id":1}');
await run(["input", "checkpoint", "output"].map((part) => join(root, "first", part)));
const places = folders("second");
const [input, checkpoint, output] = places;
if (isRoot) process.seteuid(nobody);

const add = (n) => writeFileSync(join(input, `part-${n}.json`), `{"id":${n}}`);
add(1);
console.log(`whole: ${await run(places)}`);
add(2);
const before = JSON.stringify(contents(checkpoint));
const database = join(checkpoint, "millrace.duckdb");
await without(database, 0o000, "no right to the checkpoint's database");
await without(checkpoint, 0o000, "no right to the checkpoint");
console.log(`the checkpoint is as it was: ${JSON.stringify(contents(checkpoint)) === before}`);
await without(join(input, "part-2.json"), 0o000, "no right to a file");
await without(output, 0o500, "no right to the output");
console.log(`again: ${await run(places)}`);
await spark.stop();
