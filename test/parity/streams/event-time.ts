import { file, type StreamCase, type StreamContext } from "../case.ts";

type Query = (context: StreamContext) => unknown;
type More = Partial<Pick<StreamCase, "steps" | "trigger" | "settings" | "progress">>;

/** Rows `k, at, n` in three files: one that is out of order but in time, then late ones and a jump forward. */
const steps: StreamCase["steps"] = [
  [
    file(
      "1",
      { k: "a", at: "2024-01-01T00:00:10Z", n: 1 },
      { k: "b", at: "2024-01-01T00:00:40Z", n: 2 },
      { k: "a", at: "2024-01-01T00:01:20Z", n: 3 },
    ),
  ],
  [
    file(
      "2",
      { k: "a", at: "2024-01-01T00:05:00.123Z", n: 4 },
      { k: "b", at: "2024-01-01T00:00:30Z", n: 5 },
      { k: "b", at: "2024-01-01T00:03:59Z", n: 6 },
    ),
  ],
  [
    file(
      "3",
      { k: "b", at: "2024-01-01T00:00:50Z", n: 100 },
      { k: "b", at: "2024-01-01T00:00:51Z", n: 101 },
      { k: "a", at: "2024-01-01T00:00:52Z", n: 102 },
      { k: "a", at: "2024-01-01T00:04:30Z", n: 7 },
      { k: "c", at: "2024-01-01T00:09:00Z", n: 8 },
      { k: "c", at: null, n: 9 },
    ),
  ],
];

const rows = ({ spark, folder }: StreamContext) =>
  spark.readStream.schema("k STRING, at TIMESTAMP, n INT").json(folder);
/** The rows with a watermark of one minute. */
const timed = (context: StreamContext) => rows(context).withWatermark("at", "1 minute");

const streamed = (name: string, outputMode: StreamCase["outputMode"], query: Query, more: More = {}): StreamCase => ({
  name,
  outputMode,
  query: query as StreamCase["query"],
  steps,
  askedWhenRecorded: true,
  ...more,
});

const perMinute: Query = (context) =>
  timed(context)
    .groupBy(context.F.window("at", "1 minute"), "k")
    .agg(context.F.sum("n").as("s"), context.F.count("*").as("c"));
const sliding: Query = (context) =>
  timed(context)
    .groupBy(context.F.window("at", "2 minutes", "1 minute"))
    .agg(context.F.sum("n").as("s"));

/** Two streams out of one folder, each with its watermark. */
const united: Query = (context) => {
  const { F, spark, folder } = context;
  const of = (glob: string, delay: string) =>
    spark.readStream
      .schema("k STRING, at TIMESTAMP, n INT")
      .option("pathGlobFilter", glob)
      .json(folder)
      .withWatermark("at", delay);
  return of("x*", "1 minute").union(of("y*", "2 minutes")).groupBy(F.window("at", "1 minute")).agg(F.sum("n").as("s"));
};
const twoStreams: StreamCase["steps"] = [
  [file("x1", { k: "a", at: "2024-01-01T00:00:10Z", n: 1 })],
  [file("x2", { k: "a", at: "2024-01-01T00:10:00Z", n: 2 })],
  [file("y1", { k: "b", at: "2024-01-01T00:05:00Z", n: 4 })],
  [file("y2", { k: "b", at: "2024-01-01T00:20:00Z", n: 8 })],
];

/** Watermarks, windows of time and what becomes of late rows. */
export const streamEventTime: readonly StreamCase[] = [
  streamed("windows and a key, append", "append", perMinute),
  streamed("windows and a key, update", "update", perMinute),
  streamed("windows and a key, complete", "complete", perMinute),
  streamed("sliding windows, append", "append", sliding),
  streamed("sliding windows, update", "update", sliding),
  streamed("windows with a start, append", "append", (context) =>
    timed(context)
      .groupBy(context.F.window("at", "1 minute", "1 minute", "15 seconds"))
      .count(),
  ),
  streamed("no delay, append", "append", (context) =>
    rows(context).withWatermark("at", "0 seconds").groupBy(context.F.window("at", "1 minute")).count(),
  ),
  streamed("the time itself is a key, append", "append", (context) => timed(context).groupBy("at").count()),
  streamed("the time itself is a key, update", "update", (context) => timed(context).groupBy("at", "k").count()),
  streamed("a key without a time, update", "update", (context) => timed(context).groupBy("k").count()),
  streamed("no keys, update", "update", (context) => timed(context).groupBy().count()),
  streamed("many aggregates, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.window("at", "2 minutes"))
      .agg(
        F.avg("n").as("avg"),
        F.min("n").as("min"),
        F.max("k").as("max"),
        F.sortArray(F.collectList("n")).as("list"),
        F.sortArray(F.collectSet("k")).as("set"),
      );
  }),
  streamed("bounds of windows and window_time, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.window("at", "1 minute"))
      .agg(F.sum("n").as("s"))
      .select("window.start", "window.end", F.windowTime("window").as("time"), "s");
  }),
  streamed("a filter over the result, append", "append", (context) =>
    timed(context).groupBy(context.F.window("at", "1 minute"), "k").count().filter("k = 'b'"),
  ),
  // Spark looks at the rows twice to sort them, and counts what it writes both times.
  streamed(
    "sorted windows, complete",
    "complete",
    (context) => timed(context).groupBy(context.F.window("at", "1 minute")).count().orderBy("window"),
    { progress: false },
  ),
  streamed("two keys with a watermark, append", "append", (context) =>
    timed(context).groupBy(context.F.window("at", "1 minute"), "at").count(),
  ),
  streamed("two times with a watermark below a key, append", "append", (context) => {
    const { F } = context;
    return timed(context).select("k", "at", F.window("at", "1 minute").as("w")).dropDuplicates(["k"]);
  }),
  streamed("a watermark without state, append", "append", (context) => timed(context).select("k", "n")),
  streamed("a filter behind the watermark, append", "append", (context) => timed(context).filter("k = 'b'")),
  streamed("a filter by time behind the watermark, append", "append", (context) =>
    timed(context).filter("at < timestamp'2024-01-01 00:04:00Z'"),
  ),
  streamed("a filter behind the watermark below windows, append", "append", (context) =>
    timed(context).filter("k <> 'c'").groupBy(context.F.window("at", "1 minute")).count(),
  ),
  streamed("a filter before the watermark, append", "append", (context) =>
    rows(context).filter("n < 8").withWatermark("at", "1 minute").groupBy(context.F.window("at", "1 minute")).count(),
  ),
  streamed(
    "times without a zone, append",
    "append",
    ({ spark, F, folder }) =>
      spark.readStream
        .schema("k STRING, at TIMESTAMP_NTZ, n INT")
        .json(folder)
        .withWatermark("at", "1 minute")
        .groupBy(F.window("at", "1 minute"))
        .count(),
    {
      steps: [
        [file("1", { k: "a", at: "2024-01-01T00:00:10", n: 1 })],
        [file("2", { k: "a", at: "2024-01-01T00:05:00", n: 1 })],
      ],
    },
  ),
  streamed("times before 1970 come late, append", "append", perMinute, {
    steps: [
      [file("1", { k: "a", at: "1969-12-31T23:00:00Z", n: 1 })],
      [file("2", { k: "a", at: "1970-01-01T00:00:10Z", n: 2 })],
    ],
  }),
  streamed("availableNow, append", "append", perMinute, {
    steps: [steps.flat()],
    trigger: { availableNow: true },
  }),
  streamed("once has no batch without data, append", "append", perMinute, {
    steps: [steps.flat()],
    trigger: { once: true },
  }),
  streamed("no batches without data, append", "append", perMinute, {
    settings: { "spark.sql.streaming.noDataMicroBatches.enabled": "false" },
  }),
  streamed("two streams, the slower watermark, append", "append", united, { steps: twoStreams }),
  streamed("two streams, the faster watermark, append", "append", united, {
    steps: twoStreams,
    settings: { "spark.sql.streaming.multipleWatermarkPolicy": "max" },
  }),
  streamed("a second watermark on the same rows, append", "append", (context) =>
    timed(context).withWatermark("at", "2 minutes").groupBy(context.F.window("at", "1 minute")).count(),
  ),
  streamed("ROLLUP with a window, append", "append", (context) =>
    timed(context)
      .rollup(context.F.window("at", "1 minute") as never, "k")
      .count(),
  ),
  streamed("windows of windows, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.window("at", "1 minute"), "k")
      .agg(F.sum("n").as("s"))
      .groupBy(F.window(F.windowTime("window") as never, "2 minutes"))
      .agg(F.sum("s" as never).as("t"), F.count("*").as("c"));
  }),
  streamed("windows of windows by the window itself, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.window("at", "1 minute"), "k")
      .count()
      .groupBy(F.window("window" as never, "3 minutes"))
      .agg(F.sum("count" as never).as("t"));
  }),
  streamed("duplicates dropped, then windows, append", "append", (context) =>
    timed(context).dropDuplicates(["k", "at"]).groupBy(context.F.window("at", "1 minute")).count(),
  ),
  streamed("windows, then duplicates dropped, append", "append", (context) =>
    timed(context)
      .groupBy(context.F.window("at", "1 minute"), "k")
      .count()
      .dropDuplicates(["window", "count"] as never),
  ),
];
