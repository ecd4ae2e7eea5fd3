import { type DataType, duckDbType, type SparkType } from "../../../types/index.ts";
import { isAnsiInterval, isNumeric } from "../type-rules.ts";
import type { Conversion } from "./cast-sql.ts";

const microsecondsOf = ["86400000000", "3600000000", "60000000", "1000000"];

/** Casts to and from day-time and year-month intervals; undefined where neither type is one. */
export function intervalSql(sql: string, from: DataType, to: DataType): Conversion | undefined {
  if (isAnsiInterval(from) && isAnsiInterval(to)) return { sql: truncated(sql, to as SparkType) };
  if (isAnsiInterval(from) && isNumeric(to)) return toNumber(sql, from as SparkType, to);
  if (isNumeric(from) && isAnsiInterval(to)) return fromNumber(sql, to as SparkType);
  return undefined;
}

/** Cuts what is finer than the last field of the target. */
function truncated(sql: string, to: SparkType): string {
  if (to.kind === "interval_day_time" && to.endField < 3) {
    const unit = microsecondsOf[to.endField]!;
    return `to_microseconds((epoch_us(${sql}) // ${unit}) * ${unit})`;
  }
  if (to.kind === "interval_year_month" && to.endField === 0)
    return `to_months(CAST((mr_months(${sql}) // 12) * 12 AS INTEGER))`;
  return sql;
}

function toNumber(sql: string, from: SparkType, to: DataType): Conversion {
  const target = duckDbType(to);
  if (from.kind === "interval_year_month") {
    const months = from.endField === 0 ? `(mr_months(${sql}) // 12)` : `mr_months(${sql})`;
    return { sql: `TRY_CAST(${months} AS ${target})`, failure: "overflow" };
  }
  const micros = `epoch_us(${sql})`;
  const end = from.kind === "interval_day_time" ? from.endField : 3;
  const value =
    to.kind === "decimal"
      ? `(CAST(${micros} AS DECIMAL(19,0)) / ${microsecondsOf[end]})`
      : `(${micros} // ${microsecondsOf[end]})`;
  return to.kind === "long" ? { sql: value } : { sql: `TRY_CAST(${value} AS ${target})`, failure: "overflow" };
}

function fromNumber(sql: string, to: SparkType): Conversion {
  if (to.kind === "interval_year_month")
    return { sql: `to_months(CAST(${sql} * ${to.endField === 0 ? 12 : 1} AS INTEGER))` };
  const end = to.kind === "interval_day_time" ? to.endField : 3;
  return { sql: `to_microseconds(CAST(CAST(${sql} AS DECIMAL(38,6)) * ${microsecondsOf[end]} AS BIGINT))` };
}
