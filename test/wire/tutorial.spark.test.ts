import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { field, produce, record, target } from "../../src/entry/index.ts";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";

const program = fileURLToPath(new URL("../../examples/pyspark/transactions.py", import.meta.url));

const Transaction = record("transaction", {
  username: field.username(),
  currency: field.oneOf(["GBP", "USD", "EUR"]),
  amount: field.long({ min: 100, max: 200_000 }),
});

let folder: string;
let server: MillraceServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-tutorial-"));
  server = await startServer({ port: 0 });
});
afterAll(async () => {
  await server.close({ graceMs: 0 });
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the program with its reading side at an address. @returns what it prints */
function run(remote: string, files: string): Promise<string> {
  const python = process.env.MILLRACE_SPARK_PYTHON;
  if (!python) throw new Error("MILLRACE_SPARK_PYTHON names no Python with pyspark; run: npm run test:spark");
  const child = spawn(python, ["-W", "ignore", program, files, "8"], {
    cwd: folder,
    env: { ...process.env, SPARK_REMOTE: remote },
  });
  let output = "";
  let complaints = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    complaints += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`the program ended with ${code}:\n${output}\n${complaints}`));
    });
  });
}

/** The tables that a program has shown, each as currency → total. */
const tablesIn = (output: string): ReadonlyMap<string, bigint>[] =>
  output
    .split(/^\|currency\|total_amount\|$/m)
    .slice(1)
    .map(
      (text) => new Map([...text.matchAll(/\| +([A-Z]{3})\| +(\d+)\|/g)].map(([, key, sum]) => [key!, BigInt(sum!)])),
    );

test("the tutorial's program gives on our server what it gives on Spark, and what was produced", async () => {
  const files = join(folder, "data-stream-dump");
  const ledger = { by: "currency", sum: "amount" } as const;
  // The programs look for longer than this takes.
  const production = produce(Transaction, target(files), { count: 100, interval: "50ms", ledger });
  const [own, spark] = await Promise.all([
    run(server.url, files),
    run(process.env.MILLRACE_SPARK_REMOTE!, files),
    production.finish(),
  ]);
  const totals = new Map([...production.ledger!.entries].map(([currency, { sum }]) => [String(currency), sum]));
  expect(totals.size).toBe(3);
  for (const output of [own, spark]) {
    expect(output).toMatch(
      /^root\n \|-- username: string \(nullable = true\)\n \|-- currency: string \(nullable = true\)\n \|-- amount: long \(nullable = true\)\n\nisStreaming: True\n/,
    );
    const tables = tablesIn(output);
    expect(tables).toHaveLength(9);
    expect(tables.at(-1)).toEqual(totals);
  }
  // Totals grow while the program looks.
  const seen = tablesIn(own).map((table) => [...table.values()].reduce((sum, total) => sum + total, 0n));
  expect(seen).toEqual([...seen].sort((a, b) => (a < b ? -1 : 1)));
  expect(new Set(seen).size).toBeGreaterThan(2);
}, 120_000);
