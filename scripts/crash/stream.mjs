// One run of a stream of the crash tests, as a process of its own. Its argument is a job as JSON: the scenario, its places, and the step
// at which the process kills itself, counted. Prints READY when the query runs; where it is left in peace until all is done, RESULT and what
// readers find.
import { existsSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SparkSession } from "../../dist/index.js";
import { observeSteps } from "../../dist/testing.js";
import { scenarios } from "./scenarios.mjs";

const { scenario, places, fault } = JSON.parse(process.argv[2]);
// Not to be lost when the process dies in the next moment.
const say = (...words) => writeSync(1, `${words.join(" ")}\n`);

const log = join(places.checkpoint, "millrace.duckdb.wal");
let times = 0;
observeSteps((step) => {
  // How long the log was before something is written to it, for those who want to cut it.
  if (step.endsWith(":before")) say("LOG", existsSync(log) ? statSync(log).size : 0);
  if (step !== fault?.step) return;
  times += 1;
  if (times === fault.times) process.kill(process.pid, "SIGKILL");
});

const { start, rows } = scenarios[scenario];
const spark = await SparkSession.builder
  .appName("crash")
  .config("spark.sql.warehouse.dir", places.warehouse)
  .config("spark.sql.session.timeZone", "UTC")
  .getOrCreate();
try {
  const query = await start(spark, places);
  say("READY");
  await query.awaitTermination();
  const found = await rows(spark, places).collect();
  const lines = found.map((row) => JSON.stringify(Object.values(row).map(String))).sort();
  say("RESULT", JSON.stringify(lines));
} catch (error) {
  if (error.condition !== "UNSUPPORTED_FEATURE.MILLRACE") throw error;
  say("UNSUPPORTED", error.message);
}
await spark.stop();
