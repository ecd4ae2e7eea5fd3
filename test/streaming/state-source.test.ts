import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DataFrame, functions as F, type SparkSession } from "../../src/entry/index.ts";
import { testSession } from "../../src/entry/testing.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

/** What Spark answered, by scripts/spark/record-state.py. */
interface Case {
  readonly stream: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema?: string;
  readonly rows?: readonly unknown[];
  readonly error?: string;
}
const cases = JSON.parse(readFileSync(join(import.meta.dirname, "golden/state.json"), "utf8")) as Case[];

const root = temporaryFolder();
let spark: SparkSession;
afterAll(() => root.remove());

const clicks = "id BIGINT, user STRING, amount BIGINT, at TIMESTAMP";
const payments = "click BIGINT, paid BIGINT, paidAt TIMESTAMP";

const files = {
  clicks: [
    [
      { id: 4, user: "b", amount: 1, at: "2024-01-01T00:05:11Z" },
      { id: 1, user: "a", amount: 5, at: "2024-01-01T00:05:01Z" },
    ],
    [
      { id: 3, user: "a", amount: 1, at: "2024-01-01T00:00:11Z" },
      { id: 3, user: "c", amount: null, at: "2024-01-01T00:00:12Z" },
    ],
    [
      { id: 1, user: "a", amount: 5, at: "2024-01-01T00:00:01Z" },
      { id: 2, user: "b", amount: 7, at: "2024-01-01T00:00:02Z" },
    ],
  ],
  payments: [
    [{ click: 4, paid: 2, paidAt: "2024-01-01T00:05:12Z" }],
    [{ click: 77, paid: 1, paidAt: "2024-01-01T00:00:12Z" }],
    [{ click: 1, paid: 9, paidAt: "2024-01-01T00:00:03Z" }],
  ],
};

const checkpoint = (stream: string) => join(root.path, `checkpoint-${stream}`);

/** The streams of the recording script, by its names. */
function streams(): Record<string, [frame: DataFrame<unknown>, mode: "append" | "update" | "complete"]> {
  const read = (name: "clicks" | "payments", schema: string): DataFrame<unknown> =>
    spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(join(root.path, name));
  const timed = () => read("clicks", clicks).withWatermark("at", "10 seconds");
  const windows = () => timed().groupBy(F.window("at", "10 seconds"), "user").agg(F.count("*").as("n"));
  const byUser = () => read("clicks", clicks).groupBy("user");
  const within = F.expr("click = id AND paidAt >= at AND paidAt <= at + INTERVAL 5 SECONDS");
  return {
    agg: [
      byUser().agg(F.sum("amount").as("total"), F.count("*").as("n"), F.avg("amount").as("m"), F.max("at").as("last")),
      "update",
    ],
    win: [windows(), "append"],
    dedup: [timed().dropDuplicates(["id", "at"]), "append"],
    dedupall: [read("clicks", clicks).dropDuplicates(["user"]), "append"],
    within: [timed().dropDuplicatesWithinWatermark(["id"]), "append"],
    distinct: [read("clicks", clicks).select("user").distinct(), "append"],
    global: [read("clicks", clicks).groupBy().count(), "complete"],
    moments: [
      byUser().agg(F.min("amount").as("least"), F.stddev("amount").as("sd"), F.first("amount").as("f")),
      "complete",
    ],
    limit: [read("clicks", clicks).limit(3), "append"],
    session: [timed().groupBy(F.sessionWindow("at", "5 seconds"), "user").agg(F.count("*").as("n")), "append"],
    join: [timed().join(read("payments", payments).withWatermark("paidAt", "10 seconds"), within, "left"), "append"],
    chain: [windows().groupBy(F.window("window", "1 minute")).agg(F.sum("n").as("nn")), "append"],
  };
}

async function run(name: string, frame: DataFrame<unknown>, mode: "append" | "update" | "complete"): Promise<void> {
  const query = await frame.writeStream
    .format("noop")
    .outputMode(mode)
    .option("checkpointLocation", checkpoint(name))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
}

const read = (stream: string, options: Readonly<Record<string, string>> = {}, format = "statestore") =>
  spark.read.format(format).options(options).load(checkpoint(stream));

/** Only a side whose rows come out alone remembers that they have found partners. */
const withoutMatched = (rows: readonly unknown[]) =>
  rows.map((row) => JSON.stringify(row).replace(/, (?:true|null)}/, "}"));
const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

async function answer({ stream, format, options }: Case): Promise<Pick<Case, "schema" | "rows" | "error">> {
  try {
    const frame = read(stream, options, format);
    const schema = await frame.schema();
    const text = frame.select(...schema.names.map((name) => F.col(name).cast("string")));
    return { schema: schema.simpleString(), rows: (await text.collect()).map((row) => Object.values(row)) };
  } catch (error) {
    const { condition } = error as { condition?: string };
    if (condition === undefined || condition === "INTERNAL_ERROR") throw error;
    return { error: condition };
  }
}

beforeAll(async () => {
  spark = await testSession();
  await spark.conf.set("spark.sql.session.timeZone", "UTC");
  await spark.conf.set("spark.millrace.streaming.stateHistory.batches", "100");
  for (const name of ["clicks", "payments"] as const) {
    const input = new InputFolder(root.path, name);
    for (const rows of files[name]) input.add(...rows);
  }
  for (const [name, [frame, mode]] of Object.entries(streams())) await run(name, frame, mode);
});

describe("statestore and state-metadata show what Spark's show", () => {
  test.each(cases.map((each) => [`${each.format} of ${each.stream} ${JSON.stringify(each.options)}`, each] as const))(
    "%s",
    async (_, recorded) => {
      const found = await answer(recorded);
      const { error, rows, schema } = recorded;
      expect({ schema: found.schema, error: found.error }).toEqual({ schema, error });
      const shown = recorded.options.storeName === "right-keyWithIndexToValue" ? withoutMatched : sorted;
      expect(shown(found.rows ?? [])).toEqual(shown(rows ?? []));
    },
  );
});
