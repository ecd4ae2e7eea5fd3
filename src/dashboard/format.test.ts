import { expect, it } from "vitest";
import { bytes, compact, count, counted, duration, rate } from "./format.ts";

it("durations have the two units that matter", () => {
  const texts = [0, 12.34, 999, 1000, 59_900, 60_000, 125_000, 3_600_000, 12_000_000, 187_200_000].map(duration);
  expect(texts).toEqual([
    ...["0 ms", "12.3 ms", "999 ms", "1 s", "59.9 s", "1 min", "2 min 5 s"],
    ...["1 h", "3 h 20 min", "2 d 4 h"],
  ]);
});

it("bytes have three digits", () => {
  expect([0, 0.5, 512, 1000, 1536, 2_345_678, 5e12].map(bytes)).toEqual([
    ...["0 B", "0.5 B", "512 B", "1 kB", "1.54 kB", "2.35 MB", "5 TB"],
  ]);
});

it("figures are grouped, or short", () => {
  expect([count(1_234_567), compact(1_234_567), rate(12_345)]).toEqual(["1,234,567", "1.23M", "12.3K/s"]);
  expect([counted(1, "row"), counted(2000, "row"), counted(2, "batch", "batches")]).toEqual([
    ...["1 row", "2,000 rows", "2 batches"],
  ]);
});
