import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MemoryIo, memoryIo } from "../../../test/support/memory-io.ts";
import { FileSystems, FsCommands, startLocalS3 } from "../../storage/index.ts";
import { runCli } from "../program.ts";
import { demoOptions } from "./options.ts";
import { openPlace } from "./place.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-demo-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function demo(argv: string[], io: MemoryIo = memoryIo()) {
  const code = await runCli(["demo", "--interval", "1ms", "--ui-port", "0", ...argv], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

const escapeCodes = new RegExp(`${String.fromCharCode(27)}\\[[?\\d;]*[A-Za-z]`, "g");

/** The texts in the order in which they have to come. */
function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    expect(at, `"${part}" after:\n${text.slice(0, from)}`).toBeGreaterThanOrEqual(0);
    from = at + part.length;
  }
}

const story = [
  "Bucket data-stream-dump made",
  "Mounted at /mnt/s3Data",
  "fs ls /mnt/s3Data",
  "| path | name | size | modificationTime |",
  "empty so far",
  "Session started",
  "Dashboard opened\n    http://localhost:",
  "root\n     |-- username: string (nullable = true)",
  "|-- amount: long (nullable = true)",
  "isStreaming: true",
  "Query transactions_stream_output started",
  '   1  {"username":',
  "  10  ",
  "SQL after 10 transactions:\nSELECT * FROM transactions_stream_output ORDER BY currency",
  "|currency|transactions|total_amount|",
  "  20  ",
  "SQL after 20 transactions:",
  "  22  ",
  "✓ emitted = counted: 22 transactions",
  "What to try next",
];

describe("millrace demo", () => {
  it("tells the tutorial in its order and ends with equal totals", async () => {
    const { code, out, err } = await demo(["--count", "22", "--seed", "1"]);
    expect(err).toBe("");
    expect(code).toBe(0);
    expectInOrder(out, story);
    // The table beside a transaction has that transaction in it.
    const turns = out.match(/^ +\d+ {2}\{.*\} +=> .*$/gm)!;
    expect(turns).toHaveLength(22);
    let emitted = 0n;
    for (const turn of turns) {
      emitted += BigInt(/"amount":(\d+)/.exec(turn)![1]!);
      const [, table] = turn.split("=>");
      const shown = [...table!.matchAll(/[A-Z]{3} ([\d,]+)/g)].map(([, n]) => BigInt(n!.replaceAll(",", "")));
      expect(shown.reduce((a, b) => a + b, 0n)).toBe(emitted);
    }
  });

  it("does the same on S3", async () => {
    const { code, out } = await demo(["--count", "22", "--storage", "s3"]);
    expect(code).toBe(0);
    expectInOrder(out, [story[0]!, "s3://data-stream-dump (an S3 server in this process)", ...story.slice(1)]);
  });

  it("shows the same transactions for the same seed", async () => {
    const turns = async () => (await demo(["--count", "3", "--seed", "7"])).out.match(/^ +\d+ {2}\{.*$/gm)!.join("\n");
    expect(await turns()).toBe(await turns());
  });

  it("draws a live display on a terminal, within its size", async () => {
    const io = memoryIo({ terminal: { columns: 80, rows: 24 } });
    const { code, out } = await demo(["--count", "12"], io);
    expect(code).toBe(0);
    // What one redraw of the region writes, without what goes by above it.
    const frames = out.split("\x1b[?2026h").slice(1);
    const last = frames.at(-1)!.replace(escapeCodes, "");
    for (const line of last.split("\n").slice(0, 14)) expect([...line].length).toBeLessThanOrEqual(80);
    expect(last).toContain("12 of 12 transactions");
    expect(last).toContain("rows/s: input ");
    expect(last).toMatch(/input rate [▁-█]+ · batch duration [▁-█]+ up to \d+ ms/);
    expect(out.lastIndexOf("\x1b[?25h")).toBeGreaterThan(out.lastIndexOf("\x1b[?25l"));
  });

  it("tells machines in lines of JSON", async () => {
    const { code, out } = await demo(["--count", "3", "--json"]);
    expect(code).toBe(0);
    const [start, ...events] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(start).toMatchObject({ event: "start", mountPoint: "/mnt/s3Data", count: 3 });
    expect(start).toHaveProperty("dashboard");
    expect(events.map(({ event }) => event)).toEqual(["transaction", "transaction", "transaction", "end"]);
    const emitted = events.slice(0, 3).reduce((sum, { value }) => sum + value.amount, 0);
    const counted = events[2].totals.reduce((sum: number, row: { total_amount: number }) => sum + row.total_amount, 0);
    expect(counted).toBe(emitted);
    expect(events[2]).toMatchObject({ index: 3, latencyMs: expect.any(Number), batchDuration: expect.any(Number) });
    expect(events[3]).toMatchObject({ isEqual: true });
  });

  it("stops when it is interrupted and prints the totals so far", async () => {
    const io = memoryIo();
    const running = demo(["--interval", "50ms"], io);
    while (!io.stdout.text.includes("\n   2  {")) await new Promise(setImmediate);
    io.abort.abort("SIGINT");
    const { code, out } = await running;
    expect(code).toBe(130);
    expect(out).toMatch(/Interrupted: the totals after \d of 100 transactions/);
    expect(out).toMatch(/✓ emitted = counted: \d transactions/);
    expect(out).not.toContain("What to try next");
  });

  it("keeps a folder that was named, and refuses one with something in it", async () => {
    const kept = join(folder, "kept");
    const { out } = await demo(["--count", "3", "--folder", kept]);
    expect(out).toContain(`The transactions are in ${kept}`);
    expect(readdirSync(kept).filter((name) => name.startsWith("transaction_"))).toHaveLength(3);
    const again = await demo(["--folder", kept]);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("is not empty") });
    writeFileSync(join(folder, "file"), "");
    expect((await demo(["--folder", join(folder, "file")])).err).toContain("is a file");
  });

  it.each([
    [["--storage", "ftp"], "--storage is folder or s3"],
    [["--storage", "s3", "--folder", "x"], "--folder goes with --storage folder"],
    [["--endpoint", "http://127.0.0.1:1"], "--endpoint goes with --storage s3"],
    [["--bucket", "No"], "--bucket takes"],
    [["--count", "0"], "--count takes a whole number from 1"],
  ])("refuses %s", async (argv, message) => {
    expect(await demo(argv)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });
  });
});

describe("openPlace", () => {
  const flags = { count: "1", interval: "0", bucket: "data-stream-dump", ui: false, uiPort: "0" };

  it("removes what it made", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("millrace-demo-"));
    const place = await openPlace(demoOptions({ ...flags, storage: "folder" }));
    await place.fs.put(`${place.source}/transaction_1`, "{}");
    expect(await place.close()).toBeUndefined();
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("millrace-demo-"));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it("takes a prefix of its own in a bucket that holds something, and leaves that alone", async () => {
    const s3 = await startLocalS3();
    const files = new FileSystems({ s3 });
    const fs = new FsCommands(files);
    try {
      await fs.mkdirs("s3://data-stream-dump");
      await fs.put("s3://data-stream-dump/transaction_of_another", "{}");
      const options = demoOptions({ ...flags, storage: "s3", endpoint: s3.endpoint });
      const env = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
      Object.assign(process.env, env);
      const place = await openPlace(options, env);
      expect(place.source).toMatch(/^s3:\/\/data-stream-dump\/millrace-demo-/);
      expect(place.description).toBe(`S3 at ${s3.endpoint}`);
      await place.fs.put(`${place.source}/transaction_1`, "{}");
      await place.close();
      expect((await fs.ls("s3://data-stream-dump")).map(({ name }) => name)).toEqual(["transaction_of_another"]);
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
      await files.close();
      await s3.close();
    }
  });

  it("makes no folder where one cannot be", async () => {
    const deep = join(folder, "empty");
    mkdirSync(deep);
    const place = await openPlace(demoOptions({ ...flags, storage: "folder", folder: deep }));
    expect(place.source).toBe(deep);
    expect(await place.close()).toBe(deep);
  });
});
