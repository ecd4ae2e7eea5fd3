import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  type DataFrame,
  type ExpiredTimerInfo,
  field,
  type ListState,
  type MapState,
  record,
  SparkSession,
  StatefulProcessor,
  type TimeMode,
  type TimerValues,
  Timestamp,
  type ValueState,
} from "../../src/entry/index.ts";
import { startServer } from "../../src/entry/server.ts";
import {
  addData,
  advanceClock,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  expectFailure,
  ManualClock,
  MemoryStream,
  simulate,
  startStream,
  stopStream,
  testSession,
  testStream,
} from "../../src/entry/testing.ts";

interface Event {
  readonly user: string | null;
  readonly n: bigint | null;
}
interface Total {
  readonly user: string | null;
  readonly total: bigint | null;
}

class RunningTotal extends StatefulProcessor<string, Event, Total, { user: string | null; start: bigint | null }> {
  #total!: ValueState<bigint>;
  override init(): void {
    this.#total = this.getHandle().getValueState("total");
  }
  override handleInitialState(_user: string, { start }: { user: string | null; start: bigint | null }): void {
    this.#total.update(start ?? 0n);
  }
  override *handleInputRows(user: string, rows: Iterable<Event>): Iterable<Total> {
    let total = this.#total.get() ?? 0n;
    for (const { n } of rows) {
      if (n === -1n) throw new Error("no negative numbers");
      total += n ?? 0n;
    }
    if (total === 0n) this.#total.clear();
    else this.#total.update(total);
    yield { user, total: this.#total.get() ?? null };
  }
}

/** What stands for the program in the plan of a filter over it. */
function payloadOf({ relation: { relType } }: DataFrame<unknown>): object {
  const below = relType.case === "filter" ? relType.value.input?.relType : undefined;
  const given = below?.case === "groupMap" ? below.value.func?.function : undefined;
  if (given?.case !== "scalarScalaUdf") throw new Error("the plan has no program");
  return given.value.payload;
}

const totalSchema = "user STRING, total BIGINT";
const update = { outputMode: "update" } as const;

describe("transformWithState", () => {
  test("a value for each group, over restarts; metrics", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const totals = input
      .toDF(spark)
      .groupByKey(({ user }) => user ?? "nobody")
      .transformWithState(new RunningTotal(), { outputSchema: totalSchema, ...update });
    await testStream(totals, update)(
      addData(input, { user: "ada", n: 1n }, { user: "bob", n: 5n }, { user: "ada", n: 2n }, { user: null, n: 7n }),
      checkNewAnswer({ user: "ada", total: 3n }, { user: "bob", total: 5n }, { user: "nobody", total: 7n }),
      stopStream(),
      startStream(),
      addData(input, { user: "ada", n: 10n }, { user: "bob", n: -5n }),
      checkNewAnswer({ user: "ada", total: 13n }, { user: "bob", total: null }),
      assertOnQuery(async (query) => {
        const [operator] = (await query.lastProgress())!.stateOperators;
        expect(operator).toMatchObject({
          operatorName: "transformWithStateExec",
          numRowsTotal: 2,
          numRowsUpdated: 1,
          numRowsRemoved: 1,
          customMetrics: { numValueStateVars: 1, numListStateVars: 0, numExpiredTimers: 0 },
        });
      }),
      addData(input, { user: "bob", n: 1n }),
      checkNewAnswer({ user: "bob", total: 1n }),
    );
  });

  test("a plan keeps its program, and nothing keeps a program whose plan is gone", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const frame = () =>
      input
        .toDF(spark)
        .groupByKey(({ user }) => user!)
        .transformWithState(() => new RunningTotal(), { outputSchema: totalSchema, ...update })
        .filter("total > 0");
    const kept = frame();
    const payload = new WeakRef(payloadOf(frame()));
    for (let turn = 0; turn < 50 && payload.deref() !== undefined; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    expect(payload.deref()).toBeUndefined();
    await testStream(kept, update)(addData(input, { user: "ada", n: 1n }), checkAnswer({ user: "ada", total: 1n }));
  });

  test("an initial state, for keys with and without rows", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const start = await spark.createDataFrame(
      [
        { user: "ada", start: 100n },
        { user: "eve", start: 50n },
      ],
      "user STRING, start BIGINT",
    );
    const totals = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .transformWithState(() => new RunningTotal(), {
        outputSchema: totalSchema,
        ...update,
        initialState: start.groupByKey(({ user }) => user!),
      });
    await testStream(totals, update)(
      addData(input, { user: "ada", n: 1n }),
      checkNewAnswer({ user: "ada", total: 101n }),
      stopStream(),
      startStream(),
      addData(input, { user: "eve", n: 1n }, { user: "ada", n: 1n }),
      checkNewAnswer({ user: "eve", total: 51n }, { user: "ada", total: 102n }),
    );
  });

  test("a processor that throws ends the query with the key, and nothing is committed", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const totals = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .transformWithState(() => new RunningTotal(), { outputSchema: totalSchema, ...update });
    await testStream(totals, update)(
      addData(input, { user: "ada", n: 1n }),
      addData(input, { user: "ada", n: 2n }, { user: "bob", n: -1n }),
      expectFailure(
        ({ message }) => message.includes('handleInputRows for the key "bob"') && message.includes("no negative"),
      ),
      startStream(),
      expectFailure("TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR"),
    );
  });

  test("lists and maps, with values of all kinds", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    class Kinds extends StatefulProcessor<{ user: string }, Event, { text: string }> {
      #list!: ListState<unknown>;
      #map!: MapState<unknown, unknown>;
      override init(): void {
        this.#list = this.getHandle().getListState("list");
        this.#map = this.getHandle().getMapState("map");
      }
      override *handleInputRows(key: { user: string }, rows: Iterable<Event>): Iterable<{ text: string }> {
        for (const { n } of rows) {
          switch (n) {
            case 1n:
              this.#list.put(["old"]);
              this.#list.put([1, -0, Number.NaN, 2n, new Date(5), new Timestamp(7n), Uint8Array.of(1, 2)]);
              this.#list.appendList(["x", { b: [true], a: new Map([[1n, "one"]]) }]);
              this.#list.appendValue("last");
              this.#map.updateValue({ b: 1, a: 2 }, "object");
              this.#map.updateValue(new Timestamp(1n), 3n);
              this.#map.updateValue("gone", 1);
              this.#map.removeKey("gone");
              break;
            case 2n: {
              const found = this.#map.getValue({ a: 2, b: 1 });
              expect(this.#list.get()).toEqual([
                1,
                -0,
                Number.NaN,
                2n,
                new Date(5),
                new Timestamp(7n),
                Uint8Array.of(1, 2),
                "x",
                { a: new Map([[1n, "one"]]), b: [true] },
                "last",
              ]);
              expect(this.#map.containsKey("gone")).toBe(false);
              expect([...this.#map.iterator()]).toHaveLength(2);
              expect([...this.#map.keys()]).toContainEqual(new Timestamp(1n));
              expect([...this.#map.values()]).toContain(3n);
              yield { text: `${key.user}: ${String(found)}, ${this.#list.exists()}, ${this.#map.exists()}` };
              break;
            }
            default:
              this.#list.clear();
              this.#map.clear();
              yield { text: `${this.#list.exists()}, ${this.#map.exists()}` };
          }
        }
      }
    }
    const texts = input
      .toDF(spark)
      .groupByKey(({ user }) => ({ user: user! }))
      .transformWithState(() => new Kinds(), { outputSchema: "text STRING" });
    await testStream(texts)(
      addData(input, { user: "ada", n: 1n }),
      stopStream(),
      startStream(),
      addData(input, { user: "ada", n: 2n }),
      checkNewAnswer({ text: "ada: object, true, true" }),
      addData(input, { user: "ada", n: 3n }),
      checkNewAnswer({ text: "false, false" }),
      assertOnQuery(async (query) => expect((await query.lastProgress())!.stateOperators[0]!.numRowsTotal).toBe(0)),
    );
  });

  class Reminder extends StatefulProcessor<string, Event, { text: string }> {
    #seen!: ValueState<bigint>;
    override init(): void {
      this.#seen = this.getHandle().getValueState("seen");
    }
    override *handleInputRows(user: string, rows: Iterable<Event>, times: TimerValues): Iterable<{ text: string }> {
      const handle = this.getHandle();
      for (const at of handle.listTimers()) handle.deleteTimer(at);
      for (const { n } of rows) {
        this.#seen.update(n!);
        handle.registerTimer(times.getCurrentProcessingTimeInMs() + Number(n));
      }
      yield { text: `${user}: ${handle.listTimers().join(", ")}` };
    }
    override *handleExpiredTimer(
      user: string,
      times: TimerValues,
      timer: ExpiredTimerInfo,
    ): Iterable<{ text: string }> {
      yield { text: `${user} due ${timer.expiryTimeInMs} at ${times.getCurrentProcessingTimeInMs()}` };
      this.#seen.clear();
    }
  }

  test("timers of processing time come without rows, by time, once", async () => {
    await using spark = await testSession({ clock: new ManualClock(1_000) });
    using input = MemoryStream.of("user STRING, n BIGINT");
    const texts = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .transformWithState(() => new Reminder(), { outputSchema: "text STRING", timeMode: "processingTime" });
    await testStream(texts)(
      addData(input, { user: "ada", n: 500n }, { user: "bob", n: 300n }, { user: "bob", n: 900n }),
      checkNewAnswer({ text: "ada: 1500" }, { text: "bob: 1300, 1900" }),
      advanceClock(299),
      checkNewAnswer(),
      advanceClock(1),
      checkNewAnswer({ text: "bob due 1300 at 1300" }),
      stopStream(),
      startStream(),
      checkNewAnswer(),
      advanceClock(700),
      checkNewAnswer({ text: "ada due 1500 at 2000" }, { text: "bob due 1900 at 2000" }),
      addData(input, { user: "bob", n: 100n }),
      advanceClock(50),
      addData(input, { user: "bob", n: 100n }),
      advanceClock(50),
      checkNewAnswer({ text: "bob: 2100" }, { text: "bob: 2150" }),
      advanceClock(50),
      checkNewAnswer({ text: "bob due 2150 at 2150" }),
    );
  });

  test("timers of event time come when the watermark does; late rows are dropped", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, at TIMESTAMP");
    const at = (seconds: number) => new Timestamp(BigInt(seconds) * 1_000_000n);
    class Last extends StatefulProcessor<string, { user: string | null; at: Timestamp | null }, { text: string }> {
      override init(_mode: string, timeMode: TimeMode): void {
        expect(timeMode).toBe("eventTime");
      }
      override *handleInputRows(
        user: string,
        rows: Iterable<{ at: Timestamp | null }>,
        times: TimerValues,
      ): Iterable<{ text: string }> {
        for (const { at } of rows) this.getHandle().registerTimer(at!.toDate().getTime());
        yield { text: `${user} with watermark ${times.getCurrentWatermarkInMs()}` };
      }
      override *handleExpiredTimer(user: string, _: TimerValues, timer: ExpiredTimerInfo): Iterable<{ text: string }> {
        yield { text: `${user} due ${timer.expiryTimeInMs}` };
      }
    }
    const texts = input
      .toDF(spark)
      .withWatermark("at", "10 seconds")
      .groupByKey(({ user }) => user!)
      .transformWithState(() => new Last(), { outputSchema: "text STRING", timeMode: "eventTime" });
    await testStream(texts)(
      addData(input, { user: "ada", at: at(100) }, { user: "bob", at: at(90) }),
      checkNewAnswer({ text: "ada with watermark 0" }, { text: "bob with watermark 0" }, { text: "bob due 90000" }),
      addData(input, { user: "eve", at: at(120) }),
      checkNewAnswer({ text: "eve with watermark 90000" }, { text: "ada due 100000" }),
      stopStream(),
      startStream(),
      addData(input, { user: "old", at: at(110) }, { user: "new", at: at(111) }),
      checkNewAnswer({ text: "new with watermark 110000" }),
      assertOnQuery(async (query) =>
        expect((await query.lastProgress())!.stateOperators[0]).toMatchObject({ numRowsDroppedByWatermark: 1 }),
      ),
    );
  });

  test("values with a TTL go after it, each write makes it anew", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    class Recent extends StatefulProcessor<string, Event, { text: string }> {
      #last!: ValueState<bigint>;
      #all!: ListState<bigint>;
      override init(): void {
        const ttl = { ttlDurationMs: 1_000 };
        this.#last = this.getHandle().getValueState("last", ttl);
        this.#all = this.getHandle().getListState("all", ttl);
      }
      override *handleInputRows(_user: string, rows: Iterable<Event>): Iterable<{ text: string }> {
        yield { text: `${this.#last.get()}; ${this.#all.get().join(", ")}` };
        for (const { n } of rows) {
          this.#last.update(n!);
          this.#all.appendValue(n!);
        }
      }
    }
    const texts = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .transformWithState(() => new Recent(), { outputSchema: "text STRING", timeMode: "processingTime" });
    await testStream(texts)(
      addData(input, { user: "ada", n: 1n }, { user: "eve", n: 9n }),
      checkNewAnswer({ text: "undefined; " }, { text: "undefined; " }),
      advanceClock(600),
      addData(input, { user: "ada", n: 2n }),
      checkNewAnswer({ text: "1; 1" }),
      advanceClock(399),
      addData(input, { user: "ada", n: 3n }),
      checkNewAnswer({ text: "2; 1, 2" }),
      advanceClock(1),
      addData(input, { user: "ada", n: 4n }),
      checkNewAnswer({ text: "3; 2, 3" }),
      assertOnQuery(async (query) =>
        expect((await query.lastProgress())!.stateOperators[0]!.customMetrics).toMatchObject({
          numValueStateWithTTLVars: 1,
          numListStateWithTTLVars: 1,
          numValuesRemovedDueToTTLExpiry: 3,
        }),
      ),
      advanceClock(5_000),
      addData(input, { user: "ada", n: 5n }),
      checkNewAnswer({ text: "undefined; " }),
    );
  });

  test("what a handle refuses", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    await input.addData([{ user: "ada", n: 1n }]);
    class Wrong extends StatefulProcessor<string, Event, { text: string }> {
      readonly #inInit: (wrong: Wrong) => void;
      readonly #inInput: (wrong: Wrong, value: ValueState<bigint>) => void;
      #value!: ValueState<bigint>;
      constructor(
        inInit: (wrong: Wrong) => void,
        inInput: (wrong: Wrong, value: ValueState<bigint>) => void = () => {},
      ) {
        super();
        this.#inInit = inInit;
        this.#inInput = inInput;
      }
      override init(): void {
        this.#value = this.getHandle().getValueState("v");
        this.#inInit(this);
      }
      override handleInputRows(): Iterable<{ text: string }> {
        this.#inInput(this, this.#value);
        return [];
      }
    }
    const refuses = (wrong: Wrong, condition: string) =>
      testStream(
        input
          .toDF(spark)
          .groupByKey(({ user }) => user!)
          .transformWithState(wrong, { outputSchema: "text STRING" }),
      )(expectFailure(condition));
    const handle = (wrong: Wrong) => wrong.getHandle();
    const none = () => {};
    await refuses(new Wrong((w) => handle(w).getListState("v")), "STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED");
    await refuses(
      new Wrong((w) => handle(w).getMapState("m", { ttlDurationMs: 1 })),
      "STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL",
    );
    const invalid = "STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE";
    await refuses(new Wrong(none, (w) => handle(w).getValueState("late")), invalid);
    await refuses(
      new Wrong(none, (w) => handle(w).registerTimer(1)),
      "STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE",
    );
    await refuses(new Wrong(none, (_, value) => value.update(null as never)), "ILLEGAL_STATE_STORE_VALUE.NULL_VALUE");
    await refuses(new Wrong(none, (_, value) => value.update((() => 1) as never)), "STATE_VALUE_NOT_STORABLE");
    expect(() => new Wrong(none).getHandle()).toThrow(invalid);
  });

  test("a server is not given functions of the program", async () => {
    const server = await startServer({ port: 0 });
    const spark = await SparkSession.builder.remote(server.url).create();
    const rates = spark.readStream
      .schema("value BIGINT")
      .json("/in")
      .groupByKey(({ value }) => value);
    const map = () => rates.mapGroupsWithState<number, "n INT">(() => ({ n: 1 }), { outputSchema: "n INT" });
    expect(map).toThrow("[STREAMING_CONNECT_LOCAL_FUNCTION] transformWithState");
    await spark.stop();
    await server.close();
  });

  test("what a query refuses", async () => {
    const spark = await SparkSession.builder.create();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const grouped = input.toDF(spark).groupByKey(({ user }) => user!);
    const inMode = (options: object) =>
      grouped.transformWithState(new RunningTotal(), { outputSchema: totalSchema, ...options });
    await expect(testStream(inMode(update))(checkAnswer())).rejects.toThrow("made for update mode");
    await expect(testStream(inMode({ timeMode: "eventTime" }))(checkAnswer())).rejects.toThrow("needs a watermark");
    await expect(testStream(inMode({ eventTimeColumn: "at" }))(checkAnswer())).rejects.toThrow("UNRESOLVED_COLUMN");
    const still = await spark.createDataFrame([{ user: "ada", n: 1n }], "user STRING, n BIGINT");
    const overStill = still
      .groupByKey(({ user }) => user!)
      .transformWithState(new RunningTotal(), { outputSchema: totalSchema });
    await expect(overStill.collect()).rejects.toThrow("rows that are no stream");
    await spark.stop();
  });
});

describe("whatever happens", () => {
  test("crashes, stops and orders of arrival leave totals with state as they should be", async () => {
    const [outcome] = await simulate({
      seed: 5,
      record: record("event", { user: field.oneOf(["ada", "bob", "eve"]), n: field.long({ min: 1n, max: 99n }) }),
      count: 12,
      crashes: 50,
      stops: 30,
      outputMode: "update",
      query: (input) =>
        input
          .groupByKey(({ user }) => user!)
          .transformWithState(() => new RunningTotal(), { outputSchema: totalSchema, ...update }),
      check: ({ rows, records }) => {
        for (const name of ["ada", "bob", "eve"]) {
          const sum = records.filter(({ user }) => user === name).reduce((all, { n }) => all + n, 0n);
          const last = rows.filter(({ user }) => user === name).at(-1);
          expect(last?.total ?? 0n).toBe(sum);
        }
      },
    });
    expect(outcome!.crashes).toBeGreaterThan(0);
  });
});

describe("groups with a state", () => {
  test("flatMapGroupsWithState with a timeout of processing time", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const sessions = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .flatMapGroupsWithState<bigint, "user STRING, total BIGINT">(
        (user, rows, state) => {
          if (state.hasTimedOut) {
            const total = state.get();
            state.remove();
            return [{ user, total }];
          }
          let total = state.getOption() ?? 0n;
          for (const { n } of rows) total += n!;
          state.update(total);
          state.setTimeoutDuration(1_000);
          return [];
        },
        { outputSchema: totalSchema as "user STRING, total BIGINT", timeout: "processingTime" },
      );
    await testStream(sessions)(
      addData(input, { user: "ada", n: 1n }, { user: "bob", n: 2n }),
      advanceClock(600),
      addData(input, { user: "ada", n: 10n }),
      checkNewAnswer(),
      stopStream(),
      startStream(),
      advanceClock(400),
      checkNewAnswer({ user: "bob", total: 2n }),
      advanceClock(599),
      checkNewAnswer(),
      advanceClock(1),
      checkNewAnswer({ user: "ada", total: 11n }),
      assertOnQuery(async (query) => expect((await query.lastProgress())!.stateOperators[0]!.numRowsTotal).toBe(0)),
    );
  });

  test("mapGroupsWithState gives one row for each call", async () => {
    await using spark = await testSession();
    using input = MemoryStream.of("user STRING, n BIGINT");
    const counts = input
      .toDF(spark)
      .groupByKey(({ user }) => user!)
      .mapGroupsWithState<number, "user STRING, n INT">(
        (user, rows, state) => {
          state.update((state.getOption() ?? 0) + [...rows].length);
          return { user, n: state.get() };
        },
        { outputSchema: "user STRING, n INT" },
      );
    await testStream(counts, update)(
      addData(input, { user: "ada", n: 1n }, { user: "ada", n: 1n }),
      addData(input, { user: "ada", n: 1n }, { user: "bob", n: 1n }),
      checkAnswer({ user: "ada", n: 2 }, { user: "ada", n: 3 }, { user: "bob", n: 1 }),
    );
  });
});
