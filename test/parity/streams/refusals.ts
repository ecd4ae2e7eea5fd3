import { file, type StreamCase } from "../case.ts";

const schema = "k STRING, n INT, at TIMESTAMP";
const steps = [[file("a", { k: "a", n: 1, at: "2024-01-01T00:00:00Z" })]];
const refused = (
  name: string,
  outputMode: StreamCase["outputMode"],
  query: StreamCase["query"],
  more: Partial<StreamCase> = {},
): StreamCase => ({ name, outputMode, query, steps, ...more });
const plain: StreamCase["query"] = ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never;
const counted: StreamCase["query"] = ({ spark, folder }) =>
  spark.readStream.schema(schema).json(folder).groupBy("k").count() as never;

const exceptRows: StreamCase["query"] = async (context) =>
  (await plain(context))
    .select("k" as never, "n" as never)
    .exceptAll((await context.spark.sql("SELECT 'b' AS k, 1 AS n")) as never) as never;

/** What Spark refuses on streams, and how it says so. */
export const streamRefusals: readonly StreamCase[] = [
  refused("aggregate without a watermark, append", "append", counted),
  refused("no aggregate, complete", "complete", plain),
  refused(
    "sorted aggregate, update",
    "update",
    async (context) => (await counted(context)).orderBy("count" as never) as never,
  ),
  refused("sorted rows, append", "append", async (context) => (await plain(context)).orderBy("n" as never) as never),
  refused("limited rows, update", "update", async (context) => (await plain(context)).limit(1)),
  refused("offset, append", "append", async (context) => (await plain(context)).offset(1)),
  refused(
    "distinct, append, is taken",
    "append",
    async (context) => (await plain(context)).select("k" as never).distinct() as never,
  ),
  refused(
    "count of distinct values",
    "complete",
    ({ spark, F, folder }) =>
      spark.readStream.schema(schema).json(folder).groupBy("k").agg(F.countDistinct("n")) as never,
  ),
  refused(
    "ranking window",
    "append",
    ({ spark, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .selectExpr("k", "row_number() OVER (PARTITION BY k ORDER BY n) AS r") as never,
  ),
  refused(
    "two aggregates, complete",
    "complete",
    async (context) => (await counted(context)).groupBy("count" as never).count() as never,
  ),
  refused(
    "two aggregates, update",
    "update",
    async (context) => (await counted(context)).groupBy("count" as never).count() as never,
  ),
  refused(
    "right join with a stream on the left",
    "append",
    async (context) =>
      (await plain(context)).join(
        (await context.spark.sql("SELECT 'a' AS k")) as never,
        "k" as never,
        "right",
      ) as never,
  ),
  refused(
    "full join with rows that stand still",
    "append",
    async (context) =>
      (await plain(context)).join((await context.spark.sql("SELECT 'a' AS k")) as never, "k" as never, "full") as never,
  ),
  refused(
    "union with rows that stand still",
    "append",
    async (context) =>
      (await plain(context)).union(
        (await context.spark.sql("SELECT 'a', 1, TIMESTAMP '2024-01-01 00:00:00'")) as never,
      ) as never,
  ),
  refused("except", "append", async (context) => (await plain(context)).exceptAll(await plain(context))),
  refused("a stream without a schema", "append", ({ spark, folder }) => spark.readStream.json(folder) as never),
  refused(
    "a folder that does not exist",
    "append",
    ({ spark, folder }) => spark.readStream.schema(schema).json(`${folder}/nowhere`) as never,
  ),
  refused("an output mode that does not exist", "append", plain, {
    write: (writer) => writer.outputMode("sometimes" as never),
  }),
  refused("a sink that does not exist", "append", plain, { write: (writer) => writer.format("nope") }),
  refused("an interval that does not parse", "append", plain, {
    write: (writer) => writer.trigger({ processingTime: "soon" }),
  }),
  refused("an interval below zero", "append", plain, {
    write: (writer) => writer.trigger({ processingTime: "-1 seconds" }),
  }),
  refused("an interval of months", "append", plain, {
    write: (writer) => writer.trigger({ processingTime: "1 month -1 second" }),
  }),
  refused("an interval with a fraction of minutes", "append", plain, {
    write: (writer) => writer.trigger({ processingTime: "1.5 minutes" }),
  }),
  refused("an interval without a space", "append", plain, {
    write: (writer) => writer.trigger({ processingTime: "1second" }),
  }),
  refused("except rows that stand still, append", "append", exceptRows),
  refused("except rows that stand still, update, is taken", "update", exceptRows, { progress: false }),
  refused(
    "maxFilesPerTrigger that is no number",
    "append",
    ({ spark, folder }) => spark.readStream.schema(schema).option("maxFilesPerTrigger", "few").json(folder) as never,
  ),
  refused(
    "maxFilesPerTrigger of zero",
    "append",
    ({ spark, folder }) => spark.readStream.schema(schema).option("maxFilesPerTrigger", 0).json(folder) as never,
  ),
  refused("collect of a stream", "append", async (context) => {
    await (await plain(context)).collect();
    return plain(context);
  }),
  refused("an unknown column", "append", async (context) => (await plain(context)).select("nope" as never) as never),
  refused("writeStream of rows that stand still", "append", ({ spark }) => spark.range(1) as never),
  refused(
    "dropDuplicatesWithinWatermark without a watermark",
    "append",
    async (context) => (await plain(context)).dropDuplicatesWithinWatermark(["k"] as never) as never,
  ),
  refused(
    "a watermark on no time",
    "append",
    async (context) => (await plain(context)).withWatermark("n" as never, "1 minute") as never,
  ),
  refused(
    "a watermark whose delay does not parse",
    "append",
    async (context) => (await plain(context)).withWatermark("at" as never, "some time") as never,
  ),
  refused(
    "a division by zero in a batch",
    "append",
    async (context) => (await plain(context)).selectExpr("1 / (n - 1) AS q") as never,
  ),
];
