import { describe, expect, test } from "vitest";
import { checkSamplingRatio, samplingRatioOf } from "./sampling-ratio.ts";

describe("samplingRatio", () => {
  test.each([
    [undefined, 1],
    ["0.5", 0.5],
    [" 1e-3 ", 0.001],
    [".5d", 0.5],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-2", -2],
    ["NaN", Number.NaN],
  ])("%s is %s", (text, ratio) => {
    expect(samplingRatioOf(text)).toBe(ratio);
  });

  test.each(["", "x", "0x1", "1,5", "1 2"])("'%s' is no number", (text) => {
    expect(() => samplingRatioOf(text)).toThrow("The option samplingRatio");
  });

  test.each([0, -0, -1, Number.NaN])("nothing is sampled by %s", (ratio) => {
    expect(() => checkSamplingRatio(ratio)).toThrow("greater than 0");
  });
});
