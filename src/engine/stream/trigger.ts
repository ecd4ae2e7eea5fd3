import { sparkError } from "../../common/index.ts";

/** When micro-batches start. @see org.apache.spark.sql.streaming.Trigger */
export type Trigger =
  /** As soon as there is data and the last batch is done. */
  | { readonly kind: "default" }
  /** Every `intervalMs` milliseconds; a late batch starts the next one at the following multiple. */
  | { readonly kind: "processingTime"; readonly intervalMs: number }
  /** One batch with all that is there, then the query ends. */
  | { readonly kind: "once" }
  /** All that is there in as many batches as the source's limits make of it, then the query ends. */
  | { readonly kind: "availableNow" };

const unitMilliseconds: Readonly<Record<string, number>> = {
  microsecond: 0.001,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const unitMonths: Readonly<Record<string, number>> = { month: 1, year: 12 };

/**
 * Reads the interval of a processing time trigger: `10 seconds`, `interval 1 minute 30 seconds`.
 *
 * @returns milliseconds
 * @throws SparkException `INVALID_INTERVAL_FORMAT.*` for text that is no interval, `_LEGACY_ERROR_TEMP_3262` for months and years,
 * `INVALID_TRIGGER` for a negative one
 * @see org.apache.spark.sql.catalyst.util.SparkIntervalUtils.stringToInterval
 */
export function parseTriggerInterval(text: string): number {
  const fail = (subclass: string, parameters: Record<string, string> = {}) =>
    sparkError(`INVALID_INTERVAL_FORMAT.${subclass}`, { input: text, ...parameters });
  const words = text.toLowerCase().match(/\S+/g) ?? [];
  if (words[0] === "interval") words.shift();
  if (words.length === 0) throw fail("INPUT_IS_EMPTY");
  let [milliseconds, months] = [0, 0];
  while (words.length > 0) {
    // The sign may stand by itself.
    const sign = words[0] === "-" || words[0] === "+" ? words.shift()! : "";
    const [number = sign, unit] = words.splice(0, 2);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(number))
      throw /^[+-]?\.?\d/.test(number)
        ? fail("INVALID_VALUE", { value: number })
        : fail("UNRECOGNIZED_NUMBER", { number });
    if (unit === undefined) throw fail("MISSING_UNIT", { word: number });
    const name = unit.replace(/s$/, "");
    const value = Number(sign + number);
    if (!(name in unitMilliseconds || name in unitMonths)) throw fail("INVALID_UNIT", { unit });
    if (number.includes(".") && name !== "second") throw fail("INVALID_FRACTION", { unit });
    milliseconds += value * (unitMilliseconds[name] ?? 0);
    months += value * (unitMonths[name] ?? 0);
  }
  if (months !== 0) throw sparkError("_LEGACY_ERROR_TEMP_3262", { interval: text });
  if (milliseconds < 0) throw sparkError("INVALID_TRIGGER", { trigger: text, reason: "the interval is negative" });
  return Math.floor(milliseconds);
}

/** When the next trigger of a processing time trigger is due: the first multiple of the interval after `now`. */
export const nextTriggerTime = (now: number, intervalMs: number): number =>
  intervalMs === 0 ? now : Math.floor(now / intervalMs) * intervalMs + intervalMs;
