import { describe, expect, test } from "vitest";
import { nextTriggerTime, parseTriggerInterval } from "./trigger.ts";

describe("parseTriggerInterval", () => {
  test.each([
    ["10 seconds", 10_000],
    ["1 second", 1000],
    ["interval 1 minute 30 seconds", 90_000],
    ["500 milliseconds", 500],
    ["0 seconds", 0],
    ["1.5 seconds", 1500],
    ["+ 5 seconds - 1 second", 4000],
    ["12 months -1 years 3 seconds", 3000],
    [" 2 DAYS ", 172_800_000],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseTriggerInterval(text)).toBe(milliseconds);
  });

  test.each([
    ["", "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY"],
    ["abc", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER"],
    ["10", "INVALID_INTERVAL_FORMAT.MISSING_UNIT"],
    ["10 parsecs", "INVALID_INTERVAL_FORMAT.INVALID_UNIT"],
    ["interval", "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY"],
    ["1 second 1", "INVALID_INTERVAL_FORMAT.MISSING_UNIT"],
    ["1second", "INVALID_INTERVAL_FORMAT.INVALID_VALUE"],
    ["1.5 minutes", "INVALID_INTERVAL_FORMAT.INVALID_FRACTION"],
    ["second", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER"],
    ["5 seconds -", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER"],
    ["1 month", "_LEGACY_ERROR_TEMP_3262"],
    ["-1 year", "_LEGACY_ERROR_TEMP_3262"],
    ["1 month -1 second", "_LEGACY_ERROR_TEMP_3262"],
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
