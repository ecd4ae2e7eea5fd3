import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileSystems, Mounts, startLocalS3 } from "../../../storage/index.ts";
import { SinkLog } from "./sink-log.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-sink-log-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const logOf = (path: string) => new SinkLog(new FileSystems().resolve(path));
/** A file of a batch, in the folder that the log is of. */
const part = (path: string, name: string, modified = 1000) => ({
  key: `${join(path, name).slice(1)}`,
  size: 7,
  modified,
});
const names = async (path: string) => (await logOf(path).files()).map(({ key }) => `/${key}`.slice(path.length + 1));
const logs = (path: string) => readdirSync(join(path, "_spark_metadata")).sort();

test("a batch is logged as Spark does, once", async () => {
  const path = join(root, "out %é");
  const log = logOf(path);
  expect(await SinkLog.find(new FileSystems().resolve(path))).toBeUndefined();
  await log.create();
  expect(await SinkLog.find(new FileSystems().resolve(path))).toBeDefined();
  expect(await log.latestBatch()).toBe(-1);
  expect(await log.files()).toEqual([]);
  expect(await log.add(0, [part(path, "v=a b/part-0.json"), part(path, "part-1.json", 2000)], 0)).toBe(true);
  expect(await log.add(0, [], 0)).toBe(false);
  const folder = `file://${root}/out%20%25é`;
  expect(readFileSync(join(path, "_spark_metadata/0"), "utf8")).toBe(
    [
      "v1",
      `{"path":"${folder}/v=a%20b/part-0.json","size":7,"isDir":false,"modificationTime":1000,"blockReplication":1,"blockSize":33554432,"action":"add"}`,
      `{"path":"${folder}/part-1.json","size":7,"isDir":false,"modificationTime":2000,"blockReplication":1,"blockSize":33554432,"action":"add"}`,
    ].join("\n"),
  );
  expect(await log.latestBatch()).toBe(0);
  expect(await logOf(path).files()).toEqual([part(path, "v=a b/part-0.json"), part(path, "part-1.json", 2000)]);
});

test("every tenth log holds all, and those before it are not needed", async () => {
  const log = logOf(root);
  await log.create();
  for (let batch = 0; batch < 13; batch++) await log.add(batch, [part(root, `part-${batch}`)], 0);
  expect(logs(root)).toEqual(["0", "1", "10", "11", "12", "2", "3", "4", "5", "6", "7", "8", "9.compact"]);
  for (let batch = 0; batch < 9; batch++) rmSync(join(root, `_spark_metadata/${batch}`));
  const all = Array.from({ length: 13 }, (_, batch) => `part-${batch}`);
  expect(await names(root)).toEqual(all);
  // What was read is not read again, and what is new is seen.
  expect((await log.files()).length).toBe(13);
  rmSync(join(root, "_spark_metadata/11"));
  writeFileSync(join(root, "_spark_metadata/11"), "v1\n");
  expect((await log.files()).length).toBe(13);
  await log.add(13, [part(root, "part-13")], 0);
  expect((await log.files()).length).toBe(14);
});

test("files that are older than the retention leave the log when it is compacted", async () => {
  const log = logOf(root);
  await log.create();
  for (let batch = 0; batch < 10; batch++) await log.add(batch, [part(root, `part-${batch}`, batch * 100)], 1000, 500);
  expect(await names(root)).toEqual(["part-5", "part-6", "part-7", "part-8", "part-9"]);
});

test("old logs are deleted when they have been compacted, and readers had the time", async () => {
  const log = logOf(root);
  await log.create();
  const long = new Date(Date.now() - 3_600_000);
  for (let batch = 0; batch < 119; batch++) {
    await log.add(batch, [], Date.now());
    if (batch !== 3) utimesSync(join(root, "_spark_metadata", log.keyOfBatch(batch).split("/").at(-1)!), long, long);
  }
  expect(logs(root).length).toBe(111);
  await log.add(119, [], Date.now());
  const left = logs(root).map((name) => Number.parseInt(name, 10));
  // Batch 3 was logged a moment ago.
  expect(left.filter((batch) => batch < 19)).toEqual([3]);
  expect(left.length).toBe(102);
});

test("a log that was moved with its folder names the files where they are now", async () => {
  const [old, now] = [join(root, "old"), join(root, "new")];
  const log = logOf(old);
  await log.create();
  await log.add(0, [part(old, "a=1/b=2/part-0"), part(old, "part-1")], 0);
  renameSync(old, now);
  expect(await names(now)).toEqual(["a=1/b=2/part-0", "part-1"]);
});

test("files that an older Spark has taken back are gone", async () => {
  mkdirSync(join(root, "_spark_metadata"));
  const line = (name: string, action: string) =>
    JSON.stringify({ path: `file:${root}/${name}`, size: 1, isDir: false, modificationTime: 1, action });
  writeFileSync(join(root, "_spark_metadata/0"), ["v1", line("a", "add"), line("b", "add")].join("\n"));
  writeFileSync(join(root, "_spark_metadata/1"), ["v1", line("a", "delete"), ""].join("\n"));
  expect(await names(root)).toEqual(["b"]);
});

describe("a log that is broken is refused:", () => {
  const unreadable = (reason: RegExp) => ({
    condition: "SINK_LOG_UNREADABLE",
    message: expect.stringMatching(reason) as unknown,
  });
  beforeEach(() => mkdirSync(join(root, "_spark_metadata")));
  const write = (name: string, text: string) => writeFileSync(join(root, "_spark_metadata", name), text);

  test("a batch is missing", async () => {
    write("0", "v1");
    write("2", "v1");
    await expect(logOf(root).files()).rejects.toMatchObject(unreadable(/batch 1 is missing/));
    rmSync(join(root, "_spark_metadata/0"));
    await expect(logOf(root).files()).rejects.toMatchObject(unreadable(/batch 0 is missing/));
  });
  test("another version", async () => {
    write("0", "v2\n");
    await expect(logOf(root).files()).rejects.toMatchObject(unreadable(/version 'v2'/));
  });
  test.each(["{", '{"path":1}', '{"path":"file:/a","size":"1"}'])("the line %s", async (line) => {
    write("0", `v1\n${line}`);
    await expect(logOf(root).files()).rejects.toMatchObject(unreadable(/a line of 0/));
  });
});

test("logs in buckets, also through mounts, name files as Hadoop does", async () => {
  const server = await startLocalS3();
  const mounts = new Mounts();
  const files = new FileSystems({ mounts, s3: server });
  try {
    await files.resolve("s3://lake/").storage.mkdirs("");
    mounts.mount("s3a://lake/deep", "/mnt/deep");
    const log = new SinkLog(files.resolve("/mnt/deep/out"));
    await log.create();
    expect(await log.add(0, [{ key: "out/part-0", size: 1, modified: 5 }], 0)).toBe(true);
    expect(await log.add(0, [], 0)).toBe(false);
    const inBucket = files.resolve("s3://lake/deep/out");
    const text = Buffer.from(await inBucket.storage.get("deep/out/_spark_metadata/0")).toString();
    expect(text).toContain('"path":"s3a://lake/deep/out/part-0"');
    expect(await (await SinkLog.find(inBucket))?.files()).toEqual([{ key: "deep/out/part-0", size: 1, modified: 5 }]);
    expect(await SinkLog.find(files.resolve("s3://lake/deep"))).toBeUndefined();
  } finally {
    await files.close();
    await server.close();
  }
});
