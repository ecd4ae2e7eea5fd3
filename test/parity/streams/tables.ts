import type { SparkSession } from "../../../src/entry/index.ts";
import { file, type StreamCase, type StreamSink } from "../case.ts";

const schema = "id INT, v STRING";
const one = (name: string, id: number, v = "x") => file(name, { id, v });
const plain: StreamCase["query"] = ({ spark, folder }) => spark.readStream.schema(schema).json(folder) as never;
const twoSteps = [[file("a", { id: 1, v: "q" }, { id: 2 })], [one("b", 3, "w")]];

const table: StreamSink = {
  start: (writer) => writer.toTable("streamed"),
  read: (spark) => spark.table("streamed"),
  tables: ["streamed"],
};
/** A table that is there before the query: made when it first starts. */
const before = async (spark: SparkSession, ddl: string): Promise<void> => {
  if (!(await spark.catalog.tableExists("streamed"))) await (await spark.sql(ddl)).write.saveAsTable("streamed");
};
const refused = (name: string, more: Partial<StreamCase>): StreamCase => ({
  name,
  outputMode: "append",
  steps: [[one("a", 1)]],
  query: plain,
  sink: table,
  ...more,
});

/** Streams into tables and out of them. Sources and sinks have names of their own there, so progress is not compared. */
export const streamTables: readonly StreamCase[] = [
  { name: "a new table", outputMode: "append", progress: false, steps: twoSteps, query: plain, sink: table },
  {
    name: "partition columns stand last",
    outputMode: "append",
    progress: false,
    steps: twoSteps,
    query: plain,
    write: (writer) => writer.partitionBy("id"),
    sink: table,
  },
  {
    name: "a table that a stream has made before",
    outputMode: "append",
    progress: false,
    trigger: { availableNow: true },
    steps: twoSteps,
    query: plain,
    sink: table,
  },
  {
    name: "another format than the default",
    outputMode: "append",
    progress: false,
    steps: twoSteps,
    query: plain,
    sink: { ...table, start: (writer) => writer.format("json").toTable("streamed") },
  },
  {
    name: "rows that are added to a table",
    outputMode: "append",
    progress: false,
    trigger: { availableNow: true },
    steps: twoSteps,
    query: async ({ spark, folder }) => {
      const all = spark.read.schema(schema).json(folder);
      if (await spark.catalog.tableExists("followed"))
        await all.join(spark.table("followed") as never, "id" as never, "left_anti").write.insertInto("followed");
      else await all.write.saveAsTable("followed");
      return spark.readStream.table("followed") as never;
    },
    sink: { ...table, tables: ["streamed", "followed"] },
  },
  {
    name: "totals over a table",
    outputMode: "complete",
    progress: false,
    steps: [[one("a", 1), one("b", 2)]],
    query: async ({ spark, folder }) => {
      await spark.sql("DROP TABLE IF EXISTS totalled");
      await spark.read.schema(schema).json(folder).write.saveAsTable("totalled");
      return spark.readStream.table("totalled").groupBy("v").count() as never;
    },
  },
  {
    name: "a view of a stream",
    outputMode: "append",
    progress: false,
    steps: twoSteps,
    query: async ({ spark, folder }) => {
      await spark.readStream.schema(schema).json(folder).createOrReplaceTempView("moving");
      return spark.readStream.table("moving").select("v") as never;
    },
  },

  refused("a table, update", { outputMode: "update" }),
  refused("a table, complete", {
    outputMode: "complete",
    query: async (context) => (await plain(context)).groupBy("v").count() as never,
  }),
  refused("a table without a checkpoint", { sink: { ...table, checkpoint: false } }),
  refused("a temporary view as a table", {
    query: async (context) => {
      await context.spark.range(1).createOrReplaceTempView("standing");
      return plain(context);
    },
    sink: { ...table, start: (writer) => writer.toTable("standing") },
  }),
  refused("a format that the table does not have", {
    query: async (context) => {
      await before(context.spark, "SELECT 1 AS id, 'x' AS v");
      return plain(context);
    },
    sink: { ...table, start: (writer) => writer.format("json").toTable("streamed") },
  }),
  refused("a table's partition column that is not there", { write: (writer) => writer.partitionBy("nope") }),
  refused("a table's columns all for partitions", { write: (writer) => writer.partitionBy("v", "id") }),
  refused("a table with a column twice", {
    query: async (context) => (await plain(context)).select("id" as never, "id" as never) as never,
  }),
  refused("a table of a database that is not there", {
    sink: { ...table, start: (writer) => writer.toTable("nowhere.streamed") },
  }),
  refused("following a table that is not there", {
    query: ({ spark }) => spark.readStream.table("nowhere_to_be_found") as never,
  }),
  refused("following a view that lasts", {
    query: async ({ spark }) => {
      await spark.sql("CREATE OR REPLACE VIEW lasting AS SELECT 1 AS a");
      return spark.readStream.table("default.lasting") as never;
    },
  }),
  // Spark writes the column into the files, where the table does not show it.
  refused("a column more than the table has", {
    query: async (context) => {
      await before(context.spark, "SELECT 1 AS id WHERE false");
      return plain(context);
    },
    progress: false,
  }),
  refused("following a view that stands still", {
    query: async ({ spark }) => {
      await spark.range(1).createOrReplaceTempView("standing");
      return spark.readStream.table("standing") as never;
    },
  }),
];
