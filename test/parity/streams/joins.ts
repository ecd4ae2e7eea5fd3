import type { functions, SparkSession } from "../../../src/entry/index.ts";
import { file, type StreamCase, type StreamContext } from "../case.ts";

const schema = "side STRING, id STRING, n BIGINT, at TIMESTAMP";
type Functions = typeof functions;

/** A record of one of the two streams; minutes past noon of one day. */
const row = (side: "l" | "r", id: string | null, n: number | null, minute: number | null) => ({
  side,
  id,
  n,
  at: minute === null ? null : `2024-05-01T12:${String(minute).padStart(2, "0")}:00Z`,
});
const l = (id: string | null, n: number | null, minute: number | null) => row("l", id, n, minute);
const r = (id: string | null, n: number | null, minute: number | null) => row("r", id, n, minute);

/** One of the streams of the folder, chosen by what readers do not do themselves so that all of them count its rows; its columns called after it: `lid`, `ln`, `lat`. */
function side(spark: SparkSession, F: Functions, folder: string, name: "l" | "r", delay?: string) {
  const rows = spark.readStream
    .schema(schema)
    .json(folder)
    .filter(`substr(side, 1, 1) = '${name}'`)
    .select(F.col("id").as(`${name}id`), F.col("n").as(`${name}n`), F.col("at").as(`${name}at`));
  return delay === undefined ? rows : rows.withWatermark(`${name}at`, delay);
}

type Frame = ReturnType<typeof side>;
type Make = (left: Frame, right: Frame, context: StreamContext) => unknown;

const query =
  (make: Make, left?: string, right?: string): StreamCase["query"] =>
  (context) => {
    const { spark, F, folder } = context;
    return make(side(spark, F, folder, "l", left), side(spark, F, folder, "r", right), context) as never;
  };

const plainSteps = [
  [file("1", l("a", 1, 0), l("b", 2, 0), r("a", 10, 1), r("x", 11, 1))],
  [file("2", l("x", 3, 1), l("a", 4, 2), r("b", 12, 2), r("a", 13, 2))],
  [file("3", l(null, 5, 3), r(null, 14, 3), l("a", 6, 3), r("y", null, 3))],
  [file("4", l("y", null, 4), r("x", 15, 4), r("a", 16, 4))],
];

const timedSteps = [
  [file("1", l("a", 1, 0), l("b", 2, 1), l("c", 3, 2), r("a", 10, 1))],
  [file("2", r("b", 11, 3), l("d", 4, 10), r("z", 12, 10))],
  // Late for some, and the watermark moves over what the first files brought.
  [file("3", l("late", 5, 0), r("c", 13, 1), l("e", 6, 30), r("d", 14, 31))],
  [file("4", r("e", 15, 33), l("f", 7, 40), r("late", 16, 2), r("q", 17, 40))],
  [file("5", l("f", 8, 59), r("f", 18, 59), l(null, 9, 59), l("g", 20, null))],
];

const range = "lid = rid AND rat >= lat AND rat <= lat + INTERVAL 5 MINUTES";

/**
 * Each step a run of its own: two sources that look at one folder while files come in may see a file in different batches. Starts take their
 * time with Spark, so it is asked when answers are recorded, and not again.
 */
const stepwise: Partial<StreamCase> = {
  trigger: { availableNow: true },
  sink: {
    start: (writer, target) => writer.format("parquet").start(target),
    read: (spark, target) => spark.read.parquet(target),
  },
  askedWhenRecorded: true,
  progress: "operators",
};

const timed = (name: string, make: Make, more: Partial<StreamCase> = {}): StreamCase => ({
  name,
  outputMode: "append",
  steps: timedSteps,
  query: query(make, "2 minutes", "4 minutes"),
  ...stepwise,
  ...more,
});

const plain = (name: string, make: Make, more: Partial<StreamCase> = {}): StreamCase => ({
  name,
  outputMode: "append",
  steps: plainSteps,
  query: query(make),
  ...stepwise,
  ...more,
});

const refused = (name: string, make: Make, outputMode: StreamCase["outputMode"] = "append"): StreamCase => ({
  name,
  outputMode,
  steps: [[file("1", l("a", 1, 0), r("a", 2, 0))]],
  query: query(make, "2 minutes", "4 minutes"),
});

const onRange =
  (type: Parameters<Frame["join"]>[2]): Make =>
  (left, right, { F }) =>
    left.join(right as never, F.expr(range), type);

/** Pairs of two streams: found across batches, forgotten when their time is over. */
export const streamJoins: readonly StreamCase[] = [
  plain("inner, without watermark", (left, right, { F }) => left.join(right as never, F.expr("lid = rid"))),
  {
    name: "inner, update mode",
    outputMode: "update",
    steps: [plainSteps.flat()],
    progress: "operators",
    query: query((left, right, { F }) => left.join(right as never, F.expr("lid = rid"))),
  },
  plain("inner, null-safe keys", (left, right, { F }) => left.join(right as never, F.expr("lid <=> rid"))),
  plain("inner, two keys and a comparison", (left, right, { F }) =>
    left.join(right as never, F.expr("lid = rid AND lat = rat - INTERVAL 1 MINUTE AND ln < rn - 9")),
  ),
  plain("inner, conditions on one side", (left, right, { F }) =>
    left.join(right as never, F.expr("lid = rid AND ln > 1 AND rn < 16")),
  ),
  plain("inner, key of an expression", (left, right, { F }) =>
    left.join(right as never, F.expr("upper(lid) = upper(rid)")),
  ),
  plain("inner, by a common column", (left, right) =>
    left.withColumnRenamed("lid", "id").join(right.withColumnRenamed("rid", "id"), "id"),
  ),
  plain("inner, of three streams", (left, right, { spark, F, folder }) =>
    left
      .join(right as never, F.expr("lid = rid"))
      .join(
        side(spark, F, folder, "l").selectExpr("lid AS third", "ln AS m") as never,
        F.expr("lid = third AND m > ln"),
      ),
  ),
  plain("inner, then with a table", async (left, right, { spark, F }) => {
    const names = await spark.sql("SELECT * FROM VALUES ('a', 'Anna'), ('x', 'Xaver') AS names(k, name)");
    return left.join(right as never, F.expr("lid = rid")).join(names as never, F.expr("lid = k"), "left");
  }),
  timed("inner, bounded time", onRange("inner")),
  timed("left outer, bounded time", onRange("left")),
  timed("right outer, bounded time", onRange("right")),
  timed("full outer, bounded time", onRange("full")),
  timed("left semi, bounded time", onRange("leftsemi")),
  timed("left outer, time bounded on one side", (left, right, { F }) =>
    left.join(right as never, F.expr("lid = rid AND rat <= lat + INTERVAL 5 MINUTES"), "left"),
  ),
  timed("inner, strict bounds", (left, right, { F }) =>
    left.join(right as never, F.expr("lid = rid AND rat > lat AND lat > rat - INTERVAL 3 MINUTES")),
  ),
  timed("full outer, conditions on each side", (left, right, { F }) =>
    left.join(right as never, F.expr("lat = rat AND ln > 1 AND rn <> 12"), "full"),
  ),
  timed("inner, on a time with a watermark", (left, right, { F }) => left.join(right as never, F.expr("lat = rat"))),
  timed("left outer, on a time with a watermark", (left, right, { F }) =>
    left.join(right as never, F.expr("lat = rat AND lid = rid"), "left"),
  ),
  timed("inner, on windows", (left, right, { F }) =>
    left
      .select("lid", "ln", F.window("lat", "10 minutes").as("w"))
      .join(right.select("rid", "rn", F.window("rat", "10 minutes").as("v")) as never, F.expr("w = v AND lid = rid")),
  ),
  timed("full outer, on windows", (left, right, { F }) =>
    left
      .select("lid", "ln", F.window("lat", "10 minutes").as("w"))
      .join(
        right.select("rid", "rn", F.window("rat", "10 minutes").as("v")) as never,
        F.expr("w = v AND lid = rid"),
        "full",
      ),
  ),
  timed("inner, then counted by window", (left, right, { F }) =>
    left
      .join(right as never, F.expr(range))
      .groupBy(F.window("lat", "10 minutes"))
      .agg(F.count("*").as("pairs"), F.sum("rn").as("s")),
  ),
  timed("left outer, then counted by window", (left, right, { F }) =>
    left
      .join(right as never, F.expr(range), "left")
      .groupBy(F.window("lat", "10 minutes"))
      .agg(F.count("*").as("rows"), F.count("rid").as("pairs")),
  ),
  timed("inner, of counts by window", (left, right, { F }) =>
    left
      .groupBy(F.window("lat", "10 minutes").as("w"))
      .agg(F.count("*").as("lefts"))
      .join(
        right.groupBy(F.window("rat", "10 minutes").as("v")).agg(F.count("*").as("rights")) as never,
        F.expr("w = v"),
      ),
  ),
  {
    ...timed("inner, watermark of the left alone", onRange("inner")),
    query: query(onRange("inner"), "2 minutes"),
  },
  timed("full outer, NULL for keys", (left, right, { F }) => left.join(right as never, F.expr(range), "full"), {
    steps: [
      [file("1", l(null, 1, 0), r(null, 2, 1), l("a", 3, 0), r("a", 4, 1))],
      [file("2", l("b", 5, 59), r("b", 6, 59))],
    ],
  }),
  refused("without an equality", (left, right, { F }) => left.join(right as never, F.expr("ln < rn"))),
  {
    ...refused("left outer, without watermark", onRange("left")),
    query: query((left, right, { F }) => left.join(right as never, F.expr("lid = rid"), "left")),
  },
  refused("left anti", (left, right, { F }) => left.join(right as never, F.expr("lid = rid"), "leftanti")),
  refused("cross", (left, right) => left.crossJoin(right as never)),
  refused("left outer, update mode", onRange("left"), "update"),
  refused("inner, complete mode", onRange("inner"), "complete"),
];
