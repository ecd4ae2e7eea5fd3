// `npm run test:spark`: the parity cases on real Spark, through this package's own client, against the golden files and the embedded
// engine; then PySpark's doctests against `millrace serve`, of which as many must pass as before.
//
// `-- --record` writes the golden files, the counts and docs/conformance.md anew. `-- --doctests` leaves out the parity cases;
// `-- --doctests --on-spark` records which of the examples pass on Spark itself. `-- --random 5000 --seed 7` compares so many random
// queries, those of seeds 7, 8 and so on, and adds those that differ to test/queries/found.sql with `--keep`. Other arguments go to Vitest (`-t NAME` runs some
// cases), and the doctests are left out.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { compare, recordMillrace, recordSpark } from "./conformance.mjs";
import { startConnectServer } from "./connect-server.mjs";
import { runDoctests } from "./doctests.mjs";
import { findJava, MissingError, motoPython, oldClientPython, sparkPython } from "./environment.mjs";
import { startMillraceServer } from "./millrace-server.mjs";

const root = join(import.meta.dirname, "..", "..");
const switches = ["--record", "--doctests", "--on-spark"];
const given = process.argv.slice(2);
const [record, doctests, onSpark] = switches.map((name) => given.includes(name));
const random = randomQueries(given);
const forVitest = given.filter((argument) => !switches.includes(argument));
if (random !== undefined) forVitest.push("test/random");

/** Takes what concerns random queries out of the arguments, as variables for their test; nothing where they are not asked for. */
function randomQueries(from) {
  const take = (name, values) => {
    const at = from.indexOf(name);
    return at < 0 ? undefined : from.splice(at, 1 + values);
  };
  const [count, seed, keep] = [take("--random", 1)?.[1], take("--seed", 1)?.[1], take("--keep", 0)];
  if (count === undefined) return undefined;
  return {
    MILLRACE_RANDOM: count,
    ...(seed !== undefined && { MILLRACE_RANDOM_SEED: seed }),
    ...(keep !== undefined && { MILLRACE_RANDOM_KEEP: "1" }),
  };
}

const say = (text) => console.log(`test:spark: ${text}`);

let server;
let tests;
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    interrupted.abort();
    tests?.kill(signal);
    // While a server starts there are no tests to wait for.
    if (tests === undefined) void end(1);
  });

async function end(code) {
  await server?.stop();
  process.exit(interrupted.signal.aborted ? 130 : code);
}

async function runParity(python) {
  const javaHome = findJava();
  say("starting Spark's Connect server");
  const starting = startConnectServer(python, javaHome);
  server = { stop: async () => (await starting.catch(() => undefined))?.stop() };
  const { remote } = await starting;
  if (interrupted.signal.aborted) return 1;
  say(`Spark answers at ${remote}${record ? "; recording" : ""}`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  tests = spawn(process.execPath, [vitest, "run", "--config", "vitest.spark.config.ts", ...forVitest], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      MILLRACE_SPARK_REMOTE: remote,
      MILLRACE_SPARK_PYTHON: python,
      MILLRACE_OLD_CLIENT_PYTHON: oldClientPython(say),
      MILLRACE_MOTO_PYTHON: motoPython(say),
      ...(record && { MILLRACE_RECORD: "1" }),
      ...random,
    },
  });
  const code = await new Promise((resolve, reject) => {
    tests.once("exit", (status) => resolve(status ?? 1)).once("error", reject);
  });
  tests = undefined;
  await server.stop();
  return code;
}

async function runConformance(python) {
  const javaHome = onSpark && findJava();
  const start = (folder) =>
    onSpark ? startConnectServer(python, javaHome) : startMillraceServer(folder, { PYSPARK_PYTHON: python });
  say(`PySpark's doctests against ${onSpark ? "Spark" : "millrace serve"}`);
  const results = await runDoctests(python, start, { say, signal: interrupted.signal });
  if (onSpark) {
    recordSpark(results);
    return 0;
  }
  if (record) recordMillrace(results);
  const { worse, better } = compare(results);
  for (const line of worse) console.error(`test:spark: ${line}`);
  if (better) say("more examples pass than before: `npm run test:spark -- --doctests --record` writes that down");
  return worse.length > 0 ? 1 : 0;
}

try {
  const python = sparkPython(say);
  const parity = doctests ? 0 : await runParity(python);
  const conformance = forVitest.length > 0 || interrupted.signal.aborted ? 0 : await runConformance(python);
  await end(parity || conformance);
} catch (error) {
  console.error(`test:spark: ${error instanceof MissingError ? error.message : (error.stack ?? error)}`);
  await end(1);
}
