import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";
import { sendsLocalRows } from "./local-rows.ts";

const python = process.env.MILLRACE_SPARK_PYTHON ?? "";
const remote = process.env.MILLRACE_SPARK_REMOTE ?? "";
const program = fileURLToPath(new URL("arrow/values.py", import.meta.url));

let server: MillraceServer;
beforeAll(async () => {
  if (python === "" || remote === "") throw new Error("there is no Spark to compare with; run: npm run test:spark");
  server = await startServer({ port: 0 });
});
afterAll(() => server?.close({ graceMs: 0 }));

/** What the programs came to, by their names. */
async function outcomes(url: string): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(python, ["-W", "ignore", program, url], { maxBuffer: 2 ** 28 });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return Object.fromEntries(
    lines.map((line) => {
      const { name, ...outcome } = JSON.parse(line) as { name: string };
      return [name, outcome];
    }),
  );
}

test("PySpark gets and sends values of all types as with Spark", { timeout: 600_000 }, async () => {
  const expected = await outcomes(remote);
  const actual = await outcomes(server.url);
  expect(Object.keys(expected).length).toBeGreaterThan(60);
  for (const [name, outcome] of Object.entries(expected)) expect.soft(actual[name], name).toEqual(outcome);
});

test("many rows of this package's client reach Spark ahead of the plan", { timeout: 120_000 }, async () => {
  await using spark = await SparkSession.builder.remote(remote).create();
  await sendsLocalRows(spark);
});
