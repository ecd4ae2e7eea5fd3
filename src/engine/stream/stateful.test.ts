import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MemoryStream } from "../../../test/support/memory-stream.ts";
import { RecordingSink, StreamBench, withoutDuplicates } from "../../../test/support/stream-bench.ts";
import { StructType, Timestamp } from "../../types/index.ts";

const schema = new StructType().add("k", "string").add("at", "timestamp").add("n", "long") as StructType;
/** A row of key, seconds since the epoch and number. */
const row = (k: string, seconds: number, n = 1): unknown[] => [
  k,
  new Timestamp(BigInt(seconds) * 1_000_000n),
  BigInt(n),
];
const perMinute =
  "SELECT k, unix_timestamp(window.end) AS until, sum(n) AS s FROM events GROUP BY window(at, '1 minute'), k";
const minute = 60_000;

let bench: StreamBench;
let root: string;

beforeEach(async () => {
  bench = await StreamBench.open();
  root = mkdtempSync(join(tmpdir(), "millrace-stateful-"));
});
afterEach(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

const flat = (sink: RecordingSink) => [...sink.batches.values()].flat();
const sorted = (rows: unknown[][]) => rows.map(String).toSorted();

test("event times are reported in whole milliseconds, before the epoch as well", async () => {
  const source = new MemoryStream(schema, [
    ["a", new Timestamp(-1500n), 1n],
    ["a", new Timestamp(-1n), 1n],
  ]);
  const query = await bench.start(perMinute, schema, source, { sink: new RecordingSink(), watermark: minute });
  await query.processAllAvailable();
  expect(query.recentProgress[0]?.eventTime).toMatchObject({
    max: "1969-12-31T23:59:59.999Z",
    min: "1969-12-31T23:59:59.998Z",
    avg: "1969-12-31T23:59:59.999Z",
  });
});

describe("a restart", () => {
  test("goes on with the watermark of before, and knows what is late", async () => {
    const [sink, checkpoint] = [new RecordingSink(), join(root, "checkpoint")];
    const first = await bench.start(perMinute, schema, new MemoryStream(schema, [row("a", 30), row("a", 600)]), {
      sink,
      checkpoint,
      watermark: minute,
    });
    await first.processAllAvailable();
    expect(flat(sink)).toEqual([["a", 60n, 1n]]);
    await first.stop();
    const source = new MemoryStream(schema, [row("a", 30), row("a", 600), row("b", 40), row("b", 550)]);
    const again = await bench.start(perMinute, schema, source, { sink, checkpoint, watermark: minute });
    await again.processAllAvailable();
    expect(again.lastProgress?.eventTime.watermark).toBe("1970-01-01T00:09:00.000Z");
    expect(again.lastProgress?.stateOperators[0]).toMatchObject({ numRowsDroppedByWatermark: 1, numRowsTotal: 2 });
  });

  test("runs a batch that failed behind the log with the watermark that it had", async () => {
    const [sink, checkpoint] = [new RecordingSink(), join(root, "checkpoint")];
    const source = new MemoryStream(schema, [row("a", 30), row("a", 600)]);
    const first = await bench.start(perMinute, schema, source, { sink, checkpoint, watermark: minute });
    await first.processAllAvailable();
    sink.failure = new Error("lost");
    source.add(row("a", 601, 2), row("a", 50), row("c", 2000));
    await expect(first.processAllAvailable()).rejects.toThrow("lost");
    const before = sink.batches.get(2);
    sink.failure = undefined;
    const again = await bench.start(perMinute, schema, new MemoryStream(schema, source.rows), {
      sink,
      checkpoint,
      watermark: minute,
    });
    await again.processAllAvailable();
    expect(sink.batches.get(2)).toEqual(before);
    expect(sorted(flat(sink))).toEqual(["a,60,1", "a,660,3"]);
    expect(again.recentProgress.map(({ eventTime }) => eventTime.watermark)).toEqual([
      "1970-01-01T00:09:00.000Z",
      "1970-01-01T00:32:20.000Z",
    ]);
  });

  test("runs the batch without data that was due when the query was stopped", async () => {
    const [sink, checkpoint] = [new RecordingSink(), join(root, "checkpoint")];
    const rows = [row("a", 30), row("a", 600)];
    const once = { kind: "once" } as const;
    const first = await bench.start(perMinute, schema, new MemoryStream(schema, rows), {
      sink,
      checkpoint,
      watermark: minute,
      trigger: once,
    });
    await first.awaitTermination();
    expect(flat(sink)).toEqual([]);
    const again = await bench.start(perMinute, schema, new MemoryStream(schema, rows), {
      sink,
      checkpoint,
      watermark: minute,
    });
    await again.processAllAvailable();
    expect(flat(sink)).toEqual([["a", 60n, 1n]]);
  });

  test.each([
    ["SELECT k FROM events LIMIT 3", "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA"],
    ["SELECT k FROM events", "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA"],
    [perMinute.replaceAll("sum", "avg"), "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE"],
  ])("with %s instead of an aggregation is refused", async (sql, condition) => {
    const options = { sink: new RecordingSink(), checkpoint: join(root, "checkpoint"), watermark: minute };
    const source = new MemoryStream(schema, [row("a", 30)]);
    const first = await bench.start(perMinute, schema, source, options);
    await first.processAllAvailable();
    await first.stop();
    await expect(bench.start(sql, schema, source, options)).rejects.toMatchObject({ condition });
    const again = await bench.start(perMinute, schema, source, options);
    expect(await again.processAllAvailable()).toBeUndefined();
  });
});

test("windows come out once and right over many batches, compactions and restarts", async () => {
  const [sink, checkpoint] = [new RecordingSink(), join(root, "checkpoint")];
  const rows: unknown[][] = [];
  const expected = new Map<string, bigint>();
  for (let second = 0; second < 2000; second += 7) {
    const k = "abc"[second % 3]!;
    rows.push(row(k, second, second));
    const window = `${k},${(Math.floor(second / 60) + 1) * 60}`;
    expected.set(window, (expected.get(window) ?? 0n) + BigInt(second));
  }
  rows.push(row("end", 10_000));
  for (const end of [150, 300, rows.length]) {
    const source = new MemoryStream(schema, rows.slice(0, end), 3);
    const query = await bench.start(perMinute, schema, source, { sink, checkpoint, watermark: minute });
    await query.processAllAvailable();
    await query.stop();
  }
  expect(sorted(flat(sink))).toEqual([...expected].map(([window, s]) => `${window},${s}`).toSorted());
});

test("duplicates stay away over restarts, and keys leave the state with the watermark", async () => {
  const [sink, checkpoint] = [new RecordingSink(), join(root, "checkpoint")];
  const rows = Array.from({ length: 300 }, (_, index) => row(`k${index % 50}`, 1000 + Math.floor(index / 100) * 30));
  for (const end of [120, 300]) {
    const source = new MemoryStream(schema, rows.slice(0, end), 7);
    const distinct = withoutDuplicates("SELECT k, at FROM events");
    const query = await bench.start(distinct, schema, source, { sink, checkpoint, watermark: 10_000 });
    await query.processAllAvailable();
    if (end === 300) expect(query.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(50);
    await query.stop();
  }
  expect(flat(sink)).toHaveLength(150);
});

test("sessions that grow over batches come out whole, once", async () => {
  const sink = new RecordingSink();
  const rows = [0, 8, 30, 16, 24, 100, 38, 105, 300].map((second) => row("a", second));
  const sql =
    "SELECT unix_timestamp(session_window.start), unix_timestamp(session_window.end), count(*) FROM events GROUP BY session_window(at, '10 seconds'), k";
  const source = new MemoryStream(schema, rows, 1);
  const query = await bench.start(sql, schema, source, { sink, checkpoint: join(root, "c"), watermark: minute });
  await query.processAllAvailable();
  expect(flat(sink)).toEqual([
    [0n, 48n, 6n],
    [100n, 115n, 2n],
  ]);
  expect(query.lastProgress?.stateOperators[0]).toMatchObject({ numRowsTotal: 1 });
});

test("a condition on a random key is asked of the key, and not of another draw", async () => {
  const sink = new RecordingSink();
  const rows = Array.from({ length: 200 }, (_, second) => row("a", second));
  const sql = "SELECT * FROM (SELECT CAST(rand() * 2 AS INT) AS r, count(*) AS c FROM events GROUP BY 1) WHERE r = 0";
  const query = await bench.start(sql, schema, new MemoryStream(schema, rows), { sink, mode: "update" });
  await query.processAllAvailable();
  expect(flat(sink).map(([r]) => r)).toEqual([0]);
});

test("a sink that fails when it is closed keeps nothing open: the query can start again from its checkpoint", async () => {
  const checkpoint = join(root, "checkpoint");
  const failing = new (class extends RecordingSink {
    override async close(): Promise<void> {
      throw new Error("the sink is stuck");
    }
  })();
  const rows = [row("a", 0), row("a", 1)];
  const first = await bench.start(perMinute, schema, new MemoryStream(schema, rows), {
    sink: failing,
    checkpoint,
    mode: "update",
  });
  await first.processAllAvailable();
  await first.stop();
  expect(first.exception?.message).toContain("the sink is stuck");
  const sink = new RecordingSink();
  const second = await bench.start(perMinute, schema, new MemoryStream(schema, [...rows, row("a", 2)]), {
    sink,
    checkpoint,
    mode: "update",
  });
  await second.processAllAvailable();
  expect(flat(sink)).toEqual([["a", 60n, 3n]]);
});
