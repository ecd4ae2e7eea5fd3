import { sparkError } from "../../../common/index.ts";
import { type DataType, type DayTimeIntervalType, DecimalType, duckDbType } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { anything, of, timestamp } from "../parameters.ts";
import { notFoldable, type PrintCall, quotedName } from "../refusal.ts";
import { localTime } from "../time-zone.ts";
import { byteType, dateType, intType, isAnsiInterval, isString, stringType, timestampType } from "../type-rules.ts";

const date = of(dateType);

/** A timestamp argument as clocks of the session show it. */
export function local(sql: string, call: ResolvedCall, index: number, settings: ExpressionSettings): string {
  return call.args[index]!.type.kind === "timestamp" ? localTime(sql, settings.timeZone) : sql;
}

function dateField(name: string, sql: (d: string) => string, aliases: readonly string[] = []): ScalarFunction {
  return scalar({ name, aliases, params: [date], type: intType, sql: ([d]) => `CAST(${sql(d!)} AS INTEGER)` });
}

function timeField(name: string): ScalarFunction {
  return scalar({
    name,
    params: [timestamp],
    type: intType,
    sql: ([t], call, settings) => `CAST(${name}(${local(t!, call, 0, settings)}) AS INTEGER)`,
  });
}

const secondType = new DecimalType(8, 6);

/** Fields of `extract` under their names, as SQL over a local timestamp or a date. */
const fields: readonly (readonly [names: readonly string[], sql: (t: string) => string])[] = [
  [["YEAR", "Y", "YEARS", "YR", "YRS"], (t) => `year(${t})`],
  [["YEAROFWEEK"], (t) => `isoyear(${t})`],
  [["QUARTER", "QTR"], (t) => `quarter(${t})`],
  [["MONTH", "MON", "MONS", "MONTHS"], (t) => `month(${t})`],
  [["WEEK", "W", "WEEKS"], (t) => `week(${t})`],
  [["DAY", "D", "DAYS"], (t) => `day(${t})`],
  [["DAYOFWEEK", "DOW"], (t) => `dayofweek(${t}) + 1`],
  [["DAYOFWEEK_ISO", "DOW_ISO"], (t) => `isodow(${t})`],
  [["DOY"], (t) => `dayofyear(${t})`],
  [["HOUR", "H", "HOURS", "HR", "HRS"], (t) => `hour(${t})`],
  [["MINUTE", "M", "MIN", "MINS", "MINUTES"], (t) => `minute(${t})`],
];
const secondNames = ["SECOND", "S", "SEC", "SECONDS", "SECS"];

/** The same of intervals, whose day-time kind counts whole days. */
const intervalFields: readonly (readonly [names: readonly string[], sql: (i: string) => string])[] = [
  [fields[0]![0], (i) => `mr_months(${i}) // 12`],
  [fields[3]![0], (i) => `mr_months(${i}) % 12`],
  [fields[5]![0], (i) => `epoch_us(${i}) // 86400000000`],
  [fields[9]![0], (i) => `epoch_us(${i}) % 86400000000 // 3600000000`],
  [fields[10]![0], (i) => `epoch_us(${i}) % 3600000000 // 60000000`],
];

/** The fields of intervals in their order, as the types of intervals count them. */
const yearMonthFields = [0, 3];
const dayTimeFields = [5, 9, 10];

/** Whether an interval of a type has a field of a name; other types have all. */
function isPartOf(name: string, type: DataType): boolean {
  if (!isAnsiInterval(type)) return true;
  const { endField, startField } = type as DayTimeIntervalType;
  const order = type.kind === "interval_year_month" ? yearMonthFields : dayTimeFields;
  const at = secondNames.includes(name)
    ? type.kind === "interval_day_time"
      ? 3
      : -1
    : order.findIndex((i) => fields[i]![0].includes(name));
  return at >= startField && at <= endField;
}

const printExtract: PrintCall = ([field, source], name) =>
  name === "extract" || name === "datepart" ? `${name}(${field} FROM ${source})` : `${name}(${field}, ${source})`;

function fieldName(call: Pick<ResolvedCall, "args">): string | undefined {
  return constantText(call.args[0])?.toUpperCase();
}

const extract = scalar({
  name: "extract",
  aliases: ["date_part", "datepart"],
  params: [of(stringType), anything],
  coerce(call, [field, source]) {
    const name = fieldName(call);
    if (name === undefined) throw notFoldable(call, printExtract, 0, "field", stringType);
    const known = [...fields.flatMap(([names]) => names), ...secondNames];
    if (!known.includes(name) || !isPartOf(name, source!))
      throw sparkError("INVALID_EXTRACT_FIELD", {
        field: quotedName(constantText(call.args[0])!),
        expr: `"${call.print(call.args[1]!)}"`,
      });
    return [field!, isString(source!) || source!.kind === "void" ? timestampType : source!];
  },
  type([, source], call) {
    const name = fieldName(call)!;
    if (secondNames.includes(name)) return secondType;
    const small = isAnsiInterval(source!) && [3, 9, 10].some((i) => fields[i]![0].includes(name));
    return small ? byteType : intType;
  },
  sql([, source], call, settings) {
    const name = fieldName(call)!;
    const { type } = call.args[1]!;
    const interval = isAnsiInterval(type);
    if (secondNames.includes(name)) {
      const micros = interval ? `epoch_us(${source})` : `microsecond(${local(source!, call, 1, settings)})`;
      const part = interval ? `(${micros} % 60000000)` : `(${micros})`;
      return `CAST(CAST(${part} AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(8,6))`;
    }
    const entry = (interval ? intervalFields : fields).find(([names]) => names.includes(name));
    const value = entry?.[1](interval ? source! : local(source!, call, 1, settings)) ?? "NULL";
    return `CAST(${value} AS ${duckDbType(call.type)})`;
  },
  print: printExtract,
});

export const fieldFunctions: readonly ScalarFunction[] = [
  dateField("year", (d) => `year(${d})`),
  dateField("quarter", (d) => `quarter(${d})`),
  dateField("month", (d) => `month(${d})`),
  dateField("day", (d) => `day(${d})`, ["dayofmonth"]),
  dateField("dayofweek", (d) => `dayofweek(${d}) + 1`),
  dateField("weekday", (d) => `isodow(${d}) - 1`),
  dateField("dayofyear", (d) => `dayofyear(${d})`),
  dateField("weekofyear", (d) => `week(${d})`),
  scalar({ name: "monthname", params: [date], type: stringType, sql: ([d]) => `strftime(${d}, '%b')` }),
  scalar({ name: "dayname", params: [date], type: stringType, sql: ([d]) => `strftime(${d}, '%a')` }),
  timeField("hour"),
  timeField("minute"),
  timeField("second"),
  extract,
];
