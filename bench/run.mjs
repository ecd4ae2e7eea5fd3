// `npm run bench`: the reference jobs on Millrace, plain DuckDB and, where its environment is there, real Spark, one after the other in
// one run; figures are whole processes, from their start to their first result. Machines are noisy: believe the ratios.
// A to D aggregate a folder of files in one go; E, F and G keep state over batches: windows, duplicates, a join of two streams. `latency` is
// the time from a new file to its result, `many` the same of 20 queries on one folder.
// `npm run bench -- A B latency many wire tpch planning` runs some; `--records 1000000` makes C to F smaller and G in proportion,
// `--scale 0.1` the tables of tpch; `--no-spark` leaves Spark out.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus, homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { events, largeFiles, manyUsers, pairs, tinyFiles } from "./data.mjs";
import { measurePlanning } from "./planning.mjs";
import { measureTpch } from "./tpch/measure.mjs";
import { measureWire } from "./wire.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: "string", default: "10000000" },
    "no-spark": { type: "boolean" },
    runs: { type: "string", default: "3" },
    scale: { type: "string", default: "1" },
  },
});
const here = import.meta.dirname;
const root = process.env.MILLRACE_BENCH_DATA ?? join(tmpdir(), "millrace-bench-data");
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const python = join(cache, "millrace", "pyspark-4.3.0", "bin", "python");
const withSpark = !values["no-spark"] && existsSync(python);
const records = Number(values.records);
const users = Math.min(1_000_000, records / 10);

const jobs = {
  A: { title: "100 files of 1 record", key: "currency", data: () => tinyFiles(root, 100) },
  B: { title: "10,000 files of 1 record", key: "currency", data: () => tinyFiles(root, 10_000) },
  C: {
    title: `10 files, ${records.toLocaleString("en")} records`,
    key: "currency",
    data: () => largeFiles(root, records),
  },
  D: {
    title: `as C, ${users.toLocaleString("en")} users`,
    key: "username",
    data: () => manyUsers(root, records, users),
  },
};
const wanted = (name) => positionals.length === 0 || positionals.includes(name);

/** Runs a program; seconds to its RESULT line and what else it reported. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const found = {};
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (found.seconds === undefined && out.includes("RESULT ")) found.seconds = (performance.now() - begun) / 1000;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`${args[0]} ended with ${code}\n${err.slice(-2000)}`));
      for (const line of out.split("\n")) {
        const [word, ...rest] = line.split(" ");
        if (word !== "" && rest.length > 0) found[word] = rest.join(" ");
      }
      resolve(found);
    });
  });
}

async function best(command, args, runs = Number(values.runs)) {
  let fastest;
  for (let index = 0; index < runs; index++) {
    const found = await run(command, args);
    if (fastest === undefined || found.seconds < fastest.seconds) fastest = found;
  }
  return fastest;
}

const seconds = (value) => (value === undefined ? "–" : `${value.toFixed(2)} s`);
const ratio = (value, of) => (value === undefined || of === undefined ? "–" : `${(value / of).toFixed(2)}`);
const megabytes = (value) => (value === undefined ? "–" : `${Math.round(Number(value) / 2 ** 20)} MB`);

console.log(
  `${cpus().length} cores, Node ${process.versions.node}, best of ${values.runs}; Spark: ${withSpark ? "4.3.0" : "not installed"}\n`,
);
const table = [];
for (const [name, job] of Object.entries(jobs)) {
  if (!wanted(name)) continue;
  const folder = await job.data();
  const ours = await best(process.execPath, [join(here, "jobs/millrace.mjs"), folder, job.key]);
  const duckdb = await best(process.execPath, [join(here, "jobs/duckdb.mjs"), folder, job.key]);
  const spark = withSpark ? await best(python, [join(here, "jobs/spark.py"), folder, job.key], 1) : {};
  for (const other of [duckdb, spark]) {
    if (other.RESULT !== undefined && other.RESULT !== ours.RESULT)
      throw new Error(`job ${name}: ${ours.RESULT} against ${other.RESULT}`);
  }
  const warm = spark.WARM === undefined ? undefined : Number(spark.WARM);
  table.push({
    job: `${name}: ${job.title}`,
    Millrace: seconds(ours.seconds),
    DuckDB: seconds(duckdb.seconds),
    "of DuckDB": ratio(ours.seconds, duckdb.seconds),
    "Spark cold": seconds(spark.seconds),
    "Spark warm": seconds(warm),
    "times Spark cold": ratio(spark.seconds, ours.seconds),
    "times Spark warm": ratio(warm, ours.seconds),
    memory: megabytes(ours.MEMORY),
    "DuckDB memory": megabytes(duckdb.MEMORY),
  });
  console.log(`${name}: phases ${ours.PROGRESS}`);
}
if (table.length > 0) console.table(table);
const perSide = Math.round(records / 10);
const stateful = {
  E: {
    title: `count per minute, ${records.toLocaleString("en")} events of 10,000 keys`,
    job: "windows",
    data: () => events(root, records, 10_000),
  },
  F: {
    title: `dropDuplicates of ${records.toLocaleString("en")} ids, a tenth of them new`,
    job: "duplicates",
    data: () => events(root, records, 10_000),
  },
  G: {
    title: `join of two streams of ${perSide.toLocaleString("en")} rows`,
    job: "join",
    data: () => pairs(root, perSide),
  },
};
const statefulTable = [];
for (const [name, { title, job, data }] of Object.entries(stateful)) {
  if (!wanted(name)) continue;
  const folder = await data();
  const ours = await best(process.execPath, [join(here, "jobs/stateful.mjs"), folder, job]);
  const spark = withSpark ? await best(python, [join(here, "jobs/stateful.py"), folder, job], 1) : {};
  if (spark.RESULT !== undefined && spark.RESULT !== ours.RESULT)
    throw new Error(`job ${name}: ${ours.RESULT} against ${spark.RESULT}`);
  const [warm, warmCpu] = [spark.WARM, spark.CPU].map((value) => (value === undefined ? undefined : Number(value)));
  statefulTable.push({
    job: `${name}: ${title}`,
    Millrace: seconds(ours.seconds),
    "Spark cold": seconds(spark.seconds),
    "Spark warm": seconds(warm),
    "times Spark cold": ratio(spark.seconds, ours.seconds),
    "times Spark warm": ratio(warm, ours.seconds),
    processor: seconds(Number(ours.CPU)),
    "Spark's, warm": seconds(warmCpu),
    memory: megabytes(ours.MEMORY),
  });
  console.log(`${name}: phases of a batch ${ours.PROGRESS}`);
}
if (statefulTable.length > 0) console.table(statefulTable);
if (wanted("latency")) {
  const rows = [];
  for (const seen of [0, 100_000]) {
    const { LATENCY, PROGRESS } = await run(process.execPath, [join(here, "jobs/latency.mjs"), String(seen), "300"]);
    const [p50, p99, visible] = LATENCY.split(" ").map(Number);
    rows.push({
      "files already seen": seen,
      "new file to table, p50": `${visible.toFixed(1)} ms`,
      "to the report of its commit, p50": `${p50.toFixed(1)} ms`,
      p99: `${p99.toFixed(1)} ms`,
      phases: PROGRESS,
    });
  }
  console.table(rows);
}
if (wanted("many")) {
  const { LATENCY } = await run(process.execPath, [join(here, "jobs/many.mjs"), "20", "100"]);
  const [p50, slowest, p99] = LATENCY.split(" ").map((value) => `${Number(value).toFixed(1)} ms`);
  console.table([{ "queries on one folder": 20, "p50 of a query": p50, "of the slowest": slowest, "p99 of all": p99 }]);
}
if (wanted("wire")) await measureWire({ python: withSpark ? python : undefined, runs: Number(values.runs), run });
if (wanted("tpch")) await measureTpch({ root, scale: Number(values.scale), rounds: Number(values.runs), run });
if (wanted("planning")) measurePlanning();
