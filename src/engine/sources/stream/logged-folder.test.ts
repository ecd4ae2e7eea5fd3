import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { systemClock } from "../../../common/index.ts";
import { FileSystems, startLocalS3 } from "../../../storage/index.ts";
import { parseDdl, StructType } from "../../../types/index.ts";
import { readRows } from "../../duckdb/index.ts";
import { macros, scripts } from "../../functions/index.ts";
import { SinkLog } from "../files/sink-log.ts";
import { createSources, type Sources, type StreamSource } from "../index.ts";
import { scanOf } from "../testing.ts";

let folder: string;
let sources: Sources;
let log: SinkLog;
const settings = { timeZone: "UTC", ansi: true };
const schema = parseDdl("id INT");

const { database, connection } = await useDatabase({ macros, functions: scripts });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-logged-"));
  const fileSystems = new FileSystems();
  sources = createSources({ fileSystems, clock: systemClock, database });
  log = new SinkLog(fileSystems.resolve(folder));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file that a sink has written, as its log will name it. */
function put(name: string, id: number): { key: string; size: number; modified: number } {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `{"id":${id}}\n`);
  return { key: path.slice(1), size: 9, modified: 1_700_000_000_000 + id };
}

async function batchRows(path: string): Promise<number> {
  const read = { format: "json", paths: [path], options: {}, streaming: false };
  const found = await sources.source("json").schema({ ...read, schema });
  const binding = await sources.source("json").bind(scanOf("json", path, found), { connection, settings });
  try {
    const [row] = await readRows(
      connection,
      `SELECT count(*) FROM (${binding.sql})`,
      new StructType().add("n", "long"),
    );
    return Number(row!.n);
  } finally {
    await binding.release();
  }
}

const open = (path = folder): Promise<StreamSource> => sources.stream(scanOf("json", path, schema, {}, true).source);
const take = async (stream: StreamSource): Promise<string[]> =>
  ((await stream.latestOffset(undefined, "default"))?.files ?? []).map(({ path }) =>
    path.slice(path.lastIndexOf("/") + 1),
  );

test("batch readers of the folder see what is logged, of patterns what is there", async () => {
  await log.create();
  put("stray.json", 0);
  expect(await batchRows(folder)).toBe(0);
  await log.add(0, [put("part-0.json", 1), put("v=x/part-1.json", 2)], 0);
  expect(await batchRows(folder)).toBe(2);
  expect(await batchRows(`${folder}/*.json`)).toBe(2);
  expect(await batchRows(`${folder}/stray.json`)).toBe(1);
  expect(await batchRows(`${folder}/*`)).toBe(3);
  expect(await batchRows(`${folder}/_spark_metadata`)).toBe(0);
});

test("a logged file that is gone is an error", async () => {
  await log.create();
  await log.add(0, [{ key: `${folder}/gone.json`.slice(1), size: 1, modified: 1 }], 0);
  await expect(batchRows(folder)).rejects.toMatchObject({ condition: "FAILED_READ_FILE.FILE_NOT_EXIST" });
});

test("streams take the files of each batch when it is logged", async () => {
  await log.create();
  await log.add(0, [put("part-0.json", 1)], 0);
  put("stray.json", 0);
  const stream = await open();
  try {
    expect(await take(stream)).toEqual(["part-0.json"]);
    const next = put("part-1.json", 2);
    await stream.waitForData(50, new AbortController().signal);
    expect(await take(stream)).toEqual([]);
    await log.add(1, [next], 0);
    await stream.waitForData(5000, new AbortController().signal);
    expect(await take(stream)).toEqual(["part-1.json"]);
    expect(await take(stream)).toEqual([]);
  } finally {
    await stream.close();
  }
});

test("a folder may become a sink's while a stream reads it", async () => {
  const stream = await open();
  try {
    expect(await take(stream)).toEqual([]);
    await log.create();
    const first = put("part-0.json", 1);
    await stream.waitForData(5000, new AbortController().signal);
    expect(await take(stream)).toEqual([]);
    await log.add(0, [first], 0);
    await stream.waitForData(5000, new AbortController().signal);
    expect(await take(stream)).toEqual(["part-0.json"]);
  } finally {
    await stream.close();
  }
});

test("streams over buckets follow the log too", async () => {
  const server = await startLocalS3();
  const fileSystems = new FileSystems({ s3: server });
  try {
    const location = fileSystems.resolve("s3://lake/out");
    await location.storage.mkdirs("");
    await location.storage.put("out/part-0", Buffer.from('{"id":1}\n'));
    await location.storage.put("out/stray", Buffer.from('{"id":0}\n'));
    const inBucket = new SinkLog(location);
    await inBucket.create();
    await inBucket.add(0, [{ key: "out/part-0", size: 9, modified: 1 }], 0);
    sources = createSources({ fileSystems, clock: systemClock, database });
    const stream = await open("s3://lake/out");
    expect(await take(stream)).toEqual(["part-0"]);
    await location.storage.put("out/part-1", Buffer.from('{"id":2}\n'));
    await inBucket.add(1, [{ key: "out/part-1", size: 9, modified: 2 }], 0);
    expect(await take(stream)).toEqual(["part-1"]);
    await stream.close();
    expect(await batchRows("s3://lake/out")).toBe(2);
    expect(await batchRows("s3://lake/out/*")).toBe(3);
  } finally {
    await fileSystems.close();
    await server.close();
  }
});
