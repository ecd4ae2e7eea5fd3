import { existsSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DataFrame, SparkSession, type StreamingQuery } from "../../src/entry/index.ts";
import { MemoryStream } from "../../src/entry/testing.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

let root: ReturnType<typeof temporaryFolder>;
let spark: SparkSession;

beforeEach(async () => {
  root = temporaryFolder();
  spark = await SparkSession.builder.create();
});
afterEach(async () => {
  await spark.stop();
  root.remove();
});

/** Hands each batch's rows to `seen`. */
const gather = <R>(frame: DataFrame<R>, seen: unknown[], checkpoint = "checkpoint"): Promise<StreamingQuery> =>
  frame.writeStream
    .foreachBatch(async (batch, id) => void seen.push([Number(id), await batch.collect()]))
    .option("checkpointLocation", join(root.path, checkpoint))
    .start();

describe("MemoryStream", () => {
  test("rows of the test come in whole additions, with offsets", async () => {
    using input = MemoryStream.of("id INT, name STRING");
    expect(input.latestOffset).toBe(-1);
    const seen: unknown[] = [];
    const query = await gather(input.toDF(spark).filter("id > 1"), seen);
    await query.processAllAvailable();
    expect(await input.addData([{ id: 1, name: "a" }, [2, "b"]])).toBe(0);
    await query.processAllAvailable();
    expect(await input.addData([{ id: 3, name: null }])).toBe(1);
    await query.processAllAvailable();
    const [progress] = (await query.recentProgress()).at(-1)!.sources;
    await query.stop();
    expect(seen).toEqual([
      [0, [{ id: 2, name: "b" }]],
      [1, [{ id: 3, name: null }]],
    ]);
    expect(progress).toMatchObject({ description: "MemoryStream[id,name]", startOffset: "0", endOffset: "1" });
  });

  test("a query that starts again goes on, another one reads all", async () => {
    using input = MemoryStream.of("id INT");
    const seen: unknown[] = [];
    await input.addData([{ id: 1 }]);
    const first = await gather(input.toDF(spark), seen);
    await first.processAllAvailable();
    await first.stop();
    await input.addData([{ id: 2 }]);
    const second = await gather(input.toDF(spark), seen);
    await second.processAllAvailable();
    await second.stop();
    const others: unknown[] = [];
    const other = await gather(input.toDF(spark), others, "other");
    await other.processAllAvailable();
    await other.stop();
    expect(seen).toEqual([
      [0, [{ id: 1 }]],
      [1, [{ id: 2 }]],
    ]);
    expect(others).toEqual([[0, [{ id: 1 }, { id: 2 }]]]);
  });

  test("two streams join in a query; availableNow works off what is there", async () => {
    using left = MemoryStream.of("id INT");
    using right = MemoryStream.of("id INT");
    await left.addData([{ id: 1 }]);
    await right.addData([{ id: 2 }]);
    const seen: unknown[] = [];
    const query = await left
      .toDF(spark)
      .union(right.toDF(spark))
      .writeStream.foreachBatch(async (batch) => void seen.push(...(await batch.collect())))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("rows that do not fit are refused, and a closed stream is told by its name", async () => {
    const input = MemoryStream.of("id INT NOT NULL");
    await expect(input.addData([{ id: "x" as never }])).rejects.toMatchObject({ name: expect.any(String) });
    await expect(input.addData([{ id: null as never }])).rejects.toMatchObject({ condition: "FIELD_NOT_NULLABLE" });
    expect(input.latestOffset).toBe(-1);
    const frame = input.toDF(spark);
    input.close();
    await expect(frame.schema()).rejects.toMatchObject({ condition: "INVALID_SOURCE_OPTION" });
    await expect(spark.read.format("memory").load().schema()).rejects.toMatchObject({
      condition: "_LEGACY_ERROR_TEMP_1135",
    });
  });
});

describe("socket", () => {
  let server: ReturnType<typeof createServer>;
  let connected: Promise<Socket>;
  let port: number;
  beforeEach(async () => {
    server = createServer();
    connected = new Promise((resolve) => server.once("connection", resolve));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as { port: number }).port;
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const lines = (options = {}) =>
    spark.readStream
      .format("socket")
      .options({ host: "127.0.0.1", port, ...options })
      .load();
  /** Waits until the query has seen so many rows. */
  async function until(query: StreamingQuery, seen: unknown[][], count: number): Promise<void> {
    while (seen.length < count && (await query.isActive())) await query.awaitTermination(10);
  }

  test("lines come as they are sent, the first batch is without any", async () => {
    const seen: unknown[][] = [];
    const query = await lines()
      .writeStream.foreachBatch(async (batch, id) => {
        const rows = await batch.collect();
        if (rows.length === 0) expect(id).toBe(0n);
        for (const row of rows) seen.push([row.value]);
      })
      .option("checkpointLocation", join(root.path, "checkpoint"))
      .start();
    const socket = await connected;
    socket.write("one\r\ntwo\nth");
    await until(query, seen, 2);
    expect(seen).toEqual([["one"], ["two"]]);
    socket.write(Buffer.from("ree ü").subarray(0, 5));
    socket.write(Buffer.from("ü").subarray(1));
    socket.write("\r");
    socket.write("\n\nlast");
    await until(query, seen, 4);
    socket.end();
    await until(query, seen, 5);
    expect(seen.slice(2)).toEqual([["three ü"], [""], ["last"]]);
    const progress = (await query.recentProgress()).filter(({ durationMs }) => "addBatch" in durationMs);
    expect(progress[0]!.sources[0]).toMatchObject({
      description: `TextSocketV2[host: 127.0.0.1, port: ${port}]`,
      startOffset: null,
      endOffset: "-1",
    });
    expect(await query.isActive()).toBe(true);
    await query.stop();
    await expect(gather(lines(), [])).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
  });

  test("lines may have the time of their arrival", async () => {
    const frame = lines({ includeTimestamp: true });
    expect((await frame.schema()).simpleString()).toBe("struct<value:string,timestamp:timestamp>");
    const seen: unknown[][] = [];
    const query = await frame
      .selectExpr("value", "timestamp > current_timestamp() - interval 1 hour AS fresh")
      .writeStream.foreachBatch(async (batch) => {
        for (const row of await batch.collect()) seen.push([row.value, row.fresh]);
      })
      .start();
    (await connected).end("a\n");
    await until(query, seen, 1);
    await query.stop();
    expect(seen).toEqual([["a", true]]);
  });

  test("a server that is not there ends the query with its name", async () => {
    const free = port;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    server = createServer().listen(0);
    const query = await gather(lines({ port: free }), []);
    await expect(query.awaitTermination()).rejects.toThrow(`127.0.0.1:${free} failed`);
    await expect(lines({ port: "70000" }).schema()).rejects.toMatchObject({ condition: "INVALID_SOURCE_OPTION" });
  });
});

test.each([
  {},
  { rowsPerBatch: 0 },
  { rowsPerBatch: 1, startTimestamp: -1 },
  { rowsPerBatch: 1, advanceMillisPerBatch: "x" },
])("rate-micro-batch with %o is refused", async (options) => {
  await expect(spark.readStream.format("rate-micro-batch").options(options).load().schema()).rejects.toMatchObject({
    condition: "INVALID_SOURCE_OPTION",
  });
});

describe("cleanSource", () => {
  let input: InputFolder;
  beforeEach(() => {
    input = new InputFolder(root.path);
  });
  const read = (options: Record<string, string>) =>
    spark.readStream
      .schema("id INT")
      .options({ cleanSource: "delete", ...options })
      .json(input.path);
  const archive = () => join(root.path, "archive");

  test("deletes files when their batch is committed, and not before", async () => {
    input.addNamed("p=1/a", { id: 1 });
    const query = await read({})
      .writeStream.foreachBatch(async (batch) => {
        expect(existsSync(join(input.path, "p=1", "a"))).toBe(true);
        await batch.collect();
      })
      .start();
    await query.processAllAvailable();
    await query.stop();
    expect(readdirSync(join(input.path, "p=1"))).toEqual([]);
  });

  test("keeps files of a batch that fails, and cleans them when it was run again", async () => {
    input.add({ id: 1 });
    const failing = await read({})
      .writeStream.foreachBatch(() => Promise.reject(new Error("no")))
      .option("checkpointLocation", join(root.path, "checkpoint"))
      .start();
    await expect(failing.awaitTermination()).rejects.toThrow();
    expect(readdirSync(input.path)).toHaveLength(1);
    const seen: unknown[] = [];
    const query = await gather(read({}), seen);
    await query.processAllAvailable();
    await query.stop();
    expect(seen).toHaveLength(1);
    expect(readdirSync(input.path)).toEqual([]);
  });

  test("archives files below the folder under their whole paths", async () => {
    const path = input.add({ id: 1 });
    const query = await gather(read({ cleanSource: "archive", sourceArchiveDir: archive() }), []);
    await query.processAllAvailable();
    await query.stop();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(join(archive(), path))).toBe(true);
  });

  test("files that cannot be cleaned are counted, and the query goes on", async () => {
    input.add({ id: 1 });
    // A file in the place of the folder.
    const taken = new InputFolder(root.path, "taken").addNamed("archive", "x");
    const query = await gather(read({ cleanSource: "archive", sourceArchiveDir: taken }), []);
    await query.processAllAvailable();
    input.add({ id: 2 });
    await query.processAllAvailable();
    const metrics = (await query.lastProgress())!.sources[0]!.metrics;
    await query.stop();
    expect(metrics).toEqual({ filesNotCleaned: expect.stringMatching(/^[12]$/) });
    expect(readdirSync(input.path)).toHaveLength(2);
  });

  test.each([
    [{ cleanSource: "sometimes" }, /archive, delete or off/],
    [{ cleanSource: "archive" }, /sourceArchiveDir must be given/],
    [{ cleanSource: "archive", sourceArchiveDir: "<input>" }, /could be read again/],
    [{ cleanSource: "archive", sourceArchiveDir: "<input>/below" }, /could be read again/],
    [{ cleanSource: "archive", sourceArchiveDir: "<input>/.." }, /could be read again/],
    [{ cleanSource: "archive", sourceArchiveDir: "s3://bucket/archive" }, /same file system/],
  ])("%o is refused", async (options, message) => {
    const given = Object.fromEntries(Object.entries(options).map(([k, v]) => [k, v.replace("<input>", input.path)]));
    await expect(gather(read(given), [])).rejects.toThrow(message);
  });

  test("files of another stream's sink are not cleaned", async () => {
    input.add({ id: 1 });
    const out = join(root.path, "out");
    const write = await spark.readStream
      .schema("id INT")
      .json(input.path)
      .writeStream.format("json")
      .option("checkpointLocation", join(root.path, "writer"))
      .trigger({ availableNow: true })
      .start(out);
    await write.awaitTermination();
    const query = await spark.readStream
      .schema("id INT")
      .option("cleanSource", "delete")
      .json(out)
      .writeStream.format("noop")
      .start();
    await expect(query.awaitTermination()).rejects.toThrow("_LEGACY_ERROR_TEMP_2261");
  });
});

test("settings of the session pass over damaged files; a read may say otherwise", async () => {
  const input = new InputFolder(root.path);
  input.addBytes("a.gz", Buffer.from([0x1f, 0x8b, 8, 0]));
  input.add({ id: 1 });
  await spark.conf.set("spark.sql.files.ignoreCorruptFiles", "true");
  const seen: unknown[] = [];
  const query = await gather(spark.readStream.schema("id INT").json(input.path), seen);
  await query.processAllAvailable();
  await query.stop();
  expect(seen).toEqual([[0, [{ id: 1 }]]]);
  const strict = spark.read.schema("id INT").option("IgnoreCorruptFiles", false).json(input.path);
  await expect(strict.collect()).rejects.toMatchObject({ condition: "FAILED_READ_FILE.NO_HINT" });
});

test("files that are gone when their batch runs again are passed over where that is wanted", async () => {
  for (const format of ["json", "csv", "text", "parquet"]) {
    const input = new InputFolder(root.path, format);
    if (format === "parquet") {
      await (await spark.sql("SELECT 1 AS id")).write.mode("append").parquet(input.path);
    } else input.addNamed("a", format === "json" ? { id: 1 } : "1");
    const schema = format === "text" ? "value STRING" : "id INT";
    const read = (options = {}) => spark.readStream.format(format).schema(schema).options(options).load(input.path);
    const failing = await read()
      .writeStream.foreachBatch(() => Promise.reject(new Error("no")))
      .option("checkpointLocation", join(root.path, `${format}-checkpoint`))
      .start();
    await expect(failing.awaitTermination(), format).rejects.toThrow();
    for (const name of readdirSync(input.path)) rmSync(join(input.path, name));
    const without = await gather(read(), [], `${format}-checkpoint`);
    await expect(without.awaitTermination(), format).rejects.toThrow("FAILED_READ_FILE.FILE_NOT_EXIST");
    const seen: unknown[] = [];
    const query = await gather(read({ ignoreMissingFiles: true }), seen, `${format}-checkpoint`);
    await query.processAllAvailable();
    await query.stop();
    expect(seen, format).toEqual([[0, []]]);
  }
});
