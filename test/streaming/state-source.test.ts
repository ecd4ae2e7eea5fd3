import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type DataFrame,
  functions as F,
  type SparkSession,
  StatefulProcessor,
  type ValueState,
} from "../../src/entry/index.ts";
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

const historySetting = "spark.millrace.streaming.stateHistory.batches";
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
  const plain = () => spark.readStream.schema(clicks).option("maxFilesPerTrigger", 1).json(join(root.path, "clicks"));
  const paid = () =>
    spark.readStream.schema(payments).option("maxFilesPerTrigger", 1).json(join(root.path, "payments"));
  const timed = () => plain().withWatermark("at", "10 seconds");
  const windows = () => timed().groupBy(F.window("at", "10 seconds"), "user").agg(F.count("*").as("n"));
  const byUser = () => plain().groupBy("user");
  const within = F.expr("click = id AND paidAt >= at AND paidAt <= at + INTERVAL 5 SECONDS");
  return {
    agg: [
      byUser().agg(F.sum("amount").as("total"), F.count("*").as("n"), F.avg("amount").as("m"), F.max("at").as("last")),
      "update",
    ],
    win: [windows(), "append"],
    dedup: [timed().dropDuplicates(["id", "at"]), "append"],
    dedupall: [plain().dropDuplicates(["user"]), "append"],
    within: [timed().dropDuplicatesWithinWatermark(["id"]), "append"],
    distinct: [plain().select("user").distinct(), "append"],
    global: [plain().groupBy().count(), "complete"],
    moments: [
      byUser().agg(F.min("amount").as("least"), F.stddev("amount").as("sd"), F.first("amount").as("f")),
      "complete",
    ],
    limit: [plain().limit(3), "append"],
    session: [timed().groupBy(F.sessionWindow("at", "5 seconds"), "user").agg(F.count("*").as("n")), "append"],
    join: [timed().join(paid().withWatermark("paidAt", "10 seconds"), within, "left"), "append"],
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
  await spark.conf.set(historySetting, "100");
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

describe("a query of its own", () => {
  let own: InputFolder;
  let at: string;
  let folders = 0;
  beforeEach(() => {
    folders += 1;
    own = new InputFolder(root.path, `own-${folders}`);
    at = join(root.path, `own-checkpoint-${folders}`);
  });
  afterEach(() => spark.conf.set(historySetting, "100"));

  const counted = () =>
    spark.readStream
      .schema("user STRING")
      .option("maxFilesPerTrigger", 1)
      .json(own.path)
      .groupBy("user")
      .count()
      .writeStream.format("noop")
      .outputMode("update")
      .option("checkpointLocation", at);
  const settle = async () => (await counted().trigger({ availableNow: true }).start()).awaitTermination();
  const shown = async (options: Readonly<Record<string, string>> = {}) => {
    const frame = spark.read.format("statestore").options(options).load(at);
    const rows = await frame.select("*", F.expr("concat_ws(' ', key.user, value.count)").as("line")).collect();
    return rows.map((row) =>
      Object.values({ ...row, key: undefined, value: undefined }).filter((each) => each != null),
    );
  };
  const lines = async (options: Readonly<Record<string, string>> = {}) =>
    (await shown(options)).map((row) => String(row.at(-1))).sort();

  test("is read while it runs, and goes on", async () => {
    own.add({ user: "ada" });
    const query = await counted().start();
    await query.processAllAvailable();
    expect(await lines()).toEqual(["ada 1"]);
    own.add({ user: "ada" }, { user: "bob" });
    await query.processAllAvailable();
    expect(await Promise.all([lines(), lines({ batchId: "0" })])).toEqual([["ada 2", "bob 1"], ["ada 1"]]);
    await query.stop();
    expect(await lines()).toEqual(["ada 2", "bob 1"]);
  });

  test("without a history shows its newest state only", async () => {
    await spark.conf.set(historySetting, "0");
    own.add({ user: "ada" });
    own.add({ user: "bob" });
    await settle();
    expect(await lines({ batchId: "1" })).toEqual(["ada 1", "bob 1"]);
    await expect(lines({ batchId: "0" })).rejects.toMatchObject({ condition: "STDS_OFFSET_LOG_UNAVAILABLE" });
    const feed = { readChangeFeed: "true", changeStartBatchId: "1" };
    await expect(lines(feed)).rejects.toMatchObject({ condition: "STDS_OFFSET_LOG_UNAVAILABLE" });
    const [row] = await spark.read.format("state-metadata").load(at).collect();
    expect(row).toMatchObject({ minBatchId: 1n, maxBatchId: 1n });
  });

  test("keeps as many batches as it was told, over restarts, and forgets them when told none", async () => {
    await spark.conf.set(historySetting, "3");
    for (const user of ["ada", "bob", "ada", "eve", "bob"]) own.add({ user });
    await settle();
    for (const user of ["ada", "eve"]) own.add({ user });
    await settle();
    const [row] = await spark.read.format("state-metadata").load(at).collect();
    expect(row).toMatchObject({ minBatchId: 2n, maxBatchId: 6n });
    expect(await lines({ batchId: "2" })).toEqual(["ada 2", "bob 1"]);
    expect(await lines({ batchId: "4" })).toEqual(["ada 2", "bob 2", "eve 1"]);
    expect(await lines({ readChangeFeed: "true", changeStartBatchId: "5" })).toEqual(["ada 3", "eve 2"]);
    await expect(lines({ batchId: "1" })).rejects.toMatchObject({ condition: "STDS_OFFSET_LOG_UNAVAILABLE" });
    await spark.conf.set(historySetting, "0");
    own.add({ user: "ada" });
    await settle();
    await expect(lines({ batchId: "6" })).rejects.toMatchObject({ condition: "STDS_OFFSET_LOG_UNAVAILABLE" });
    // A history that begins anew knows nothing of what was before it.
    await spark.conf.set(historySetting, "3");
    own.add({ user: "bob" });
    await settle();
    expect(await lines({ batchId: "7" })).toEqual(["ada 4", "bob 2", "eve 2"]);
    expect(await lines({ readChangeFeed: "true", changeStartBatchId: "8" })).toEqual(["bob 3"]);
    const early = { readChangeFeed: "true", changeStartBatchId: "7" };
    await expect(lines(early)).rejects.toMatchObject({ condition: "STDS_OFFSET_LOG_UNAVAILABLE" });
  });

  test("with a program's state shows variables and values as text, and no columns of them", async () => {
    class Last extends StatefulProcessor<string, { user: string }, { user: string }> {
      #last!: ValueState<string>;
      override init(): void {
        this.#last = this.getHandle().getValueState("last");
      }
      override *handleInputRows(user: string): Iterable<{ user: string }> {
        this.#last.update(`${user}!`);
        yield { user };
      }
    }
    own.add({ user: "ada" });
    const query = await spark.readStream
      .schema("user STRING")
      .json(own.path)
      .groupByKey(({ user }) => user ?? "")
      .transformWithState(() => new Last(), { outputSchema: "user STRING", outputMode: "append", timeMode: "none" })
      .writeStream.format("noop")
      .option("checkpointLocation", at)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    const state = spark.read.format("statestore").load(at);
    const [row] = await state.select("key.variable", "value.value").collect();
    expect(row).toMatchObject({ variable: "last", value: expect.stringContaining("ada!") });
    const named = spark.read.format("statestore").option("stateVarName", "last").load(at);
    await expect(named.schema()).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
  });

  test("is neither streamed nor given a schema", async () => {
    const read = spark.read.format("statestore").schema("a INT").load(at);
    await expect(read.schema()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_2242" });
    const stream = spark.readStream.format("state-metadata").load(at);
    await expect(stream.schema()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_2049" });
    const nowhere = spark.read.format("statestore").load();
    await expect(nowhere.schema()).rejects.toMatchObject({ condition: "STDS_REQUIRED_OPTION_UNSPECIFIED" });
  });
});
