// PySpark's own doctests against a Spark Connect server: what passes, and why the others do not.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The modules of PySpark's Connect client whose doctests are run, by their names below `pyspark.sql.connect`. */
export const modules = [
  "streaming.query",
  "streaming.readwriter",
  "session",
  "conf",
  "observation",
  "dataframe",
  "column",
  "group",
  "window",
  "readwriter",
  "catalog",
  "functions.builtin",
  "tvf",
];

/** The module that takes longest on Spark needs five minutes there. */
const MODULE_TIMEOUT_MS = 10 * 60_000;
const LANES = 2;

/**
 * Runs the doctests, each module against a server of its own: what one leaves behind, tables or a broken server, is not seen by another.
 *
 * @param python - of the environment with pyspark
 * @param startServer - starts a server in a folder; gives `{ remote, stop }`
 * @param options - `say` is told of each module that is through; `signal` ends the run
 * @returns module → its examples: `{ docstring, line, passed, reason, condition, error }`
 */
export async function runDoctests(python, startServer, { say, signal }) {
  const results = {};
  const waiting = [...modules];
  const lane = async () => {
    for (let module = waiting.shift(); module !== undefined; module = waiting.shift()) {
      const began = performance.now();
      const examples = await runModule(python, module, startServer, signal);
      results[module] = examples;
      const passed = examples.filter((example) => example.passed).length;
      say(`${module}: ${passed} of ${examples.length} in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

async function runModule(python, module, startServer, signal) {
  const folder = mkdtempSync(join(tmpdir(), "millrace-doctests-"));
  let server;
  try {
    server = await startServer(folder);
    signal.throwIfAborted();
    const lines = await outputOf(python, module, server.remote, folder, signal);
    return examplesOf(lines.map((line) => JSON.parse(line)));
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The results in the order of the docstrings; examples that the run did not come to count as failed. */
function examplesOf([{ docstrings } = {}, ...done]) {
  if (docstrings === undefined) throw new Error("the doctests did not begin");
  const results = new Map(done.map(({ docstring, examples }) => [docstring, examples]));
  return Object.entries(docstrings).flatMap(([docstring, count]) => {
    const examples = results.get(docstring) ?? Array.from({ length: count }, () => ({ line: 0, reason: "not run" }));
    return examples.map((example) => ({ passed: false, ...example, docstring }));
  });
}

function outputOf(python, module, remote, folder, signal) {
  return new Promise((resolve, reject) => {
    const { SPARK_REMOTE: _remote, PYSPARK_SUBMIT_ARGS: _arguments, ...env } = process.env;
    const child = spawn(python, [join(import.meta.dirname, "doctests.py"), module], {
      cwd: folder,
      signal,
      stdio: ["ignore", "pipe", "pipe"],
      // Some modules change to SPARK_HOME before they begin.
      env: { ...env, SPARK_CONNECT_TESTING_REMOTE: remote, SPARK_HOME: folder, PYTHONWARNINGS: "ignore" },
    });
    let output = "";
    let complaints = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      complaints = (complaints + text).slice(-4_000);
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), MODULE_TIMEOUT_MS);
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      const lines = output.split("\n").slice(0, -1);
      if (lines.length === 0) reject(new Error(`the doctests of ${module} did not begin:\n${complaints}`));
      else resolve(lines);
    });
  });
}
