import { describe, expect, it } from "vitest";
import { counted, duration, grouped, progressBar, rate, sparkline } from "./figures.ts";

describe("figures", () => {
  it.each([
    [grouped(1_028_842n), "1,028,842"],
    [counted(1, "file"), "1 file"],
    [counted(2000, "file"), "2,000 files"],
    [rate(0), "0.0"],
    [rate(12.54), "12.5"],
    [rate(1204.6), "1,205"],
    [duration(45.4), "45 ms"],
    [duration(2345), "2.3 s"],
    [duration(245_000), "4 min 5 s"],
    [sparkline([]), ""],
    [sparkline([0, 0]), "▁▁"],
    [sparkline([0, 1, 4, 8]), "▁▁▄█"],
    [progressBar(0.25, 8), { done: "━━", left: "──────" }],
    [progressBar(2, 2), { done: "━━", left: "" }],
  ])("%j", (actual, expected) => expect(actual).toEqual(expected));
});
