import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SparkSession } from "../../../entry/index.ts";
import { FileSystems, listAll, startLocalS3 } from "../../../storage/index.ts";

let spark: SparkSession;
let root: string;
let folder: string;
let tests = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "millrace-write-test-"));
  spark = await SparkSession.builder.config("spark.sql.session.timeZone", "Europe/Berlin").create();
});
afterAll(async () => {
  await spark.stop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  tests += 1;
  folder = join(root, String(tests));
  await mkdir(folder);
});

const frame = (sql: string) => spark.sql(sql);

/** All files below a folder by name, without random parts; with their text. */
async function tree(path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    found[full.slice(path.length + 1).replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "")] = await readFile(
      full,
      "utf8",
    );
  }
  return found;
}

/** Names of everything in the folders of the test that is no one's but a write's own. */
const leftovers = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true })).filter((name) => /(?:^|\/)\.millrace/.test(name));

const texts = async (path: string): Promise<(string | null)[]> =>
  (await spark.read.text(path).collect()).map(({ value }) => value).sort();

describe("modes", () => {
  it("refuses what is there, an empty folder too, and leaves it", async () => {
    const path = join(folder, "out");
    await mkdir(path);
    await expect((await frame("SELECT 1 a")).write.json(path)).rejects.toMatchObject({
      condition: "PATH_ALREADY_EXISTS",
      sqlState: "42K04",
      messageParameters: { outputPath: `file:${path}` },
    });
    expect(await readdir(path)).toEqual([]);
  });

  it("ignores where something is there", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT 1 a")).write.mode("ignore").json(path);
    await (await frame("SELECT raise_error('never run') a")).write.mode("ignore").json(path);
    expect(await texts(path)).toEqual(['{"a":1}']);
  });

  it("appends files beside those that are there", async () => {
    const path = join(folder, "out");
    for (const a of [1, 2, 3]) await (await frame(`SELECT ${a} a`)).write.mode("append").json(path);
    expect(await texts(path)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    expect((await readdir(path)).filter((name) => name.startsWith("part-"))).toHaveLength(3);
    expect(await leftovers(folder)).toEqual([]);
  });

  it("overwrites everything below, strange files and empty folders too", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT 1 a, 2 p")).write.partitionBy("p").json(path);
    await mkdir(join(path, "empty/deep"), { recursive: true });
    await writeFile(join(path, "notes.md"), "x");
    await (await frame("SELECT 3 a")).write.mode("overwrite").json(path);
    expect(Object.keys(await tree(path)).sort()).toEqual(["_SUCCESS", "part-00000-c000.json"]);
    expect((await readdir(path)).length).toBe(2);
    expect(await texts(path)).toEqual(['{"a":3}']);
  });

  it("overwrites in the folders of partitions that are there", async () => {
    const path = join(folder, "out");
    const write = async (sql: string, mode: string) =>
      (await frame(sql)).write.mode("overwrite").option("partitionOverwriteMode", mode).partitionBy("p").json(path);
    await write("SELECT * FROM VALUES (1, 'x'), (2, 'y') AS t(a, p)", "static");
    await write("SELECT 9 a, 'y' p", "dynamic");
    expect(await tree(path)).toEqual({
      _SUCCESS: "",
      "p=x/part-00000.c000.json": '{"a":1}\n',
      "p=y/part-00000.c000.json": '{"a":9}\n',
    });
    await write("SELECT 7 a, 'z' p", "static");
    expect(Object.keys(await tree(path)).sort()).toEqual(["_SUCCESS", "p=z/part-00000.c000.json"]);
    await expect(write("SELECT 1 a, 2 p", "sometimes")).rejects.toMatchObject({ condition: "INVALID_SOURCE_OPTION" });
  });

  it("overwrites a file by a folder, and does not append to it", async () => {
    const path = join(folder, "out");
    await writeFile(path, "old");
    const df = await frame("SELECT 1 a");
    await expect(df.write.mode("append").json(path)).rejects.toMatchObject({ condition: "FAILED_WRITE_FILE" });
    expect(await readFile(path, "utf8")).toBe("old");
    await df.write.mode("overwrite").json(path);
    expect(await texts(path)).toEqual(['{"a":1}']);
  });

  it("overwrites the files that it reads", async () => {
    const path = join(folder, "out");
    await spark.range(1000).write.json(path);
    const more = spark.read.schema("id long").json(path).selectExpr("id + 1 AS id");
    await more.write.mode("overwrite").json(path);
    const [row] = await spark.read.schema("id long").json(path).selectExpr("count(*) n", "sum(id) s").collect();
    expect(row).toEqual({ n: 1000n, s: 500_500n });
  });

  it("writes to a folder of many levels that are not there, and through a link", async () => {
    const path = join(folder, "a/b/c");
    await (await frame("SELECT 1 a")).write.csv(path);
    expect(await texts(path)).toEqual(["1"]);
    await symlink(path, join(folder, "link"));
    await (await frame("SELECT 2 a")).write.mode("overwrite").csv(join(folder, "link"));
    expect(await texts(path)).toEqual(["2"]);
  });
});

describe("failures", () => {
  const failing = "SELECT id, IF(id = 150000, raise_error('boom'), id) v, id % 3 p FROM range(200000)";

  it("leaves nothing where the query fails", async () => {
    for (const format of ["json", "csv", "parquet"]) {
      const df = await frame(failing);
      await expect(df.write.format(format).save(join(folder, "out/deep"))).rejects.toMatchObject({
        condition: "USER_RAISED_EXCEPTION",
        messageParameters: { errorMessage: "boom" },
      });
      await expect(df.write.format(format).partitionBy("p").save(join(folder, "out/deep"))).rejects.toMatchObject({
        condition: "USER_RAISED_EXCEPTION",
      });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps the old files where the query fails while overwriting or appending", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT 'old' a")).write.json(path);
    const before = await tree(path);
    const df = await frame(failing);
    for (const mode of ["overwrite", "append"] as const) {
      await expect(df.write.mode(mode).json(path)).rejects.toThrow("boom");
      expect(await tree(path)).toEqual(before);
      expect(await leftovers(folder)).toEqual([]);
    }
  });

  it("fails where a folder's name is taken by a file, and takes back what it had added", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT 'old' a")).write.json(path);
    await writeFile(join(path, "p=2"), "in the way");
    const before = await tree(path);
    const df = await frame("SELECT id, id p FROM range(4)");
    await expect(df.write.mode("append").partitionBy("p").json(path)).rejects.toMatchObject({
      condition: "FAILED_WRITE_FILE",
    });
    expect(await tree(path)).toEqual(before);
    expect((await readdir(path)).filter((name) => name.startsWith("p="))).toEqual(["p=2"]);
  });

  it("says so where the target cannot be written", async () => {
    await writeFile(join(folder, "file"), "x");
    const df = await frame("SELECT 1 a");
    await expect(df.write.json(join(folder, "file/out"))).rejects.toMatchObject({ condition: "FAILED_WRITE_FILE" });
    if (process.getuid?.() === 0) return;
    await mkdir(join(folder, "locked"));
    await chmod(join(folder, "locked"), 0o500);
    await expect(df.write.json(join(folder, "locked/out"))).rejects.toMatchObject({ condition: "FAILED_WRITE_FILE" });
  });

  it.each([
    ["orc", "UNSUPPORTED_DATA_SOURCE"],
    ["avro", "UNSUPPORTED_DATA_SOURCE"],
    ["jdbc", "UNSUPPORTED_DATA_SOURCE"],
    ["nonsense", "DATA_SOURCE_NOT_FOUND"],
  ])("refuses the format %s", async (format, condition) => {
    const write = (await frame("SELECT 1 a")).write.format(format).save(join(folder, "out"));
    await expect(write).rejects.toMatchObject({ condition });
    expect(await readdir(folder)).toEqual([]);
  });

  it("refuses buckets, rows without columns and a missing path", async () => {
    const { write } = await frame("SELECT 1 a");
    const path = join(folder, "out");
    await expect(write.bucketBy(2, "a").json(path)).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1312" });
    await expect(write.bucketBy(2, "a").sortBy("a").json(path)).rejects.toMatchObject({
      condition: "_LEGACY_ERROR_TEMP_1313",
    });
    await expect(write.sortBy("a").json(path)).rejects.toMatchObject({ condition: "SORT_BY_WITHOUT_BUCKETING" });
    await expect(write.format("json").save()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_2047" });
    for (const format of ["json", "csv", "parquet"]) {
      await expect((await frame("SELECT 1 a")).drop("a").write.format(format).save(path)).rejects.toMatchObject({
        condition: "EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE",
      });
    }
    await write.format("json").option("PATH", path).save();
    expect(await texts(path)).toEqual(['{"a":1}']);
  });
});

describe("round trips", () => {
  const values =
    "SELECT true t, CAST(1 AS TINYINT) b, CAST(2 AS SMALLINT) s, 3 i, 4L l, CAST(1.5 AS FLOAT) f, 2.5D d, 12.34BD n, " +
    "CAST('12345678901234567890.5' AS DECIMAL(38,10)) big, 'text, \"quoted\"' v, DATE'2024-02-29' day, " +
    "TIMESTAMP'2024-01-31 12:34:56.789' ts, TIMESTAMP_NTZ'2024-01-31 12:34:56.789' ntz " +
    "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
  const nested =
    "SELECT array(1, NULL) a, map('k', named_struct('x', 1.5D, 'y', array('z'))) m, named_struct('p', DATE'2024-01-01', 'q', X'00FF') s, X'4142' b";

  it.each(["json", "csv", "parquet"])("%s: values come back as they were", async (format) => {
    const df = await frame(values);
    const path = join(folder, "out");
    await df.write.format(format).save(path);
    const back = spark.read
      .format(format)
      .schema(await df.schema())
      .load(path);
    expect(await back.orderBy("i").collect()).toEqual(await df.orderBy("i").collect());
  });

  it.each(["json", "parquet"])("%s: nested values come back as they were", async (format) => {
    const df = await frame(nested);
    const path = join(folder, "out");
    await df.write.format(format).save(path);
    const back = spark.read
      .format(format)
      .schema(await df.schema())
      .load(path);
    expect(await back.collect()).toEqual(await df.collect());
  });

  it.each(["snappy", "gzip", "zstd", "none"])("parquet by %s keeps the schema", async (compression) => {
    const df = await frame(values);
    const path = join(folder, "out");
    await df.write.parquet(path, { compression });
    const back = spark.read.parquet(path);
    expect((await back.schema()).simpleString()).toBe((await df.schema()).simpleString());
    expect(await back.orderBy("i").collect()).toEqual(await df.orderBy("i").collect());
  });

  it("partition columns come back from the folders", async () => {
    const sql = "SELECT * FROM VALUES (1, 'a/b', DATE'2024-01-31'), (2, NULL, DATE'2024-02-01') AS t(id, p, day)";
    const path = join(folder, "out");
    await (await frame(sql)).write.partitionBy("p", "day").json(path);
    const back = spark.read.schema("id int, p string, day date").json(path).orderBy("id");
    expect(await back.collect()).toEqual(await (await frame(sql)).orderBy("id").collect());
  });

  it("keeps the order of many rows in one file", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT id FROM range(300000) ORDER BY -id")).write.csv(path);
    const [name] = (await readdir(path)).filter((one) => one.startsWith("part-"));
    const lines = (await readFile(join(path, name!), "utf8")).trimEnd().split("\n").map(Number);
    expect(lines).toHaveLength(300_000);
    expect(lines.every((value, index) => value === 299_999 - index)).toBe(true);
  });

  it("writes hundreds of partitions whole", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT id, id % 250 p FROM range(10000)")).write.partitionBy("p").parquet(path);
    expect((await readdir(path)).filter((name) => name.startsWith("p="))).toHaveLength(250);
    const [row] = await spark.read.parquet(path).selectExpr("count(*) n", "sum(id) s", "count(DISTINCT p) p").collect();
    expect(row).toEqual({ n: 10_000n, s: 49_995_000n, p: 250n });
  });

  it("splits partitions by maxRecordsPerFile", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT id, id % 2 p FROM range(5)")).write
      .option("maxRecordsPerFile", 2)
      .partitionBy("p")
      .csv(path);
    expect(await tree(path)).toEqual({
      _SUCCESS: "",
      "p=0/part-00000.c000.csv": "0\n2\n",
      "p=0/part-00000.c001.csv": "4\n",
      "p=1/part-00000.c000.csv": "1\n3\n",
    });
  });

  it("writes a text column and what text cannot hold not at all", async () => {
    const path = join(folder, "out");
    await (await frame("SELECT v FROM VALUES ('one'), ('zwei, drei') AS t(v)")).write.text(path);
    expect(await texts(path)).toEqual(["one", "zwei, drei"]);
  });
});

describe("places", () => {
  it("writes to buckets, and to mounts of them and of folders", async () => {
    const server = await startLocalS3();
    const { accessKeyId, secretAccessKey } = server.credentials;
    const mounts = join(folder, "mounts.json");
    await mkdir(join(folder, "mounted"));
    const sources = { "/mnt/bucket": "s3://data/below", "/mnt/folder": `file:${join(folder, "mounted")}` };
    await writeFile(mounts, JSON.stringify({ mounts: sources }));
    const settings = {
      "fs.s3a.endpoint": server.endpoint,
      "fs.s3a.endpoint.region": server.region,
      "fs.s3a.access.key": accessKeyId,
      "fs.s3a.secret.key": secretAccessKey,
    };
    const files = new FileSystems({ settings });
    const session = await SparkSession.builder.config({ ...settings, "spark.millrace.home": folder }).create();
    const keys = async (path: string): Promise<string[]> => {
      const { storage, key } = files.resolve(path);
      const entries = await listAll(storage, `${key}/`, { recursive: true });
      return entries
        .map((entry) => entry.key.slice(key.length + 1).replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, ""))
        .sort();
    };
    try {
      await files.resolve("s3://data").storage.mkdirs("");
      const sql = "SELECT * FROM VALUES (1, 'x'), (2, 'y') AS t(a, p)";
      const df = await session.sql(sql);
      await df.write.json("s3a://data/plain");
      expect(await keys("s3://data/plain")).toEqual(["_SUCCESS", "part-00000-c000.json"]);
      await expect(df.write.json("s3a://data/plain")).rejects.toMatchObject({
        condition: "PATH_ALREADY_EXISTS",
        messageParameters: { outputPath: "s3a://data/plain" },
      });
      await df.write.mode("append").json("s3a://data/plain");
      expect(await keys("s3://data/plain")).toHaveLength(3);
      await df.write.mode("overwrite").partitionBy("p").parquet("s3a://data/plain");
      expect(await keys("s3://data/plain")).toEqual([
        "_SUCCESS",
        "p=x/part-00000.c000.snappy.parquet",
        "p=y/part-00000.c000.snappy.parquet",
      ]);
      expect(await session.read.parquet("s3a://data/plain").orderBy("a").collect()).toEqual(await df.collect());
      const failing = await session.sql("SELECT raise_error('boom') a");
      await expect(failing.write.mode("overwrite").json("s3a://data/plain")).rejects.toThrow("boom");
      expect(await keys("s3://data/plain")).toHaveLength(3);

      await df.write.csv("/mnt/bucket/rows");
      expect(await keys("s3://data/below/rows")).toEqual(["_SUCCESS", "part-00000-c000.csv"]);
      await df.write.mode("append").csv("dbfs:/mnt/folder");
      expect(Object.values(await tree(join(folder, "mounted")))).toContain("1,x\n2,y\n");
      expect(await leftovers(folder)).toEqual([]);
      await expect(df.write.csv("s3a://missing/rows")).rejects.toMatchObject({ condition: "S3_BUCKET_NOT_FOUND" });
    } finally {
      await session.stop();
      await files.close();
      await server.close();
    }
  });
});
