import type { Timestamp } from "../../types/index.ts";
import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of dates and times: made of their parts, read from text, cut to units. */

/** What clocks of one zone show when those of another show a time; `sourceTz` is the session's where undefined. */
export const convertTimezone = <const A extends Arg>(
  sourceTz: Column | undefined,
  targetTz: Column,
  sourceTs: A,
): Column<Call<Timestamp, [ExprOf<A>]>> =>
  sourceTz === undefined
    ? invoke("convert_timezone", targetTz, sourceTs)
    : invoke("convert_timezone", sourceTz, targetTz, sourceTs);
/** The date at the start of the query. */
export const curdate = (): Column<Always<Date, []>> => invoke("curdate");
/** The time of the day at the start of the query. */
export const currentTime = (precision?: number): Column<Always<unknown, []>> =>
  invokeGiven("current_time", given(precision));
/** Days from the second date to the first. */
export const dateDiff = <const A extends Arg, const B extends Arg>(
  end: A,
  start: B,
): Column<Call<number, [ExprOf<A>, ExprOf<B>]>> => invoke("date_diff", end, start);
/** The date so many days after 1970-01-01. */
export const dateFromUnixDate = <const A extends Arg>(days: A): Column<Call<Date, [ExprOf<A>]>> =>
  invoke("date_from_unix_date", days);
/** A field of a date, time or interval. */
export const datePart = <const A extends Arg>(field: Column, source: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("date_part", field, source);
/** The date so many days later. */
export const dateadd = <const A extends Arg, const B extends Arg | number>(
  start: A,
  days: B,
): Column<Call<Date, [ExprOf<A>, ExprOf<B>]>> => invoke("dateadd", start, numberOrArg(days));
/** A field of a date, time or interval. */
export const datepart = <const A extends Arg>(field: Column, source: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("datepart", field, source);
/** The short name of the day of the week. */
export const dayname = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("dayname", col);
/** A field of a date, time or interval. */
export const extract = <const A extends Arg>(field: Column, source: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("extract", field, source);
/** The local time at the start of the query, without a zone. */
export const localtimestamp = (): Column<Always<Timestamp, []>> => invoke("localtimestamp");
/** An interval of days, hours, minutes and seconds. */
export const makeDtInterval = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
>(
  days?: A,
  hours?: B,
  mins?: C,
  secs?: D,
): Column<Call<bigint, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>]>> =>
  invokeGiven("make_dt_interval", days, hours, mins, secs);
/** An interval of its parts. */
export const makeInterval = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
  const G extends Arg = never,
>(
  years?: A,
  months?: B,
  weeks?: C,
  days?: D,
  hours?: E,
  mins?: F,
  secs?: G,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("make_interval", years, months, weeks, days, hours, mins, secs);
/** A time of the day of its parts. */
export const makeTime = <const A extends Arg, const B extends Arg, const C extends Arg>(
  hour: A,
  minute: B,
  second: C,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> => invoke("make_time", hour, minute, second);
/** A timestamp of its fields. */
export const makeTimestamp = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
  const G extends Arg = never,
>(
  years?: A,
  months?: B,
  days?: C,
  hours?: D,
  mins?: E,
  secs?: F,
  timezone?: G,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("make_timestamp", years, months, days, hours, mins, secs, timezone);
/** A timestamp of its fields. */
export const makeTimestampLtz = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg,
  const D extends Arg,
  const E extends Arg,
  const F extends Arg,
  const G extends Arg = never,
>(
  years: A,
  months: B,
  days: C,
  hours: D,
  mins: E,
  secs: F,
  timezone?: G,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("make_timestamp_ltz", years, months, days, hours, mins, secs, timezone);
/** A timestamp without a zone of its fields. */
export const makeTimestampNtz = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
>(
  years?: A,
  months?: B,
  days?: C,
  hours?: D,
  mins?: E,
  secs?: F,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>]>> =>
  invokeGiven("make_timestamp_ntz", years, months, days, hours, mins, secs);
/** An interval of years and months. */
export const makeYmInterval = <const A extends Arg = never, const B extends Arg = never>(
  years?: A,
  months?: B,
): Column<Call<number, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("make_ym_interval", years, months);
/** The short name of the month. */
export const monthname = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("monthname", col);
/** The timestamp some units later. */
export const timestampAdd = <const A extends Arg, const B extends Arg>(
  unit: string,
  quantity: A,
  ts: B,
): Column<Call<Timestamp, [ExprOf<A>, ExprOf<B>]>> => invoke("timestamp_add", given(unit), quantity, ts);
/** How many whole units lie between two timestamps. */
export const timestampDiff = <const A extends Arg, const B extends Arg>(
  unit: string,
  start: A,
  end: B,
): Column<Call<bigint, [ExprOf<A>, ExprOf<B>]>> => invoke("timestamp_diff", given(unit), start, end);
/** The timestamp so many nanoseconds after 1970. */
export const timestampNanos = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("timestamp_nanos", col);
/** The start of the span in which a time lies. */
export const timeBucket = <const A extends Arg>(
  bucketSize: Column,
  ts: A,
  origin?: Column,
): Column<Always<unknown, [ExprOf<A>]>> => invokeGiven("time_bucket", bucketSize, ts, origin);
/** How many whole units lie between two times of a day. */
export const timeDiff = <const A extends Arg, const B extends Arg, const C extends Arg>(
  unit: A,
  start: B,
  end: C,
): Column<Call<bigint, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> => invoke("time_diff", unit, start, end);
/** The time of the day so many microseconds after midnight. */
export const timeFromMicros = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("time_from_micros", col);
/** The time of the day so many milliseconds after midnight. */
export const timeFromMillis = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("time_from_millis", col);
/** The time of the day so many seconds after midnight. */
export const timeFromSeconds = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("time_from_seconds", col);
/** Microseconds since midnight. */
export const timeToMicros = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("time_to_micros", col);
/** Milliseconds since midnight. */
export const timeToMillis = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("time_to_millis", col);
/** Seconds since midnight. */
export const timeToSeconds = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("time_to_seconds", col);
/** A time of the day cut to a unit. */
export const timeTrunc = <const A extends Arg, const B extends Arg>(
  unit: A,
  time: B,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>]>> => invoke("time_trunc", unit, time);
/** The time of the day that text tells. */
export const toTime = <const A extends Arg, const B extends Arg = never>(
  text: A,
  format?: B,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("to_time", text, format);
/** The timestamp that text tells. */
export const toTimestampLtz = <const A extends Arg, const B extends Arg = never>(
  timestamp: A,
  format?: B,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("to_timestamp_ltz", timestamp, format);
/** The timestamp without a zone that text tells. */
export const toTimestampNtz = <const A extends Arg, const B extends Arg = never>(
  timestamp: A,
  format?: B,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("to_timestamp_ntz", timestamp, format);
/** Seconds since 1970 of the time that text tells. */
export const toUnixTimestamp = <const A extends Arg, const B extends Arg = never>(
  timestamp: A,
  format?: B,
): Column<Always<bigint | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("to_unix_timestamp", timestamp, format);
/** An interval of its parts; null where it overflows. */
export const tryMakeInterval = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
  const G extends Arg = never,
>(
  years?: A,
  months?: B,
  weeks?: C,
  days?: D,
  hours?: E,
  mins?: F,
  secs?: G,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("try_make_interval", years, months, weeks, days, hours, mins, secs);
/** A timestamp of its fields; null where there is none. */
export const tryMakeTimestamp = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
  const G extends Arg = never,
>(
  years?: A,
  months?: B,
  days?: C,
  hours?: D,
  mins?: E,
  secs?: F,
  timezone?: G,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("try_make_timestamp", years, months, days, hours, mins, secs, timezone);
/** A timestamp of its fields; null where there is none. */
export const tryMakeTimestampLtz = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg,
  const D extends Arg,
  const E extends Arg,
  const F extends Arg,
  const G extends Arg = never,
>(
  years: A,
  months: B,
  days: C,
  hours: D,
  mins: E,
  secs: F,
  timezone?: G,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>, ExprOf<G>]>> =>
  invokeGiven("try_make_timestamp_ltz", years, months, days, hours, mins, secs, timezone);
/** A timestamp without a zone of its fields; null where there is none. */
export const tryMakeTimestampNtz = <
  const A extends Arg = never,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
>(
  years?: A,
  months?: B,
  days?: C,
  hours?: D,
  mins?: E,
  secs?: F,
): Column<Always<Timestamp | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>]>> =>
  invokeGiven("try_make_timestamp_ntz", years, months, days, hours, mins, secs);
/** The time of the day that text tells; null where it tells none. */
export const tryToTime = <const A extends Arg, const B extends Arg = never>(
  text: A,
  format?: B,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("try_to_time", text, format);
/** The date that text tells; null where it tells none. */
export const tryToDate = <const A extends Arg>(col: A, format?: string): Column<Always<Date | null, [ExprOf<A>]>> =>
  invokeGiven("try_to_date", col, given(format));
/** Nanoseconds since 1970. */
export const unixNanos = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("unix_nanos", col);
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
