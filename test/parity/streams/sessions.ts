import { file, type StreamCase, type StreamContext } from "../case.ts";

type Query = (context: StreamContext) => unknown;

const steps: StreamCase["steps"] = [
  [
    file(
      "1",
      { k: "a", at: "2024-01-01T00:00:10Z", n: 1, gap: "10 seconds" },
      { k: "a", at: "2024-01-01T00:00:15Z", n: 2, gap: "10 seconds" },
      { k: "a", at: "2024-01-01T00:00:40Z", n: 3, gap: "10 seconds" },
      { k: "b", at: "2024-01-01T00:00:12Z", n: 4, gap: "1 minute" },
    ),
  ],
  // A row between two sessions makes them one; another touches the end of one.
  [
    file(
      "2",
      { k: "a", at: "2024-01-01T00:00:25Z", n: 5, gap: "20 seconds" },
      { k: "a", at: "2024-01-01T00:00:30Z", n: 6, gap: "5 seconds" },
      { k: "b", at: "2024-01-01T00:00:50Z", n: 7, gap: "0 seconds" },
      { k: "b", at: "2024-01-01T00:02:30Z", n: 8, gap: "10 seconds" },
    ),
  ],
  [
    file(
      "3",
      { k: "a", at: "2024-01-01T00:00:35Z", n: 100, gap: "10 seconds" },
      { k: "a", at: "2024-01-01T00:02:00Z", n: 9, gap: "10 seconds" },
      { k: null, at: "2024-01-01T00:06:00Z", n: 10, gap: "10 seconds" },
      { k: "c", at: null, n: 11, gap: "10 seconds" },
    ),
  ],
];

const timed = ({ spark, folder }: StreamContext) =>
  spark.readStream.schema("k STRING, at TIMESTAMP, n INT, gap STRING").json(folder).withWatermark("at", "1 minute");

const streamed = (
  name: string,
  outputMode: StreamCase["outputMode"],
  query: Query,
  more: Partial<StreamCase> = {},
): StreamCase => ({ name, outputMode, query: query as StreamCase["query"], steps, askedWhenRecorded: true, ...more });

const byKey: Query = (context) =>
  timed(context)
    .groupBy(context.F.sessionWindow("at", "10 seconds"), "k")
    .agg(context.F.sum("n").as("s"), context.F.count("*").as("c"));

/** Windows that last as long as there is something in them. */
export const streamSessions: readonly StreamCase[] = [
  streamed("by key, append", "append", byKey),
  streamed("by key, complete", "complete", byKey),
  streamed("by key, update", "update", byKey),
  streamed("the gap from a column, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.sessionWindow("at", F.col("gap") as never), "k")
      .agg(F.sum("n").as("s"), F.sortArray(F.collectList("n")).as("list"));
  }),
  streamed("the gap from an expression, complete", "complete", (context) => {
    const { F } = context;
    const gap = F.when(F.col("k").eq("a"), "5 seconds").otherwise("2 minutes");
    return timed(context)
      .groupBy(F.sessionWindow("at", gap as never), "k")
      .count();
  }),
  streamed("without a key, append", "append", (context) =>
    timed(context).groupBy(context.F.sessionWindow("at", "10 seconds")).count(),
  ),
  streamed("bounds of the session, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.sessionWindow("at", "20 seconds").as("session"), "k")
      .agg(F.max("n").as("m"))
      .select("session.start", "session.end", "k", "m");
  }),
  streamed("then windows of time, append", "append", (context) => {
    const { F } = context;
    return timed(context)
      .groupBy(F.sessionWindow("at", "10 seconds"), "k")
      .agg(F.sum("n").as("s"))
      .groupBy(F.window(F.windowTime("session_window") as never, "1 minute"))
      .agg(F.sum("s" as never).as("t"));
  }),
  streamed("merged sessions, append", "append", byKey, {
    settings: { "spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition": "true" },
  }),
];
