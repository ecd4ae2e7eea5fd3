// `npm run test:spark`: the parity cases on real Spark, through this package's own client, against the golden files and the embedded
// engine. `npm run test:spark -- --record` rewrites the golden files; other arguments go to Vitest (`-t NAME` runs some cases).
import { spawn } from "node:child_process";
import { join } from "node:path";
import { startConnectServer } from "./connect-server.mjs";
import { findJava, MissingError, sparkPython } from "./environment.mjs";

const root = join(import.meta.dirname, "..", "..");
const given = process.argv.slice(2);
const record = given.includes("--record");
const say = (text) => console.log(`test:spark: ${text}`);

let server;
let tests;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    interrupted = true;
    tests?.kill(signal);
    // While the server starts there are no tests to wait for.
    if (tests === undefined) void end(1);
  });

async function end(code) {
  await server?.stop();
  process.exit(interrupted ? 130 : code);
}

function runTests(remote) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const args = ["run", "--config", "vitest.spark.config.ts", ...given.filter((argument) => argument !== "--record")];
  tests = spawn(process.execPath, [vitest, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, MILLRACE_SPARK_REMOTE: remote, ...(record && { MILLRACE_RECORD: "1" }) },
  });
  return new Promise((resolve, reject) => tests.once("exit", (code) => resolve(code ?? 1)).once("error", reject));
}

try {
  const javaHome = findJava();
  const python = sparkPython(say);
  say("starting Spark's Connect server");
  const starting = startConnectServer(python, javaHome);
  server = { stop: async () => (await starting.catch(() => undefined))?.stop() };
  const { remote } = await starting;
  if (!interrupted) {
    say(`Spark answers at ${remote}${record ? "; recording" : ""}`);
    await end(await runTests(remote));
  }
} catch (error) {
  console.error(`test:spark: ${error instanceof MissingError ? error.message : (error.stack ?? error)}`);
  await end(1);
}
