import { DateType, Timestamp, TimestampType } from "../../types/index.ts";
import { encoding, Field, invalidArgument } from "../field.ts";

/** A point in time: a `Date`, a `Timestamp`, ISO 8601 text (UTC where it names no zone) or milliseconds since the epoch. */
export type Instant = Date | Timestamp | string | number;

/** Bounds of a time, both of which can occur. */
export interface TimeRange {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Instants with milliseconds: evenly spread between two bounds, or with `"now"` the time at which the record is made. Where a
 * seed is set, "now" is the reference date plus one second for each record before, the same on every day.
 *
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function timestamp(range: TimeRange | "now" = "now"): Field<Timestamp> {
  const type = new TimestampType();
  const at = (ms: number): Timestamp => new Timestamp(BigInt(ms) * 1000n);
  if (range === "now") return new Field(type, () => encoding(type, ({ time }) => at(time)));
  const [from, span] = spanOf(range, 1);
  return new Field(type, () => encoding(type, ({ random }) => at(from + random.below(span))));
}

const DAY = 86_400_000;

/**
 * Calendar days (UTC), evenly spread between two bounds; a `Date` at midnight UTC in JavaScript.
 *
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function date(range: TimeRange): Field<Date> {
  const [from, span] = spanOf(range, DAY);
  const type = new DateType();
  return new Field(type, () => encoding(type, ({ random }) => new Date((from + random.below(span)) * DAY)));
}

/** First unit and number of units of a range. */
function spanOf(range: TimeRange, unit: number): [from: number, span: number] {
  const from = Math.floor(millisecondsOf("from", range.from) / unit);
  const to = Math.floor(millisecondsOf("to", range.to) / unit);
  if (from > to) throw invalidArgument("to", "at or after from", instantText(range.to));
  return [from, to - from + 1];
}

/** @throws SparkException GENERATOR_INVALID_ARGUMENT where it is no time */
export function millisecondsOf(name: string, instant: Instant): number {
  const ms = toMilliseconds(instant);
  if (!Number.isSafeInteger(ms) || Math.abs(ms) > 8.64e15) {
    throw invalidArgument(name, "a Date, a Timestamp, ISO 8601 text or milliseconds", instantText(instant));
  }
  return ms;
}

function toMilliseconds(instant: Instant): number {
  if (instant instanceof Date) return instant.getTime();
  if (instant instanceof Timestamp) return instant.toDate().getTime();
  if (typeof instant === "number") return instant;
  // ECMAScript reads a date and time without a zone in the machine's zone, which differs from machine to machine.
  const zoned = /^[+-]?\d{4,6}-\d{2}-\d{2}[T ][\d:.]+$/.test(instant) ? `${instant.replace(" ", "T")}Z` : instant;
  return Date.parse(zoned);
}

const instantText = (instant: Instant): string =>
  instant instanceof Date ? String(instant.getTime()) : String(instant);
