import { describe, expect, test } from "vitest";
import * as F from "../../api/functions/index.ts";
import { field, record } from "../../generator/index.ts";
import { SparkSession } from "../index.ts";
import {
  addData,
  advanceClock,
  assertOnQuery,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  clockOf,
  expectFailure,
  ManualClock,
  MemoryStream,
  processAllAvailable,
  SimulationError,
  StreamTestError,
  simulate,
  startStream,
  stopStream,
  testSession,
  testStream,
} from "../testing.ts";
import { rowText } from "./compare-rows.ts";

const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: Error) => error,
  );

describe("testStream", () => {
  test("totals over stops and starts", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, amount BIGINT");
    const totals = input.toDF(spark).groupBy("user").agg(F.sum("amount").as("total"));
    await testStream(totals, { outputMode: "update" })(
      addData(input, { user: "ada", amount: 3n }, { user: "bob", amount: 1n }),
      checkNewAnswer({ user: "bob", total: 1n }, { user: "ada", total: 3n }),
      stopStream(),
      addData(input, { user: "ada", amount: 4n }),
      startStream(),
      checkNewAnswer({ user: "ada", total: 7n }),
      addData(input, { user: null, amount: null }),
      checkLastBatch({ user: null, total: null }),
      checkNewAnswer(),
      assertOnQuery(async (query) => expect(await query.lastProgress()).toMatchObject({ batchId: 2, numInputRows: 1 })),
      checkAnswer(
        { user: "ada", total: 3n },
        { user: "bob", total: 1n },
        { user: "ada", total: 7n },
        { user: null, total: null },
      ),
    );
  });

  test("complete mode shows the newest result; what comes before the start comes together", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING");
    await testStream(input.toDF(spark).groupBy("user").count(), { outputMode: "complete" })(
      addData(input, { user: "a" }),
      addData(input, { user: "a" }, { user: "b" }),
      startStream(),
      checkAnswer({ user: "a", count: 2n }, { user: "b", count: 1n }),
      addData(input, { user: "b" }),
      checkNewAnswer({ user: "a", count: 2n }, { user: "b", count: 2n }),
      assertOnQuery(
        async (query) => (await query.recentProgress()).filter(({ numInputRows }) => numInputRows > 0).length === 2,
      ),
    );
  });

  test("batches come with the clock", async () => {
    await using spark = await testSession({ clock: new ManualClock(1_000) });
    using input = MemoryStream.of("id INT");
    await testStream(input.toDF(spark), {
      trigger: { processingTime: "10 seconds" },
    })(
      addData(input, { id: 1 }),
      addData(input, { id: 2 }),
      advanceClock(8_999),
      processAllAvailable(),
      checkAnswer(),
      advanceClock(1),
      checkNewAnswer({ id: 1 }, { id: 2 }),
      stopStream(),
      addData(input, { id: 3 }),
      startStream({ trigger: { availableNow: true } }),
      checkNewAnswer({ id: 3 }),
    );
    expect(clockOf(spark).now()).toBe(10_000);
  });

  test("a failure that is expected, and the start after it", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("text STRING");
    const numbers = input.toDF(spark).selectExpr<{ n: number }>("cast(text AS INT) AS n");
    await testStream(numbers)(
      addData(input, { text: "1" }),
      checkAnswer({ n: 1 }),
      addData(input, { text: "x" }),
      expectFailure("CAST_INVALID_INPUT"),
      startStream(),
      expectFailure((error) => error.message.includes("'x'")),
    );
  });

  test("messages name the step, what differs and the last progress", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("id INT");
    const run = testStream(input.toDF(spark));
    const wrong = await failureOf(run(addData(input, { id: 1 }, { id: 2 }), checkAnswer({ id: 1 }, { id: 3 })));
    expect(wrong).toBeInstanceOf(StreamTestError);
    expect(wrong.message).toContain("Step 2 of 2: The rows are not those that were expected.");
    expect(wrong.message).toContain("missing:\n    { id: 3 }\n  unexpected:\n    { id: 2 }");
    expect(wrong.message).toContain("  1. addData({ id: 1 }, { id: 2 })\n> 2. checkAnswer(2 rows)");
    expect(wrong.message).toContain('"numInputRows":2');
    expect(wrong).toMatchObject({ step: 2, actual: ["{ id: 1 }", "{ id: 2 }"], expected: ["{ id: 1 }", "{ id: 3 }"] });
  });

  test("a failure nobody expects, one that does not come, one of another kind", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("text STRING");
    const run = testStream(input.toDF(spark).selectExpr<{ n: number }>("cast(text AS INT) AS n"));
    expect((await failureOf(run(expectFailure()))).message).toContain("The query has not failed.");
    expect((await failureOf(run(startStream(), startStream()))).message).toContain("The query runs already");
    expect((await failureOf(run(assertOnQuery(() => false, "no good")))).message).toContain("Step 1 of 1: no good");
    const unexpected = await failureOf(run(addData(input, { text: "x" }), checkAnswer()));
    expect(unexpected.message).toContain("[CAST_INVALID_INPUT]");
    expect(unexpected).toMatchObject({ step: 1 });
    const other = await failureOf(run(addData(input, { text: "x" }), expectFailure("DIVIDE_BY_ZERO")));
    expect(other.message).toContain("The query has failed in another way");
  });

  test("the time of other sessions cannot be moved", async () => {
    const spark = await SparkSession.builder.create();
    using input = MemoryStream.of("id INT");
    await expect(testStream(input.toDF(spark))(advanceClock(1))).rejects.toThrow("[NO_MANUAL_CLOCK]");
    await spark.stop();
  });
});

test("rows as text", () => {
  const row = {
    t: new Date(0),
    m: new Map([["b", 1]]),
    x: Uint8Array.of(1, 255),
    a: [1n, null, -0, Number.NaN],
    o: {},
  };
  expect(rowText(row)).toBe(
    `{ a: [1n, null, -0, NaN], m: Map { "b" => 1 }, o: {}, t: 1970-01-01T00:00:00.000Z, x: X'01ff' }`,
  );
});

describe("simulate", () => {
  const trade = record("trade", { user: field.oneOf(["ada", "bob", "eve"]), amount: field.int({ min: 1, max: 9 }) });

  test("a query that is exactly once gives the same rows whatever happens, and a seed always does the same", async () => {
    const world = (seed: number) =>
      simulate({
        seed,
        record: trade,
        count: 8,
        crashes: 60,
        stops: 30,
        options: { maxFilesPerTrigger: "2" },
        outputMode: "complete",
        query: (input) => input.groupBy("user").agg(F.sum("amount").as("total"), F.count("*").as("n")),
        check: ({ rows, records }) => {
          const sum = rows.reduce((all, { total }) => all + Number(total), 0);
          expect(sum).toBe(records.reduce((all, { amount }) => all + Number(amount), 0));
        },
      });
    const [first] = await world(3);
    const [again] = await world(3);
    expect(first!.crashes).toBeGreaterThan(0);
    expect(first!.stops).toBeGreaterThan(0);
    expect(again).toEqual(first);
  });

  test("what is wrong is told with the seed that brings it back", async () => {
    let batches = 0;
    const error = await failureOf(
      simulate({
        seed: 11,
        record: trade,
        count: 10,
        query: (input) => input,
        check: () => {
          batches += 1;
          throw new Error("not what I thought");
        },
      }),
    );
    expect(batches).toBe(1);
    expect(error).toBeInstanceOf(SimulationError);
    expect(error.message).toContain("The simulation with seed 11 fails: not what I thought");
    expect(error.message).toContain("simulate({ seed: 11, … })");
    expect((error as SimulationError).steps.some((step) => step.startsWith("arrive: "))).toBe(true);
  });

  test("options out of range", async () => {
    const options = { seed: 1, record: trade, query: (input: never) => input };
    await expect(simulate({ ...options, runs: -1 })).rejects.toThrow("[STREAM_SIMULATION_OPTION]");
  });
});
