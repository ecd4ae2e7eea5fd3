import { type DataType, type DecimalType, duckDbType, quoteString, type SparkType } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { fixedOffset } from "../time-zone.ts";

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
    case "timestamp":
      return `mr_parse_timestamp(${sql}, ${quoteString(zoneSuffix(settings.timeZone))})`;
    case "timestamp_ntz":
      return `mr_parse_timestamp_ntz(${sql})`;
    case "interval_day_time":
      return `mr_parse_day_time(${sql}, ${t.startField}, ${t.endField})`;
    case "interval_year_month":
      return `mr_parse_year_month(${sql}, ${t.startField}, ${t.endField})`;
    case "binary":
      return `encode(${sql})`;
    default:
      return undefined;
  }
}

/** Whether malformed text of this target is an error of range rather than of form, where it is a number at all. */
export function outOfRange(type: DataType): type is DecimalType {
  return type.kind === "decimal";
}

/** The zone in the form that DuckDB's reader takes behind a time: `+02:00` or a region with a space. */
function zoneSuffix(zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return ` ${zone}`;
  const minutes = Math.abs(offset) / 60_000_000;
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
