import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { of, oneOf, timestamp } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { instantOf } from "../time-zone.ts";
import {
  booleanType,
  byteType,
  dateType,
  doubleType,
  intType,
  longType,
  shortType,
  stringType,
  timestampNtzType,
  timestampType,
} from "../type-rules.ts";
import { local } from "./fields.ts";

const date = of(dateType);
const int = of(intType);
const text = of(stringType);
const dayCount = oneOf(intType, shortType, byteType);

/** A local result back as the timestamp type of the call. */
function asTimestamp(sql: string, type: DataType, settings: ExpressionSettings): string {
  return type.kind === "timestamp" ? instantOf(sql, settings.timeZone) : sql;
}

const truncUnits: Readonly<Record<string, string>> = {
  year: "year",
  yyyy: "year",
  yy: "year",
  quarter: "quarter",
  month: "month",
  mon: "month",
  mm: "month",
  week: "week",
};
const timeUnits: Readonly<Record<string, string>> = {
  ...truncUnits,
  day: "day",
  dd: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  millisecond: "millisecond",
  microsecond: "microsecond",
};

const withinHour: ReadonlySet<string> = new Set(["hour", "minute", "second", "millisecond", "microsecond"]);

/** SQL that cuts to a unit; an unknown unit gives NULL. */
function truncated(
  value: string,
  unit: string,
  units: Readonly<Record<string, string>>,
  constant: string | undefined,
  type: DataType,
): string {
  const cut = (part: string): string => `CAST(date_trunc('${part}', ${value}) AS ${duckDbType(type)})`;
  if (constant !== undefined) {
    const part = units[constant.toLowerCase()];
    return part === undefined ? `CAST(NULL AS ${duckDbType(type)})` : cut(part);
  }
  const branches = Object.entries(units).map(([name, part]) => `WHEN '${name}' THEN ${cut(part)}`);
  return `CASE lower(${unit}) ${branches.join(" ")} END`;
}

const unitMicroseconds: Readonly<Record<string, string>> = {
  MICROSECOND: "1",
  MILLISECOND: "1000",
  SECOND: "1000000",
  MINUTE: "60000000",
  HOUR: "3600000000",
};
const unitDays: Readonly<Record<string, string>> = { DAY: "1", DAYOFYEAR: "1", WEEK: "7" };
const unitMonths: Readonly<Record<string, string>> = { MONTH: "1", QUARTER: "3", YEAR: "12" };

function unitOf(call: Pick<CallSite, "args" | "name">): string {
  const unit = constantText(call.args[0])?.toUpperCase();
  if (unit !== undefined && (unit in unitMicroseconds || unit in unitDays || unit in unitMonths)) return unit;
  throw sparkError("INVALID_PARAMETER_VALUE.DATETIME_UNIT", {
    parameter: "`unit`",
    functionName: `\`${call.name}\``,
    invalidValue: `'${unit ?? "?"}'`,
  });
}

const timestampAdd = scalar({
  name: "timestampadd",
  aliases: ["dateadd_unit"],
  params: [text, of(longType), timestamp],
  coerce(call, types) {
    unitOf(call);
    return types;
  },
  type: ([, , type]) => type!,
  sql([, n, t], call, settings) {
    const unit = unitOf(call);
    if (unit in unitMicroseconds) return `(${t} + to_microseconds(${n} * ${unitMicroseconds[unit]}))`;
    const step =
      unit in unitDays
        ? `to_days(CAST(${n} * ${unitDays[unit]} AS INTEGER))`
        : `to_months(CAST(${n} * ${unitMonths[unit]} AS INTEGER))`;
    return asTimestamp(`(${local(t!, call, 2, settings)} + ${step})`, call.type, settings);
  },
});

const timestampDiff = scalar({
  name: "timestampdiff",
  params: [text, of(timestampType), of(timestampType)],
  coerce(call, types) {
    unitOf(call);
    return types;
  },
  type: longType,
  sql([, from, to], call, settings) {
    const unit = unitOf(call);
    // Spark counts what clocks show, an hour that is left out or comes twice included.
    const [a, b] = [local(from!, call, 1, settings), local(to!, call, 2, settings)];
    if (unit in unitMicroseconds) return `((epoch_us(${b}) - epoch_us(${a})) // ${unitMicroseconds[unit]})`;
    if (unit in unitDays) return `((epoch_us(${b}) - epoch_us(${a})) // ${86_400_000_000n * BigInt(unitDays[unit]!)})`;
    return `(mr_months_until(${a}, ${b}) // ${unitMonths[unit]})`;
  },
});

export const arithmeticFunctions: readonly ScalarFunction[] = [
  scalar({
    name: "date_add",
    aliases: ["dateadd"],
    print: "date_add",
    params: [date, dayCount],
    type: dateType,
    sql: ([d, n]) => `(${d} + CAST(${n} AS INTEGER))`,
  }),
  scalar({
    name: "date_sub",
    params: [date, dayCount],
    type: dateType,
    sql: ([d, n]) => `(${d} - CAST(${n} AS INTEGER))`,
  }),
  scalar({
    name: "datediff",
    aliases: ["date_diff"],
    params: [date, date],
    type: intType,
    sql: ([a, b]) => `CAST((${a} - ${b}) AS INTEGER)`,
  }),
  scalar({
    name: "add_months",
    params: [date, int],
    type: dateType,
    sql: ([d, n]) => `CAST(${d} + to_months(${n}) AS DATE)`,
  }),
  scalar({
    name: "months_between",
    params: [of(timestampType), of(timestampType), of(booleanType)],
    optional: 1,
    printDefaults: ["true"],
    type: doubleType,
    sql([a, b, rounded = "true"], call, settings) {
      const months = `mr_months_between(${local(a!, call, 0, settings)}, ${local(b!, call, 1, settings)})`;
      return `CASE WHEN ${rounded} THEN round(${months}, 8) ELSE ${months} END`;
    },
  }),
  scalar({ name: "last_day", params: [date], type: dateType, sql: ([d]) => `last_day(${d})` }),
  scalar({
    name: "next_day",
    params: [date, text],
    type: dateType,
    nullable: true,
    sql([d, day], _call, settings) {
      const next = `mr_next_day(${d}, mr_day_index(${day}))`;
      const error = raiseSql("ILLEGAL_DAY_OF_WEEK", { string: day! });
      return settings.ansi
        ? `CASE WHEN ${d} IS NOT NULL AND ${day} IS NOT NULL AND mr_day_index(${day}) IS NULL THEN ${error} ELSE ${next} END`
        : next;
    },
  }),
  scalar({
    name: "trunc",
    params: [date, text],
    type: dateType,
    nullable: true,
    sql: ([d, unit], call) => truncated(d!, unit!, truncUnits, constantText(call.args[1]), dateType),
  }),
  scalar({
    name: "date_trunc",
    params: [text, timestamp],
    type: timestampType,
    nullable: true,
    coerce: (_call, [unit]) => [unit!, timestampType],
    sql: ([unit, t], call, settings) => {
      const at = local(t!, call, 1, settings);
      const constant = constantText(call.args[0]);
      const cut = truncated(at, unit!, timeUnits, constant, timestampNtzType);
      // What is cut off is subtracted from the instant: an hour that comes twice in a day must stay the one that it was.
      return call.type.kind === "timestamp" && constant !== undefined && withinHour.has(constant.toLowerCase())
        ? `make_timestamptz(epoch_us(${t}) - epoch_us(${at}) + epoch_us(${cut}))`
        : asTimestamp(cut, call.type, settings);
    },
  }),
  timestampAdd,
  timestampDiff,
];
