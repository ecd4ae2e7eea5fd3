import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of dates and times: made of their parts, read from text, cut to units. */

/** What clocks of one zone show when those of another show a time; `sourceTz` is the session's where undefined. */
export const convertTimezone = (sourceTz: Column | undefined, targetTz: Column, sourceTs: Arg): Column =>
  sourceTz === undefined
    ? invoke("convert_timezone", targetTz, sourceTs)
    : invoke("convert_timezone", sourceTz, targetTz, sourceTs);
/** The date at the start of the query. */
export const curdate = (): Column => invoke("curdate");
/** The time of the day at the start of the query. */
export const currentTime = (precision?: number): Column => invokeGiven("current_time", given(precision));
/** Days from the second date to the first. */
export const dateDiff = (end: Arg, start: Arg): Column => invoke("date_diff", end, start);
/** The date so many days after 1970-01-01. */
export const dateFromUnixDate = (days: Arg): Column => invoke("date_from_unix_date", days);
/** A field of a date, time or interval. */
export const datePart = (field: Column, source: Arg): Column => invoke("date_part", field, source);
/** The date so many days later. */
export const dateadd = (start: Arg, days: Arg | number): Column => invoke("dateadd", start, numberOrArg(days));
/** A field of a date, time or interval. */
export const datepart = (field: Column, source: Arg): Column => invoke("datepart", field, source);
/** The short name of the day of the week. */
export const dayname = (col: Arg): Column => invoke("dayname", col);
/** A field of a date, time or interval. */
export const extract = (field: Column, source: Arg): Column => invoke("extract", field, source);
/** The local time at the start of the query, without a zone. */
export const localtimestamp = (): Column => invoke("localtimestamp");
/** An interval of days, hours, minutes and seconds. */
export const makeDtInterval = (days?: Arg, hours?: Arg, mins?: Arg, secs?: Arg): Column =>
  invokeGiven("make_dt_interval", days, hours, mins, secs);
/** An interval of its parts. */
export const makeInterval = (
  years?: Arg,
  months?: Arg,
  weeks?: Arg,
  days?: Arg,
  hours?: Arg,
  mins?: Arg,
  secs?: Arg,
): Column => invokeGiven("make_interval", years, months, weeks, days, hours, mins, secs);
/** A time of the day of its parts. */
export const makeTime = (hour: Arg, minute: Arg, second: Arg): Column => invoke("make_time", hour, minute, second);
/** A timestamp of its fields. */
export const makeTimestamp = (
  years?: Arg,
  months?: Arg,
  days?: Arg,
  hours?: Arg,
  mins?: Arg,
  secs?: Arg,
  timezone?: Arg,
): Column => invokeGiven("make_timestamp", years, months, days, hours, mins, secs, timezone);
/** A timestamp of its fields. */
export const makeTimestampLtz = (
  years: Arg,
  months: Arg,
  days: Arg,
  hours: Arg,
  mins: Arg,
  secs: Arg,
  timezone?: Arg,
): Column => invokeGiven("make_timestamp_ltz", years, months, days, hours, mins, secs, timezone);
/** A timestamp without a zone of its fields. */
export const makeTimestampNtz = (years?: Arg, months?: Arg, days?: Arg, hours?: Arg, mins?: Arg, secs?: Arg): Column =>
  invokeGiven("make_timestamp_ntz", years, months, days, hours, mins, secs);
/** An interval of years and months. */
export const makeYmInterval = (years?: Arg, months?: Arg): Column => invokeGiven("make_ym_interval", years, months);
/** The short name of the month. */
export const monthname = (col: Arg): Column => invoke("monthname", col);
/** The timestamp some units later. */
export const timestampAdd = (unit: string, quantity: Arg, ts: Arg): Column =>
  invoke("timestamp_add", given(unit), quantity, ts);
/** How many whole units lie between two timestamps. */
export const timestampDiff = (unit: string, start: Arg, end: Arg): Column =>
  invoke("timestamp_diff", given(unit), start, end);
/** The timestamp so many nanoseconds after 1970. */
export const timestampNanos = (col: Arg): Column => invoke("timestamp_nanos", col);
/** The start of the span in which a time lies. */
export const timeBucket = (bucketSize: Column, ts: Arg, origin?: Column): Column =>
  invokeGiven("time_bucket", bucketSize, ts, origin);
/** How many whole units lie between two times of a day. */
export const timeDiff = (unit: Arg, start: Arg, end: Arg): Column => invoke("time_diff", unit, start, end);
/** The time of the day so many microseconds after midnight. */
export const timeFromMicros = (col: Arg): Column => invoke("time_from_micros", col);
/** The time of the day so many milliseconds after midnight. */
export const timeFromMillis = (col: Arg): Column => invoke("time_from_millis", col);
/** The time of the day so many seconds after midnight. */
export const timeFromSeconds = (col: Arg): Column => invoke("time_from_seconds", col);
/** Microseconds since midnight. */
export const timeToMicros = (col: Arg): Column => invoke("time_to_micros", col);
/** Milliseconds since midnight. */
export const timeToMillis = (col: Arg): Column => invoke("time_to_millis", col);
/** Seconds since midnight. */
export const timeToSeconds = (col: Arg): Column => invoke("time_to_seconds", col);
/** A time of the day cut to a unit. */
export const timeTrunc = (unit: Arg, time: Arg): Column => invoke("time_trunc", unit, time);
/** The time of the day that text tells. */
export const toTime = (text: Arg, format?: Arg): Column => invokeGiven("to_time", text, format);
/** The timestamp that text tells. */
export const toTimestampLtz = (timestamp: Arg, format?: Arg): Column =>
  invokeGiven("to_timestamp_ltz", timestamp, format);
/** The timestamp without a zone that text tells. */
export const toTimestampNtz = (timestamp: Arg, format?: Arg): Column =>
  invokeGiven("to_timestamp_ntz", timestamp, format);
/** Seconds since 1970 of the time that text tells. */
export const toUnixTimestamp = (timestamp: Arg, format?: Arg): Column =>
  invokeGiven("to_unix_timestamp", timestamp, format);
/** An interval of its parts; null where it overflows. */
export const tryMakeInterval = (
  years?: Arg,
  months?: Arg,
  weeks?: Arg,
  days?: Arg,
  hours?: Arg,
  mins?: Arg,
  secs?: Arg,
): Column => invokeGiven("try_make_interval", years, months, weeks, days, hours, mins, secs);
/** A timestamp of its fields; null where there is none. */
export const tryMakeTimestamp = (
  years?: Arg,
  months?: Arg,
  days?: Arg,
  hours?: Arg,
  mins?: Arg,
  secs?: Arg,
  timezone?: Arg,
): Column => invokeGiven("try_make_timestamp", years, months, days, hours, mins, secs, timezone);
/** A timestamp of its fields; null where there is none. */
export const tryMakeTimestampLtz = (
  years: Arg,
  months: Arg,
  days: Arg,
  hours: Arg,
  mins: Arg,
  secs: Arg,
  timezone?: Arg,
): Column => invokeGiven("try_make_timestamp_ltz", years, months, days, hours, mins, secs, timezone);
/** A timestamp without a zone of its fields; null where there is none. */
export const tryMakeTimestampNtz = (
  years?: Arg,
  months?: Arg,
  days?: Arg,
  hours?: Arg,
  mins?: Arg,
  secs?: Arg,
): Column => invokeGiven("try_make_timestamp_ntz", years, months, days, hours, mins, secs);
/** The time of the day that text tells; null where it tells none. */
export const tryToTime = (text: Arg, format?: Arg): Column => invokeGiven("try_to_time", text, format);
/** The date that text tells; null where it tells none. */
export const tryToDate = (col: Arg, format?: string): Column => invokeGiven("try_to_date", col, given(format));
/** Nanoseconds since 1970. */
export const unixNanos = (col: Arg): Column => invoke("unix_nanos", col);
/** A partition for each year. */
export const years = (col: Arg): Column => invoke("years", col);
/** A partition for each month. */
export const months = (col: Arg): Column => invoke("months", col);
/** A partition for each day. */
export const days = (col: Arg): Column => invoke("days", col);
/** A partition for each hour. */
export const hours = (col: Arg): Column => invoke("hours", col);
/** A partition for each of so many buckets. */
export const bucket = (numBuckets: number | Column, col: Arg): Column => invoke("bucket", given(numBuckets), col);
