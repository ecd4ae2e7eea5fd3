import { describe, expect, test } from "vitest";
import { nextTriggerTime, parseTriggerInterval } from "./trigger.ts";

describe("parseTriggerInterval", () => {
  test.each([
    ["10 seconds", 10_000],
    ["1 second", 1000],
    ["interval 1 minute 30 seconds", 90_000],
    ["500 milliseconds", 500],
    ["0 seconds", 0],
    ["1.5 hours", 5_400_000],
    [" 2 DAYS ", 172_800_000],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseTriggerInterval(text)).toBe(milliseconds);
  });

  test.each([
    ["", "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY"],
    ["abc", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER"],
    ["10", "INVALID_INTERVAL_FORMAT.MISSING_UNIT"],
    ["10 parsecs", "INVALID_INTERVAL_FORMAT.INVALID_UNIT"],
    ["1 month", "INVALID_TRIGGER"],
    ["-5 seconds", "INVALID_TRIGGER"],
  ])("%s is refused", (text, condition) => {
    expect(() => parseTriggerInterval(text)).toThrow(expect.objectContaining({ condition }));
  });
});

test("triggers fire at multiples of the interval", () => {
  expect(nextTriggerTime(12_345, 5000)).toBe(15_000);
  expect(nextTriggerTime(15_000, 5000)).toBe(20_000);
  expect(nextTriggerTime(15_000, 0)).toBe(15_000);
});
