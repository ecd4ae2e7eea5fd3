import type { functions } from "../../../src/entry/index.ts";
import { file, type StreamCase } from "../case.ts";

const schema = "k STRING, n BIGINT, x DOUBLE, d DECIMAL(10,2), b BOOLEAN";
const steps = [
  [
    file(
      "1",
      { k: "a", n: 1, x: 1.5, d: "1.10", b: true },
      { k: "b", n: 5, x: 2.25, d: "0.05", b: false },
      { k: "a", n: 3, x: -1, d: "2.00", b: true },
    ),
  ],
  [file("2", { k: "a", n: 3, x: 0.5, d: "9.99", b: false }, { k: null, n: 7, x: 4, d: null, b: null })],
  [file("3", { k: "b", n: null, x: null, d: "1.00", b: true }, { k: "c", n: 2, x: 2, d: "3.00", b: true })],
];

type Column = ReturnType<typeof functions.expr>;
/** A case in complete mode for each aggregate: its state has to be right over three batches. */
const aggregates: Readonly<Record<string, (F: typeof functions) => readonly [Column, ...Column[]]>> = {
  count: (F) => [F.count("*"), F.count("n")],
  sum: (F) => [F.sum("n"), F.sum("d"), F.sum("x")],
  avg: (F) => [F.avg("n"), F.avg("d"), F.avg("x")],
  "min and max": (F) => [F.min("n"), F.max("x"), F.min("d"), F.max("k")],
  stddev: (F) => [F.stddev("n"), F.stddevPop("x"), F.variance("n"), F.varPop("x")],
  "first and last": (F) => [F.first("n"), F.last("n"), F.first("x", true), F.last("x", true)],
  collect_list: (F) => [F.sortArray(F.collectList("n")).as("list")],
  collect_set: (F) => [F.sortArray(F.collectSet("n")).as("set")],
  approx_count_distinct: (F) => [F.approxCountDistinct("n")],
  "count_if and booleans": (F) => [F.countIf(F.col("b")), F.boolAnd("b"), F.boolOr("b")],
  "max_by and min_by": (F) => [F.maxBy("n", "x"), F.minBy("n", "x")],
  "skewness, corr": (F) => [F.skewness("n"), F.kurtosis("x"), F.corr("n", "x"), F.covarPop("n", "x")],
  "sums that do not overflow": (F) => [F.expr("try_sum(n)"), F.expr("try_avg(x)")],
  quantiles: (F) => [F.median("n"), F.percentile("x", 0.25), F.percentileApprox("n", 0.5)],
  "lists of text": (F) => [F.expr("listagg(k)"), F.expr("string_agg(k, '-')")],
  "bits of numbers": (F) => [F.expr("bit_and(n)"), F.expr("bit_or(n)"), F.expr("bit_xor(n)")],
  "every and some": (F) => [F.every("b"), F.some("b")],
  regression: (F) => [F.expr("regr_count(n, x)"), F.expr("regr_slope(n, x)"), F.covarSamp("n", "x")],
  "expressions around aggregates": (F) => [
    F.sum("n").plus(F.count("*")).as("both"),
    F.max(F.length("k")).as("longest"),
  ],
};

export const streamAggregates: readonly StreamCase[] = [
  ...Object.entries(aggregates).map(
    ([name, make]): StreamCase => ({
      name: `${name}, complete`,
      outputMode: "complete",
      approximate: true,
      steps,
      query: ({ spark, F, folder }) =>
        spark.readStream
          .schema(schema)
          .json(folder)
          .groupBy("k")
          .agg(...make(F)) as never,
    }),
  ),
  {
    name: "count, update",
    outputMode: "update",
    steps,
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder).groupBy("k").count() as never,
  },
  {
    name: "several keys, update",
    outputMode: "update",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .groupBy("k", F.col("b").as("flag"))
        .agg(F.sum("n").as("s"), F.max("x").as("m")) as never,
  },
  {
    name: "without keys, complete",
    outputMode: "complete",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream.schema(schema).json(folder).agg(F.count("*"), F.sum("n")) as never,
  },
  {
    name: "without keys, update",
    outputMode: "update",
    steps,
    query: ({ spark, F, folder }) => spark.readStream.schema(schema).json(folder).agg(F.sum("n").as("s")) as never,
  },
  {
    name: "without keys over no rows, complete",
    outputMode: "complete",
    steps: [[file("1", { k: "a", n: 1 })], [file("2", { k: "z", n: 2 })]],
    query: ({ spark, F, folder }) =>
      spark.readStream.schema(schema).json(folder).filter("k = 'z'").agg(F.count("*"), F.sum("n")) as never,
  },
  {
    name: "having and computed columns, complete",
    outputMode: "complete",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .groupBy("k")
        .agg(F.sum("n").as("s"))
        .filter("s > 5")
        .withColumn("twice", F.col("s").multiply(2)) as never,
  },
  {
    name: "sorted and limited, complete",
    outputMode: "complete",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream.schema(schema).json(folder).groupBy("k").count().orderBy(F.desc("count"), "k").limit(2) as never,
  },
  {
    name: "by SQL, complete",
    outputMode: "complete",
    steps,
    query: async ({ spark, folder }) => {
      await spark.readStream.schema(schema).json(folder).createOrReplaceTempView("incoming");
      return spark.sql(
        "SELECT upper(k) AS k, count(*) AS n, sum(n) FILTER (WHERE b) AS yes FROM incoming GROUP BY upper(k)",
      );
    },
  },
  ...(["cube", "rollup"] as const).map(
    (grouping): StreamCase => ({
      name: `${grouping}, complete`,
      outputMode: "complete",
      steps,
      query: ({ spark, F, folder }) =>
        spark.readStream
          .schema(schema)
          .json(folder)
          [grouping]("k", "b")
          .agg(F.sum("n").as("s"), F.grouping("k").as("g")) as never,
    }),
  ),
  {
    name: "grouping sets by SQL, update",
    outputMode: "update",
    steps,
    query: async ({ spark, folder }) => {
      await spark.readStream.schema(schema).json(folder).createOrReplaceTempView("incoming");
      return spark.sql(
        "SELECT k, b, grouping_id() AS g, count(*) AS n FROM incoming GROUP BY GROUPING SETS ((k), (b), ())",
      );
    },
  },
  {
    name: "distinct, update",
    outputMode: "update",
    steps,
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder).select("k").distinct() as never,
  },
  {
    name: "dropDuplicates, append",
    outputMode: "append",
    steps,
    query: ({ spark, folder }) => spark.readStream.schema(schema).json(folder).dropDuplicates(["k"]) as never,
  },
  {
    name: "windows of time, complete",
    outputMode: "complete",
    steps: [
      [file("1", { at: "2024-01-01T00:00:10Z", n: 1 }, { at: "2024-01-01T00:01:10Z", n: 2 })],
      [file("2", { at: "2024-01-01T00:00:50Z", n: 4 })],
    ],
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema("at TIMESTAMP, n INT")
        .json(folder)
        .groupBy(F.window("at", "1 minute"))
        .agg(F.sum("n").as("s")) as never,
  },
  {
    name: "watermark, append",
    outputMode: "append",
    steps: [
      [file("1", { at: "2024-01-01T00:00:10Z", n: 1 }, { at: "2024-01-01T00:00:20Z", n: 2 })],
      [file("2", { at: "2024-01-01T00:05:00Z", n: 4 })],
      [file("3", { at: "2024-01-01T00:00:30Z", n: 100 }, { at: "2024-01-01T00:09:00Z", n: 8 })],
    ],
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema("at TIMESTAMP, n INT")
        .json(folder)
        .withWatermark("at", "1 minute")
        .groupBy(F.window("at", "1 minute"))
        .agg(F.sum("n").as("s")) as never,
  },
];
