import type * as proto from "../../../protocol/index.ts";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructType,
  Timestamp,
  TimestampNTZType,
  TimestampType,
  YearMonthIntervalType,
} from "../../../types/index.ts";
import type { LiteralExpression } from "../expression.ts";
import { invalidPlan, required, unsupportedNode } from "./converter.ts";
import { dataTypeFromProto } from "./data-type.ts";

const millisOfDay = 86_400_000;

const literal = (type: DataType, value: unknown): LiteralExpression => ({ kind: "literal", type, value });

/** The constant of a message. */
export function literalFromProto(message: proto.Expression_Literal): LiteralExpression {
  const { literalType } = message;
  const declared = message.dataType === undefined ? undefined : dataTypeFromProto(message.dataType);
  switch (literalType.case) {
    case "null":
      return literal(declared ?? dataTypeFromProto(literalType.value), null);
    case "binary":
      return literal(new BinaryType(), literalType.value);
    case "boolean":
      return literal(new BooleanType(), literalType.value);
    case "byte":
      return literal(new ByteType(), literalType.value);
    case "short":
      return literal(new ShortType(), literalType.value);
    case "integer":
      return literal(new IntegerType(), literalType.value);
    case "long":
      return literal(new LongType(), literalType.value);
    case "float":
      return literal(new FloatType(), literalType.value);
    case "double":
      return literal(new DoubleType(), literalType.value);
    case "decimal":
      return decimal(literalType.value);
    case "string":
      return literal(new StringType(), literalType.value);
    case "date":
      return literal(new DateType(), new Date(literalType.value * millisOfDay));
    case "timestamp":
      return literal(new TimestampType(), new Timestamp(literalType.value));
    case "timestampNtz":
      return literal(new TimestampNTZType(), new Timestamp(literalType.value));
    case "calendarInterval": {
      const { months, days, microseconds } = literalType.value;
      return literal(new CalendarIntervalType(), { months, days, microseconds });
    }
    case "yearMonthInterval":
      return literal(declared ?? new YearMonthIntervalType(), literalType.value);
    case "dayTimeInterval":
      return literal(declared ?? new DayTimeIntervalType(), literalType.value);
    case "array":
      return array(literalType.value, declared);
    case "specializedArray":
      return specializedArray(literalType.value, declared);
    case "map":
      return map(literalType.value, declared);
    case "struct":
      return struct(literalType.value, declared);
    case undefined:
      // A NULL may come as its type alone.
      if (declared !== undefined) return literal(declared, null);
      throw invalidPlan("Expression.Literal.literal_type is not set");
    default:
      throw unsupportedNode(`literals of the type ${literalType.case}`, "Send a timestamp with microseconds instead.");
  }
}

/** Plain digits; clients send what their decimal type prints, an exponent included. */
function decimal(message: proto.Expression_Literal_Decimal): LiteralExpression {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(message.value.trim());
  if (match === null || `${match[2]}${match[3]}` === "") throw invalidPlan(`${message.value} is not a decimal`);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const naturalScale = fraction.length - Number(exponent);
  const unscaled = BigInt(`${whole}${fraction}`) * (naturalScale < 0 ? 10n ** BigInt(-naturalScale) : 1n);
  const valueScale = Math.max(naturalScale, 0);
  // Clients may name a smaller type than the digits need: the digits win.
  const scale = Math.max(message.scale ?? 0, valueScale);
  const digits = unscaled.toString().length;
  const precision = Math.max(message.precision ?? 0, digits, scale);
  const text = unscaled.toString().padStart(valueScale + 1, "0");
  const point = text.length - valueScale;
  const decimals = text.slice(point).padEnd(scale, "0").slice(0, Math.max(scale, valueScale));
  const value = `${sign === "-" ? "-" : ""}${text.slice(0, point)}${decimals === "" ? "" : `.${decimals}`}`;
  return literal(new DecimalType(precision, scale), value);
}

/** Literals of one element type; without elements and type it is an array of NULLs, as Spark has it. */
function array(message: proto.Expression_Literal_Array, declared: DataType | undefined): LiteralExpression {
  const elements = message.elements.map((element) => literalFromProto(element));
  if (declared instanceof ArrayType) return literal(declared, elements.map(bare));
  const elementType =
    message.elementType === undefined ? elementTypeOf(elements) : dataTypeFromProto(message.elementType);
  return literal(
    new ArrayType(
      elementType,
      elements.some((element) => element.value === null),
    ),
    elements.map(bare),
  );
}

function specializedArray(
  message: proto.Expression_Literal_SpecializedArray,
  declared: DataType | undefined,
): LiteralExpression {
  const { valueType } = message;
  const typed = (elementType: DataType, values: readonly unknown[]) =>
    literal(declared ?? new ArrayType(elementType, false), [...values]);
  switch (valueType.case) {
    case "bools":
      return typed(new BooleanType(), valueType.value.values);
    case "ints":
      return typed(new IntegerType(), valueType.value.values);
    case "longs":
      return typed(new LongType(), valueType.value.values);
    case "floats":
      return typed(new FloatType(), valueType.value.values);
    case "doubles":
      return typed(new DoubleType(), valueType.value.values);
    case "strings":
      return typed(new StringType(), valueType.value.values);
    default:
      throw invalidPlan("Expression.Literal.SpecializedArray.value_type is not set");
  }
}

function map(message: proto.Expression_Literal_Map, declared: DataType | undefined): LiteralExpression {
  const keys = message.keys.map((key) => literalFromProto(key));
  const values = message.values.map((value) => literalFromProto(value));
  if (keys.length !== values.length) throw invalidPlan("Expression.Literal.Map has not as many keys as values");
  const entries = new Map(keys.map((key, index) => [key.value, values[index]!.value]));
  if (declared instanceof MapType) return literal(declared, entries);
  const keyType = message.keyType === undefined ? elementTypeOf(keys) : dataTypeFromProto(message.keyType);
  const valueType = message.valueType === undefined ? elementTypeOf(values) : dataTypeFromProto(message.valueType);
  return literal(
    new MapType(
      keyType,
      valueType,
      values.some((value) => value.value === null),
    ),
    entries,
  );
}

function struct(message: proto.Expression_Literal_Struct, declared: DataType | undefined): LiteralExpression {
  const type = declared ?? dataTypeFromProto(required(message.structType, "Literal.Struct.struct_type"));
  if (!(type instanceof StructType)) throw invalidPlan("the type of a struct literal is not a struct");
  if (type.fields.length !== message.elements.length)
    throw invalidPlan(`a struct literal of ${type.fields.length} fields has ${message.elements.length} elements`);
  const values = message.elements.map((element) => literalFromProto(element).value);
  return literal(type, Object.fromEntries(type.fields.map((field, index) => [field.name, values[index]])));
}

const bare = (element: LiteralExpression): unknown => element.value;

/** Later elements are of the first one's type, but a NULL has none of its own. */
function elementTypeOf(elements: readonly LiteralExpression[]): DataType {
  return elements.find((element) => !(element.type instanceof NullType))?.type ?? new NullType();
}
