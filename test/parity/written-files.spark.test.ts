import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { embedded, realSpark } from "./sessions.ts";

// Real Spark reads the files that the embedded engine writes, and the other way round.

const flat =
  "SELECT true t, CAST(1 AS TINYINT) b, CAST(-2 AS SMALLINT) s, 3 i, 9007199254740993L l, CAST(1.5 AS FLOAT) f, 1e300D d, " +
  "12.34BD n, CAST('12345678901234567890.5' AS DECIMAL(38,10)) big, CAST('0.0000001' AS DECIMAL(12,9)) small, " +
  "'text, \"quoted\" é😀\\n\\\\' v, DATE'2024-02-29' day, TIMESTAMP'2024-07-31 12:34:56.789' ts, " +
  "TIMESTAMP_NTZ'2024-01-31 12:34:56.789' ntz UNION ALL SELECT false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
const nested =
  "SELECT array(1, NULL) a, map('k', named_struct('x', 1.5D, 'y', array('z'))) m, " +
  "named_struct('p', DATE'2024-01-01', 'q', X'00FF') s, X'4142' bin, array(array(1.5BD)) deep, " +
  "map('t', TIMESTAMP'2024-01-31 12:00:00') tm UNION ALL SELECT NULL, map(), NULL, NULL, array(), NULL";
const partitions =
  "SELECT * FROM VALUES (1, 'a/b', DATE'2024-01-31', 1), (2, NULL, DATE'2024-02-01', 2), (3, 'é %\"', DATE'2024-02-01', 3) AS t(id, p, day, n)";
const microseconds =
  "SELECT TIMESTAMP'2024-07-31 12:34:56.789123' ts, TIMESTAMP'1900-01-01 00:00:00' old, TIMESTAMP_NTZ'1900-01-01 00:00:00.000001' ntz, DATE'0001-01-01' d";

interface Written {
  readonly name: string;
  readonly sql: string;
  readonly format: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly partitionBy?: readonly string[];
  /** The files say the columns themselves. */
  readonly inferred?: boolean;
}

const cases: readonly Written[] = [
  ...["json", "csv", "parquet"].map((format) => ({
    name: `${format} values`,
    sql: flat,
    format,
    options: format === "csv" ? { multiLine: "true" } : {},
  })),
  ...["json", "parquet"].map((format) => ({ name: `${format} nested`, sql: nested, format })),
  ...["json", "csv", "parquet"].map((format) => ({
    name: `${format} partitions`,
    sql: partitions,
    format,
    partitionBy: ["p", "day"],
  })),
  ...["json", "csv", "text"].map((format) => ({
    name: `${format} gzip`,
    sql: "SELECT CAST(id AS STRING) value FROM range(1000)",
    format,
    options: { compression: "gzip" },
  })),
  ...["snappy", "gzip", "zstd", "none"].map((compression) => ({
    name: `parquet ${compression}`,
    sql: flat,
    format: "parquet",
    options: { compression },
    inferred: true,
  })),
  { name: "parquet nested types from the files", sql: nested, format: "parquet", inferred: true },
  { name: "parquet microseconds", sql: microseconds, format: "parquet", inferred: true },
  { name: "parquet without rows", sql: "SELECT 1 a, 'x' b WHERE false", format: "parquet", inferred: true },
  {
    name: "csv other signs",
    sql: flat,
    format: "csv",
    options: { sep: ";", quote: "'", escape: "'", header: "true", multiLine: "true", nullValue: "NULL" },
  },
];

let folder: string;
let spark: SparkSession;
let own: SparkSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-spark-reads-"));
  [spark, own] = await Promise.all([realSpark(), embedded()]);
});
afterAll(async () => {
  await Promise.all([spark.stop(), own.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function write(session: SparkSession, { format, options = {}, partitionBy = [], sql }: Written, path: string) {
  const df = await session.sql(sql);
  await df.write
    .format(format)
    .options(options)
    .partitionBy(...partitionBy)
    .save(path);
  return df;
}

/** The rows of files, in the order of the columns of the query. */
async function read(session: SparkSession, one: Written, path: string) {
  const asked = await session.sql(one.sql);
  const reader = session.read.format(one.format).options(one.options ?? {});
  const rows = (one.inferred === true ? reader : reader.schema(await asked.schema())).load(path);
  const names = (await asked.schema()).names;
  const sorted = rows.select(...names).orderBy(`${names[0]}`);
  return { schema: (await sorted.schema()).simpleString(), rows: await sorted.collect() };
}

describe.each(cases)("$name", (one) => {
  test("Spark reads what the engine writes as what it writes itself", async () => {
    const [ours, theirs] = [join(folder, `${one.name}-ours`), join(folder, `${one.name}-theirs`)];
    await write(own, one, ours);
    await write(spark, one, theirs);
    const expected = await read(spark, one, theirs);
    expect(expected.rows.length).toBe(Number(await (await spark.sql(one.sql)).count()));
    expect(await read(spark, one, ours)).toEqual(expected);
    expect(await read(own, one, ours)).toEqual(expected);
  });
});

/** Streams files, one a batch, into a folder with folders by `v`. */
async function streamInto(session: SparkSession, input: string, output: string): Promise<void> {
  const query = await session.readStream
    .schema("id INT, v STRING")
    .option("maxFilesPerTrigger", 1)
    .json(input)
    .writeStream.format("json")
    .partitionBy("v")
    .option("checkpointLocation", `${output}-checkpoint`)
    .trigger({ availableNow: true })
    .start(output);
  await query.awaitTermination();
}

/** The rows of a stream's folder, read as it stands and as a stream. */
async function readStreamed(session: SparkSession, path: string): Promise<unknown[]> {
  const schema = "id INT, v STRING";
  const standing = await session.read.schema(schema).json(path).orderBy("id").collect();
  const query = await session.readStream
    .schema(schema)
    .json(path)
    .writeStream.format("memory")
    .queryName("streamed")
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return [standing, await session.table("streamed").select("id", "v").orderBy("id").collect()];
}

test.each(["ours", "theirs"])(
  "both engines read a folder that %s has streamed to, and see what its log names",
  async (who) => {
    const [input, output] = [join(folder, `streamed-${who}`), join(folder, `out é% ${who}`)];
    await mkdir(input);
    const rows = Array.from({ length: 12 }, (_, id) => ({ id, v: ["a b", "ä/ö", "100%"][id % 3] }));
    for (const row of rows) await writeFile(join(input, `${row.id}.json`), JSON.stringify(row));
    await streamInto(who === "ours" ? own : spark, input, output);
    await writeFile(join(output, "stray.json"), '{"id":-1}');
    expect(await readStreamed(spark, output)).toEqual([rows, rows]);
    expect(await readStreamed(own, output)).toEqual([rows, rows]);
  },
);
