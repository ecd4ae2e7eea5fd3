import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { StructType } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import { Checkpoint, type LoggedFile } from "./index.ts";

let root: string;
const { connection } = await useDatabase();

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "millrace-checkpoint-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const offsets = (batchId: number) => ({
  batchId,
  offsets: [`{"logOffset":${batchId}}`, null],
  timestamp: 1_000 + batchId,
  metadata: { watermark: batchId, conf: {} },
});
const done = (batchId: number) => ({ batchId, nextWatermark: batchId + 1, watermarks: [batchId] });
const sources = [{ description: "Files[a]", origin: "17" }, { description: "Rate[1]" }];
const file = (batch: number, name: string): LoggedFile => ({
  source: 0,
  path: `/in/it's ${name}`,
  modified: 5,
  size: 7,
  batch,
});

test("what was logged and committed is there again, under the same id", async () => {
  const location = join(root, "deep", "checkpoint");
  const first = await Checkpoint.open(connection, location);
  expect(await first.latestOffsets()).toBeUndefined();
  expect(await first.latestCommit()).toBeUndefined();
  expect(await first.origins(sources)).toEqual(["17", undefined]);
  await first.writeOffsets({ entry: offsets(0), files: [file(0, "a")] });
  await first.commit(done(0), [], undefined);
  await first.commit(done(1), [], { entry: offsets(1), files: [file(1, "b"), file(1, "c")] });
  await first.writeOffsets({ entry: offsets(2), files: [] });
  await first.close();
  const again = await Checkpoint.open(connection, location);
  expect(again.queryId).toBe(first.queryId);
  expect(JSON.parse(readFileSync(join(location, "metadata"), "utf8"))).toEqual({ id: first.queryId });
  expect(await again.latestOffsets()).toEqual(offsets(2));
  expect(await again.offsetsOf(1)).toEqual(offsets(1));
  expect(await again.latestCommit()).toEqual(done(1));
  expect(await again.files()).toEqual([file(0, "a"), file(1, "b"), file(1, "c")]);
  expect(await again.origins([{ description: "Files[b]", origin: "99" }, sources[1]!])).toEqual(["17", undefined]);
  await expect(again.origins([...sources].reverse())).rejects.toMatchObject({
    condition: "STREAMING_SOURCE_CHANGED",
    messageParameters: { stored: "Files, Rate", current: "Rate, Files" },
  });
});

test("state and commit are one: a statement that fails leaves neither", async () => {
  const checkpoint = await Checkpoint.open(connection, join(root, "checkpoint"));
  await connection.run(`CREATE TABLE ${checkpoint.database}.state (k INTEGER)`);
  const state = [`INSERT INTO ${checkpoint.database}.state VALUES (1)`, "SELECT error('full')"];
  await expect(checkpoint.commit(done(0), state, { entry: offsets(0), files: [file(0, "a")] })).rejects.toThrow("full");
  expect(await checkpoint.latestCommit()).toBeUndefined();
  expect(await checkpoint.latestOffsets()).toBeUndefined();
  expect(await checkpoint.files()).toEqual([]);
  const rows = await readRows(
    connection,
    `SELECT k FROM ${checkpoint.database}.state`,
    new StructType().add("k", "integer"),
  );
  expect(rows).toEqual([]);
  await checkpoint.commit(done(0), state.slice(0, 1), undefined);
  expect(await checkpoint.latestCommit()).toEqual(done(0));
});

test("many files are logged as well as few", async () => {
  const checkpoint = await Checkpoint.open(connection, undefined);
  const files = Array.from({ length: 1000 }, (_, index) => file(0, String(index)));
  await checkpoint.writeOffsets({ entry: offsets(0), files });
  expect(await checkpoint.files()).toEqual(files);
  expect(checkpoint.location).toBeUndefined();
});

test("old entries of the logs go, the newest hundred stay", async () => {
  const checkpoint = await Checkpoint.open(connection, undefined);
  for (let batch = 0; batch < 250; batch++)
    await checkpoint.commit(done(batch), [], { entry: offsets(batch), files: [] });
  expect(await checkpoint.offsetsOf(98)).toBeUndefined();
  expect(await checkpoint.offsetsOf(99)).toEqual(offsets(99));
  expect(await checkpoint.latestCommit()).toEqual(done(249));
});

test("a checkpoint in use, one of another version and a damaged one are refused, and stay as they are", async () => {
  const location = join(root, "checkpoint");
  const first = await Checkpoint.open(connection, location);
  await expect(Checkpoint.open(connection, location)).rejects.toMatchObject({
    condition: "CONCURRENT_STREAM_CHECKPOINT",
  });
  await connection.run(`UPDATE ${first.database}.format SET version = 99`);
  await first.close();
  await expect(Checkpoint.open(connection, location)).rejects.toThrow(/CHECKPOINT_UNREADABLE.*version 99/);
  expect(existsSync(join(location, "millrace.duckdb"))).toBe(true);
});
