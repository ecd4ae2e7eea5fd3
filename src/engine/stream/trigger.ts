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

/**
 * Reads the interval of a processing time trigger: `10 seconds`, `interval 1 minute 30 seconds`.
 *
 * @returns milliseconds
 * @throws SparkException `INVALID_INTERVAL_FORMAT.*` for text that is no interval, `INVALID_TRIGGER` for months, years and negatives
 */
export function parseTriggerInterval(text: string): number {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, "")
    .split(/\s+/);
  const fail = (subclass: string, parameters: Record<string, string> = {}) =>
    sparkError(`INVALID_INTERVAL_FORMAT.${subclass}`, { input: text, ...parameters });
  if (words.length === 1 && words[0] === "") throw fail("INPUT_IS_EMPTY");
  let milliseconds = 0;
  for (let index = 0; index < words.length; index += 2) {
    const [number, unit] = [words[index]!, words[index + 1]];
    if (!/^[+-]?\d+(\.\d+)?$/.test(number)) throw fail("UNRECOGNIZED_NUMBER", { number });
    if (unit === undefined) throw fail("MISSING_UNIT", { word: number });
    const factor = unitMilliseconds[unit.replace(/s$/, "")];
    if (factor === undefined) {
      if (/^(month|year)s?$/.test(unit))
        throw sparkError("INVALID_TRIGGER", { trigger: text, reason: "months and years have no fixed length" });
      throw fail("INVALID_UNIT", { unit });
    }
    milliseconds += Number(number) * factor;
  }
  if (milliseconds < 0) throw sparkError("INVALID_TRIGGER", { trigger: text, reason: "the interval is negative" });
  return milliseconds;
}

/** When the next trigger of a processing time trigger is due: the first multiple of the interval after `now`. */
export const nextTriggerTime = (now: number, intervalMs: number): number =>
  intervalMs === 0 ? now : Math.floor(now / intervalMs) * intervalMs + intervalMs;
