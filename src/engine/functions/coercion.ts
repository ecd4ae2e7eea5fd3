import {
  ArrayType,
  type DataType,
  DayTimeIntervalType,
  type DecimalType,
  MapType,
  type SparkType,
  StructField,
  StructType,
  YearMonthIntervalType,
} from "../../types/index.ts";
import {
  decimalFor,
  doubleType,
  fitsDecimal,
  isAtomic,
  isDatetime,
  isDecimal,
  isFloating,
  isFractional,
  isIntegral,
  isNumeric,
  isString,
  longType,
  sameType,
  stringType,
  widerDecimal,
} from "./type-rules.ts";

const numericOrder = ["byte", "short", "integer", "long", "float", "double"];

/**
 * The type to which both can go without losing anything and without text changing its meaning; undefined where there is none.
 * A whole number and a FLOAT meet in DOUBLE, as in Spark's ANSI mode.
 *
 * @see org.apache.spark.sql.catalyst.analysis.AnsiTypeCoercion
 */
export function tightestCommonType(a: DataType, b: DataType): DataType | undefined {
  const [x, y] = [a as SparkType, b as SparkType];
  if (sameType(a, b)) return nullableUnion(a, b);
  if (x.kind === "void") return b;
  if (y.kind === "void") return a;
  if (isString(a) && isString(b)) return stringType;
  if (isNumeric(a) && isNumeric(b) && !isDecimal(a) && !isDecimal(b)) {
    const wider = numericOrder.indexOf(a.kind) > numericOrder.indexOf(b.kind) ? a : b;
    return wider.kind === "float" ? doubleType : wider;
  }
  if (isDatetime(a) && isDatetime(b)) {
    if (x.kind === "date") return b;
    if (y.kind === "date") return a;
    return x.kind === "timestamp" ? a : b;
  }
  if (x.kind === "interval_day_time" && y.kind === "interval_day_time")
    return new DayTimeIntervalType(Math.min(x.startField, y.startField), Math.max(x.endField, y.endField));
  if (x.kind === "interval_year_month" && y.kind === "interval_year_month")
    return new YearMonthIntervalType(Math.min(x.startField, y.startField), Math.max(x.endField, y.endField));
  return undefined;
}

/**
 * The type to which the branches of CASE, the elements of an array, the sides of a comparison and the like are cast; undefined where
 * they do not go together. Under ANSI rules text beside a number becomes a number; otherwise everything beside text becomes text.
 *
 * @param strings - false for `greatest` and `least`, which do not mix text with anything
 */
export function widerType(a: DataType, b: DataType, ansi: boolean, strings = true): DataType | undefined {
  const common = tightestCommonType(a, b) ?? widerWithDecimal(a, b);
  if (common !== undefined) return common;
  const parts = widerParts(a, b, (x, y) => widerType(x, y, ansi, strings));
  if (parts !== undefined) return parts;
  if (!strings) return undefined;
  return ansi ? promotedString(a, b) : legacyString(a, b);
}

/**
 * Of types that differ in nothing but the names of fields and the nullability of parts, the first with room for the nulls of all;
 * undefined where they differ in more. What is compared may differ so.
 */
export function commonShape([first, ...others]: readonly DataType[]): DataType | undefined {
  return others.reduce<DataType | undefined>((shape, type) => shape && shapeOfBoth(shape, type), first);
}

function shapeOfBoth(a: DataType, b: DataType): DataType | undefined {
  const [x, y] = [a as SparkType, b as SparkType];
  if (x.kind === "array" && y.kind === "array") {
    const element = shapeOfBoth(x.elementType, y.elementType);
    return element && new ArrayType(element, x.containsNull || y.containsNull);
  }
  if (x.kind !== "struct" || y.kind !== "struct") return sameType(a, b) ? nullableUnion(a, b) : undefined;
  if (x.fields.length !== y.fields.length) return undefined;
  const fields: StructField[] = [];
  for (const [i, { dataType, name, nullable }] of x.fields.entries()) {
    const other = y.fields[i]!;
    const type = shapeOfBoth(dataType, other.dataType);
    if (type === undefined) return undefined;
    fields.push(new StructField(name, type, nullable || other.nullable));
  }
  return new StructType(fields);
}

/** {@link widerType} over any number of types; void for none. */
export function widestType(types: readonly DataType[], ansi: boolean, strings = true): DataType | undefined {
  let result: DataType | undefined = types[0];
  for (const type of types.slice(1)) result = result && widerType(result, type, ansi, strings);
  return result;
}

function widerWithDecimal(a: DataType, b: DataType): DataType | undefined {
  if (!isNumeric(a) || !isNumeric(b) || (!isDecimal(a) && !isDecimal(b))) return undefined;
  return isFloating(a) || isFloating(b) ? doubleType : widerDecimal(decimalFor(a), decimalFor(b));
}

/** What text becomes beside another type in ANSI mode; undefined where neither is text or they do not go together. */
export function promotedString(a: DataType, b: DataType): DataType | undefined {
  if (!isString(a) && !isString(b)) return undefined;
  const other = isString(a) ? b : a;
  if (isString(other) || other.kind === "void") return stringType;
  if (isIntegral(other)) return longType;
  if (isFractional(other)) return doubleType;
  return isAtomic(other) && !other.kind.startsWith("interval") ? other : undefined;
}

function legacyString(a: DataType, b: DataType): DataType | undefined {
  if (!isString(a) && !isString(b)) return undefined;
  const other = isString(a) ? b : a;
  return isAtomic(other) && other.kind !== "binary" && other.kind !== "boolean" ? stringType : undefined;
}

function widerParts(
  a: DataType,
  b: DataType,
  wider: (a: DataType, b: DataType) => DataType | undefined,
): DataType | undefined {
  const [x, y] = [a as SparkType, b as SparkType];
  if (x.kind === "array" && y.kind === "array") {
    const element = wider(x.elementType, y.elementType);
    if (element === undefined) return undefined;
    const forced = castNullable(x.elementType, element) || castNullable(y.elementType, element);
    return new ArrayType(element, x.containsNull || y.containsNull || forced);
  }
  if (x.kind === "map" && y.kind === "map") {
    const key = wider(x.keyType, y.keyType);
    const value = wider(x.valueType, y.valueType);
    if (key === undefined || value === undefined) return undefined;
    const forced = castNullable(x.valueType, value) || castNullable(y.valueType, value);
    return new MapType(key, value, x.valueContainsNull || y.valueContainsNull || forced);
  }
  if (x.kind === "struct" && y.kind === "struct" && x.fields.length === y.fields.length) {
    const fields: StructField[] = [];
    for (const [i, left] of x.fields.entries()) {
      const right = y.fields[i]!;
      const type = wider(left.dataType, right.dataType);
      if (type === undefined || left.name.toLowerCase() !== right.name.toLowerCase()) return undefined;
      const forced = castNullable(left.dataType, type) || castNullable(right.dataType, type);
      fields.push(new StructField(left.name, type, left.nullable || right.nullable || forced));
    }
    return new StructType(fields);
  }
  return undefined;
}

/** Of two types that differ in nothing but nullability, the one that allows the nulls of both. */
function nullableUnion(a: DataType, b: DataType): DataType {
  const parts = widerParts(a, b, nullableUnion);
  return parts ?? a;
}

/**
 * Whether the analyzer may cast on its own so that an argument fits a parameter: numbers to numbers, text to any atomic type and any
 * atomic type to text, dates and timestamps to each other, NULL to everything.
 */
export function implicitlyCastable(from: DataType, to: DataType, ansi: boolean): boolean {
  const [x, y] = [from as SparkType, to as SparkType];
  if (sameType(from, to) || x.kind === "void") return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isString(from)) return isAtomic(to) && (ansi || !["boolean"].includes(to.kind));
  if (isString(to)) return isAtomic(from);
  if (isDatetime(from) && isDatetime(to)) return true;
  if (x.kind === "interval_day_time" && y.kind === "interval_day_time") return true;
  if (x.kind === "interval_year_month" && y.kind === "interval_year_month") return true;
  if (x.kind === "array" && y.kind === "array") return implicitlyCastable(x.elementType, y.elementType, ansi);
  if (x.kind === "map" && y.kind === "map")
    return implicitlyCastable(x.keyType, y.keyType, ansi) && implicitlyCastable(x.valueType, y.valueType, ansi);
  if (x.kind === "struct" && y.kind === "struct")
    return (
      x.fields.length === y.fields.length &&
      x.fields.every((field, i) => implicitlyCastable(field.dataType, y.fields[i]!.dataType, ansi))
    );
  return false;
}

/** Whether the digits before the point have room to spare, so that rounding cannot make the number too large. */
const keepsWhole = (from: DataType, to: DecimalType): boolean =>
  isDecimal(from) && to.precision - to.scale > (from as DecimalType).precision - (from as DecimalType).scale;

/** Whether a cast may make NULL of a value that is not, by its types alone; what Spark adds to a cast's nullability. */
export function castNullable(from: DataType, to: DataType): boolean {
  if (from.kind === "void" || sameType(from, to)) return false;
  if (from.kind === "variant") return true;
  if (to.kind === "variant") return false;
  if (isString(from)) return to.kind !== "binary" && !isString(to);
  if (isString(to)) return false;
  if (from.kind === "timestamp" && ["byte", "short", "integer"].includes(to.kind)) return true;
  if (isFloating(from) && to.kind === "timestamp") return true;
  if (to.kind === "date" || to.kind === "timestamp_ntz") return from.kind !== "timestamp";
  if (isDecimal(to)) return !fitsDecimal(from, to as DecimalType) && !keepsWhole(from, to as DecimalType);
  return isFractional(from) && isIntegral(to);
}
