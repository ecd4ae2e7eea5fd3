import { file, type StreamCase } from "../case.ts";

const schema = "id INT, v STRING";
const one = (name: string, id: number, v = "x") => file(name, { id, v });

/** How streams take files: their order, their batches, what is wrong with them. */
export const streamFiles: readonly StreamCase[] = [
  {
    name: "rows as they come",
    outputMode: "append",
    steps: [[one("a", 1)], [one("b", 2)], [file("c", { id: 3, v: null }, { id: 4 }, { v: "only" })]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
  {
    name: "select, filter, withColumn",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "q" }, { id: 2, v: "w" })], [file("b", { id: 30, v: "e" })]],
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .filter("id > 1")
        .withColumn("up", F.upper("v"))
        .select("up", F.col("id").plus(1)) as never,
  },
  {
    name: "update without an aggregate",
    outputMode: "update",
    steps: [[one("a", 1)], [one("b", 2)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
  {
    name: "explode",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "p,q" })], [file("b", { id: 2, v: "r" })]],
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .select("id", F.explode(F.split("v", ",")).as("part")) as never,
  },
  {
    name: "join with rows that stand still",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "a" }, { id: 9, v: "b" })], [file("b", { id: 2, v: "c" })]],
    query: ({ spark, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .join(spark.range(3).withColumnRenamed("id", "id") as never, "id" as never) as never,
  },
  {
    name: "left join with rows that stand still",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "a" }, { id: 9, v: "b" })]],
    query: async ({ spark, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .join((await spark.sql("SELECT 1 AS id, 'one' AS name")) as never, "id" as never, "left") as never,
  },
  {
    name: "union of two streams",
    outputMode: "append",
    progress: false,
    steps: [[one("a", 1)], [one("b", 2)]],
    query: ({ spark, F, folder }) => {
      const stream = spark.readStream.schema(schema).json(folder);
      return stream.union(stream.withColumn("v", F.lit("again")) as never) as never;
    },
  },
  {
    name: "maxFilesPerTrigger",
    outputMode: "append",
    steps: [[one("c", 1), one("b", 2), one("a", 3)], [one("d", 4)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(folder) as never,
  },
  {
    name: "maxFilesPerTrigger 2, latest first",
    outputMode: "append",
    steps: [[one("c", 1), one("b", 2), one("a", 3)]],
    query: ({ spark, folder }) =>
      spark.readStream.schema(schema).options({ maxFilesPerTrigger: 2, latestFirst: true }).json(folder) as never,
  },
  {
    name: "availableNow keeps to maxFilesPerTrigger",
    outputMode: "append",
    trigger: { availableNow: true },
    steps: [[one("a", 1), one("b", 2), one("c", 3)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("maxFilesPerTrigger", 2).json(folder) as never,
  },
  {
    name: "availableNow goes on, complete",
    outputMode: "complete",
    trigger: { availableNow: true },
    steps: [[one("a", 1), one("b", 2)], [one("c", 3)]],
    query: ({ spark, folder }) =>
      spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(folder).groupBy("v").count() as never,
  },
  {
    name: "once takes all, complete",
    outputMode: "complete",
    trigger: { once: true },
    steps: [[one("a", 1), one("b", 2)], [one("c", 3)]],
    query: ({ spark, folder }) =>
      spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(folder).groupBy("v").count() as never,
  },
  {
    name: "malformed lines, permissive",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "x" }, "not json", '{"id":"two","v":"y"}', '{"id":3')], [one("b", 4)]],
    query: ({ spark, folder }) => spark.readStream.schema(`${schema}, _corrupt_record STRING`).json(folder) as never,
  },
  {
    name: "malformed lines without a column for them",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "x" }, "not json", '{"id":"two","v":"y"}')]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
  {
    name: "malformed lines, dropmalformed",
    outputMode: "append",
    steps: [[file("a", { id: 1, v: "x" }, "not json", '{"id":"two","v":"y"}')], [one("b", 4)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("mode", "DROPMALFORMED").json(folder) as never,
  },
  {
    name: "malformed lines, failfast",
    outputMode: "append",
    steps: [[one("a", 1)], [file("b", "not json")]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("mode", "FAILFAST").json(folder) as never,
  },
  {
    name: "empty files",
    outputMode: "append",
    steps: [[file("a")], [file("b", "")], [one("c", 1)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
  {
    name: "empty files, complete",
    outputMode: "complete",
    steps: [[file("a")], [one("b", 1)], [file("c")]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder).groupBy("v").count() as never,
  },
  {
    name: "hidden files are left out",
    outputMode: "append",
    steps: [[one("_a", 1), one(".b", 2), one("c", 3), one("d._COPYING_", 4)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
  {
    name: "glob",
    outputMode: "append",
    steps: [[one("a.json", 1), one("b.txt", 2)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(`${folder}/*.json`) as never,
  },
  {
    name: "pathGlobFilter",
    outputMode: "append",
    steps: [[one("a.json", 1), one("b.txt", 2)]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).option("pathGlobFilter", "b*").json(folder) as never,
  },
  {
    name: "csv",
    outputMode: "append",
    steps: [[file("a.csv", "1,x", "2,")], [file("b.csv", "z,y")]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).csv(folder) as never,
  },
  {
    name: "text",
    outputMode: "append",
    steps: [[file("a.txt", "one", "", "two")], [file("b.txt", "three")]],
    query: ({ spark, folder }) => spark.readStream.text(folder) as never,
  },
  {
    name: "no files at all",
    outputMode: "append",
    steps: [[]],
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never,
  },
];
