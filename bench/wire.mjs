// What PySpark sees of `millrace serve` and of Spark's own Connect server, and what `collect` takes in this process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConnectServer } from "../scripts/spark/connect-server.mjs";
import { findJava } from "../scripts/spark/environment.mjs";
import { startMillraceServer } from "../scripts/spark/millrace-server.mjs";

const jobs = join(import.meta.dirname, "jobs");

/** Names of the measurements, what they are called, and what is wanted; where that is a share, of Spark's time. */
const measurements = [
  ["SELECT", "select 1, p50 of the first 100 after 20", "<= 0.1"],
  // Of this the client itself takes most: a server that does nothing but answer is some 15 % faster than Millrace.
  ["WARM", "select 1, p50 of 300 after 320", ""],
  ["ARROW", "1M rows x 3 columns to toArrow, best", "<= 1"],
  ["CREATE", "createDataFrame of 200,000 rows and count, best", "<= 1"],
  ["BATCH", "new file seen in the table, p50", "<= 30 ms"],
];

/**
 * @param python - with PySpark; without, only what needs none is measured
 * @param run - runs a program and gives what its lines report
 */
export async function measureWire({ python, runs, run }) {
  const collected = await run(process.execPath, ["--expose-gc", join(jobs, "collect.mjs"), String(runs)]);
  const [ours, duckdb] = [Number(collected.COLLECT), Number(collected.DUCKDB)];
  console.table([
    {
      "in this process": "1M rows x 3 columns to row objects, best",
      collect: seconds(ours),
      "DuckDB's getRowObjectsJS": seconds(duckdb),
      ratio: (ours / duckdb).toFixed(2),
      goal: "<= 3",
    },
  ]);
  if (python === undefined) {
    console.log("wire: PySpark is not installed, so its view of the servers is left out");
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "millrace-wire-"));
  const client = async (server) => {
    try {
      return await run(python, [join(jobs, "wire.py"), server.remote, String(runs)]);
    } finally {
      await server.stop();
    }
  };
  try {
    const millrace = await client(await startMillraceServer(folder));
    const spark = await client(await startConnectServer(python, findJava()));
    console.table(
      measurements.map(([name, title, goal]) => ({
        "from PySpark": title,
        Millrace: seconds(Number(millrace[name])),
        Spark: seconds(Number(spark[name])),
        "of Spark's time": (millrace[name] / spark[name]).toFixed(3),
        goal,
      })),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const seconds = (value) => (value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(2)} s`);
