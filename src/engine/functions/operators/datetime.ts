import { type DataType, DayTimeIntervalType, type SparkType, YearMonthIntervalType } from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, Resolution, ResolvedCall } from "../../plan/index.ts";
import { raiseText } from "../raise.ts";
import { unexpectedType } from "../refusal.ts";
import { fixedOffset, localTime, movedInstant } from "../time-zone.ts";
import {
  dateType,
  doubleType,
  isAnsiInterval,
  isDatetime,
  isDecimal,
  isIntegral,
  isNumeric,
  isString,
  isTimestamp,
  timestampType,
  tinyIntegral,
} from "../type-rules.ts";
import { binaryResolution } from "./binary.ts";

const microsecondsPerDay = "86400000000";
const dayCounts = '("INT" or "SMALLINT" or "TINYINT")';

type Sign = "+" | "-";

function daysOnly(type: DataType): boolean {
  const t = type as SparkType;
  return t.kind === "interval_day_time" && t.endField === 0;
}

function isInterval(type: DataType): boolean {
  return isAnsiInterval(type) || type.kind === "interval";
}

/** Sums and differences in which a date or a timestamp takes part. */
export const datetimeArithmetic = {
  /** Undefined where neither side is a date or a timestamp. */
  resolve(call: CallSite, sign: Sign): Resolution | undefined {
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    if (sign === "+" && !isDatetime(a) && isDatetime(b) && !isString(a)) {
      const swapped = datetimeArithmetic.resolve({ ...call, args: [call.args[1]!, call.args[0]!] }, sign);
      return swapped && { ...swapped, argTypes: [swapped.argTypes[1]!, swapped.argTypes[0]!] };
    }
    if (isDatetime(a) && isInterval(b)) return withInterval(call, a, b);
    if (sign === "-" && isDatetime(b) && (isDatetime(a) || isString(a))) return difference(call, a, b);
    if (sign === "-" && isTimestamp(a) && isString(b)) return difference(call, a, b);
    if (sign === "-" && a.kind === "date" && isString(b)) return difference(call, a, b);
    if (a.kind !== "date") return undefined;
    if (!tinyIntegral(b) && b.kind !== "void")
      throw unexpectedType(
        call,
        (args) => `${sign === "+" ? "date_add" : "date_sub"}(${args.join(", ")})`,
        1,
        dayCounts,
      );
    return binaryResolution(call, [a, b], dateType);
  },

  sql(args: readonly string[], call: ResolvedCall, sign: Sign, settings: ExpressionSettings): string | undefined {
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    if (isDatetime(b) && !isDatetime(a))
      return datetimeArithmetic.sql(
        [args[1]!, args[0]!],
        { ...call, args: [call.args[1]!, call.args[0]!] },
        sign,
        settings,
      );
    if (!isDatetime(a)) return undefined;
    const [left, right] = args as [string, string];
    if (isInterval(b)) return addInterval(left, a, right, b, sign, settings);
    if (a.kind === "date" && b.kind === "date")
      return `to_microseconds(CAST((${left} - ${right}) AS BIGINT) * ${microsecondsPerDay})`;
    if (isTimestamp(a)) {
      const micros = args.map((arg) => `epoch_us(${a.kind === "timestamp" ? localTime(arg, settings.timeZone) : arg})`);
      return `to_microseconds(${micros[0]} - ${micros[1]})`;
    }
    return `(${left} ${sign} CAST(${right} AS INTEGER))`;
  },

  print(args: readonly string[], call: ResolvedCall, sign: Sign): string | undefined {
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    const [left, right] = args as [string, string];
    if (isDatetime(b) && !isDatetime(a))
      return datetimeArithmetic.print([right, left], { ...call, args: [call.args[1]!, call.args[0]!] }, sign);
    if (!isDatetime(a) || isDatetime(b)) return undefined;
    const name = sign === "+" ? "date_add" : "date_sub";
    if (a.kind === "date" && daysOnly(b)) return `${name}(${left}, extractansiintervaldays(${right}))`;
    return isInterval(b) ? `${left} ${sign} ${right}` : `${name}(${left}, ${right})`;
  },
};

function withInterval(call: CallSite, a: DataType, b: DataType): Resolution {
  if (a.kind !== "date" || daysOnly(b) || b.kind !== "interval_day_time") return binaryResolution(call, [a, b], a);
  return binaryResolution(call, [timestampType, b], timestampType);
}

function difference(call: CallSite, a: DataType, b: DataType): Resolution {
  if ((a.kind === "date" || isString(a)) && (b.kind === "date" || isString(b)))
    return binaryResolution(call, [dateType, dateType], new DayTimeIntervalType(0, 0));
  const common =
    a.kind === "timestamp_ntz" && b.kind !== "timestamp"
      ? a
      : b.kind === "timestamp_ntz" && a.kind !== "timestamp"
        ? b
        : timestampType;
  return binaryResolution(call, [common, common], new DayTimeIntervalType());
}

function addInterval(
  left: string,
  a: DataType,
  right: string,
  b: DataType,
  sign: Sign,
  settings: ExpressionSettings,
): string {
  if (a.kind === "date") {
    if (daysOnly(b)) return `(${left} ${sign} CAST(epoch_us(${right}) // ${microsecondsPerDay} AS INTEGER))`;
    return `CAST(${left} ${sign} ${right} AS DATE)`;
  }
  if (a.kind === "timestamp_ntz" || b.kind === "interval") return `(${left} ${sign} ${right})`;
  const local = localTime(left, settings.timeZone);
  if (b.kind === "interval_year_month") return movedInstant(left, `(${local} ${sign} ${right})`, settings.timeZone);
  if (fixedOffset(settings.timeZone) !== undefined) return `(${left} ${sign} ${right})`;
  // Whole days keep the hour that clocks show, even where the day is not 24 hours long.
  const days = movedInstant(
    left,
    `(${local} ${sign} to_days(CAST(epoch_us(${right}) // ${microsecondsPerDay} AS INTEGER)))`,
    settings.timeZone,
  );
  return `(${days} ${sign} to_microseconds(epoch_us(${right}) % ${microsecondsPerDay}))`;
}

/** Intervals times and by numbers. */
export const intervalScaling = {
  resolve(call: CallSite, symbol: "*" | "/"): Resolution | undefined {
    if (call.args.length !== 2) return undefined;
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    if (symbol === "*" && !isInterval(a) && isInterval(b)) {
      const swapped = intervalScaling.resolve({ ...call, args: [call.args[1]!, call.args[0]!] }, symbol);
      return swapped && { ...swapped, argTypes: [swapped.argTypes[1]!, swapped.argTypes[0]!] };
    }
    if (!isInterval(a) || !(isNumeric(b) || isString(b) || b.kind === "void")) return undefined;
    if (a.kind === "interval") return { ...binaryResolution(call, [a, doubleType], a), nullable: true };
    const type = a.kind === "interval_day_time" ? new DayTimeIntervalType() : new YearMonthIntervalType();
    return binaryResolution(call, [a, isNumeric(b) ? b : doubleType], type);
  },

  /** Spark prints the interval first. */
  ordered(args: readonly string[], call: ResolvedCall): readonly string[] {
    return isInterval(call.args[1]!.type) ? [args[1]!, args[0]!] : args;
  },

  /** Calendar intervals are scaled by a function, which shows in the name. */
  print(args: readonly string[], call: ResolvedCall, symbol: "*" | "/"): string | undefined {
    if (call.type.kind !== "interval") return undefined;
    const name = symbol === "*" ? "multiply_interval" : "divide_interval";
    return `${name}(${intervalScaling.ordered(args, call).join(", ")})`;
  },

  sql(args: readonly string[], call: ResolvedCall, symbol: "*" | "/"): string | undefined {
    const [first, second] = call.args;
    const [interval, number] = isInterval(second!.type) ? [second!, first!] : [first!, second!];
    if (interval.type.kind === "interval") return calendarScaled(intervalScaling.ordered(args, call), symbol);
    if (!isAnsiInterval(interval.type)) return undefined;
    const [i, n] = intervalScaling.ordered(args, call) as [string, string];
    const dayTime = interval.type.kind === "interval_day_time";
    const count = dayTime ? `epoch_us(${i})` : `mr_months(${i})`;
    const make = (value: string): string =>
      dayTime ? `to_microseconds(CAST(${value} AS BIGINT))` : `to_months(CAST(${value} AS INTEGER))`;
    if (symbol === "*")
      return make(isIntegral(number.type) ? `${count} * CAST(${n} AS BIGINT)` : `round(${count} * ${n})`);
    const zero = raiseText("INTERVAL_DIVIDED_BY_ZERO");
    const value = isIntegral(number.type)
      ? `mr_half_up(CAST(${count} AS HUGEINT), CAST(${n} AS HUGEINT))`
      : `round(${count} / ${isDecimal(number.type) ? `CAST(${n} AS DOUBLE)` : n})`;
    return `CASE WHEN ${n} = 0 THEN ${zero} ELSE ${make(value)} END`;
  },
};

/** Months and days keep their whole numbers; what is left of days goes to the microseconds. */
function calendarScaled([interval, number]: readonly string[], symbol: "*" | "/"): string {
  const part = (sql: string): string => `CAST(${sql} AS DOUBLE) ${symbol} ${number}`;
  const parts = `{'m': ${part(`mr_months(${interval})`)}, 'd': ${part(`date_part('day', ${interval})`)}, 'u': ${part(`mr_clock(${interval})`)}}`;
  const whole =
    "to_months(CAST(trunc(p.m) AS INTEGER)) + to_days(CAST(trunc(p.d) AS INTEGER)) + " +
    `to_microseconds(CAST(round(p.u + ${microsecondsPerDay} * (p.d - trunc(p.d))) AS BIGINT))`;
  const scaled = `list_transform([${parts}], lambda p: ${whole})[1]`;
  return symbol === "*"
    ? scaled
    : `CASE WHEN ${number} = 0 THEN ${raiseText("INTERVAL_DIVIDED_BY_ZERO")} ELSE ${scaled} END`;
}
