import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { file, type StreamCase, type StreamSink } from "../case.ts";

const schema = "id INT, v STRING";
const one = (name: string, id: number, v = "x") => file(name, { id, v });
const plain: StreamCase["query"] = ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never;
const twoSteps = [[file("a", { id: 1, v: "q" }, { id: 2 })], [one("b", 3, "w")]];

/** A sink of files, read back with the options that it was written with. */
const files = (format: string, options: Readonly<Record<string, string | boolean>> = {}): StreamSink => ({
  start: (writer, target) => writer.format(format).options(options).start(target),
  read: (spark, target) => spark.read.format(format).options(options).load(target),
});
const refused = (name: string, more: Partial<StreamCase>): StreamCase => ({
  name,
  outputMode: "append",
  steps: [[one("a", 1)]],
  query: plain,
  sink: files("json"),
  ...more,
});

/** Streams into folders: what readers find there, batch by batch, and what is refused. */
export const streamSinks: readonly StreamCase[] = [
  { name: "json", outputMode: "append", steps: twoSteps, query: plain, sink: files("json") },
  { name: "parquet", outputMode: "append", steps: twoSteps, query: plain, sink: files("parquet") },
  {
    name: "the default format",
    outputMode: "append",
    steps: twoSteps,
    query: plain,
    sink: { start: (writer, target) => writer.start(target), read: (spark, target) => spark.read.parquet(target) },
  },
  {
    name: "csv with a header and gzip",
    outputMode: "append",
    steps: twoSteps,
    query: plain,
    sink: files("csv", { header: true, sep: "|", compression: "gzip" }),
  },
  {
    name: "text",
    outputMode: "append",
    steps: twoSteps,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .select(F.concatWs("-", "id", "v").as("line")) as never,
    sink: files("text"),
  },
  {
    name: "the path as an option",
    outputMode: "append",
    steps: twoSteps,
    query: plain,
    sink: { ...files("json"), start: (writer, target) => writer.format("json").option("path", target).start() },
  },
  {
    name: "folders of partitions",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "q r" }, { id: 2 }, { id: 3, v: "a/b" })], [one("b", 4, "q r")]],
    query: plain,
    // In another letter case: folders are named as the column is.
    write: (writer) => writer.partitionBy("V"),
    sink: files("json"),
  },
  {
    name: "two levels of partitions",
    outputMode: "append",
    steps: [[one("a", 1, "x"), one("b", 2, "y")]],
    query: async (context) => (await plain(context)).withColumn("n", context.F.expr("id + 1")) as never,
    write: (writer) => writer.partitionBy("v", "id"),
    sink: files("parquet"),
  },
  {
    name: "declared columns of folders keep their places",
    outputMode: "append",
    steps: [[one("a", 1)]],
    query: plain,
    write: (writer) => writer.partitionBy("id"),
    sink: { ...files("parquet"), read: (spark, target) => spark.read.schema(schema).parquet(target) },
  },
  {
    name: "columns to cluster by",
    outputMode: "append",
    steps: twoSteps,
    query: plain,
    write: (writer) => writer.clusterBy("v"),
    sink: files("json"),
  },
  {
    name: "a batch without rows",
    outputMode: "append",
    // Spark's JSON reader filters too, and counts what is left.
    progress: false,
    steps: [[one("a", 1)], [one("b", 20)]],
    query: async (context) => (await plain(context)).filter("id > 10") as never,
    sink: files("parquet"),
  },
  {
    name: "more batches than one log holds",
    outputMode: "append",
    progress: false,
    steps: [Array.from({ length: 12 }, (_, at) => one(`a${at}`, at)), [one("b", 100)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(folder) as never,
    sink: files("json"),
  },
  {
    name: "availableNow",
    outputMode: "append",
    trigger: { availableNow: true },
    steps: [[one("a", 1), one("b", 2)], [one("c", 3)]],
    query: plain,
    sink: files("json"),
  },
  {
    name: "files beside the log do not count",
    outputMode: "append",
    steps: [[one("a", 1)]],
    query: plain,
    sink: {
      ...files("json"),
      read: (spark, target) => {
        writeFileSync(join(target, "part-99999.json"), '{"id":99,"v":"stray"}\n');
        return spark.read.json(target);
      },
    },
  },
  {
    name: "a folder of a stream is the source of another one",
    outputMode: "append",
    progress: false,
    trigger: { availableNow: true },
    steps: [[one("a", 1)], [one("b", 2)]],
    query: async ({ spark, folder }) => {
      const between = `${folder}-between`;
      const query = await spark.readStream
        .schema(schema)
        .json(folder)
        .writeStream.partitionBy("v")
        .trigger({ availableNow: true })
        .format("json")
        .option("checkpointLocation", `${folder}-checkpoint`)
        .start(between);
      await query.awaitTermination();
      return spark.readStream.schema(schema).json(between) as never;
    },
    sink: files("json"),
  },

  refused("update", { outputMode: "update" }),
  refused("complete", {
    outputMode: "complete",
    query: async (context) => (await plain(context)).groupBy("v").count() as never,
    sink: files("csv"),
  }),
  refused("an aggregate without a watermark", {
    query: async (context) => (await plain(context)).groupBy("v").count() as never,
  }),
  refused("no checkpoint", { sink: { ...files("json"), checkpoint: false } }),
  refused("no path", { sink: { ...files("json"), start: (writer) => writer.format("json").start() } }),
  refused("no path, and no checkpoint", {
    sink: { ...files("json"), checkpoint: false, start: (writer) => writer.format("json").start() },
  }),
  refused("the path twice", { sink: files("json", { path: "elsewhere" }) }),
  refused("a partition column that is not there", { write: (writer) => writer.partitionBy("nope") }),
  refused("a partition column twice", { write: (writer) => writer.partitionBy("v", "V") }),
  refused("all columns for partitions", { write: (writer) => writer.partitionBy("v", "id") }),
  refused("a clustering column that is not there", { write: (writer) => writer.clusterBy("nope") }),
  refused("partitions and clusters", { write: (writer) => writer.partitionBy("v").clusterBy("id") }),
  refused("partitions in memory", {
    write: (writer) => writer.partitionBy("v"),
    sink: { ...files("json"), start: (writer) => writer.format("memory").queryName("parted").start() },
  }),
  refused("text of numbers", {
    query: async (context) => (await plain(context)).select("id" as never) as never,
    sink: files("text"),
  }),
  refused("csv of arrays", {
    query: async (context) => (await plain(context)).select(context.F.array("id").as("a")) as never,
    sink: files("csv"),
  }),
  refused("a source that is no sink", { sink: files("rate") }),
  refused("a sink that is not there", { sink: files("nope") }),
];
