import { sparkError } from "../../common/index.ts";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DoubleType,
  LongType,
  MapType,
  NullType,
  StringType,
  StructField,
  StructType,
  Timestamp,
  TimestampType,
} from "../../types/index.ts";

/**
 * The schema of objects or tuples, as PySpark infers it: fields in the order of their first appearance, all nullable.
 *
 * @param names - of the fields of tuples; `_1`, `_2`, … where missing
 * @throws IllegalArgumentException CANNOT_INFER_EMPTY_SCHEMA, CANNOT_INFER_TYPE_FOR_FIELD
 */
export function inferSchema(rows: readonly unknown[], names: readonly string[] = []): StructType {
  if (rows.length === 0) throw sparkError("CANNOT_INFER_EMPTY_SCHEMA");
  const fields = new Map<string, DataType>();
  for (const row of rows) {
    for (const [name, value] of entriesOf(row, names))
      fields.set(name, merge(fields.get(name), typeOf(value, name), name));
  }
  return new StructType([...fields].map(([name, type]) => new StructField(name, type)));
}

function entriesOf(row: unknown, names: readonly string[]): Iterable<[string, unknown]> {
  if (Array.isArray(row)) return row.map((value: unknown, i) => [names[i] ?? `_${i + 1}`, value]);
  if (typeof row === "object" && row !== null) return Object.entries(row);
  throw cannotInfer("value", `a row is an object or a tuple, not ${typeof row}`);
}

function typeOf(value: unknown, name: string): DataType {
  switch (typeof value) {
    case "undefined":
      return new NullType();
    case "string":
      return new StringType();
    case "boolean":
      return new BooleanType();
    case "bigint":
      return new LongType();
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? new LongType() : new DoubleType();
    case "object":
      return value === null ? new NullType() : typeOfObject(value, name);
    default:
      throw cannotInfer(name, `a ${typeof value} is no value of a column`);
  }
}

function typeOfObject(value: object, name: string): DataType {
  if (value instanceof Date || value instanceof Timestamp) return new TimestampType();
  if (value instanceof Uint8Array) return new BinaryType();
  if (Array.isArray(value)) return new ArrayType(mergeAll(value, name));
  if (value instanceof Map) return new MapType(mergeAll(value.keys(), name), mergeAll(value.values(), name));
  return inferSchema([value]);
}

function mergeAll(values: Iterable<unknown>, name: string): DataType {
  let type: DataType = new NullType();
  for (const value of values) type = merge(type, typeOf(value, name), name);
  return type;
}

function merge(left: DataType | undefined, right: DataType, name: string): DataType {
  if (left === undefined || left instanceof NullType) return right;
  if (right instanceof NullType || left.equals(right)) return left;
  const isNumber = (type: DataType) => type instanceof LongType || type instanceof DoubleType;
  if (isNumber(left) && isNumber(right)) return new DoubleType();
  if (left instanceof ArrayType && right instanceof ArrayType)
    return new ArrayType(merge(left.elementType, right.elementType, name));
  if (left instanceof MapType && right instanceof MapType)
    return new MapType(merge(left.keyType, right.keyType, name), merge(left.valueType, right.valueType, name));
  if (left instanceof StructType && right instanceof StructType) return mergeStructs(left, right, name);
  throw cannotInfer(name, `it holds ${left.simpleString()} and ${right.simpleString()}`);
}

function mergeStructs(left: StructType, right: StructType, name: string): StructType {
  const types = new Map(left.fields.map((field) => [field.name, field.dataType]));
  for (const field of right.fields)
    types.set(field.name, merge(types.get(field.name), field.dataType, `${name}.${field.name}`));
  return new StructType([...types].map(([fieldName, type]) => new StructField(fieldName, type)));
}

const cannotInfer = (field_name: string, reason: string) =>
  sparkError("CANNOT_INFER_TYPE_FOR_FIELD", { field_name, reason });
