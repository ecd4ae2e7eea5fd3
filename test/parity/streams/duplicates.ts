import { file, type StreamCase, type StreamContext } from "../case.ts";

type Query = (context: StreamContext) => unknown;

/** Rows `k, at, n`; within a file the rows of a key are alike, so that it does not matter which one is the first. */
const steps: StreamCase["steps"] = [
  [
    file(
      "1",
      { k: "a", at: "2024-01-01T00:00:10Z", n: 1 },
      { k: "a", at: "2024-01-01T00:00:10Z", n: 1 },
      { k: "b", at: "2024-01-01T00:01:20Z", n: 2 },
      { k: null, at: "2024-01-01T00:01:00Z", n: 3 },
    ),
  ],
  [
    file(
      "2",
      { k: "a", at: "2024-01-01T00:01:30Z", n: 1 },
      { k: "b", at: "2024-01-01T00:01:20Z", n: 2 },
      { k: null, at: "2024-01-01T00:01:00Z", n: 3 },
      { k: "c", at: "2024-01-01T00:06:00Z", n: 4 },
    ),
  ],
  [
    file(
      "3",
      { k: "a", at: "2024-01-01T00:00:10Z", n: 1 },
      { k: "a", at: "2024-01-01T00:08:00Z", n: 1 },
      { k: "b", at: "2024-01-01T00:05:30Z", n: 2 },
      { k: "c", at: "2024-01-01T00:06:30Z", n: 4 },
      { k: "d", at: "2024-01-01T00:02:00Z", n: 5 },
      { k: "d", at: "2024-01-01T00:02:01Z", n: 5 },
    ),
  ],
];

const rows = ({ spark, folder }: StreamContext) =>
  spark.readStream.schema("k STRING, at TIMESTAMP, n INT").json(folder);
const timed = (context: StreamContext) => rows(context).withWatermark("at", "1 minute");

const streamed = (
  name: string,
  outputMode: StreamCase["outputMode"],
  query: Query,
  more: Partial<StreamCase> = {},
): StreamCase => ({ name, outputMode, query: query as StreamCase["query"], steps, askedWhenRecorded: true, ...more });

/** Rows that are given out once: duplicates dropped, limits. */
export const streamDuplicates: readonly StreamCase[] = [
  streamed("by a key, update", "update", (context) => rows(context).dropDuplicates(["k"]).select("k")),
  streamed("whole rows, append", "append", (context) => rows(context).dropDuplicates()),
  streamed("distinct rows, append", "append", (context) => rows(context).distinct()),
  streamed("by key and time with a watermark, append", "append", (context) =>
    timed(context).dropDuplicates(["k", "at"]),
  ),
  streamed("by key and time with a watermark, update", "update", (context) =>
    timed(context).dropDuplicates(["k", "at"]),
  ),
  streamed("by a key without the time that has a watermark, append", "append", (context) =>
    timed(context).dropDuplicates(["k"]).select("k", "n"),
  ),
  streamed("distinct with a watermark, append", "append", (context) => timed(context).distinct()),
  streamed("distinct without the time, append", "append", (context) => timed(context).select("k", "n").distinct()),
  streamed("within the watermark, append", "append", (context) => timed(context).dropDuplicatesWithinWatermark(["k"])),
  streamed("within the watermark by two keys, update", "update", (context) =>
    timed(context).dropDuplicatesWithinWatermark(["k", "n"]),
  ),
  streamed("within the watermark, whole rows, append", "append", (context) =>
    timed(context).dropDuplicatesWithinWatermark(),
  ),
  streamed("then counted, complete", "complete", (context) =>
    rows(context).dropDuplicates(["k", "at"]).groupBy("k").count(),
  ),
  streamed("then counted, update", "update", (context) =>
    timed(context).dropDuplicates(["k", "at"]).groupBy("k").count(),
  ),
  streamed("dropped twice, append", "append", (context) =>
    timed(context).dropDuplicates(["k", "at"]).dropDuplicates(["n", "at"]),
  ),
  streamed(
    "doubles, NaN and zeros, append",
    "append",
    ({ spark, folder }) => spark.readStream.schema("x DOUBLE").json(folder).dropDuplicates(["x"]),
    {
      steps: [
        [file("1", '{"x":1.5}', '{"x":"NaN"}', '{"x":0.0}', '{"x":null}')],
        [file("2", '{"x":1.5}', '{"x":"NaN"}', '{"x":-0.0}', '{"x":null}', '{"x":2}')],
      ],
    },
  ),
  streamed(
    "structs and arrays as keys, append",
    "append",
    ({ spark, folder }) =>
      spark.readStream.schema("s STRUCT<a: INT, b: STRING>, l ARRAY<INT>").json(folder).dropDuplicates(["s", "l"]),
    {
      steps: [
        [file("1", { s: { a: 1, b: "x" }, l: [1, 2] }, { s: null, l: null })],
        [file("2", { s: { a: 1, b: "x" }, l: [1, 2] }, { s: { a: 1, b: null }, l: [] }, { s: null, l: null })],
      ],
    },
  ),
  streamed("a limit, append", "append", (context) => rows(context).select("k").limit(6), {
    steps: [
      [file("1", { k: "a" }, { k: "a" })],
      [file("2", { k: "b" }, { k: "b" }, { k: "b" })],
      [file("3", { k: "c" }, { k: "c" }, { k: "c" })],
      [file("4", { k: "d" })],
    ],
  }),
  streamed("a limit of none, append", "append", (context) => rows(context).limit(0), { progress: false }),
  // Spark stops reading where it has enough.
  streamed(
    "a limit below an aggregation, complete",
    "complete",
    (context) => rows(context).limit(5).groupBy().count(),
    { progress: false },
  ),
  streamed(
    "duplicates below a limit, append",
    "append",
    (context) => rows(context).select("k").distinct().filter("k <= 'b'").limit(1),
    {
      steps: [[file("1", { k: "a" }, { k: "a" })], [file("2", { k: "a" }, { k: "b" })]],
    },
  ),
];
