import { type DataType, duckDbType, quoteString, type SparkType } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { fixedOffset, localTime } from "../time-zone.ts";

/** SQL that reads text as Spark does, NULL where it is malformed; undefined for types that text cannot become. */
export function parseText(
  sql: string,
  type: DataType,
  settings: ExpressionSettings,
  legacy: boolean,
): string | undefined {
  const t = type as SparkType;
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return legacy
        ? `TRY_CAST(mr_leading_integer(${sql}) AS ${duckDbType(type)})`
        : `TRY_CAST(mr_integer_text(${sql}) AS ${duckDbType(type)})`;
    case "float":
    case "double":
      return `mr_parse_${t.kind}(${sql})`;
    case "decimal":
      return `TRY_CAST(mr_decimal_text(${sql}) AS ${duckDbType(type)})`;
    case "boolean":
      return `mr_parse_boolean(${sql})`;
    case "date":
      return `mr_parse_date(${sql})`;
    case "timestamp": {
      // A time alone is one of the current day.
      const today = `strftime(${localTime("now()", settings.timeZone)}, '%Y-%m-%d')`;
      const parse = fixedOffset(settings.timeZone) === undefined ? "mr_parse_regional" : "mr_parse_timestamp";
      return `${parse}(${sql}, ${quoteString(zoneSuffix(settings.timeZone))}, ${today})`;
    }
    case "timestamp_ntz":
      return `mr_parse_timestamp_ntz(${sql})`;
    case "interval_day_time":
      return parseInterval(sql, "day", t.startField, t.endField);
    case "interval_year_month":
      return parseInterval(sql, "month", t.startField, t.endField);
    case "interval":
      return `mr_parse_interval(${sql})`;
    case "binary":
      return `encode(${sql})`;
    default:
      return undefined;
  }
}

const units = {
  day: { names: ["DAY", "HOUR", "MINUTE", "SECOND"], sizes: ["86400000000", "3600000000", "60000000", "1000000"] },
  month: { names: ["YEAR", "MONTH"], sizes: ["12", "1"] },
} as const;

/** `1 02:03:04.5`, `1-2` or the same as a whole literal, `INTERVAL '1-2' YEAR TO MONTH`, for the fields of the type. */
function parseInterval(sql: string, family: "day" | "month", start: number, end: number): string {
  const { names, sizes } = units[family];
  const separators = family === "day" ? ["", " ", ":", ":"] : ["", "-"];
  const fields = sizes.map((_, i) => i).slice(start, end + 1);
  const pattern = fields.map((i) => `${i === start ? "" : separators[i]}([0-9]{1,10})`).join("");
  const fraction = family === "day" && end === 3 ? "(?:[.]([0-9]{1,9}))?" : "()";
  const unit = start === end ? names[start] : `${names[start]} TO ${names[end]}`;
  const whole = `(?i)^\\s*(?:INTERVAL\\s*([+-]?)\\s*'?)?([+-]?)${pattern}${fraction}(?:'?\\s*${unit})?\\s*$`;
  const captures = ["'o'", "'g'", ...fields.map((i) => `'f${i}'`), "'u'"].join(", ");
  const total = fields.map((i) => `CAST(r.f${i} AS BIGINT) * ${sizes[i]}`).join(" + ");
  const micros = family === "day" ? ` + CAST(rpad(left(r.u, 6), 6, '0') AS BIGINT)` : "";
  const sign = "(CASE WHEN (r.o = '-') <> (r.g = '-') THEN -1 ELSE 1 END)";
  const value = `${sign} * (${total}${micros})`;
  const made = family === "day" ? `to_microseconds(${value})` : `to_months(CAST(${value} AS INTEGER))`;
  return `list_transform([regexp_extract(${sql}, ${quoteString(whole)}, [${captures}])], lambda r: CASE WHEN r.f${start} <> '' THEN ${made} END)[1]`;
}

/** The zone in the form that DuckDB's reader takes behind a time: `+02:00` or a region with a space. */
function zoneSuffix(zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return ` ${zone}`;
  const minutes = Math.abs(offset) / 60_000_000;
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
