import { Timestamp } from "../../types/index.ts";
import { instantOf } from "./time-zone.ts";

const day = String.raw`([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2}))?)?`;
const datePattern = new RegExp(`^${day}$`);
/** A date may be followed by anything behind a blank or a T. */
const dateWithTail = /^([+-]?\d{4,7})-(\d{1,2})-(\d{1,2})(?:[ T].*)$/s;
const timestampPattern = new RegExp(
  String.raw`^${day}(?:[ T](?:(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\.(\d*))?)?\s*(\S.*)?)?$`,
);

/** Parts of a timestamp literal: local time, and the zone where the text names one. */
interface LocalTimestamp {
  readonly micros: bigint;
  readonly zone: string | undefined;
}

/**
 * The value of `DATE '…'`; undefined where the text is no date.
 *
 * @see org.apache.spark.sql.catalyst.util.SparkDateTimeUtils.stringToDate
 */
export function dateLiteral(text: string): Date | undefined {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === "epoch") return new Date(0);
  const match = datePattern.exec(trimmed) ?? dateWithTail.exec(trimmed);
  return match === null ? undefined : dayOf(match[1]!, match[2], match[3]);
}

/** The value of `TIMESTAMP '…'`; undefined where the text is no timestamp. */
export function timestampLiteral(text: string, sessionZone: string): Timestamp | undefined {
  const local = localTimestamp(text);
  if (local === undefined) return undefined;
  const instant = instantOf(local.micros, local.zone ?? sessionZone);
  return instant === undefined ? undefined : new Timestamp(instant);
}

/** The value of `TIMESTAMP_NTZ '…'`; a zone in the text does not count. */
export function timestampNtzLiteral(text: string): Timestamp | undefined {
  const local = localTimestamp(text);
  return local === undefined ? undefined : new Timestamp(local.micros);
}

function localTimestamp(text: string): LocalTimestamp | undefined {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === "epoch") return { micros: 0n, zone: "UTC" };
  const match = timestampPattern.exec(trimmed);
  if (match === null) return undefined;
  const [, year, month, dayOfMonth, hours, minutes, seconds, fraction, zone] = match;
  const date = dayOf(year!, month, dayOfMonth);
  if (date === undefined || (hours !== undefined && dayOfMonth === undefined)) return undefined;
  if (fraction !== undefined && seconds === undefined) return undefined;
  const [hour, minute, second] = [hours, minutes, seconds].map((part) => Number(part ?? 0)) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = BigInt((fraction ?? "").slice(0, 6).padEnd(6, "0"));
  const whole = BigInt(date.getTime()) * 1000n + BigInt(hour * 3600 + minute * 60 + second) * 1_000_000n;
  return { micros: whole + micros, zone };
}

/** Midnight UTC of a day of the proleptic Gregorian calendar; undefined where there is no such day. */
function dayOf(year: string, month = "1", dayOfMonth = "1"): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(dayOfMonth);
  return isReal ? date : undefined;
}
