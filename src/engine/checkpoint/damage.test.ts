import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { Checkpoint } from "./index.ts";

let root: string;
const { connection } = await useDatabase();

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "millrace-damage-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const entry = (batchId: number) => ({
  batchId,
  offsets: [`{"logOffset":${batchId}}`],
  timestamp: batchId,
  metadata: { watermark: 0, conf: {} },
});
const done = (batchId: number) => ({ batchId, nextWatermark: 0, watermarks: [] });

/** A checkpoint with two batches, as a process leaves it that is killed: the newest are in DuckDB's log. */
async function killedCheckpoint(): Promise<string> {
  const [live, location] = [join(root, "live"), join(root, "killed")];
  const checkpoint = await Checkpoint.open(connection, live);
  for (const batchId of [0, 1]) {
    await checkpoint.writeOffsets({ entry: entry(batchId), files: [] });
    await checkpoint.commit(done(batchId), [], undefined);
  }
  cpSync(live, location, { recursive: true });
  await checkpoint.close();
  return location;
}

const contents = (location: string) =>
  Object.fromEntries(readdirSync(location).map((name) => [name, readFileSync(join(location, name)).toString("hex")]));

async function refused(location: string, reason: RegExp): Promise<void> {
  const before = contents(location);
  await expect(Checkpoint.open(connection, location)).rejects.toMatchObject({
    condition: "CHECKPOINT_UNREADABLE",
    messageParameters: { location, reason: expect.stringMatching(reason) as string },
  });
  expect(contents(location)).toEqual(before);
}

test("a checkpoint without its database, or with one that was cut off, is no new one", async () => {
  const location = await killedCheckpoint();
  const file = join(location, "millrace.duckdb");
  truncateSync(file, 5000);
  await refused(location, /has 5000 bytes, it was cut off/);
  truncateSync(file, 0);
  await refused(location, /has 0 bytes/);
  rmSync(file);
  await refused(location, /millrace.duckdb is missing/);
});

test("a database whose pages are not what was written is refused", async () => {
  const location = join(root, "folded");
  const checkpoint = await Checkpoint.open(connection, location);
  await checkpoint.commit(done(0), [], { entry: entry(0), files: [] });
  await checkpoint.close();
  const file = join(location, "millrace.duckdb");
  const bytes = readFileSync(file);
  writeFileSync(
    file,
    bytes.map((byte, index) => (index >= 4096 ? byte ^ 0x5a : byte)),
  );
  await refused(location, /checksum|corrupt/i);
  writeFileSync(file, "not a database, but long enough to be one. ".repeat(400));
  await refused(location, /./);
});

test("a log that ends in the middle of a transaction has all the others", async () => {
  const location = await killedCheckpoint();
  const log = join(location, "millrace.duckdb.wal");
  truncateSync(log, readFileSync(log).length - 3);
  const checkpoint = await Checkpoint.open(connection, location);
  expect(await checkpoint.latestCommit()).toEqual(done(0));
  expect(await checkpoint.latestOffsets()).toEqual(entry(1));
});

test("a log that was changed in the middle is refused, not cut off there", async () => {
  const location = await killedCheckpoint();
  const log = join(location, "millrace.duckdb.wal");
  const bytes = readFileSync(log);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 0xff;
  writeFileSync(log, bytes);
  await refused(location, /./);
});

test("a lost or broken file with the id is told, and no new query begins over the batches", async () => {
  const location = await killedCheckpoint();
  const metadata = join(location, "metadata");
  writeFileSync(metadata, "{");
  await refused(location, /metadata is not JSON/);
  writeFileSync(metadata, "null");
  await refused(location, /metadata has no id/);
  rmSync(metadata);
  await expect(Checkpoint.open(connection, location)).rejects.toThrow(/it has batches, but the file metadata/);
  expect(existsSync(metadata)).toBe(false);
});

test("a start that was killed before the database was whole is begun again", async () => {
  const location = join(root, "half");
  mkdirSync(location);
  for (const bytes of [0, 100, 4096, 8192]) {
    writeFileSync(join(location, "millrace.duckdb"), Buffer.alloc(bytes, 7));
    const checkpoint = await Checkpoint.open(connection, location);
    expect(await checkpoint.latestOffsets()).toBeUndefined();
    await checkpoint.close();
    rmSync(join(location, "metadata"));
  }
});

test("somebody else's database is left alone", async () => {
  const location = join(root, "other");
  mkdirSync(location);
  await connection.attach(join(location, "millrace.duckdb"), "other");
  await connection.run("CREATE TABLE other.things AS SELECT 1 AS a");
  await connection.detach("other");
  await expect(Checkpoint.open(connection, location)).rejects.toThrow(/its database has other tables/);
  expect(existsSync(join(location, "metadata"))).toBe(false);
});

test("a checkpoint in the place of a file is named", async () => {
  const location = join(root, "file");
  writeFileSync(location, "");
  await expect(Checkpoint.open(connection, location)).rejects.toThrow(/CHECKPOINT_UNREADABLE.*file/);
});

test("a checkpoint that another process has is refused until it ends", async () => {
  const location = join(root, "shared");
  const holder = `
    const { default: duckdb } = await import("@duckdb/node-bindings");
    const database = await duckdb.open(process.argv[1]);
    await duckdb.connect(database);
    console.log("HELD");
    process.stdin.resume();`;
  await (await Checkpoint.open(connection, location)).close();
  const other = spawn(process.execPath, ["--input-type=module", "-e", holder, join(location, "millrace.duckdb")]);
  const ended = new Promise((resolve) => other.once("exit", resolve));
  await new Promise((resolve) => other.stdout.once("data", resolve));
  const before = contents(location);
  await expect(Checkpoint.open(connection, location)).rejects.toMatchObject({
    condition: "CONCURRENT_STREAM_CHECKPOINT",
    messageParameters: { location },
  });
  expect(contents(location)).toEqual(before);
  other.kill();
  await ended;
  await (await Checkpoint.open(connection, location)).close();
});
