import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MemoryIo, memoryIo } from "../../test/support/memory-io.ts";
import { runCli } from "./program.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-produce-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function produce(argv: string[], io: MemoryIo = memoryIo()) {
  const code = await runCli(["produce", ...argv], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

const contents = (name: string): string[] =>
  readdirSync(join(folder, name))
    .sort()
    .map((file) => readFileSync(join(folder, name, file), "utf8"));

/** A module outside of any project; it imports the package by its name. */
function recordFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const recordText = `import { field, record } from "millrace";\n`;

describe("millrace produce", () => {
  it("writes a file for each record and prints it with its number", async () => {
    const { code, out, err } = await produce(["--to", join(folder, "one"), "--count", "12", "--seed", "5"]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(12);
    expect(lines[11]).toMatch(/^ {2}12 {2}\{"username":".+","currency":"(GBP|USD|EUR)","amount":\d+\}$/);
    expect(contents("one")).toEqual(lines.map((line) => line.slice(6)));
    expect(readdirSync(join(folder, "one")).every((name) => name.startsWith("transaction_"))).toBe(true);
    expect(err).toMatch(/^12 records in 12 files \(\d+ bytes\) to file:.*\/one\/ in [\d.]+ s, [\d,]+ records\/s\n$/);
  });

  it("makes the same records again with the seed that it names", async () => {
    const first = await produce(["--to", "-", "--count", "3"]);
    const [, seed] = /--seed (\S+) repeats them/.exec(first.err)!;
    const again = await produce(["--to", "-", "--count", "3", "--seed", seed!]);
    expect(again.out).toBe(first.out);
    expect(first.out.split("\n")).toHaveLength(4);
  });

  it("names files as told and shows batches by their size", async () => {
    const flags = ["--count", "5", "--batch-size", "2", "--interval", "1ms", "--prefix", "p-", "--extension", ".json"];
    const { out } = await produce(["--to", join(folder, "batches"), ...flags]);
    expect(out.split("\n")[0]).toMatch(/^ {3}1 {2}file:.*\/batches\/p-[0-9a-f-]+\.json {2}2 records, \d+ bytes$/);
    expect(contents("batches").map((text) => text.trimEnd().split("\n").length)).toEqual([2, 2, 1]);
  });

  it("shows progress on a terminal where there is too much for lines", async () => {
    const io = memoryIo({ terminal: { columns: 80, rows: 24 } });
    const flags = ["--count", "400000", "--batch-size", "2000", "--prefix", "t"];
    const { out, err } = await produce(["--to", join(folder, "bulk"), ...flags], io);
    expect(out).toBe("");
    expect(err).toContain("400,000 records in 200 files (");
    expect(err).toMatch(/━*─+ {2}[\d,]+ records in [\d,]+ files {2}\d+ % {2}[\d,]+ records\/s/);
    expect(readdirSync(join(folder, "bulk"))).toHaveLength(200);
  });

  it("tells machines in lines of JSON", async () => {
    const flags = ["--count", "5", "--batch-size", "2", "--seed", "s", "--json"];
    const { code, out } = await produce(["--to", join(folder, "json"), ...flags]);
    expect(code).toBe(0);
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(["file", "file", "file", "end"]);
    expect(events[2]).toMatchObject({ index: 3, records: 1, path: expect.stringContaining("/json/") });
    expect(events[3]).toMatchObject({ records: 5, files: 3, seed: "s" });
    expect(events[3].bytes).toBe(events.slice(0, 3).reduce((sum, { bytes }) => sum + bytes, 0));
    expect(await produce(["--to", "-", "--json"])).toMatchObject({ code: 2, err: expect.stringContaining("--json") });
  });

  it("prints no more than the total with --quiet", async () => {
    const { out, err } = await produce(["--to", join(folder, "quiet"), "--count", "2", "--quiet"]);
    expect(out).toBe("");
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("ends when it is interrupted, with a total", async () => {
    const io = memoryIo();
    const running = produce(["--to", join(folder, "forever"), "--forever", "--interval", "1ms"], io);
    while (io.stdout.text.split("\n").length < 4) await new Promise(setImmediate);
    io.abort.abort("SIGINT");
    const { code, out } = await running;
    expect(code).toBe(130);
    expect(contents("forever").length).toBe(out.trimEnd().split("\n").length);
  });

  it("takes the record of a module: the default, the only one, or one by name", async () => {
    const two = recordFile(
      "two.ts",
      `${recordText}export const A = record("a", { n: field.sequence() });\nexport const B = record("b", { m: field.constant(7) });\n`,
    );
    const only = recordFile("only.ts", `${recordText}export const C = record("c", { k: field.constant(true) });\n`);
    const standard = recordFile(
      "standard.ts",
      `${recordText}export const A = record("a", { n: field.sequence() });\nexport default record("d", { z: field.constant("z") });\n`,
    );
    const made = async (place: string) => (await produce(["--to", "-", "--count", "1", "--record", place])).out;
    expect(await made(`${two}#B`)).toBe('{"m":7}\n');
    expect(await made(only)).toBe('{"k":true}\n');
    expect(await made(standard)).toBe('{"z":"z"}\n');
    const unclear = await produce(["--to", "-", "--record", two]);
    expect(unclear).toMatchObject({ code: 1, err: expect.stringContaining("one of its records, such as") });
    const none = recordFile("none.ts", "export const x = 1;\n");
    expect((await produce(["--to", "-", "--record", none])).err).toContain("a module that exports a record");
    expect((await produce(["--to", "-", "--record", "nope.ts"])).err).toContain("[PATH_NOT_FOUND]");
  });

  it("makes records of a module on threads, in the order of their numbers", async () => {
    const module = recordFile("threads.ts", `${recordText}export default record("s", { n: field.sequence() });\n`);
    const flags = ["--record", module, "--count", "3000", "--batch-size", "1000", "--workers", "2", "--seed", "1"];
    const { code, out } = await produce(["--to", "-", ...flags]);
    expect(code).toBe(0);
    expect(out).toBe(Array.from({ length: 3000 }, (_, n) => `{"n":${n}}\n`).join(""));
  });
});
