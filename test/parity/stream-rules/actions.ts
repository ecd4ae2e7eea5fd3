import type { SparkSession } from "../../../src/entry/index.ts";
import type { Action } from "./shape.ts";

const answer = async (spark: SparkSession, query: string): Promise<unknown> => (await spark.sql(query)).collect();

/** What a stream does not answer before it is started. */
export const actions: Readonly<Record<string, Action>> = {
  collect: ({ spark }) => spark.table("s").collect(),
  count: ({ spark }) => spark.table("s").count(),
  show: ({ spark }) => spark.table("s").showString(),
  first: ({ spark }) => spark.table("s").first(),
  take: ({ spark }) => spark.table("s").take(2),
  tail: ({ spark }) => spark.table("s").tail(2),
  isEmpty: ({ spark }) => spark.table("s").isEmpty(),
  toLocalIterator: async ({ spark }) => {
    for await (const _ of spark.table("s").toLocalIterator()) break;
  },
  "collect of a count": ({ spark }) => spark.table("s").groupBy("k").count().collect(),
  "collect of a join with a table": ({ spark }) => spark.table("s").join(spark.table("b"), "k").collect(),
  "collect of a subquery": ({ spark }) => answer(spark, "SELECT (SELECT max(n) FROM s) AS m FROM b"),
  "collect by SQL": ({ spark }) => answer(spark, "SELECT count(*) FROM t"),
  describe: ({ spark }) => spark.table("s").describe("n").collect(),
  summary: ({ spark }) => spark.table("s").summary().collect(),
  corr: ({ spark }) => spark.table("s").stat.corr("n", "n"),
  approxQuantile: ({ spark }) => spark.table("s").approxQuantile("n", [0.5], 0),
  crosstab: ({ spark }) => spark.table("s").crosstab("k", "n").collect(),
  freqItems: ({ spark }) => spark.table("s").freqItems(["k"]).collect(),
  inputFiles: ({ spark }) => spark.table("s").inputFiles(),
  cache: async ({ spark }) => (await spark.table("s").cache()).count(),
  persist: async ({ spark }) => (await spark.table("s").persist()).collect(),
  checkpoint: ({ spark }) => spark.table("s").checkpoint(),
  localCheckpoint: ({ spark }) => spark.table("s").localCheckpoint(),
  "write to files": ({ spark }) => spark.table("s").write.format("noop").mode("overwrite").save(),
  saveAsTable: ({ spark }) => spark.table("s").write.saveAsTable("stream_rules_table"),
  "create table as": ({ spark }) => spark.sql("CREATE TABLE stream_rules_table USING parquet AS SELECT * FROM s"),
  "create view": ({ spark }) => spark.sql("CREATE VIEW stream_rules_view AS SELECT * FROM s"),
  "cache table": ({ spark }) => spark.sql("CACHE TABLE s"),
  dropDuplicatesWithinWatermark: ({ spark }) => spark.table("b").dropDuplicatesWithinWatermark(["k"]).collect(),
  "a window of sessions over a table": ({ spark }) =>
    answer(spark, "SELECT session_window(at, '1 minute') AS w, count(*) AS c FROM b GROUP BY 1"),
};
