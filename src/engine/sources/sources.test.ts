import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { systemClock } from "../../common/index.ts";
import { FileSystems, Mounts, startLocalS3 } from "../../storage/index.ts";
import { parseDdl, type StructType } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import { macros, scripts } from "../functions/index.ts";
import { createSources, type Sources, type StreamSource } from "./index.ts";
import { scanOf } from "./testing.ts";

let folder: string;
let sources: Sources;
const settings = { timeZone: "UTC", ansi: true };

const { database, connection } = await useDatabase({ macros, functions: scripts });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-sources-"));
  sources = createSources({ fileSystems: new FileSystems(), clock: systemClock, database });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function rowsOfBinding(sql: string, schema: StructType): Promise<unknown[]> {
  const list = schema.fields.map((field, i) => `c${i + 1} AS "${field.name}"`).join(", ");
  return readRows(connection, `SELECT ${list} FROM (${sql})`, schema);
}

async function put(path: string, text = '{"a":1}\n'): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** All rows that a read gives, with its schema as Spark would tell it. */
async function read(
  format: string,
  path: string,
  ddl?: string,
  options: Record<string, string> = {},
): Promise<{ types: string; rows: unknown[] }> {
  const description = { format, paths: [path], options, streaming: false };
  const source = sources.source(format);
  const schema = await source.schema(ddl === undefined ? description : { ...description, schema: parseDdl(ddl) });
  const binding = await source.bind(scanOf(format, path, schema, options), { connection, settings });
  try {
    return { types: schema.simpleString(), rows: await rowsOfBinding(binding.sql, schema) };
  } finally {
    await binding.release();
  }
}

describe("folders", () => {
  it("are read as Spark reads them", async () => {
    const names = ["a.json", "_h.json", ".h.json", "_x=1.json", "b.json._COPYING_", "noext", "_metadata", "sub/c.json"];
    for (const [i, name] of names.entries()) await put(`in/${name}`, `{"a":${i}}`);
    const values = async (path: string, options = {}) =>
      (await read("json", join(folder, path), "a int", options)).rows.map((row) => (row as { a: number }).a).sort();
    expect(await values("in")).toEqual([0, 3, 5]);
    expect(await values("in", { recursiveFileLookup: "true" })).toEqual([0, 3, 5, 7]);
    expect(await values("in/*")).toEqual([0, 3, 5, 7]);
    expect(await values("in", { PATHGLOBFILTER: "*.json" })).toEqual([0, 3]);
    expect(await values("in/_h.json")).toEqual([]);
    expect(await values("in/a.json")).toEqual([0]);
    expect(await values("in", { modifiedAfter: "2100-01-01T00:00:00" })).toEqual([]);
    expect(await values("in", { modifiedBefore: "2100-01-01T00:00:00" })).toEqual([0, 3, 5]);
  });

  it("give columns by their names", async () => {
    await put("p/dt=2024-01-01/h=01/a.json");
    await put("p/dt=__HIVE_DEFAULT_PARTITION__/h=3/c.json", '{"a":3}');
    expect(await read("json", join(folder, "p"), "a int")).toEqual({
      types: "struct<a:int,dt:date,h:int>",
      rows: expect.arrayContaining([
        { a: 1, dt: new Date("2024-01-01"), h: 1 },
        { a: 3, dt: null, h: 3 },
      ]),
    });
    expect(await read("json", join(folder, "p"), "h string, a int")).toMatchObject({
      types: "struct<a:int,dt:date,h:string>",
      rows: expect.arrayContaining([expect.objectContaining({ h: "01" })]),
    });
    expect((await read("json", join(folder, "p/dt=2024-01-01"), "a int")).types).toBe("struct<a:int,h:int>");
    expect((await read("json", join(folder, "p/dt=2024-01-01"), "a int", { basePath: join(folder, "p") })).types).toBe(
      "struct<a:int,dt:date,h:int>",
    );
    await expect(read("json", join(folder, "p/dt=*"), "a int")).rejects.toMatchObject({
      condition: "CONFLICTING_DIRECTORY_STRUCTURES",
    });
    await put("q/x=1/a");
    await put("q/y=1/a");
    await expect(read("json", join(folder, "q"), "a int")).rejects.toMatchObject({
      condition: "CONFLICTING_PARTITION_COLUMN_NAMES",
    });
  });

  it.each([
    [["1", "2"], "int"],
    [["1", "9999999999"], "bigint"],
    [["99999999999999999999", "1"], "decimal(20,0)"],
    [["1.5", "2"], "double"],
    [["1", "a"], "string"],
    [["2024-01-01", "2024-1-2"], "string"],
    [["2024-01-01", "2024-01-01 01%3A00%3A00"], "timestamp"],
    [["true"], "string"],
    [["1e3", "1"], "decimal(10,0)"],
    [["1d", "1"], "double"],
    [["0x1"], "string"],
    [[" 1"], "double"],
    [["-1", "+2"], "int"],
    [["2024-02-30"], "string"],
  ])("infer the type of %j as %s", async (values, type) => {
    for (const [i, value] of values.entries()) await put(`t/k=${value}/f${i}`);
    const { types, rows } = await read("json", join(folder, "t"), "a int");
    expect(types).toBe(`struct<a:int,k:${type}>`);
    expect(rows).toHaveLength(values.length);
  });

  it("tell of each row's file", async () => {
    await put("m/sp ace%20/x é.json", '{"a":1}');
    const schema = parseDdl("a int, _metadata struct<file_path:string,file_name:string,file_size:bigint>");
    const scan = scanOf("json", join(folder, "m/sp ace%20"), schema);
    const described = { ...scan, source: { ...scan.source, schema: parseDdl("a int") } };
    const binding = await sources.source("json").bind(described, { connection, settings });
    expect(await rowsOfBinding(binding.sql, schema)).toMatchObject([
      { _metadata: { file_path: `file:${folder}/m/sp%20ace%2520/x%20é.json`, file_name: "x é.json", file_size: 7n } },
    ]);
    await binding.release();
  });

  it("that are missing are named", async () => {
    const missing = { condition: "PATH_NOT_FOUND" };
    await expect(read("json", join(folder, "none"), "a int")).rejects.toMatchObject({
      ...missing,
      messageParameters: { path: `file:${folder}/none` },
    });
    await expect(read("json", join(folder, "no*ne"), "a int")).rejects.toMatchObject(missing);
    await mkdir(join(folder, "empty"));
    expect((await read("json", join(folder, "empty"), "a int")).rows).toEqual([]);
    await expect(read("json", join(folder, "empty"))).rejects.toMatchObject({
      condition: "UNABLE_TO_INFER_SCHEMA",
      messageParameters: { format: "JSON" },
    });
  });
});

describe("formats", () => {
  it.each([
    ["nope", "DATA_SOURCE_NOT_FOUND"],
    ["orc", "UNSUPPORTED_DATA_SOURCE"],
    ["Kafka", "UNSUPPORTED_DATA_SOURCE"],
    ["rate", "_LEGACY_ERROR_TEMP_1135"],
    ["console", "_LEGACY_ERROR_TEMP_1135"],
  ])("%s is refused in a batch", async (format, condition) => {
    await expect(read(format, folder)).rejects.toMatchObject({ condition });
  });

  it.each([
    ["nope", "DATA_SOURCE_NOT_FOUND"],
    ["jdbc", "_LEGACY_ERROR_TEMP_2049"],
    ["kafka", "UNSUPPORTED_DATA_SOURCE"],
  ])("%s is refused in a stream", async (format, condition) => {
    const stream = sources.stream({ format, paths: [], options: {}, schema: parseDdl("a int"), streaming: true });
    await expect(stream).rejects.toMatchObject({ condition });
  });

  it("text gives lines, or files", async () => {
    await put("t/a.txt", "x\r\n\ny\rz");
    await writeFile(join(folder, "t/b.txt.gz"), gzipSync("zipped\n"));
    const path = join(folder, "t");
    const values = async (options = {}) =>
      (await read("text", path, undefined, options)).rows.map((row) => (row as { value: string }).value);
    expect(await values()).toEqual(["zipped", "x", "", "y", "z"]);
    expect(await values({ wholeText: "true" })).toEqual(["zipped\n", "x\r\n\ny\rz"]);
    expect(await values({ lineSep: "y" })).toEqual(["zipped\n", "x\r\n\n", "\rz"]);
    await expect(read("text", path, "a int")).rejects.toMatchObject({
      condition: "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
    });
  });

  it("parquet gives its own schema, and NULL for columns that it has not", async () => {
    await mkdir(join(folder, "pq/k=1"), { recursive: true });
    await mkdir(join(folder, "pq/k=2"), { recursive: true });
    const columns = `1::INTEGER AS i, 2::BIGINT AS l, 1.5::DECIMAL(5,2) AS d, 'x' AS s, [1] AS a, {'b': true} AS st, MAP {'k': 1::DOUBLE} AS m, DATE '2024-01-31' AS dt, TIMESTAMPTZ '2024-01-31 12:00:00Z' AS ts, TIMESTAMP '2024-01-31 12:00:00' AS ntz, 'y'::BLOB AS bin`;
    await connection.run(`COPY (SELECT ${columns}) TO '${folder}/pq/k=1/a[1].parquet' (FORMAT parquet)`);
    await connection.run(`COPY (SELECT 7::INTEGER AS i) TO '${folder}/pq/k=2/b.parquet' (FORMAT parquet)`);
    const { types, rows } = await read("parquet", join(folder, "pq"));
    expect(types).toBe(
      "struct<i:int,l:bigint,d:decimal(5,2),s:string,a:array<int>,st:struct<b:boolean>,m:map<string,double>,dt:date,ts:timestamp,ntz:timestamp_ntz,bin:binary,k:int>",
    );
    expect(rows).toMatchObject([
      { i: 1, l: 2n, d: "1.50", s: "x", a: [1], st: { b: true }, dt: new Date("2024-01-31"), k: 1 },
      { i: 7, l: null, k: 2 },
    ]);
    expect((await read("parquet", join(folder, "pq/k=2"), "i long, z string")).rows).toEqual([{ i: 7n, z: null }]);
    await put("bad/x.parquet", "this is no parquet file");
    await expect(read("parquet", join(folder, "bad"))).rejects.toMatchObject({ condition: "FAILED_READ_FILE.NO_HINT" });
  });
});

describe("a stream of files", () => {
  it("takes files once, in the order of their times", async () => {
    const schema = parseDdl("a int");
    await put("in/b", '{"a":2}');
    await put("in/a", '{"a":1}');
    await utimes(join(folder, "in/b"), 1000, 1000);
    const scan = scanOf("json", join(folder, "in"), schema, { maxFilesPerTrigger: "1" }, true);
    const stream = await sources.stream(scan.source);
    expect(stream.description).toBe(`FileStreamSource[file:${folder}/in]`);
    const first = await stream.latestOffset(undefined, "default");
    expect(first).toMatchObject({ offset: '{"logOffset":0}', files: [{ path: `file:${folder}/in/b`, batch: 0 }] });
    const binding = await stream.bind(scan, undefined, first!.offset, { connection, settings });
    expect(await rowsOfBinding(binding.sql, schema)).toEqual([{ a: 2 }]);
    await binding.release();
    const second = await stream.latestOffset(first!.offset, "default");
    expect(second).toMatchObject({ offset: '{"logOffset":1}', files: [{ path: `file:${folder}/in/a` }] });
    expect(await stream.latestOffset(second!.offset, "default")).toEqual({ offset: '{"logOffset":1}' });
    const waited = stream.waitForData(10_000, new AbortController().signal);
    await put("in/.c", '{"a":3}');
    await rename(join(folder, "in/.c"), join(folder, "in/c"));
    await waited;
    expect(await stream.latestOffset(second!.offset, "default")).toMatchObject({
      files: [{ path: `file:${folder}/in/c` }],
    });
    await stream.close();
  });

  const open = (path: string, options: Record<string, string> = {}, ddl = "a int") =>
    sources.stream(scanOf("json", join(folder, path), parseDdl(ddl), options, true).source);
  const names = (found: Awaited<ReturnType<StreamSource["latestOffset"]>>) =>
    found?.files?.map((file) => file.path.slice(file.path.lastIndexOf("/") + 1));
  const never = new AbortController().signal;

  it("goes on after a restart with the same files, and with none twice", async () => {
    await put("in/a", '{"a":1}');
    const first = await open("in");
    const taken = await first.latestOffset(undefined, "default");
    await first.close();
    await put("in/b", '{"a":2}');
    const second = await open("in");
    second.restore({ offset: taken!.offset, files: taken!.files!, origin: undefined });
    const scan = scanOf("json", join(folder, "in"), parseDdl("a int"), {}, true);
    const binding = await second.bind(scan, undefined, taken!.offset, { connection, settings });
    expect(await rowsOfBinding(binding.sql, parseDdl("a int"))).toEqual([{ a: 1 }]);
    await binding.release();
    const next = await second.latestOffset(taken!.offset, "default");
    expect([next!.offset, names(next)]).toEqual(['{"logOffset":1}', ["b"]]);
    await second.close();
  });

  it("sees moved files by their names alone, and those written in place when they are still", async () => {
    await mkdir(join(folder, "in"));
    const stream = await open("in/tr*");
    expect(await stream.latestOffset(undefined, "default")).toBeUndefined();
    let waited = stream.waitForData(60_000, never);
    await put("in/.t");
    await rename(join(folder, "in/.t"), join(folder, "in/tr1"));
    await put("in/other");
    await waited;
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["tr1"]);
    waited = stream.waitForData(60_000, never);
    await put("in/tr2");
    let found: string[] | undefined;
    while (found === undefined) {
      await waited;
      found = names(await stream.latestOffset(undefined, "default"));
      waited = stream.waitForData(60_000, never);
    }
    expect(found).toEqual(["tr2"]);
    await stream.close();
  });

  it("finds everything that was there before a wait was stopped", async () => {
    await mkdir(join(folder, "in"));
    const stream = await open("in");
    await stream.latestOffset(undefined, "default");
    await put("in/a");
    const stop = new AbortController();
    stop.abort();
    await stream.waitForData(60_000, stop.signal);
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["a"]);
    await stream.close();
  });

  it("limits batches by files and bytes, newest first where asked, all for one trigger", async () => {
    for (let i = 0; i < 4; i++) {
      await put(`in/f${i}`);
      await utimes(join(folder, `in/f${i}`), 1000 + i, 1000 + i);
    }
    const batches = async (options: Record<string, string>) => {
      const stream = await open("in", options);
      const taken: unknown[] = [];
      for (let found = names(await stream.latestOffset(undefined, "default")); found !== undefined; ) {
        taken.push(found);
        found = names(await stream.latestOffset(undefined, "default"));
      }
      await stream.close();
      return taken;
    };
    expect(await batches({ maxFilesPerTrigger: "3" })).toEqual([["f0", "f1", "f2"], ["f3"]]);
    expect(await batches({ maxBytesPerTrigger: "17" })).toEqual([
      ["f0", "f1"],
      ["f2", "f3"],
    ]);
    expect(await batches({ maxBytesPerTrigger: "1" })).toHaveLength(4);
    expect(await batches({ latestFirst: "true", maxFilesPerTrigger: "2" })).toEqual([
      ["f3", "f2"],
      ["f1", "f0"],
    ]);
    const once = await open("in", { maxFilesPerTrigger: "1" });
    expect(names(await once.latestOffset(undefined, "all"))).toHaveLength(4);
    await once.close();
  });

  it("passes over files older than the newest by more than the age allowed, but not at the first time", async () => {
    await put("in/new");
    await put("in/old");
    await utimes(join(folder, "in/old"), 1000, 1000);
    const stream = await open("in", { maxFileAge: "1h" });
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["old", "new"]);
    await put("in/old2");
    await utimes(join(folder, "in/old2"), 1000, 1000);
    await stream.waitForData(0, never);
    expect(await stream.latestOffset(undefined, "default")).toEqual({ offset: '{"logOffset":0}' });
    await stream.close();
  });

  it("works off what is there, and nothing newer, where that was asked for", async () => {
    await put("in/a");
    const stream = await open("in");
    await stream.prepareForAvailableNow();
    await put("in/b");
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["a"]);
    expect(await stream.latestOffset('{"logOffset":0}', "default")).toEqual({ offset: '{"logOffset":0}' });
    await stream.close();
  });

  it("follows folders that appear, and give columns", async () => {
    await put("in/k=1/a", '{"a":1}');
    const stream = await open("in", {}, "a int, k int");
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["a"]);
    await put("in/k=2/b", '{"a":2}');
    const scan = scanOf("json", join(folder, "in"), parseDdl("a int, k int"), {}, true);
    let found: Awaited<ReturnType<typeof stream.latestOffset>>;
    for (;;) {
      found = await stream.latestOffset(undefined, "default");
      if (found?.files !== undefined) break;
      await stream.waitForData(60_000, never);
    }
    const binding = await stream.bind(scan, '{"logOffset":0}', found.offset, { connection, settings });
    expect(await rowsOfBinding(binding.sql, scan.source.schema)).toEqual([{ a: 2, k: 2 }]);
    await binding.release();
    await stream.close();
  });

  it("says which file went away before it was read", async () => {
    await put("in/a");
    const stream = await open("in");
    const found = await stream.latestOffset(undefined, "default");
    await rm(join(folder, "in/a"));
    const scan = scanOf("json", join(folder, "in"), parseDdl("a int"), {}, true);
    await expect(stream.bind(scan, undefined, found!.offset, { connection, settings })).rejects.toMatchObject({
      condition: "FAILED_READ_FILE.FILE_NOT_EXIST",
    });
    await stream.close();
  });

  it("goes on when its folder is deleted and made anew", async () => {
    await put("in/a");
    const stream = await open("in");
    await stream.latestOffset(undefined, "default");
    await rm(join(folder, "in"), { recursive: true });
    await stream.latestOffset(undefined, "default");
    await put("in/b");
    expect(names(await stream.latestOffset(undefined, "default"))).toEqual(["b"]);
    await stream.close();
  });

  it("refuses wrong reads as Spark does", async () => {
    const source = sources.source("json");
    const look = (paths: string[], schema?: StructType, options = {}) =>
      source.schema({ format: "json", paths, options, streaming: true, ...(schema && { schema }) });
    await put("in/a");
    const path = join(folder, "in");
    const schema = parseDdl("a int");
    await expect(look([path])).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_2048" });
    await expect(look([`${path}/none`], schema)).rejects.toMatchObject({ messageParameters: { path: `${path}/none` } });
    await expect(look([], schema)).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_2047" });
    await expect(look([path, path], schema)).rejects.toMatchObject({ condition: "STREAMING_PATHS_TOO_MANY" });
    expect((await look([`${path}/none*`], schema)).simpleString()).toBe("struct<a:int>");
    for (const [name, value] of [
      ["maxFilesPerTrigger", "0"],
      ["maxfilespertrigger", "abc"],
      ["maxBytesPerTrigger", "x"],
      ["latestFirst", "maybe"],
      ["fileNameOnly", "x"],
      ["maxFileAge", "7x"],
      ["cleanSource", "x"],
      ["maxCachedFiles", "-1"],
      ["discardCachedInputRatio", "2"],
      ["modifiedBefore", "2020-01-01T00:00:00"],
    ]) {
      await expect(open("in", { [name!]: value! }), name).rejects.toMatchObject({ condition: "INVALID_SOURCE_OPTION" });
    }
    await expect(open("in", { maxFilesPerTrigger: "1", maxBytesPerTrigger: "1" })).rejects.toThrow(/only one of them/);
    await expect(open("in", { cleanSource: "archive" })).rejects.toThrow(/sourceArchiveDir must be given/);
  });

  it("reads buckets and mounts", async () => {
    const server = await startLocalS3();
    const mounts = new Mounts();
    const fileSystems = new FileSystems({ mounts, s3: server });
    try {
      const bucket = fileSystems.resolve("s3://data/").storage;
      await bucket.mkdirs("");
      await bucket.put("in/a.csv", Buffer.from("1\n"));
      mounts.mount("s3://data", "/mnt/data");
      const inBucket = createSources({ fileSystems, clock: systemClock, database });
      const scan = scanOf("csv", "/mnt/data/in", parseDdl("a int"), {}, true);
      const stream = await inBucket.stream(scan.source);
      expect(stream.description).toBe("FileStreamSource[dbfs:/mnt/data/in]");
      const first = await stream.latestOffset(undefined, "default");
      expect(first?.files).toMatchObject([{ path: "dbfs:/mnt/data/in/a.csv", size: 2 }]);
      await bucket.put("in/b.csv", Buffer.from("2\n"));
      const second = await stream.latestOffset(first!.offset, "default");
      expect(names(second)).toEqual(["b.csv"]);
      const binding = await stream.bind(scan, undefined, second!.offset, { connection, settings });
      expect(await rowsOfBinding(binding.sql, scan.source.schema)).toEqual([{ a: 1 }, { a: 2 }]);
      await binding.release();
      await stream.close();
    } finally {
      await fileSystems.close();
      await server.close();
    }
  });
});
