import { type DataType, type DecimalType, duckDbType } from "../../../types/index.ts";
import { fitsDecimal, isDecimal, isFloating, isIntegral } from "../type-rules.ts";
import type { Conversion } from "./cast-sql.ts";

const order = ["byte", "short", "integer", "long", "decimal", "float", "double"];
const bits: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: 64 };

/** A number as another numeric type: fractions are cut off for whole types, rounded half up for decimals. */
export function narrowed(sql: string, from: DataType, to: DataType): Conversion {
  const target = duckDbType(to);
  if (isDecimal(to)) {
    // DuckDB goes through binary fractions from DOUBLE to DECIMAL, Spark through the shortest decimal text.
    const source =
      from.kind === "double"
        ? `CAST(${sql} AS VARCHAR)`
        : from.kind === "float"
          ? `CAST(CAST(${sql} AS DOUBLE) AS VARCHAR)`
          : sql;
    if (fitsDecimal(from, to as DecimalType)) return { sql: `CAST(${source} AS ${target})` };
    return { sql: `TRY_CAST(${source} AS ${target})`, failure: "range" };
  }
  if (isIntegral(to)) {
    if (isIntegral(from) && order.indexOf(from.kind) <= order.indexOf(to.kind))
      return { sql: `CAST(${sql} AS ${target})` };
    return { sql: `TRY_CAST(${isIntegral(from) ? sql : `trunc(${sql})`} AS ${target})`, failure: "overflow" };
  }
  return { sql: to.kind === "float" && from.kind === "double" ? `mr_to_float(${sql})` : `CAST(${sql} AS ${target})` };
}

/** {@link narrowed} by the rules of non-ANSI casts: whole numbers keep their low bits, floating ones stop at the ends of INT and BIGINT. */
export function wrapped(sql: string, from: DataType, to: DataType): string {
  if (!isIntegral(to)) return narrowed(sql, from, to).sql;
  const width = bits[to.kind]!;
  if (isIntegral(from))
    return bits[from.kind]! <= width ? `CAST(${sql} AS ${duckDbType(to)})` : lowBits(sql, width, to);
  if (!isFloating(from))
    return width === 64 ? lowBits(`trunc(${sql})`, 64, to) : lowBits(lowBitsNumber(`trunc(${sql})`, 64), width, to);
  const whole =
    width === 64
      ? `mr_saturate(${sql}, -9223372036854775808, 9223372036854775807)`
      : `mr_saturate(${sql}, -2147483648, 2147483647)`;
  return width >= 32 ? `CAST(${whole} AS ${duckDbType(to)})` : lowBits(whole, width, to);
}

/** SQL of the lowest bits of a whole number, at most a HUGEINT, as a whole type of that width. */
export function lowBits(sql: string, width: number, to: DataType): string {
  return `CAST(${lowBitsNumber(sql, width)} AS ${duckDbType(to)})`;
}

function lowBitsNumber(sql: string, width: number): string {
  const half = (1n << BigInt(width - 1)).toString();
  const mask = ((1n << BigInt(width)) - 1n).toString();
  return `(((CAST(${sql} AS HUGEINT) + ${half}) & ${mask}) - ${half})`;
}
