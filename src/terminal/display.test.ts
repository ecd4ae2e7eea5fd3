import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { type DataFrame, display, functions as F, SparkSession } from "../entry/index.ts";

let folder: string;
let spark: SparkSession;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-display-"));
  spark = await SparkSession.builder.config("spark.sql.session.timeZone", "UTC").create();
});
afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true });
});

const terminal = { columns: 100, rows: 30 };
const trigger = { availableNow: true } as const;

/** A stream of lines, a file each. */
function trades(name: string, rows: readonly object[]): DataFrame<{ currency: string | null; amount: bigint | null }> {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [at, row] of rows.entries()) writeFileSync(join(path, `${at}.json`), JSON.stringify(row));
  return spark.readStream.schema("currency STRING, amount BIGINT").json(path);
}

const some = [
  { currency: "EUR", amount: 1 },
  { currency: "USD", amount: 2 },
  { currency: "EUR", amount: 3 },
];

describe("display", () => {
  it("prints a frame that is no stream as show() does", async () => {
    const { stdout } = memoryIo();
    const frame = spark.range(3);
    const { query, finished, stop } = await display(frame, { output: stdout, rows: 2 });
    expect(query).toBeNull();
    await Promise.all([finished, stop()]);
    expect(stdout.text).toBe(`${await frame.showString(2)}\n`);
  });

  it("shows the totals of a stream where its plan aggregates, and leaves no table behind", async () => {
    const { stdout } = memoryIo();
    const totals = trades("totals", some).groupBy("currency").agg(F.sum("amount").as("total"));
    const shown = await display(totals, { output: stdout, trigger });
    expect(shown.query!.name).toMatch(/^display_\d+$/);
    await shown.finished;
    expect(stdout.text).toContain(`${shown.query!.name}: finished  input `);
    expect(stdout.text).toMatch(/\|currency\|total\|\n\+-+\+-+\+\n\| {5}EUR\| {4}4\|\n\| {5}USD\| {4}2\|\n/);
    expect(stdout.text).not.toContain("\x1b");
    expect(await spark.catalog.tableExists(shown.query!.name!)).toBe(false);
    expect(await spark.streams.active()).toEqual([]);
  });

  it("shows the newest rows of a stream that grows", async () => {
    const { stdout } = memoryIo({ terminal });
    const path = join(folder, "growing");
    mkdirSync(path);
    writeFileSync(join(path, "a.json"), Array.from({ length: 50 }, (_, n) => JSON.stringify({ n })).join("\n"));
    const rows = spark.readStream.schema("n BIGINT").json(path);
    const shown = await display(rows, { output: stdout, trigger, rows: 3, queryName: "growing" });
    await shown.finished;
    const last = stdout.text.slice(stdout.text.lastIndexOf("\x1b[?2026h"));
    expect(stripVTControlCharacters(last)).toContain("growing finished, 50 rows");
    expect([...last.matchAll(/\| +(\d+)\|/g)].map(([, n]) => n)).toEqual(["47", "48", "49"]);
    // A name of the user's own stays.
    expect(await spark.table("growing").count()).toBe(50);
  });

  it("draws a live table on a terminal, cut to its size", async () => {
    const { stdout } = memoryIo({ terminal: { columns: 44, rows: 12 } });
    const wide = trades("wide", some).select("currency", F.lit("x".repeat(80)).as("text"), "amount");
    const shown = await display(wide, { output: stdout, trigger, truncate: false });
    await shown.finished;
    const frames = stdout.text.split("\x1b[?2026h").slice(1);
    const last = frames.at(-1)!.replace(new RegExp(`${String.fromCharCode(27)}\\[[?\\d;]*[A-Za-z]`, "g"), "");
    for (const line of last.split("\n")) expect([...line].length).toBeLessThan(44);
    expect(last).toContain("|currency|");
    expect(stdout.text.endsWith("\x1b[?25h")).toBe(true);
  });

  it("tells why a query failed", async () => {
    const { stdout } = memoryIo({ terminal });
    const failing = trades("failing", some).select(F.expr("amount div (amount - amount)").as("oh"));
    const shown = await display(failing, { output: stdout, trigger });
    await expect(shown.finished).rejects.toThrow("DIVIDE_BY_ZERO");
    expect(stdout.text).toMatch(/ failed, .*\n.*\n.*DIVIDE_BY_ZERO/);
  });

  it("ends when it is stopped, when its signal is aborted, and with its session", async () => {
    const rate = spark.readStream.format("rate").load();
    const stopped = await display(rate, { output: memoryIo({ terminal }).stdout });
    await stopped.stop();
    expect(await stopped.query!.isActive()).toBe(false);

    const io = memoryIo({ terminal });
    const aborted = await display(rate, { output: io.stdout, signal: io.signal });
    io.abort.abort("SIGINT");
    await aborted.finished;
    expect(io.stdout.text).toContain("finished");

    const other = await spark.newSession();
    const lost = await display(other.readStream.format("rate").load(), { output: memoryIo().stdout });
    await other.stop();
    await lost.finished;
    await lost.stop();
  });

  it("starts nothing where the plan is wrong", async () => {
    const wrong = trades("wrong", some).select(F.expr("nope"));
    await expect(display(wrong, { output: memoryIo().stdout })).rejects.toThrow("UNRESOLVED_COLUMN");
    const asked = display(trades("asked", some), { output: memoryIo().stdout, outputMode: "complete" });
    await expect(asked).rejects.toThrow("STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION");
    expect(await spark.streams.active()).toEqual([]);
  });
});
