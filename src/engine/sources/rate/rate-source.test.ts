import { expect, it } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { ManualClock } from "../../../common/index.ts";
import { readRows } from "../../duckdb/index.ts";
import { scanOf } from "../testing.ts";
import { RateSource, rateSchema } from "./rate-source.ts";

const { connection } = await useDatabase();

/** Milliseconds since the start and numbers of the rows between two seconds. */
async function rows(source: RateSource, from: number | undefined, to: number): Promise<[number, number][]> {
  const scan = scanOf("rate", "", rateSchema, {}, true);
  const { sql, rows: count } = await source.bind(scan, from === undefined ? undefined : String(from), String(to));
  const found = await readRows(connection, `SELECT c1 AS timestamp, c2 AS value FROM (${sql}) ORDER BY c2`, rateSchema);
  expect(count).toBe(found.length);
  return found.map(({ timestamp, value }) => [Number(timestamp!.microseconds / 1000n) - 5000, Number(value)]);
}

it("spreads the rows of a batch over its seconds", async () => {
  const clock = new ManualClock(5000);
  const source = new RateSource({ rowsPerSecond: "3" }, clock);
  expect(await source.latestOffset(undefined)).toEqual({ offset: "0" });
  expect(await rows(source, undefined, 0)).toEqual([]);
  clock.advance(3999);
  expect(await source.latestOffset("0")).toEqual({ offset: "3" });
  // As Spark 4.3 stamps them.
  expect(await rows(source, 0, 3)).toEqual([0, 333, 667, 1000, 1333, 1667, 2000, 2333, 2667].map((ms, i) => [ms, i]));
  expect(source.description).toBe("RateStreamV2[rowsPerSecond=3, rampUpTimeSeconds=0, numPartitions=default");
});

it("ramps up by whole rows a second", async () => {
  const counts = async (options: Record<string, string>) => {
    const source = new RateSource(options, new ManualClock(5000));
    return Promise.all([0, 1, 2, 3, 4, 5].map(async (second) => (await rows(source, second, second + 1)).length));
  };
  // Recorded from Spark 4.3.
  expect(await counts({ rowsPerSecond: "10", rampUpTime: "4s" })).toEqual([2, 4, 6, 8, 10, 10]);
  expect(await counts({ rowsPerSecond: "7", RampUpTime: "3" })).toEqual([1, 2, 3, 7, 7, 7]);
  expect(await counts({ rowsPerSecond: "7", rampUpTime: "500ms" })).toEqual([7, 7, 7, 7, 7, 7]);
});

it("goes on from its first start, and stops where it is told to", async () => {
  const clock = new ManualClock(5000);
  const earlier = new RateSource({}, clock);
  clock.advance(10_000);
  const source = new RateSource({}, clock);
  source.restore({ offset: "2", files: [], origin: earlier.origin });
  await source.prepareForAvailableNow();
  clock.advance(10_000);
  expect(await source.latestOffset("2")).toEqual({ offset: "10" });
  const waited = source.waitForData(10_000, new AbortController().signal);
  clock.advance(1000);
  await waited;
});

it.each([
  { rowsPerSecond: "0" },
  { rowsPerSecond: "x" },
  { rampUpTime: "x" },
  { rampUpTime: "-1s" },
  { numPartitions: "0" },
])("refuses %j", (options) => {
  expect(() => new RateSource(options as Record<string, string>, new ManualClock())).toThrow(
    expect.objectContaining({ condition: "INVALID_SOURCE_OPTION" }),
  );
});
