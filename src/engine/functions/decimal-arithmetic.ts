import { type DecimalType, duckDbType } from "../../types/index.ts";
import { adjustedDecimal, boundedDecimal, maxDecimalPrecision } from "./type-rules.ts";

/** Spark's result types of decimal arithmetic. @see org.apache.spark.sql.catalyst.expressions.DecimalArithmetic */
export const decimalResult: Readonly<
  Record<"+" | "-" | "*" | "/" | "%", (a: DecimalType, b: DecimalType) => DecimalType>
> = {
  "+": sumType,
  "-": sumType,
  "*": (a, b) => adjustedDecimal(a.precision + b.precision + 1, a.scale + b.scale),
  "/"(a, b) {
    const scale = Math.max(6, a.scale + b.precision + 1);
    return adjustedDecimal(a.precision - a.scale + b.scale + scale, scale);
  },
  "%"(a, b) {
    const scale = Math.max(a.scale, b.scale);
    return adjustedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  },
};

function sumType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjustedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

/** The type of `sum` over a decimal. */
export function sumDecimal(type: DecimalType): DecimalType {
  return boundedDecimal(type.precision + 10, type.scale);
}

/** The type of `avg` over a decimal. */
export function averageDecimal(type: DecimalType): DecimalType {
  return boundedDecimal(type.precision + 4, type.scale + 4);
}

/** Decimals up to so many digits are 64-bit numbers in DuckDB, which takes their products to be so, too. */
const narrowPrecision = 18;

/** SQL of a decimal's digits as a HUGEINT: 12.50 of scale 2 is 1250. */
export function unscaled(sql: string, type: DecimalType): string {
  if (type.scale === 0) return `CAST(${sql} AS HUGEINT)`;
  // A speculative product has fewer digits than its type; what is cast has not.
  const end = ` AS ${duckDbType(type)})`;
  const typed = type.precision <= narrowPrecision || sql.endsWith(end) ? sql : `CAST(${sql}${end}`;
  if (type.precision + type.scale < maxDecimalPrecision)
    return `CAST(${typed} * CAST(${power(type.scale)} AS DECIMAL(${type.scale + 1},0)) AS HUGEINT)`;
  return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;
}

/** SQL of the decimal whose digits are a HUGEINT. */
export function rescaled(digits: string, type: DecimalType): string {
  if (type.scale === 0) return `CAST(${digits} AS ${duckDbType(type)})`;
  const unit = `CAST('0.${"0".repeat(type.scale - 1)}1' AS DECIMAL(${type.scale},${type.scale}))`;
  return `CAST(CAST(${digits} AS DECIMAL(38,0)) * ${unit} AS ${duckDbType(type)})`;
}

/** SQL of columns, constants and casts: nothing that is volatile and no subquery, which DuckDB's TRY does not take. */
export const plainSql: RegExp =
  /^(?:c\d+|t\d+\."[^"]*"|CAST|TRY|coalesce|AS|DECIMAL|TINYINT|SMALLINT|INTEGER|BIGINT|'[-\d.]*'|[-+*().,\s\d])+$/;

/** Operands stand twice in the SQL of a product that is tried first, so long ones are not. */
const longestTried = 600;

/**
 * SQL of a decimal product. Where DuckDB has no type for all its digits, the product of the digits is computed in pieces of 64 bits
 * and rounded half up.
 */
export function multiplied(a: string, ta: DecimalType, b: string, tb: DecimalType, to: DecimalType): string {
  const drop = ta.scale + tb.scale - to.scale;
  if (drop === 0 || ta.precision + tb.precision <= maxDecimalPrecision) return product(a, ta, b, tb, to);
  const [x, y] = [unscaled(a, ta), unscaled(b, tb)];
  // The macro splits the divisor into two equal halves, so an odd power of ten gets one more digit.
  const odd = drop % 2;
  const half = power((drop + odd) / 2);
  return rescaled(`mr_multiply(${odd === 1 ? `(${x} * 10)` : x}, ${y}, ${half}::HUGEINT)`, to);
}

/** A product that has all its digits. Those of 128 bits cost ten times as much, so where values may be small 64 bits are tried first. */
function product(a: string, ta: DecimalType, b: string, tb: DecimalType, to: DecimalType): string {
  const type = duckDbType(to);
  if (ta.precision + tb.precision <= narrowPrecision) return `CAST((${a} * ${b}) AS ${type})`;
  const exact = `CAST((${widened(a, ta, to)} * ${b}) AS ${type})`;
  const narrow = ta.scale + tb.scale < narrowPrecision && a.length + b.length <= longestTried;
  if (!narrow || !plainSql.test(a) || !plainSql.test(b)) return exact;
  return `coalesce(CAST(TRY(${narrowed(a, ta)} * ${narrowed(b, tb)}) AS ${type}), ${exact})`;
}

/**
 * SQL of a decimal product in 64 bits, which stays a DECIMAL(18) so that what is computed of it is quick, too: it fails where the product
 * or a side has more digits. Undefined where digits behind the point alone are too many, or where nothing is to be gained.
 */
export function narrowProduct(
  a: string,
  ta: DecimalType,
  b: string,
  tb: DecimalType,
  to: DecimalType,
): string | undefined {
  const scale = ta.scale + tb.scale;
  if (ta.precision + tb.precision <= narrowPrecision || scale >= narrowPrecision) return undefined;
  const product = `(${narrowed(a, ta)} * ${narrowed(b, tb)})`;
  return scale === to.scale ? product : `CAST(${product} AS ${duckDbType(to)})`;
}

function narrowed(sql: string, { precision, scale }: DecimalType): string {
  return precision <= narrowPrecision ? sql : `CAST(${sql} AS DECIMAL(${narrowPrecision},${scale}))`;
}

/** An operand of 128 bits where the result may need them: two of 64 bits have a result of 64 bits in DuckDB, or none. */
export function widened(sql: string, type: DecimalType, result: DecimalType): string {
  if (result.precision <= narrowPrecision || type.precision > narrowPrecision) return sql;
  return `CAST(${sql} AS DECIMAL(${narrowPrecision + 1},${type.scale}))`;
}

/** SQL of a decimal quotient, rounded half up; the divisor is not zero. */
export function divided(a: string, ta: DecimalType, b: string, tb: DecimalType, to: DecimalType): string {
  const shift = to.scale - ta.scale + tb.scale;
  const [n, d] =
    shift >= 0
      ? [`${unscaled(a, ta)} * ${power(shift)}::HUGEINT`, unscaled(b, tb)]
      : [unscaled(a, ta), `${unscaled(b, tb)} * ${power(-shift)}::HUGEINT`];
  // One and a half times as much as 38 digits hold is still a HUGEINT.
  const digits = shift >= 0 ? [ta.precision + shift, tb.precision] : [ta.precision, tb.precision - shift];
  const rounded = Math.max(...digits) <= maxDecimalPrecision ? "mr_rounded" : "mr_half_up";
  return rescaled(`${rounded}(${n}, ${d})`, to);
}

function power(exponent: number): string {
  return `1${"0".repeat(exponent)}`;
}
