import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MemoryStream } from "../../../test/support/memory-stream.ts";
import { RecordingSink, StreamBench } from "../../../test/support/stream-bench.ts";
import { StreamingQueryException } from "../../common/index.ts";
import { StructType } from "../../types/index.ts";
import { ForeachBatchSink } from "../sinks/index.ts";

const schema = new StructType().add("currency", "string").add("amount", "long") as StructType;
const totals = "SELECT currency, sum(amount) AS total, count(*) AS n FROM events GROUP BY currency";
let bench: StreamBench;
let root: string;

beforeEach(async () => {
  bench = await StreamBench.open();
  root = mkdtempSync(join(tmpdir(), "millrace-stream-"));
});
afterEach(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

const sorted = (rows: unknown[][] | undefined) => rows?.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));

describe("output modes", () => {
  const data = [
    ["GBP", 5n],
    ["USD", 7n],
    [null, 1n],
  ];

  test("complete gives the whole result with each batch", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    const query = await bench.start(totals, schema, source, { sink, mode: "complete" });
    source.add(...data);
    await query.processAllAvailable();
    source.add(["GBP", 1n]);
    await query.processAllAvailable();
    expect(sorted(sink.batches.get(0))).toEqual([
      ["GBP", 5n, 1n],
      ["USD", 7n, 1n],
      [null, 1n, 1n],
    ]);
    expect(sorted(sink.batches.get(1))).toEqual([
      ["GBP", 6n, 2n],
      ["USD", 7n, 1n],
      [null, 1n, 1n],
    ]);
  });

  test("update gives the groups that changed", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    const query = await bench.start(totals, schema, source, { sink, mode: "update" });
    source.add(...data);
    await query.processAllAvailable();
    source.add([null, 2n], ["EUR", 9n]);
    await query.processAllAvailable();
    expect(sorted(sink.batches.get(1))).toEqual([
      ["EUR", 9n, 1n],
      [null, 3n, 2n],
    ]);
  });

  test("append gives each row once", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    const sql = "SELECT upper(currency) AS c, amount * 2 AS a FROM events WHERE amount > 1";
    const query = await bench.start(sql, schema, source, { sink });
    source.add(["gbp", 5n], ["usd", 1n]);
    await query.processAllAvailable();
    source.add(["eur", 2n]);
    await query.processAllAvailable();
    expect([...sink.batches.values()]).toEqual([[["GBP", 10n]], [["EUR", 4n]]]);
    expect(query.lastProgress?.sources[0]?.numInputRows).toBe(1);
  });

  test("an aggregation without keys has one row", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    const query = await bench.start("SELECT sum(amount) FROM events", schema, source, { sink, mode: "complete" });
    source.add(["GBP", 2n]);
    await query.processAllAvailable();
    source.add(["GBP", 3n]);
    await query.processAllAvailable();
    expect([...sink.batches.values()]).toEqual([[[2n]], [[5n]]]);
  });

  test("what stands above the aggregation runs over its result", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    const sql =
      "SELECT currency, sum(amount) + 1 AS t FROM events GROUP BY currency HAVING count(*) > 1 ORDER BY t DESC";
    const query = await bench.start(sql, schema, source, { sink, mode: "complete" });
    source.add(["a", 1n], ["b", 2n], ["a", 3n], ["b", 10n], ["c", 5n]);
    await query.processAllAvailable();
    expect(sink.batches.get(0)).toEqual([
      ["b", 13n],
      ["a", 5n],
    ]);
  });
});

describe("aggregates across batches and restarts", () => {
  const aggregates = [
    "count(amount)",
    "sum(amount)",
    "avg(amount)",
    "min(amount)",
    "max(currency)",
    "stddev(amount)",
    "stddev_pop(amount)",
    "variance(amount)",
    "first(amount)",
    "last(amount)",
    "first(amount, true)",
    "collect_list(amount)",
    "sort_array(collect_set(amount))",
    "approx_count_distinct(amount)",
    "bool_or(amount > 3)",
    "min_by(currency, amount)",
    "max_by(currency, amount)",
    "count_if(amount > 1)",
    "sum(CAST(amount AS DECIMAL(12,2)))",
    "sum(CAST(amount AS DOUBLE))",
  ];
  const batches = [
    [
      ["a", 3n],
      ["b", null],
      ["a", 1n],
    ],
    [
      ["a", 5n],
      ["b", 2n],
    ],
    [
      ["b", 2n],
      ["a", null],
      ["b", 9n],
    ],
  ];
  const whole = batches.flat();

  test.each(aggregates)("%s", async (aggregate) => {
    const sql = `SELECT currency, ${aggregate} AS v FROM events GROUP BY currency`;
    const once = new RecordingSink();
    const all = await bench.start(sql, schema, new MemoryStream(schema, whole), { sink: once, mode: "complete" });
    await all.processAllAvailable();
    const expected = sorted(once.batches.get(0));

    const through = new RecordingSink();
    const source = new MemoryStream(schema);
    const query = await bench.start(sql, schema, source, { sink: through, mode: "complete" });
    for (const batch of batches) {
      source.add(...batch);
      await query.processAllAvailable();
    }
    expect(sorted(through.batches.get(2))).toEqual(expected);

    const resumed = new RecordingSink();
    const rows: unknown[][] = [];
    for (const batch of batches) {
      rows.push(...batch);
      const options = { sink: resumed, mode: "complete" as const, checkpoint: join(root, "checkpoint") };
      const run = await bench.start(sql, schema, new MemoryStream(schema, rows), options);
      await run.processAllAvailable();
      await run.stop();
    }
    expect(sorted(resumed.batches.get(2))).toEqual(expected);
  });

  test("state stays right through compactions", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink(false);
    const query = await bench.start(totals, schema, source, { sink, mode: "complete" });
    for (let batch = 0; batch < 150; batch++) {
      source.add(["a", 1n], [`k${batch % 7}`, 2n]);
      await query.processAllAvailable();
    }
    const last = new Map(sink.batches.get(149)!.map((row) => [row[0], row[1]]));
    expect(last.get("a")).toBe(150n);
    expect([...last.values()].reduce((sum: bigint, value) => sum + (value as bigint), 0n)).toBe(450n);
    expect(query.lastProgress?.stateOperators[0]).toMatchObject({ numRowsTotal: 8, numRowsUpdated: 2 });
  });
});

describe("recovery", () => {
  test("a batch that failed behind the log runs again with the same rows and number", async () => {
    const rows: unknown[][] = [["a", 1n]];
    const sink = new RecordingSink();
    sink.failure = new Error("disk full");
    const options = { sink, mode: "complete" as const, checkpoint: join(root, "checkpoint") };
    const failing = await bench.start(totals, schema, new MemoryStream(schema, rows), options);
    await expect(failing.awaitTermination()).rejects.toThrow("disk full");
    rows.push(["a", 10n]);
    sink.failure = undefined;
    const query = await bench.start(totals, schema, new MemoryStream(schema, rows), options);
    await query.processAllAvailable();
    expect(sink.batches.get(0)).toEqual([["a", 1n, 1n]]);
    expect(sink.batches.get(1)).toEqual([["a", 11n, 2n]]);
    expect(query.id).toBe(failing.id);
    expect(query.runId).not.toBe(failing.runId);
  });

  test("a sink that ends with the process may see other batches after a failure, with the same result", async () => {
    const rows: unknown[][] = [["a", 1n]];
    const sink = new RecordingSink(false);
    sink.failure = new Error("gone");
    const options = { sink, mode: "complete" as const, checkpoint: join(root, "checkpoint") };
    const failing = await bench.start(totals, schema, new MemoryStream(schema, rows), options);
    await expect(failing.awaitTermination()).rejects.toThrow("gone");
    rows.push(["a", 10n]);
    sink.failure = undefined;
    const query = await bench.start(totals, schema, new MemoryStream(schema, rows), options);
    await query.processAllAvailable();
    expect(sink.batches.get(0)).toEqual([["a", 11n, 2n]]);
  });

  test("a restart shows the state before there is new data", async () => {
    const rows: unknown[][] = [["a", 1n]];
    const options = { mode: "complete" as const, checkpoint: join(root, "checkpoint"), showsState: true };
    const first = await bench.start(totals, schema, new MemoryStream(schema, rows), {
      ...options,
      sink: new RecordingSink(),
    });
    await first.processAllAvailable();
    await first.stop();
    const sink = new RecordingSink();
    await bench.start(totals, schema, new MemoryStream(schema, rows), { ...options, sink });
    expect(sink.batches.get(-1)).toEqual([["a", 1n, 1n]]);
  });

  test("another aggregation is refused, and nothing is changed", async () => {
    const options = { mode: "complete" as const, checkpoint: join(root, "checkpoint") };
    const rows: unknown[][] = [["a", 1n]];
    const first = await bench.start(totals, schema, new MemoryStream(schema, rows), {
      ...options,
      sink: new RecordingSink(),
    });
    await first.processAllAvailable();
    await first.stop();
    const other = "SELECT amount, count(*) AS n FROM events GROUP BY amount";
    const refused = bench.start(other, schema, new MemoryStream(schema, rows), {
      ...options,
      sink: new RecordingSink(),
    });
    await expect(refused).rejects.toMatchObject({ condition: "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE" });
    const sink = new RecordingSink();
    rows.push(["a", 1n]);
    const again = await bench.start(totals, schema, new MemoryStream(schema, rows), { ...options, sink });
    await again.processAllAvailable();
    expect(sink.batches.get(1)).toEqual([["a", 2n, 2n]]);
  });

  test("a second query on the checkpoint ends the first", async () => {
    const options = { mode: "complete" as const, checkpoint: join(root, "checkpoint") };
    const first = await bench.start(totals, schema, new MemoryStream(schema), {
      ...options,
      sink: new RecordingSink(),
    });
    const second = await bench.start(totals, schema, new MemoryStream(schema), {
      ...options,
      sink: new RecordingSink(),
    });
    expect([first.isActive, second.isActive]).toEqual([false, true]);
  });
});

describe("triggers", () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ["a", BigInt(index)]);

  test("availableNow works off what is there in batches of the source's size", async () => {
    const sink = new RecordingSink();
    const source = new MemoryStream(schema, rows(5), 2);
    const query = await bench.start("SELECT amount FROM events", schema, source, {
      sink,
      trigger: { kind: "availableNow" },
    });
    source.add(["late", 99n]);
    expect(await query.awaitTermination()).toBe(true);
    expect([...sink.batches.values()].flat(2)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(sink.batches.size).toBe(3);
    expect(query.isActive).toBe(false);
  });

  test("once takes all in one batch", async () => {
    const sink = new RecordingSink();
    const source = new MemoryStream(schema, rows(5), 2);
    const query = await bench.start("SELECT amount FROM events", schema, source, { sink, trigger: { kind: "once" } });
    await query.awaitTermination();
    expect([...sink.batches.values()].map((batch) => batch.length)).toEqual([5]);
  });

  test("processingTime starts a batch at each multiple of the interval", async () => {
    const sink = new RecordingSink();
    const source = new MemoryStream(schema, rows(1));
    const trigger = { kind: "processingTime", intervalMs: 10_000 } as const;
    const query = await bench.start("SELECT amount FROM events", schema, source, { sink, trigger });
    const settled = async (batches: number) => {
      while (sink.batches.size < batches || query.status.message !== "Waiting for next trigger") {
        await new Promise(setImmediate);
      }
    };
    await settled(1);
    source.add(["a", 7n]);
    bench.clock.advance(9_999);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sink.batches.size).toBe(1);
    bench.clock.advance(1);
    await settled(2);
    expect(sink.batches.get(1)).toEqual([[7n]]);
  });
});

describe("what a query says of itself", () => {
  test("events come in order, progress has Spark's fields", async () => {
    const source = new MemoryStream(schema);
    const query = await bench.start(totals, schema, source, {
      sink: new RecordingSink(),
      mode: "complete",
      name: "totals",
    });
    await query.processAllAvailable();
    bench.clock.advance(500);
    source.add(["a", 1n]);
    await query.processAllAvailable();
    await query.stop();
    expect(bench.events.map((event) => event.type)).toEqual(["started", "progress", "terminated"]);
    const progress = query.lastProgress!;
    expect(Object.keys(progress)).toEqual([
      "id",
      "runId",
      "name",
      "timestamp",
      "batchId",
      "batchDuration",
      "durationMs",
      "eventTime",
      "stateOperators",
      "sources",
      "sink",
      "observedMetrics",
    ]);
    expect(Object.keys(progress.durationMs).toSorted()).toEqual([
      "addBatch",
      "commitOffsets",
      "getBatch",
      "latestOffset",
      "queryPlanning",
      "triggerExecution",
      "walCommit",
    ]);
    expect(progress.sources[0]).toMatchObject({
      startOffset: null,
      endOffset: "1",
      numInputRows: 1,
      inputRowsPerSecond: 2,
    });
    expect(query.status).toEqual({ message: "Stopped", isDataAvailable: false, isTriggerActive: false });
    expect(query.exception).toBeUndefined();
    // The report of the first, idle trigger is kept but not sent.
    expect(query.recentProgress.map((report) => report.sources[0]?.numInputRows)).toEqual([0, 1]);
  });

  test("an idle query reports itself every ten seconds", async () => {
    const source = new MemoryStream(schema);
    const query = await bench.start(totals, schema, source, { sink: new RecordingSink(), mode: "complete" });
    await query.processAllAvailable();
    bench.clock.advance(9_000);
    await query.processAllAvailable();
    bench.clock.advance(1_000);
    await query.processAllAvailable();
    expect(bench.events.map((event) => event.type)).toEqual(["started", "idle"]);
  });

  test("a failure ends the query, tells its cause and frees what it held", async () => {
    const source = new MemoryStream(schema, [["a", 1n]]);
    source.failure = new Error("no such file");
    const sink = new RecordingSink();
    const query = await bench.start(totals, schema, source, { sink, mode: "complete" });
    const failure = await query.awaitTermination().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StreamingQueryException);
    expect(failure).toMatchObject({
      condition: "STREAM_FAILED",
      messageParameters: { id: query.id, runId: query.runId },
    });
    await expect(query.processAllAvailable()).rejects.toBe(failure);
    expect(query.status.message).toContain("Terminated with exception");
    expect([source.closed, sink.closed, query.isActive]).toEqual([true, true, false]);
    const last = bench.events.at(-1);
    expect(last).toMatchObject({
      type: "terminated",
      exception: expect.stringContaining("no such file"),
      errorClassOnException: "INTERNAL_ERROR",
    });
    await expect(bench.manager.awaitAnyTermination()).rejects.toBe(failure);
    bench.manager.resetTerminated();
    expect(await bench.manager.awaitAnyTermination(async () => {})).toBe(false);
  });

  test("explain gives the SQL of the newest batch", async () => {
    const source = new MemoryStream(schema);
    const query = await bench.start(totals, schema, source, { sink: new RecordingSink(), mode: "complete" });
    expect(query.explain(false)).toBe("No physical plan. Waiting for data.");
    source.add(["a", 1n]);
    await query.processAllAvailable();
    expect(query.explain(true)).toMatch(/== Analyzed Logical Plan ==[\s\S]*== Physical Plan ==[\s\S]*GROUP BY/);
  });

  test("names are unique among running queries", async () => {
    const start = () =>
      bench.start(totals, schema, new MemoryStream(schema), { sink: new RecordingSink(), mode: "complete", name: "q" });
    const first = await start();
    await expect(start()).rejects.toMatchObject({ condition: "DUPLICATE_QUERY_NAME" });
    expect(bench.manager.get(first.id)).toBe(first);
    await first.stop();
    expect(bench.manager.active).toEqual([]);
    expect(bench.manager.run(first.runId)).toBe(first);
    await start();
  });

  test("of two starts of one name at once, one is refused", async () => {
    const start = () =>
      bench.start(totals, schema, new MemoryStream(schema), { sink: new RecordingSink(), mode: "complete", name: "q" });
    const outcomes = await Promise.allSettled([start(), start()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(outcomes[1]).toMatchObject({ reason: { condition: "DUPLICATE_QUERY_NAME" } });
    await bench.manager.stopAll();
    await start();
  });
});

describe("abort", () => {
  test("ends a query whose function never returns; its batch runs again at the next start", async () => {
    const source = new MemoryStream(schema);
    const checkpoint = join(root, "checkpoint");
    let called = (): void => undefined;
    const call = new Promise<void>((resolve) => {
      called = resolve;
    });
    let released = 0;
    const hanging = new ForeachBatchSink(
      () => {
        called();
        return new Promise(() => undefined);
      },
      () => {
        released += 1;
      },
    );
    const query = await bench.start(totals, schema, source, { sink: hanging, mode: "complete", checkpoint });
    source.add(["GBP", 5n]);
    const processed = query.processAllAvailable();
    await call;
    expect(query.status).toEqual({ message: "Processing new data", isDataAvailable: true, isTriggerActive: true });
    await Promise.all([query.stop(), bench.manager.abortAll()]);
    await processed;
    expect(released).toBe(1);
    expect({ active: query.isActive, exception: query.exception }).toEqual({ active: false, exception: undefined });
    expect(query.status.message).toBe("Stopped");
    expect(bench.events.at(-1)).toMatchObject({ type: "terminated", exception: null });
    source.add(["GBP", 7n]);
    const sink = new RecordingSink();
    const again = await bench.start(totals, schema, source, { sink, mode: "complete", checkpoint });
    await again.processAllAvailable();
    // The batch that was cut off comes first, with the rows that it had.
    expect([...sink.batches]).toEqual([
      [0, [["GBP", 5n, 1n]]],
      [1, [["GBP", 12n, 2n]]],
    ]);
  });

  test("stops the SQL of a batch", async () => {
    const source = new MemoryStream(schema);
    const sql = "SELECT amount FROM events CROSS JOIN range(1000000000000) AS r WHERE (r.id * r.id + amount) % 7 = 6.5";
    const query = await bench.start(sql, schema, source, { sink: new RecordingSink() });
    source.add(["GBP", 5n]);
    const processed = query.processAllAvailable();
    await expect.poll(() => query.explain(false)).toContain("range");
    await query.abort();
    await processed;
    expect({ active: query.isActive, exception: query.exception }).toEqual({ active: false, exception: undefined });
  });

  test("a failure of the batch itself stays one", async () => {
    const source = new MemoryStream(schema);
    const sink = new RecordingSink();
    sink.failure = new Error("no room");
    const query = await bench.start(totals, schema, source, { sink, mode: "complete" });
    source.add(["GBP", 5n]);
    await expect(query.processAllAvailable()).rejects.toThrow("no room");
    await query.abort();
    expect(query.exception?.message).toContain("no room");
  });
});
