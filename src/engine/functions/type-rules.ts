import {
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  NullType,
  ShortType,
  type SparkType,
  StringType,
  TimestampNTZType,
  TimestampType,
  VariantType,
} from "../../types/index.ts";

export const voidType: DataType = new NullType();
export const stringType: DataType = new StringType();
export const binaryType: DataType = new BinaryType();
export const booleanType: DataType = new BooleanType();
export const byteType: DataType = new ByteType();
export const shortType: DataType = new ShortType();
export const intType: DataType = new IntegerType();
export const longType: DataType = new LongType();
export const floatType: DataType = new FloatType();
export const doubleType: DataType = new DoubleType();
export const dateType: DataType = new DateType();
export const timestampType: DataType = new TimestampType();
export const variantType: DataType = new VariantType();
export const timestampNtzType: DataType = new TimestampNTZType();

/** Digits that a decimal may have. */
export const maxDecimalPrecision = 38;
/** Fraction digits that Spark keeps when a result's precision has to be cut. */
const minAdjustedScale = 6;

const integralKinds = ["byte", "short", "integer", "long"];
const numericKinds = [...integralKinds, "float", "double", "decimal"];

export function isIntegral(type: DataType): boolean {
  return integralKinds.includes(type.kind);
}
export function isNumeric(type: DataType): boolean {
  return numericKinds.includes(type.kind);
}
export function isFractional(type: DataType): boolean {
  return isNumeric(type) && !isIntegral(type);
}
export function isFloating(type: DataType): boolean {
  return type.kind === "float" || type.kind === "double";
}
export function isDecimal(type: DataType): type is DecimalType {
  return type.kind === "decimal";
}
export function isString(type: DataType): boolean {
  return type.kind === "string" || type.kind === "char" || type.kind === "varchar";
}
export function isTimestamp(type: DataType): boolean {
  return type.kind === "timestamp" || type.kind === "timestamp_ntz";
}
export function isDatetime(type: DataType): boolean {
  return type.kind === "date" || isTimestamp(type);
}
/** Day-time and year-month intervals, not the calendar interval of old. */
export function isAnsiInterval(type: DataType): boolean {
  return type.kind === "interval_day_time" || type.kind === "interval_year_month";
}
export function isAtomic(type: DataType): boolean {
  return !["void", "array", "map", "struct", "interval", "variant"].includes(type.kind);
}

/** Whether values can be sorted and compared: all but maps, and what holds them. */
export function isOrderable(type: DataType): boolean {
  const t = type as SparkType;
  switch (t.kind) {
    case "map":
    case "interval":
    case "variant":
      return false;
    case "array":
      return isOrderable(t.elementType);
    case "struct":
      return t.fields.every((field) => isOrderable(field.dataType));
    default:
      return true;
  }
}

/** Whether two types differ in nothing but the nullability of their parts. */
export function sameType(a: DataType, b: DataType): boolean {
  const [x, y] = [a as SparkType, b as SparkType];
  if (x.kind === "array" && y.kind === "array") return sameType(x.elementType, y.elementType);
  if (x.kind === "map" && y.kind === "map") return sameType(x.keyType, y.keyType) && sameType(x.valueType, y.valueType);
  if (x.kind === "struct" && y.kind === "struct")
    return (
      x.fields.length === y.fields.length &&
      x.fields.every(
        (field, i) =>
          field.name.toLowerCase() === y.fields[i]!.name.toLowerCase() &&
          sameType(field.dataType, y.fields[i]!.dataType),
      )
    );
  return x.equals(y);
}

/** The decimal type that holds every value of a numeric type; of floating types, Spark's customary one. */
export function decimalFor(type: DataType): DecimalType {
  switch (type.kind) {
    case "decimal":
      return type as DecimalType;
    case "byte":
      return new DecimalType(3, 0);
    case "short":
      return new DecimalType(5, 0);
    case "integer":
      return new DecimalType(10, 0);
    case "long":
      return new DecimalType(20, 0);
    case "float":
      return new DecimalType(14, 7);
    case "double":
      return new DecimalType(30, 15);
    default:
      return new DecimalType(38, 18);
  }
}

/** A decimal type cut to 38 digits; the fraction gives way first. */
export function boundedDecimal(precision: number, scale: number): DecimalType {
  return new DecimalType(Math.min(precision, maxDecimalPrecision), Math.min(scale, maxDecimalPrecision));
}

/** A decimal type cut to 38 digits so that the whole digits stay, as long as some fraction digits remain. */
export function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= maxDecimalPrecision) return new DecimalType(precision, scale);
  const whole = precision - scale;
  return new DecimalType(maxDecimalPrecision, Math.max(maxDecimalPrecision - whole, Math.min(scale, minAdjustedScale)));
}

/** The narrowest decimal that holds the values of both, cut to 38 digits by dropping fraction digits. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return new DecimalType(
    Math.min(whole + scale, maxDecimalPrecision),
    whole + scale > maxDecimalPrecision ? Math.max(0, maxDecimalPrecision - whole) : scale,
  );
}

/** Whether every value of `type` fits into the decimal. */
export function fitsDecimal(type: DataType, decimal: DecimalType): boolean {
  if (type.kind === "boolean") return decimal.precision - decimal.scale >= 1;
  if (!isNumeric(type) || isFloating(type)) return false;
  const from = decimalFor(type);
  return decimal.precision - decimal.scale >= from.precision - from.scale && decimal.scale >= from.scale;
}

/** INT, SMALLINT and TINYINT: what `date_add` takes. */
export function tinyIntegral(type: DataType): boolean {
  return isIntegral(type) && type.kind !== "long";
}
