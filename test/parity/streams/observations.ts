import { file, type StreamCase } from "../case.ts";

const schema = "k STRING, n BIGINT, x DOUBLE";
const steps = [
  [file("1", { k: "a", n: 1, x: 1.5 }, { k: "b", n: 5, x: 2.25 })],
  [file("2", { k: "a", n: 3, x: null })],
];

/** Metrics that progress reports tell. */
export const streamObservations: readonly StreamCase[] = [
  {
    name: "observe rows",
    outputMode: "append",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .observe(
          "rows",
          F.count("*").as("count"),
          F.sum("n").as("sum"),
          F.max("x").as("x"),
          F.lit(null).as("nothing"),
          F.sum(F.col("n").cast("decimal(10,2)")).as("decimal"),
          F.max(F.struct("k", "n")).as("struct"),
          F.sortArray(F.collectList("n")).as("list"),
          F.max(F.lit(Number.NaN)).as("nan"),
          F.max(F.expr("DATE '2024-02-03'")).as("date"),
          F.max(F.expr("TIMESTAMP '2024-02-03 04:05:06.789Z'")).as("time"),
        )
        .filter("n > 1") as never,
  },
  {
    name: "observe below and above an aggregation",
    outputMode: "complete",
    steps,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema(schema)
        .json(folder)
        .observe("below", F.count("*").as("count"))
        .groupBy("k")
        .agg(F.sum("n").as("s"))
        .observe("above", F.count("*").as("count"), F.max("s").as("max")) as never,
  },
];
