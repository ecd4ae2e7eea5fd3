import { type DataType, type DecimalType, duckDbType } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { instantOf, localTime } from "../time-zone.ts";
import { decimalFor, fitsDecimal, isFloating, isIntegral, isNumeric, longType } from "../type-rules.ts";
import type { Conversion } from "./cast-sql.ts";

/** Casts between dates, timestamps and numbers of seconds since 1970; undefined where it is none of these. */
export function datetimeSql(
  sql: string,
  from: DataType,
  to: DataType,
  settings: ExpressionSettings,
): Conversion | undefined {
  const zone = settings.timeZone;
  switch (`${from.kind} ${to.kind}`) {
    case "date timestamp":
      return { sql: instantOf(`CAST(${sql} AS TIMESTAMP)`, zone) };
    case "date timestamp_ntz":
      return { sql: `CAST(${sql} AS TIMESTAMP)` };
    case "timestamp date":
      return { sql: `CAST(${localTime(sql, zone)} AS DATE)` };
    case "timestamp_ntz date":
      return { sql: `CAST(${sql} AS DATE)` };
    case "timestamp timestamp_ntz":
      return { sql: localTime(sql, zone) };
    case "timestamp_ntz timestamp":
      return { sql: instantOf(sql, zone) };
    case "timestamp boolean":
      return { sql: `(epoch_us(${sql}) <> 0)` };
    case "boolean timestamp":
      return { sql: `make_timestamptz(CAST(${sql} AS BIGINT))` };
  }
  if (from.kind === "date" && (isNumeric(to) || to.kind === "boolean"))
    return { sql: `CASE WHEN ${sql} IS NOT NULL THEN CAST(NULL AS ${duckDbType(to)}) END` };
  if (from.kind === "timestamp" && isNumeric(to)) return toNumber(sql, to);
  if (isNumeric(from) && to.kind === "timestamp") return fromNumber(sql, from);
  return undefined;
}

function toNumber(sql: string, to: DataType): Conversion {
  const micros = `epoch_us(${sql})`;
  if (isFloating(to)) return { sql: `CAST(${micros} / 1000000::DOUBLE AS ${duckDbType(to)})` };
  if (!isIntegral(to)) {
    const exact = `CAST(CAST(${micros} AS DECIMAL(19,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(26,6))`;
    return fitsDecimal(decimalFor(longType), to as DecimalType)
      ? { sql: `CAST(${exact} AS ${duckDbType(to)})` }
      : { sql: `TRY_CAST(${exact} AS ${duckDbType(to)})`, failure: "range" };
  }
  const seconds = `mr_floor_div(${micros}, 1000000)`;
  return to.kind === "long"
    ? { sql: seconds }
    : { sql: `TRY_CAST(${seconds} AS ${duckDbType(to)})`, failure: "overflow" };
}

function fromNumber(sql: string, from: DataType): Conversion {
  if (isIntegral(from)) return { sql: `mr_seconds_timestamp(CAST(${sql} AS BIGINT))` };
  if (isFloating(from))
    return { sql: `make_timestamptz(TRY_CAST(trunc(CAST(${sql} AS DOUBLE) * 1000000) AS BIGINT))`, failure: "invalid" };
  return { sql: `make_timestamptz(TRY_CAST(trunc(${sql} * CAST(1000000 AS DECIMAL(7,0))) AS BIGINT))` };
}
