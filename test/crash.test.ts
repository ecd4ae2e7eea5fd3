import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FileSystems, folderTarget, produce, transaction } from "../src/entry/generator.ts";

const program = fileURLToPath(new URL("programs/totals.mjs", import.meta.url));
const kills = 25;
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-crash-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process that runs the stream; `line` gives its next line of output that begins with a word. */
function start(folder: string, checkpoint: string): { child: ChildProcess; line(word: string): Promise<string> } {
  const child = spawn(process.execPath, [program, folder, checkpoint], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    errors += String(chunk);
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    child,
    async line(word) {
      for (;;) {
        const next = await lines.next();
        if (next.done) throw new Error(`the stream ended without ${word}: ${errors}`);
        if (next.value.startsWith(word)) return next.value.slice(word.length).trim();
      }
    },
  };
}

const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.once("exit", () => resolve()));

test(`totals are exact after ${kills} kills at random moments`, { timeout: 180_000 }, async () => {
  const folder = join(root, "input");
  const checkpoint = join(root, "checkpoint");
  const files = new FileSystems();
  const target = folderTarget(files.resolve(folder));
  const ledger = { by: "currency", sum: "amount" } as const;
  await files.resolve(folder).storage.mkdirs(files.resolve(folder).key);
  const expected = new Map<string, { records: bigint; total: bigint }>();
  for (let round = 0; round < kills; round++) {
    const stream = start(folder, checkpoint);
    const production = produce(transaction, target, { count: 20, seed: round, ledger });
    const produced = production.finish();
    await stream.line("READY");
    // From the first batch of a start to well into the run.
    await sleep(Math.random() * 120);
    stream.child.kill("SIGKILL");
    await ended(stream.child);
    await produced;
    for (const [currency, { count, sum }] of production.ledger!.entries) {
      const before = expected.get(String(currency)) ?? { records: 0n, total: 0n };
      expected.set(String(currency), { records: before.records + BigInt(count), total: before.total + sum });
    }
  }
  const last = start(folder, checkpoint);
  await last.line("READY");
  last.child.stdin!.write("\n");
  const rows = JSON.parse(await last.line("TOTALS")) as { currency: string; total_amount: string; records: string }[];
  last.child.stdin!.end();
  await ended(last.child);
  const counted = rows.map((row) => [row.currency, row.records, row.total_amount]);
  const emitted = [...expected]
    .sort()
    .map(([currency, { records, total }]) => [currency, String(records), String(total)]);
  expect(counted).toEqual(emitted);
  expect(rows.reduce((sum, row) => sum + Number(row.records), 0)).toBe(kills * 20);
});
