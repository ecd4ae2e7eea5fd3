import {
  ByteType,
  type DataType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  ShortType,
} from "../../types/index.ts";
import type { LiteralExpression } from "../plan/index.ts";

const parts = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?(BD|[DFLSY])?$/i;

/** Called with the parameters of Spark's condition; gives the error to throw. */
export interface NumberErrors {
  outOfRange(parameters: { rawStrippedQualifier: string; typeName: string; minValue: string; maxValue: string }): Error;
  tooPrecise(parameters: { precision: string; maxPrecision: string }): Error;
}

/** The value of a number as written, `-` before it included; the suffix decides the type, else the form and the size do. */
export function numberLiteral(text: string, negative: boolean, errors: NumberErrors): LiteralExpression {
  const [, whole = "", fraction = "", exponent, suffix = ""] = parts.exec(text)!;
  const bare = text.slice(0, text.length - suffix.length);
  const signed = negative ? `-${bare}` : bare;
  const bounded = (type: DataType, low: number | bigint | string, high: number | bigint | string) =>
    errors.outOfRange({
      rawStrippedQualifier: signed,
      typeName: type.simpleString(),
      minValue: String(low),
      maxValue: String(high),
    });
  const integer = (type: DataType, bits: number): LiteralExpression => {
    const limit = 1n << BigInt(bits - 1);
    if (fraction !== "" || exponent !== undefined || bare.includes(".")) throw bounded(type, -limit, limit - 1n);
    const value = BigInt(signed);
    if (value < -limit || value >= limit) throw bounded(type, -limit, limit - 1n);
    return { kind: "literal", type, value: bits === 64 ? value : Number(value) };
  };

  switch (suffix.toUpperCase()) {
    case "Y":
      return integer(new ByteType(), 8);
    case "S":
      return integer(new ShortType(), 16);
    case "L":
      return integer(new LongType(), 64);
    case "F": {
      const value = Math.fround(Number(signed));
      if (!Number.isFinite(value)) throw bounded(new FloatType(), "-3.4028234663852886E+38", "3.4028234663852886E+38");
      return { kind: "literal", type: new FloatType(), value };
    }
    case "BD":
      return decimalLiteral(whole, fraction, Number(exponent ?? 0), negative, errors);
  }
  if (suffix !== "" || exponent !== undefined) {
    const value = Number(signed);
    if (!Number.isFinite(value)) throw bounded(new DoubleType(), "-1.7976931348623157E+308", "1.7976931348623157E+308");
    return { kind: "literal", type: new DoubleType(), value };
  }
  if (bare.includes(".")) return decimalLiteral(whole, fraction, 0, negative, errors);

  const value = BigInt(signed);
  if (value >= -0x8000_0000n && value < 0x8000_0000n)
    return { kind: "literal", type: new IntegerType(), value: Number(value) };
  if (value >= -(1n << 63n) && value < 1n << 63n) return { kind: "literal", type: new LongType(), value };
  return decimalLiteral(whole, "", 0, negative, errors);
}

/** Precision and scale are those of the digits as written, without leading zeros. */
function decimalLiteral(
  whole: string,
  fraction: string,
  exponent: number,
  negative: boolean,
  errors: NumberErrors,
): LiteralExpression {
  const scale = Math.max(fraction.length - exponent, 0);
  const zeros = Math.max(exponent - fraction.length, 0);
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, "");
  const isZero = /^0*$/.test(digits);
  const precision = Math.max(isZero ? 1 : digits.length + zeros, scale);
  if (precision > 38) throw errors.tooPrecise({ precision: String(precision), maxPrecision: "38" });
  const unscaled = `${digits === "" ? "0" : digits}${isZero ? "" : "0".repeat(zeros)}`.padStart(scale + 1, "0");
  const point = unscaled.length - scale;
  const text = scale === 0 ? unscaled : `${unscaled.slice(0, point)}.${unscaled.slice(point)}`;
  return {
    kind: "literal",
    type: new DecimalType(precision, scale),
    value: negative && !isZero ? `-${text}` : text,
  };
}
