import type { Timestamp } from "../../types/index.ts";
import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import {
  type Arg,
  invoke,
  type Nullary,
  nullary,
  type Returns,
  type Unary,
  unary,
  value,
  valueOrColumn,
} from "./invoke.ts";

/** Patterns are Java's: `yyyy-MM-dd HH:mm:ss`. Times are in the session's zone. */

type OfDate<A, T> = Column<Call<T, [ExprOf<A>]>>;

/** Today. */
export const currentDate: Nullary<"current_date", Date> = nullary("current_date");
/** The time at which the query, or the batch of a stream, began. */
export const currentTimestamp: Nullary<"current_timestamp", Timestamp> = nullary("current_timestamp");
/** As {@link currentTimestamp}. */
export const now: Nullary<"now", Timestamp> = nullary("now");
/** The zone of the session. */
export const currentTimezone: Nullary<"current_timezone", string> = nullary("current_timezone");

/** The year. */
export const year: Unary<"year", number> = unary("year");
/** The quarter, 1 to 4. */
export const quarter: Unary<"quarter", number> = unary("quarter");
/** The month, 1 to 12. */
export const month: Unary<"month", number> = unary("month");
/** The week of the year, 1 to 53. */
export const weekofyear: Unary<"weekofyear", number> = unary("weekofyear");
/** The day of the month. */
export const dayofmonth: Unary<"dayofmonth", number> = unary("dayofmonth");
/** As {@link dayofmonth}. */
export const day: Unary<"day", number> = unary("day");
/** The day of the week: 1 is Sunday. */
export const dayofweek: Unary<"dayofweek", number> = unary("dayofweek");
/** The day of the week: 0 is Monday. */
export const weekday: Unary<"weekday", number> = unary("weekday");
/** The day of the year. */
export const dayofyear: Unary<"dayofyear", number> = unary("dayofyear");
/** The hour. */
export const hour: Unary<"hour", number> = unary("hour");
/** The minute. */
export const minute: Unary<"minute", number> = unary("minute");
/** The second. */
export const second: Unary<"second", number> = unary("second");
/** The last day of the month. */
export const lastDay: Unary<"last_day", Date> = unary("last_day");

/** A date from text, in the pattern where one is given. */
export const toDate = <const A extends Arg>(col: A, format?: string): OfDate<A, Date> =>
  withFormat("to_date", col, format);
/** A timestamp from text, in the pattern where one is given. */
export const toTimestamp = <const A extends Arg>(col: A, format?: string): OfDate<A, Timestamp> =>
  withFormat("to_timestamp", col, format);
/** As {@link toTimestamp}, with null for text that is none. */
export const tryToTimestamp = <const A extends Arg>(
  col: A,
  format?: Column,
): Column<Always<Timestamp | null, [ExprOf<A>]>> =>
  format === undefined ? invoke("try_to_timestamp", col) : invoke("try_to_timestamp", col, format);
/** Text of a date or time in a pattern. */
export const dateFormat = <const A extends Arg>(date: A, format: string): OfDate<A, string> =>
  invoke("date_format", date, value(format));
/** Seconds since 1970; of text in the pattern; of now without arguments. */
export const unixTimestamp = (timestamp?: Arg, format = "yyyy-MM-dd HH:mm:ss"): Column<Call<bigint, [unknown]>> =>
  timestamp === undefined ? invoke("unix_timestamp") : invoke("unix_timestamp", timestamp, value(format));
/** Text of seconds since 1970 in a pattern. */
export const fromUnixtime = <const A extends Arg>(timestamp: A, format = "yyyy-MM-dd HH:mm:ss"): OfDate<A, string> =>
  invoke("from_unixtime", timestamp, value(format));
/** A timestamp of seconds since 1970. */
export const timestampSeconds: Unary<"timestamp_seconds", Timestamp> = unary("timestamp_seconds");
/** A timestamp of milliseconds since 1970. */
export const timestampMillis: Unary<"timestamp_millis", Timestamp> = unary("timestamp_millis");
/** A timestamp of microseconds since 1970. */
export const timestampMicros: Unary<"timestamp_micros", Timestamp> = unary("timestamp_micros");
/** Seconds since 1970. */
export const unixSeconds: Unary<"unix_seconds", bigint> = unary("unix_seconds");
/** Milliseconds since 1970. */
export const unixMillis: Unary<"unix_millis", bigint> = unary("unix_millis");
/** Microseconds since 1970. */
export const unixMicros: Unary<"unix_micros", bigint> = unary("unix_micros");
/** Days since 1970-01-01. */
export const unixDate: Unary<"unix_date", number> = unary("unix_date");

/** A date some days later. */
export const dateAdd = <const A extends Arg>(start: A, days: number | Column): OfDate<A, Date> =>
  invoke("date_add", start, valueOrColumn(days));
/** A date some days earlier. */
export const dateSub = <const A extends Arg>(start: A, days: number | Column): OfDate<A, Date> =>
  invoke("date_sub", start, valueOrColumn(days));
/** Days from one date to another. */
export const datediff = <const A extends Arg, const B extends Arg>(end: A, start: B): Returns<number, [A, B]> =>
  invoke("datediff", end, start);
/** A date some months later. */
export const addMonths = <const A extends Arg>(start: A, months: number | Column): OfDate<A, Date> =>
  invoke("add_months", start, valueOrColumn(months));
/** Months between two dates, with a fraction; `roundOff` to 8 digits. */
export const monthsBetween = <const A extends Arg, const B extends Arg>(
  date1: A,
  date2: B,
  roundOff = true,
): Returns<number, [A, B]> => invoke("months_between", date1, date2, value(roundOff));
/** The next day of the week: `Mon`, `Tue`, … */
export const nextDay = <const A extends Arg>(date: A, dayOfWeek: string): OfDate<A, Date> =>
  invoke("next_day", date, value(dayOfWeek));
/** The first day of the `year`, `quarter`, `month` or `week`. */
export const trunc = <const A extends Arg>(date: A, format: string): OfDate<A, Date> =>
  invoke("trunc", date, value(format));
/** The start of the `hour`, `day`, `month`, … of a time. */
export const dateTrunc = <const A extends Arg>(format: string, timestamp: A): OfDate<A, Timestamp> =>
  invoke("date_trunc", value(format), timestamp);
/** A date of year, month and day. */
export const makeDate = <const A extends Arg, const B extends Arg, const C extends Arg>(
  year: A,
  month: B,
  day: C,
): Returns<Date, [A, B, C]> => invoke("make_date", year, month, day);
/** The clock of a zone, at an instant whose clock of UTC the timestamp shows. */
export const fromUtcTimestamp = <const A extends Arg>(timestamp: A, tz: string | Column): OfDate<A, Timestamp> =>
  invoke("from_utc_timestamp", timestamp, valueOrColumn(tz));
/** The clock of UTC, at an instant whose clock of a zone the timestamp shows. */
export const toUtcTimestamp = <const A extends Arg>(timestamp: A, tz: string | Column): OfDate<A, Timestamp> =>
  invoke("to_utc_timestamp", timestamp, valueOrColumn(tz));

/** A stretch of time, its end left out. */
export interface TimeWindow {
  start: Timestamp;
  end: Timestamp;
}

/**
 * The window that a time falls into; with a slide that is shorter than the window, all of them, a row each.
 *
 * @param windowDuration - `10 minutes`
 * @param slideDuration - from the start of one window to the next
 * @param startTime - where windows start, from 1970-01-01T00:00:00Z
 */
export const window = <const A extends Arg>(
  timeColumn: A,
  windowDuration: string,
  slideDuration?: string,
  startTime?: string,
): Column<Always<TimeWindow, [ExprOf<A>]>, "window"> => {
  const slide = slideDuration ?? (startTime === undefined ? undefined : windowDuration);
  const durations = [windowDuration, slide, startTime].filter((duration) => duration !== undefined);
  return invoke("window", timeColumn, ...durations.map(value));
};
/** The window from a time until nothing came for `gapDuration`, of times that lie that close. */
export const sessionWindow = <const A extends Arg>(
  timeColumn: A,
  gapDuration: string | Column,
): Column<Always<TimeWindow, [ExprOf<A>]>, "session_window"> =>
  invoke("session_window", timeColumn, valueOrColumn(gapDuration));
/** The time of a window's rows, for windows of windows: its last microsecond. */
export const windowTime = <const A extends Arg>(windowColumn: A): OfDate<A, Timestamp> =>
  invoke("window_time", windowColumn);

function withFormat<C extends Column>(name: string, col: Arg, format: string | undefined): C {
  return format === undefined ? invoke<C>(name, col) : invoke<C>(name, col, value(format));
}
