import { PassThrough, Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { ManualClock, SparkException, sparkError } from "../common/index.ts";
import {
  field,
  milliseconds,
  type Produced,
  produce,
  record,
  streamTarget,
  type Target,
  type Transaction,
  transaction,
} from "./index.ts";

/** Keeps files in memory. */
class MemoryTarget implements Target {
  readonly description = "memory";
  readonly files = new Map<string, string>();
  /** Called before a file is kept. */
  before: (name: string) => void | Promise<void> = () => {};

  async put(name: string, bytes: Uint8Array): Promise<string> {
    await this.before(name);
    this.files.set(name, Buffer.from(bytes).toString());
    return `memory:/${name}`;
  }

  get lines(): string[] {
    return [...this.files.values()].flatMap((text) => text.split("\n").filter((line) => line !== ""));
  }
}

/** Lets everything run that does not wait for time. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

const expected = (count: number, seed: number): string[] => {
  const seeded = transaction.seed(seed);
  return Array.from({ length: count }, () => seeded.serialize());
};

describe("files", () => {
  test("one record a file is one JSON object under a time-ordered name", async () => {
    const target = new MemoryTarget();
    const seen: Produced<Transaction>[] = [];
    for await (const file of produce(transaction, target, { count: 3, seed: 1 })) seen.push(file);
    expect([...target.files.values()]).toEqual(expected(3, 1));
    const names = [...target.files.keys()];
    for (const name of names)
      expect(name).toMatch(/^transaction_[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
    expect(names.toSorted()).toEqual(names);
    expect(seen.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(seen[0]).toEqual({
      index: 1,
      path: `memory:/${names[0]}`,
      records: 1,
      bytes: expected(1, 1)[0]!.length,
      value: transaction.seed(1).create(),
    });
  });

  test("batches are lines, the last one what is left", async () => {
    const target = new MemoryTarget();
    const production = produce(transaction.seed(1), target, {
      count: 25,
      batchSize: 10,
      prefix: "t-",
      extension: ".json",
    });
    const seen: number[] = [];
    for await (const { records, value } of production) {
      seen.push(records);
      expect(value).toBeUndefined();
    }
    expect(seen).toEqual([10, 10, 5]);
    expect(target.lines).toEqual(expected(25, 1));
    for (const [name, text] of target.files) {
      expect(name).toMatch(/^t-[\da-f-]+\.json$/);
      expect(text.at(-1)).toBe("\n");
    }
    expect(production.totals).toEqual({ files: 3, records: 25, bytes: expected(25, 1).join("\n").length + 1 });
  });

  test("runs without a seed differ, and the seed they report makes them again", async () => {
    const [one, two, again] = [new MemoryTarget(), new MemoryTarget(), new MemoryTarget()];
    const first = produce(transaction, one, { count: 5 });
    await first.finish();
    await produce(transaction, two, { count: 5 }).finish();
    await produce(transaction, again, { count: 5, seed: first.seed }).finish();
    expect(one.lines).not.toEqual(two.lines);
    expect(again.lines).toEqual(one.lines);
  });

  test("100 records where no count is given", async () => {
    const target = new MemoryTarget();
    expect(await produce(transaction, target).finish()).toMatchObject({ files: 100, records: 100 });
  });

  test("leaving the iteration ends the run", async () => {
    const target = new MemoryTarget();
    for await (const { index } of produce(transaction, target, { forever: true })) if (index === 7) break;
    expect(target.files.size).toBe(7);
  });

  test("several files can be under way at once and are reported in order", async () => {
    const target = new MemoryTarget();
    let most = 0;
    let now = 0;
    target.before = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
    };
    const seen: number[] = [];
    for await (const { index } of produce(transaction, target, { count: 20, concurrency: 4, seed: 1 }))
      seen.push(index);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(most).toBe(4);
    expect(target.lines.toSorted()).toEqual(expected(20, 1).toSorted());
  });
});

describe("pace", () => {
  /** Times at which files were published, moving the clock by `step` whenever nothing else happens. */
  async function times(
    options: Parameters<typeof produce<Transaction>>[2],
    step: number,
    until: number,
  ): Promise<number[]> {
    const clock = new ManualClock(0);
    const target = new MemoryTarget();
    const at: number[] = [];
    target.before = () => {
      at.push(clock.now());
    };
    const abort = new AbortController();
    const done = produce(transaction, target, { ...options, clock, seed: 1, signal: abort.signal }).finish();
    await settle();
    while (clock.now() < until) {
      clock.advance(step);
      await settle();
    }
    abort.abort();
    await done;
    return at;
  }

  test("interval: the first file at once, then one each interval", async () => {
    expect(await times({ count: 4, interval: "3s" }, 500, 12_000)).toEqual([0, 3000, 6000, 9000]);
  });
  test("rate: fractions of a record per second", async () => {
    expect(await times({ count: 3, rate: 0.5 }, 500, 6000)).toEqual([0, 2000, 4000]);
  });
  test("rate counts records, not files", async () => {
    expect(await times({ count: 300, batchSize: 100, rate: 50 }, 500, 6000)).toEqual([0, 2000, 4000]);
  });
  test("rate makes up for at most a second", async () => {
    const at = await times({ forever: true, rate: 2 }, 10_000, 20_000);
    expect(at).toEqual([0, 10_000, 10_000, 10_000, 20_000, 20_000, 20_000]);
  });
  test("an interval missed is not made up for", async () => {
    expect(await times({ forever: true, interval: 100 }, 1000, 3000)).toEqual([0, 1000, 2000, 3000]);
  });
  test("jitter moves waits within its share, the same for a seed", async () => {
    const options = { forever: true, interval: 1000, jitter: 0.5 };
    const at = await times(options, 1, 20_000);
    const waits = at.slice(1).map((time, i) => time - at[i]!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1501);
    expect(new Set(waits).size).toBeGreaterThan(5);
    expect(await times(options, 1, 20_000)).toEqual(at);
  });
  test("aborting ends a wait and leaves whole files only", async () => {
    const clock = new ManualClock(0);
    const target = new MemoryTarget();
    const abort = new AbortController();
    const production = produce(transaction, target, {
      forever: true,
      interval: "1h",
      clock,
      signal: abort.signal,
      seed: 1,
    });
    const done = production.finish();
    await settle();
    abort.abort();
    expect(await done).toEqual(production.totals);
    expect(target.lines).toEqual(expected(1, 1));
    expect((await produce(transaction, target, { signal: abort.signal }).finish()).files).toBe(0);
  });
  test("a file under way when the run is aborted is completed", async () => {
    const target = new MemoryTarget();
    const abort = new AbortController();
    let release = () => {};
    target.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const done = produce(transaction, target, { signal: abort.signal, seed: 1 }).finish();
    await settle();
    abort.abort();
    release();
    expect((await done).files).toBe(1);
    expect(target.lines).toEqual(expected(1, 1));
  });
  test("now is the clock's time", async () => {
    const target = new MemoryTarget();
    await produce(record("tick", { at: field.timestamp() }), target, { count: 1, clock: new ManualClock(5) }).finish();
    expect(target.lines).toEqual(['{"at":"1970-01-01T00:00:00.005Z"}']);
  });
  test("spans of time have units", () => {
    const ms = (span: number | string): number => milliseconds("interval", span);
    expect([5, "5", "250ms", "3s", "3 seconds", "1.5 minutes", "2m", "1h", "1 hour"].map(ms)).toEqual([
      5, 5, 250, 3000, 3000, 90_000, 120_000, 3_600_000, 3_600_000,
    ]);
    for (const wrong of ["", "3 parsecs", "3 seconds or so", "-1s", -1, Number.NaN])
      expect(() => ms(wrong)).toThrow(/interval must be/);
  });
});

describe("ledger", () => {
  test("is readable while the run goes on and equals what was published", async () => {
    const target = new MemoryTarget();
    const production = produce(transaction, target, { count: 100, ledger: { by: "currency", sum: "amount" } });
    for await (const { index } of production) expect(production.ledger?.count).toBe(index);
    const totals = new Map<string, { count: number; sum: bigint }>();
    for (const line of target.lines) {
      const { currency, amount } = JSON.parse(line) as { currency: string; amount: number };
      const total = totals.get(currency) ?? { count: 0, sum: 0n };
      totals.set(currency, { count: total.count + 1, sum: total.sum + BigInt(amount) });
    }
    expect(production.ledger?.entries).toEqual(totals);
  });
  test("counts without fields, groups nulls, sums ints and derived fields", async () => {
    const orders = record("order", {
      kind: field.oneOf(["a"]).optional(0.5),
      units: field.int({ max: 3 }).optional(0.5),
    });
    const doubled = orders.derive(
      "doubled",
      orders.schema.fields[1]!.dataType as never,
      (row) => ((row.units ?? 0) * 2) as never,
    );
    const target = new MemoryTarget();
    const plain = produce(orders, target, { count: 7, batchSize: 4, ledger: {} });
    await plain.finish();
    expect(plain.ledger?.entries).toEqual(new Map([[null, { count: 7, sum: 0n }]]));
    const grouped = produce(orders, target, {
      count: 50,
      batchSize: 50,
      seed: 1,
      ledger: { by: "kind", sum: "units" },
    });
    const derived = produce(doubled, target, {
      count: 50,
      batchSize: 50,
      seed: 1,
      ledger: { by: "kind", sum: "doubled" },
    });
    await grouped.finish();
    await derived.finish();
    expect(new Set(grouped.ledger?.entries.keys())).toEqual(new Set(["a", null]));
    for (const [key, { count, sum }] of grouped.ledger!.entries) {
      expect(derived.ledger?.entries.get(key)).toEqual({ count, sum: sum * 2n });
    }
  });
  test("refuses fields it cannot account for", () => {
    const start = (ledger: object) => () => produce(transaction, new MemoryTarget(), { ledger });
    expect(start({ by: "curency" })).toThrow(/no field curency/);
    expect(start({ sum: "username" })).toThrow(/whole numbers, not string/);
    const timed = record("timed", { at: field.timestamp() });
    expect(() => produce(timed, new MemoryTarget(), { ledger: { by: "at" as never } })).toThrow(/not timestamp/);
  });
});

describe("errors", () => {
  test("of a target name the file and the target", async () => {
    const target = new MemoryTarget();
    target.before = (name) => {
      if (target.files.size === 2) throw new Error(`no room for ${name}`);
    };
    const production = produce(transaction, target, { count: 5, concurrency: 2, ledger: {} });
    const failure = await production.finish().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SparkException);
    expect(failure).toMatchObject({
      condition: "GENERATOR_TARGET_FAILED",
      message: expect.stringMatching(/to memory: no room for/),
    });
    expect(production.totals.records).toBe(2);
    expect(production.ledger?.count).toBe(2);
  });
  test("with a condition come through as they are", async () => {
    const target = new MemoryTarget();
    const error = sparkError("INTERNAL_ERROR", { message: "x" });
    target.before = () => {
      throw error;
    };
    await expect(produce(transaction, target).finish()).rejects.toBe(error);
  });
  test("of options are raised at once", () => {
    const start = (options: object) => () => produce(transaction, new MemoryTarget(), options);
    expect(start({ count: -1 })).toThrow(/count must be/);
    expect(start({ count: 1, forever: true })).toThrow(/left out/);
    expect(start({ batchSize: 0 })).toThrow(/batchSize/);
    expect(start({ concurrency: 0 })).toThrow(/concurrency/);
    expect(start({ interval: 1, rate: 1 })).toThrow(/given alone/);
    expect(start({ rate: 0 })).toThrow(/more than 0/);
    expect(start({ jitter: 2 })).toThrow(/jitter/);
    expect(start({ interval: "soon" })).toThrow(/interval/);
    expect(start({ prefix: "../x" })).toThrow(/part of a file name/);
    expect(() => produce(record("own", { a: field.int() }), new MemoryTarget(), { workers: 1 })).toThrow(
      /URL of the module/,
    );
  });
});

describe("streams", () => {
  test("get a line for each record, files of several as they are", async () => {
    const stream = new PassThrough();
    const target = streamTarget(stream);
    await produce(transaction, target, { count: 3, seed: 1 }).finish();
    await produce(transaction, target, { count: 3, seed: 1, batchSize: 3 }).finish();
    expect(stream.read().toString()).toBe([...expected(3, 1), ...expected(3, 1), ""].join("\n"));
  });
  test("are written to no faster than they take", async () => {
    let taken = 0;
    let take = () => {};
    const slow = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        taken++;
        take = done;
      },
    });
    const done = produce(transaction, streamTarget(slow), { count: 3 }).finish();
    for (let i = 1; i <= 3; i++) {
      await settle();
      expect(taken).toBe(i);
      take();
    }
    await done;
  });
  test("are left without listeners", async () => {
    const stream = new PassThrough();
    const before = stream.listenerCount("error");
    await produce(transaction, streamTarget(stream), { count: 30, concurrency: 20 }).finish();
    await settle();
    expect(stream.listenerCount("error")).toBe(before);
  });
  test("that fail end the run with their error", async () => {
    const broken = new Writable({
      write(_chunk, _encoding, done) {
        done(new Error("EPIPE"));
      },
    });
    await expect(produce(transaction, streamTarget(broken, "stdout"), { count: 3 }).finish()).rejects.toThrow(
      /to stdout: EPIPE/,
    );
  });
});
