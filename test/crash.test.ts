import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FileSystems, folderTarget, produce, transaction } from "../src/entry/generator.ts";

const program = (name: string) => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
const kills = 25;
const sinkKills = 10;
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-crash-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  /** The rest of the next line of output that begins with a word. */
  readonly line: (word: string) => Promise<string>;
}

/** A process that runs a stream. */
function start(name: string, ...args: string[]): Started {
  const child = spawn(process.execPath, [program(name), ...args], { stdio: ["pipe", "pipe", "pipe"] });
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

type Totals = Map<string, { records: bigint; total: bigint }>;

/** Produces files while a program works on them, which is killed again and again, and gives what was produced. */
async function killAgainAndAgain(
  times: number,
  folder: string,
  program: () => Started,
  mostMs: number,
): Promise<Totals> {
  const files = new FileSystems();
  const target = folderTarget(files.resolve(folder));
  const ledger = { by: "currency", sum: "amount" } as const;
  await files.resolve(folder).storage.mkdirs(files.resolve(folder).key);
  const totals: Totals = new Map();
  for (let round = 0; round < times; round++) {
    const stream = program();
    const production = produce(transaction, target, { count: 20, seed: round, ledger });
    const produced = production.finish();
    await stream.line("READY");
    // From the first batch of a start to well into the run.
    await sleep(Math.random() * mostMs);
    stream.child.kill("SIGKILL");
    await ended(stream.child);
    await produced;
    for (const [currency, { count, sum }] of production.ledger!.entries) {
      const before = totals.get(String(currency)) ?? { records: 0n, total: 0n };
      totals.set(String(currency), { records: before.records + BigInt(count), total: before.total + sum });
    }
  }
  return totals;
}

/** What the program says of all that was produced, at last left in peace. */
async function lastWord({ child, line }: Started): Promise<unknown> {
  await line("READY");
  child.stdin!.write("\n");
  const totals = JSON.parse(await line("TOTALS")) as unknown;
  child.stdin!.end();
  await ended(child);
  return totals;
}

test(`totals are exact after ${kills} kills at random moments`, { timeout: 180_000 }, async () => {
  const folder = join(root, "input");
  const program = () => start("totals", folder, join(root, "checkpoint"));
  const totals = await killAgainAndAgain(kills, folder, program, 120);
  const rows = (await lastWord(program())) as { currency: string; total_amount: string; records: string }[];
  const counted = rows.map((row) => [row.currency, row.records, row.total_amount]);
  const emitted = [...totals]
    .sort()
    .map(([currency, { records, total }]) => [currency, String(records), String(total)]);
  expect(counted).toEqual(emitted);
  expect(rows.reduce((sum, row) => sum + Number(row.records), 0)).toBe(kills * 20);
});

test(`files are written once through ${sinkKills} kills at random moments`, { timeout: 180_000 }, async () => {
  const [folder, checkpoint, output] = ["copied", "copies-checkpoint", "copies"].map((name) => join(root, name));
  const program = () => start("copies", folder!, checkpoint!, output!);
  const totals = await killAgainAndAgain(sinkKills, folder!, program, 150);
  const found = (await lastWord(program())) as string[][];
  const emitted = [...totals].map(([currency, { records, total }]) => [currency, String(total), String(records)]);
  expect(found).toEqual(emitted.sort());
  // The runs that were killed have left no files but those that the log names, and nothing that they were at work on.
  const log = join(output!, "_spark_metadata");
  const lines = readdirSync(log).flatMap((name) => readFileSync(join(log, name), "utf8").split("\n").slice(1));
  const logged = new Set(lines.map((line) => basename((JSON.parse(line) as { path: string }).path)));
  const there = readdirSync(output!, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  expect(there.filter((name) => !logged.has(basename(name)))).toEqual([]);
  expect(readdirSync(output!).filter((name) => name.startsWith("."))).toEqual([]);
});
