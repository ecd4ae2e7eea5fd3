import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { DataFrame, SparkSession } from "../../../src/entry/index.ts";
import { file, type NewFile, type StreamCase, type StreamSink } from "../case.ts";
import { fixtures } from "../places.ts";

const schema = "id INT, v STRING";
const one = (name: string, id: number, v = "x") => file(name, { id, v });
const bytesOf = (name: string, bytes: Uint8Array): NewFile => ({ name, lines: [], bytes });
const older = (age: number, { name, lines }: NewFile): NewFile => ({ name, lines, age });
/** A gzip file that ends in its middle. */
const cut = (text: string): Uint8Array => gzipSync(text).subarray(0, 12);
const parquet = (): Uint8Array => readFileSync(join(fixtures, "values.parquet"));

type Options = Readonly<Record<string, string | number | boolean>>;
type Steps = StreamCase["steps"];

/** A stream of JSON files with some options. */
const json = (name: string, options: Options, steps: Steps, more: Partial<StreamCase> = {}): StreamCase => ({
  name,
  outputMode: "append",
  steps,
  query: ({ spark, folder }) => spark.readStream.schema(schema).options(options).json(folder) as never,
  ...more,
});

/** Unlike a table in memory, files can be gone on with in the mode append. */
const inFiles: StreamSink = {
  start: (writer, target) => writer.format("parquet").start(target),
  read: (spark, target) => spark.read.parquet(target),
};

/** A stream whose source has no files, a batch a step. */
const generated = (name: string, format: string, options: Options, more: Partial<StreamCase> = {}): StreamCase => ({
  name,
  outputMode: "append",
  trigger: { availableNow: true },
  steps: [[]],
  ...(more.outputMode === undefined && { sink: inFiles }),
  query: ({ spark }) => spark.readStream.format(format).options(options).load() as never,
  ...more,
});

const inferring = async (spark: SparkSession, read: () => DataFrame<never>): Promise<DataFrame<never>> => {
  await spark.conf.set("spark.sql.streaming.schemaInference", "true");
  return read();
};

const available = { trigger: { availableNow: true } } as const;

/** Sources and what they are told: limits, order, age, cleaning, damaged files, schemas that are found, rows that are counted up. */
export const streamSources: readonly StreamCase[] = [
  json("maxBytesPerTrigger below a file", { maxBytesPerTrigger: 1 }, [[one("a", 1), one("b", 2), one("c", 3)]]),
  json("maxBytesPerTrigger of two files", { maxBytesPerTrigger: 40 }, [[one("a", 1), one("b", 2), one("c", 3)]]),
  json(
    "maxBytesPerTrigger, availableNow",
    { maxBytesPerTrigger: 40 },
    [[one("a", 1), one("b", 2), one("c", 3)]],
    available,
  ),
  json("maxBytesPerTrigger, latest first", { maxBytesPerTrigger: 20, latestFirst: true }, [[one("a", 1), one("b", 2)]]),
  json("latestFirst without a limit", { latestFirst: true }, [[one("a", 1), one("b", 2)], [one("c", 3)]]),
  json("option names in any letter case", { MAXFILESPERTRIGGER: 1, LatestFirst: "TRUE" }, [[one("a", 1), one("b", 2)]]),
  json("maxFileAge of later files", { maxFileAge: "10s" }, [[one("a", 1)], [older(3000, one("b", 2))], [one("c", 3)]]),
  json("maxFileAge of the first batch", { maxFileAge: "10s" }, [
    [older(3000, one("a", 1)), one("b", 2)],
    [one("c", 3)],
  ]),
  json("maxFileAge in milliseconds", { maxFileAge: "10000" }, [
    [one("a", 1)],
    [older(3000, one("b", 2))],
    [one("c", 3)],
  ]),
  json(
    "maxFileAge does not count with latestFirst and a limit",
    { maxFileAge: "1s", latestFirst: true, maxFilesPerTrigger: 1 },
    [[one("a", 1), older(3000, one("b", 2))]],
  ),
  json("fileNameOnly", { fileNameOnly: true, recursiveFileLookup: true }, [
    [one("p/a", 1)],
    [one("q/a", 2)],
    [one("q/b", 3)],
  ]),
  json("the same name in two folders", { recursiveFileLookup: true }, [[one("p/a", 1)], [one("q/a", 2)]]),
  json("recursiveFileLookup", { recursiveFileLookup: true }, [[one("a", 1), one("d/e/b", 2)], [one("d/c", 3)]]),
  json("recursiveFileLookup leaves columns of folders out", { recursiveFileLookup: true }, [[one("p=1/a", 1)]]),
  json("files below folders without recursiveFileLookup", {}, [[one("a", 1), one("d/b", 2)], [one("c", 3)]]),
  json("hidden folders", { recursiveFileLookup: true }, [[one("a", 1), one("_d/b", 2), one(".e/c", 3)]]),
  json("folders that give a column", {}, [[one("p=1/a", 1)], [one("p=2/b", 2)]]),
  json("folders that give two columns", {}, [[one("p=1/q=x/a", 1)], [one("p=2/q=y/b", 2)]]),
  {
    name: "a column of folders that was declared",
    outputMode: "append",
    steps: [[one("p=01/a", 1)], [one("p=2/b", 2)]],
    query: ({ spark, folder }) => spark.readStream.schema("id INT, v STRING, p STRING").json(folder) as never,
  },
  json("pathGlobFilter with alternatives", { pathGlobFilter: "{a,b}*.json" }, [
    [one("a.json", 1), one("b1.json", 2), one("c.json", 3)],
  ]),
  {
    name: "a pattern for folders",
    outputMode: "append",
    steps: [[one("in-1/a", 1)], [one("in-2/b", 2)], [one("out/c", 3)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(`${folder}/in-*`) as never,
  },
  json("a file that is written again", {}, [[one("a", 1)], [one("a", 2)], [one("b", 3)]]),
  json("cleanSource delete", { cleanSource: "delete" }, [[one("a", 1)], [one("b", 2)], [one("c", 3)]]),
  json("cleanSource delete, one file a batch", { cleanSource: "DELETE", maxFilesPerTrigger: 1 }, [
    [one("a", 1), one("b", 2)],
  ]),
  {
    name: "cleanSource archive",
    outputMode: "append",
    steps: [[one("a", 1)], [one("b", 2)], [one("c", 3)]],
    query: ({ spark, folder }) =>
      spark.readStream
        .schema(schema)
        .options({ cleanSource: "archive", sourceArchiveDir: `${folder}-archive` })
        .json(folder) as never,
  },
  json("cleanSource off", { cleanSource: "OFF", sourceArchiveDir: "anywhere" }, [[one("a", 1)], [one("b", 2)]]),
  json("cleanSource with a total", { cleanSource: "delete" }, [[one("a", 1)], [one("b", 2)]], {
    outputMode: "complete",
    query: ({ spark, folder }) =>
      spark.readStream.schema(schema).option("cleanSource", "delete").json(folder).groupBy("v").count() as never,
  }),
  json("caches of listed files", { maxCachedFiles: 0, discardCachedInputRatio: 0.5, maxFilesPerTrigger: 1 }, [
    [one("a", 1), one("b", 2)],
  ]),
  json("options of nobody", { nonsense: 1, rowsPerSecond: "x" }, [[one("a", 1)]]),
  json("compressed files", {}, [[bytesOf("a.json.gz", gzipSync('{"id":1,"v":"x"}\n'))], [one("b", 2)]]),
  json("a damaged file", {}, [[one("a", 1)], [bytesOf("b.gz", cut('{"id":2,"v":"y"}\n'))]]),
  json("a damaged file with ignoreCorruptFiles", { ignoreCorruptFiles: true }, [
    [one("a", 1)],
    [bytesOf("b.gz", cut('{"id":2,"v":"y"}\n'))],
    [one("c", 3)],
  ]),
  {
    name: "a damaged file of CSV with ignoreCorruptFiles",
    outputMode: "append",
    steps: [[file("a", "1,x")], [bytesOf("b.gz", cut("2,y\n"))], [file("c", "3,z")]],
    query: ({ spark, folder }) =>
      spark.readStream.schema(schema).option("ignoreCorruptFiles", true).csv(folder) as never,
  },
  {
    name: "a damaged file of text with ignoreCorruptFiles",
    outputMode: "append",
    steps: [[file("a", "one")], [bytesOf("b.gz", cut("two\n"))], [file("c", "three")]],
    query: ({ spark, folder }) => spark.readStream.option("ignoreCorruptFiles", true).text(folder) as never,
  },
  {
    name: "a damaged file of Parquet with ignoreCorruptFiles",
    outputMode: "append",
    steps: [[bytesOf("a", parquet())], [file("b", "PAR1 this is none")], [bytesOf("c", parquet())]],
    query: async ({ spark, folder }) => {
      const found = await spark.read.parquet(join(fixtures, "values.parquet")).schema();
      return spark.readStream.schema(found).option("ignoreCorruptFiles", true).parquet(folder) as never;
    },
  },
  {
    name: "a damaged file of Parquet",
    outputMode: "append",
    steps: [[bytesOf("a", parquet())], [file("b", "PAR1 this is none")]],
    query: async ({ spark, folder }) => {
      const found = await spark.read.parquet(join(fixtures, "values.parquet")).schema();
      return spark.readStream.schema(found).parquet(folder) as never;
    },
  },
  {
    name: "Parquet with a column that files lack",
    outputMode: "append",
    steps: [[bytesOf("a", parquet())]],
    query: async ({ spark, folder }) => {
      const found = await spark.read.parquet(join(fixtures, "values.parquet")).schema();
      return spark.readStream.schema(found.add("missing", "string")).parquet(folder).select("missing") as never;
    },
  },
  {
    name: "CSV with a header",
    outputMode: "append",
    steps: [[file("a", "id,v", "1,x")], [file("b", "id,v", "2,y", "bad,z")]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("header", true).csv(folder) as never,
  },
  {
    name: "CSV, dropmalformed",
    outputMode: "append",
    steps: [[file("a", "1,x", "q,y", "2,z,3")], [file("b", "3,w")]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("mode", "DROPMALFORMED").csv(folder) as never,
  },
  {
    name: "CSV, corrupt records",
    outputMode: "append",
    steps: [[file("a", "1,x", "q,y")], [file("b", "3")]],
    query: ({ spark, folder }) => spark.readStream.schema(`${schema}, _corrupt_record STRING`).csv(folder) as never,
  },
  json("one document a file", { multiLine: true }, [
    [file("a", "{", '"id": 1,', '"v": "x"', "}")],
    [file("b", '[{"id": 2}, {"id": 3}]')],
  ]),
  {
    name: "text, whole files",
    outputMode: "append",
    steps: [[file("a", "one", "two")], [file("b", "three")]],
    query: ({ spark, folder }) => spark.readStream.option("wholetext", true).text(folder) as never,
  },
  {
    name: "text, cut at a separator",
    outputMode: "append",
    steps: [[file("a", "one;two", "three")], [file("b", ";")]],
    query: ({ spark, folder }) => spark.readStream.option("lineSep", ";").text(folder) as never,
  },
  {
    name: "columns that tell of the file",
    outputMode: "append",
    steps: [[one("a", 1)], [one("b", 20)]],
    query: ({ spark, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .selectExpr("id", "_metadata.file_name", "_metadata.file_size") as never,
  },
  {
    name: "schemaInference of JSON",
    outputMode: "append",
    steps: [[file("a", { id: 1 }), file("b", { id: "x", z: 1.5 })]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.json(folder) as never),
  },
  {
    name: "schemaInference of CSV with types",
    outputMode: "append",
    steps: [[file("a", "id,v,w", "1,x,2.5")]],
    query: ({ spark, folder }) =>
      inferring(spark, () => spark.readStream.options({ header: true, inferSchema: true }).csv(folder) as never),
  },
  {
    name: "schemaInference of CSV",
    outputMode: "append",
    steps: [[file("a", "1,x")]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.csv(folder) as never),
  },
  {
    name: "schemaInference of Parquet",
    outputMode: "append",
    steps: [[bytesOf("a", parquet())]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.parquet(folder) as never),
  },
  {
    name: "schemaInference of folders",
    outputMode: "append",
    steps: [[file("p=1/a", { id: 1 }), file("p=2/b", { id: 2 })]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.json(folder) as never),
  },
  {
    name: "schemaInference without files",
    outputMode: "append",
    steps: [[]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.json(folder) as never),
  },
  {
    name: "schemaInference gives way to a schema",
    outputMode: "append",
    steps: [[file("a", { id: 1, z: 2 })]],
    query: ({ spark, folder }) => inferring(spark, () => spark.readStream.schema(schema).json(folder) as never),
  },
  {
    name: "a path that is not there",
    outputMode: "append",
    steps: [[]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(`${folder}/nothing`) as never,
  },
  {
    name: "a pattern that nothing matches yet",
    outputMode: "append",
    steps: [[], [one("a.json", 1)], [one("b.json", 2)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(`${folder}/*.json`) as never,
  },
  generated("rate-micro-batch", "rate-micro-batch", { rowsPerBatch: 4, numPartitions: 1 }, { steps: [[], [], []] }),
  generated(
    "rate-micro-batch, from a time on",
    "rate-micro-batch",
    { rowsPerBatch: 2, numPartitions: 2, startTimestamp: 1_700_000_000_000, advanceMillisPerBatch: 1 },
    { steps: [[], []] },
  ),
  generated(
    "rate-micro-batch, one time for all",
    "rate-micro-batch",
    { ROWSPERBATCH: 2, numPartitions: 1, advanceMillisPerBatch: 0 },
    { steps: [[], []] },
  ),
  generated(
    "rate-micro-batch, once",
    "rate-micro-batch",
    { rowsPerBatch: 3, numPartitions: 1 },
    { steps: [[], []], trigger: { once: true } },
  ),
  generated(
    "rate-micro-batch, total",
    "rate-micro-batch",
    { rowsPerBatch: 10, numPartitions: 1 },
    {
      outputMode: "complete",
      steps: [[], [], []],
      query: ({ spark, F }) =>
        spark.readStream
          .format("rate-micro-batch")
          .options({ rowsPerBatch: 10, numPartitions: 1 })
          .load()
          .groupBy(F.expr("value % 3").as("k"))
          .agg(F.sum("value").as("total"), F.max("timestamp").as("last")) as never,
    },
  ),
  generated(
    "rate-micro-batch with a schema",
    "rate-micro-batch",
    {},
    {
      query: ({ spark }) =>
        spark.readStream.schema(schema).format("rate-micro-batch").option("rowsPerBatch", 1).load() as never,
    },
  ),
  generated(
    "rate with a schema",
    "rate",
    {},
    {
      query: ({ spark }) => spark.readStream.schema(schema).format("rate").load() as never,
    },
  ),
  generated("rate at its start", "rate", { rowsPerSecond: 1_000_000, numPartitions: 1 }, { progress: false }),
  generated("socket without a host", "socket", { port: 9 }),
  generated("socket without a port", "socket", { host: "localhost" }),
  generated("socket, includeTimestamp that is neither", "socket", {
    host: "localhost",
    port: 9,
    includeTimestamp: "fasle",
  }),
  generated(
    "socket with a schema",
    "socket",
    {},
    {
      query: ({ spark }) =>
        spark.readStream.schema(schema).format("socket").options({ host: "localhost", port: 9 }).load() as never,
    },
  ),
];
