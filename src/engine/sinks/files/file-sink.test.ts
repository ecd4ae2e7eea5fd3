import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { systemClock } from "../../../common/index.ts";
import { FileSystems, listAll, startLocalS3 } from "../../../storage/index.ts";
import { StructType } from "../../../types/index.ts";
import { macros, scripts } from "../../functions/index.ts";
import { FileSink, type FileSinkOptions, type RunDescription } from "../index.ts";

const schema = new StructType().add("id", "integer").add("v", "string") as StructType;
let root: string;
const { connection } = await useDatabase({ macros, functions: scripts });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "millrace-file-sink-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const settings = { timeZone: "UTC", ansi: true, find: () => undefined };
const options = (path: string, more: Partial<FileSinkOptions> = {}, files = new FileSystems()): FileSinkOptions => ({
  location: files.resolve(path),
  format: "json",
  options: {},
  partitionBy: [],
  retentionMs: undefined,
  settings,
  clock: systemClock,
  ...more,
});
const run = (committedBatch = -1, loggedBatch = committedBatch, queryId = "q"): RunDescription => ({
  schema,
  queryId,
  loggedBatch,
  committedBatch,
  checkpointLocation: undefined,
});
const batch = (batchId: number, rows: string) => ({
  batchId,
  sql: `SELECT CAST(x AS INTEGER) AS id, y AS v FROM (VALUES ${rows}) AS t(x, y)`,
  schema,
  mode: "append" as const,
  connection,
});
const visible = (path: string) => readdirSync(path).filter((name) => !/^[._]/.test(name));
const linesOf = (path: string) => visible(path).flatMap((name) => readFileSync(join(path, name), "utf8").split("\n"));

test("each batch adds a file and its log, and leaves nothing else", async () => {
  const path = join(root, "deep/out");
  const sink = await FileSink.open(options(`${path}/`), run());
  expect(sink.description).toBe(`FileSink[file:${path}]`);
  expect(sink.outlivesProcess).toBe(true);
  expect(readdirSync(path)).toEqual(["_spark_metadata"]);
  expect(await sink.addBatch(batch(0, "(1, 'a')"))).toBe(-1);
  await sink.addBatch(batch(1, "(2, 'b')"));
  expect(linesOf(path).sort()).toEqual(["", "", '{"id":1,"v":"a"}', '{"id":2,"v":"b"}']);
  expect(readdirSync(join(path, "_spark_metadata"))).toEqual(["0", "1"]);
  expect(readdirSync(path).filter((name) => name.startsWith("."))).toEqual([]);
  await sink.close();
});

test("a batch that the log has is not written again", async () => {
  const first = await FileSink.open(options(root), run());
  await first.addBatch(batch(0, "(1, 'a')"));
  const before = visible(root);
  // The process died between the log and the checkpoint's commit.
  const second = await FileSink.open(options(root), run(-1, 0));
  expect(await second.addBatch(batch(0, "(1, 'other')"))).toBe(-1);
  expect(visible(root)).toEqual(before);
  expect(linesOf(root)).toContain('{"id":1,"v":"a"}');
  await second.addBatch(batch(1, "(2, 'b')"));
  expect(visible(root).length).toBe(2);
});

test("a batch that was not logged replaces what its first run has left", async () => {
  const first = await FileSink.open(options(root, { partitionBy: ["v"] }), run());
  await first.addBatch(batch(0, "(1, 'a'), (2, 'b')"));
  const files = readdirSync(root, { recursive: true }).sort();
  rmSync(join(root, "_spark_metadata/0"));
  const second = await FileSink.open(options(root, { partitionBy: ["v"] }), run(-1, 0));
  await second.addBatch(batch(0, "(1, 'a'), (2, 'b')"));
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(files);
  expect(files.filter((name) => String(name).startsWith("v=a/part-"))).toHaveLength(1);
});

test("a checkpoint and a folder that do not belong together are refused, and nothing is written", async () => {
  const sink = await FileSink.open(options(root), run());
  for (let id = 0; id < 3; id++) await sink.addBatch(batch(id, "(1, 'a')"));
  const refusal = (reason: RegExp) => ({
    condition: "STREAMING_SINK_LOG_MISMATCH",
    message: expect.stringMatching(reason) as unknown,
  });
  const open = (description: RunDescription) => FileSink.open(options(root), description);
  await expect(open(run())).rejects.toMatchObject(refusal(/up to 2, and the checkpoint knows of no batch/));
  await expect(open(run(1))).rejects.toMatchObject(refusal(/up to 2, and the checkpoint knows of none after batch 1/));
  await expect(open(run(5))).rejects.toMatchObject(refusal(/up to 5, and the folder has none after batch 2/));
  const elsewhere = join(root, "elsewhere");
  await expect(FileSink.open(options(elsewhere), run(0))).rejects.toMatchObject(refusal(/and the folder has none/));
  await expect(open(run(1, 2))).resolves.toBeInstanceOf(FileSink);
  expect(visible(root).filter((name) => name !== "elsewhere").length).toBe(3);
});

test("of two queries that write to a folder at once one fails", async () => {
  const one = await FileSink.open(options(root), run(-1, -1, "one"));
  const other = await FileSink.open(options(root), run(-1, -1, "other"));
  await one.addBatch(batch(0, "(1, 'a')"));
  await expect(other.addBatch(batch(0, "(2, 'b')"))).rejects.toMatchObject({
    condition: "STREAMING_SINK_LOG_MISMATCH",
    message: expect.stringContaining("another query has written batch 0") as unknown,
  });
});

test("a batch without rows leaves a file that tells the columns, and in partitions only its log", async () => {
  const none = batch(0, "(1, 'a')");
  const empty = { ...none, sql: `SELECT * FROM (${none.sql}) WHERE false` };
  const plain = join(root, "plain");
  await (await FileSink.open(options(plain, { format: "parquet" }), run())).addBatch(empty);
  expect(visible(plain)).toHaveLength(1);
  const parted = join(root, "parted");
  await (await FileSink.open(options(parted, { partitionBy: ["v"] }), run())).addBatch(empty);
  expect(visible(parted)).toEqual([]);
  expect(readFileSync(join(parted, "_spark_metadata/0"), "utf8")).toBe("v1");
});

test("what the format does not take ends the batch, what cannot name folders the start", async () => {
  const sink = await FileSink.open(options(root, { format: "text" }), run());
  await expect(sink.addBatch(batch(0, "(1, 'a')"))).rejects.toMatchObject({
    condition: "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
  });
  expect(visible(root)).toEqual([]);
  const all = FileSink.open(options(root, { partitionBy: ["id", "v"] }), run());
  await expect(all).rejects.toMatchObject({ condition: "ALL_PARTITION_COLUMNS_NOT_ALLOWED" });
  writeFileSync(join(root, "file"), "");
  await expect(FileSink.open(options(join(root, "file")), run())).rejects.toMatchObject({
    condition: "FAILED_WRITE_FILE",
  });
});

test("a query that fails leaves no files and no log", async () => {
  const sink = await FileSink.open(options(root), run());
  const failing = { ...batch(0, "(1, 'a')"), sql: "SELECT CAST(error('no') AS INTEGER) AS id, 'a' AS v" };
  await expect(sink.addBatch(failing)).rejects.toThrow("no");
  expect(readdirSync(root)).toEqual(["_spark_metadata"]);
  expect(await sink.addBatch(batch(0, "(1, 'a')"))).toBe(-1);
});

test("files age out of the log by the option retention", async () => {
  let now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const sink = await FileSink.open(options(root, { clock, retentionMs: 3_600_000 }), run());
  for (let id = 0; id < 9; id++) await sink.addBatch(batch(id, "(1, 'a')"));
  now += 4_000_000;
  await sink.addBatch(batch(9, "(9, 'z')"));
  expect(readFileSync(join(root, "_spark_metadata/9.compact"), "utf8").split("\n")).toHaveLength(2);
});

test("buckets get the same files and logs", async () => {
  const server = await startLocalS3();
  const files = new FileSystems({ s3: server });
  try {
    const { storage } = files.resolve("s3://lake/");
    await storage.mkdirs("");
    const sink = await FileSink.open(options("s3a://lake/out", { partitionBy: ["v"] }, files), run());
    await sink.addBatch(batch(0, "(1, 'a'), (2, 'b')"));
    const again = await FileSink.open(options("s3a://lake/out", { partitionBy: ["v"] }, files), run(-1, 0));
    await again.addBatch(batch(0, "(1, 'a'), (2, 'b')"));
    const keys = (await listAll(storage, "out/", { recursive: true })).map(({ key }) => key.replace(/part-.*/, "part"));
    expect(keys).toEqual(["out/_spark_metadata/", "out/_spark_metadata/0", "out/v=a/part", "out/v=b/part"]);
    expect(Buffer.from(await storage.get("out/_spark_metadata/0")).toString()).toMatch(/"s3a:\/\/lake\/out\/v=a\/part/);
    expect(existsSync(join(tmpdir(), ".millrace-stream-q"))).toBe(false);
  } finally {
    await files.close();
    await server.close();
  }
});
