import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  type DataType,
  DecimalType,
  DoubleType,
  type SparkType,
  StringType,
  StructField,
  StructType,
} from "../../../types/index.ts";
import type { JsonOptions } from "./options.ts";

const mostDigits = 38;
/** The decimal type that holds every long. */
const longDigits = new DecimalType(20, 0);

/** A decimal type of so many digits on both sides of the point, or double where it would be too wide. */
export function decimalOrDouble(whole: number, scale: number): DataType {
  return whole + scale > mostDigits ? new DoubleType() : new DecimalType(whole + scale, scale);
}

/** Fields in the order of their names, which inferred structs keep. */
export function structOf(fields: Iterable<readonly [string, DataType]>): StructType {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new StructType(sorted.map(([name, type]) => new StructField(name, type)));
}

/** The type that takes values of both types. @see org.apache.spark.sql.catalyst.json.JsonInferSchema.compatibleType */
export function mergeTypes(one: DataType, other: DataType): DataType {
  const [a, b] = [one as SparkType, other as SparkType];
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "struct" && b.kind === "struct") {
    const fields = new Map(a.fields.map(({ name, dataType }) => [name, dataType]));
    for (const { name, dataType } of b.fields) {
      const known = fields.get(name);
      fields.set(name, known === undefined ? dataType : mergeTypes(known, dataType));
    }
    return structOf(fields);
  }
  if (a.kind === "array" && b.kind === "array") return new ArrayType(mergeTypes(a.elementType, b.elementType));
  if (a.kind === "decimal" && b.kind === "decimal") {
    const scale = Math.max(a.scale, b.scale);
    return decimalOrDouble(Math.max(a.precision - a.scale, b.precision - b.scale), scale);
  }
  if (a.kind === b.kind) return a;
  if (a.kind === "long" && b.kind === "decimal") return mergeTypes(longDigits, b);
  if (a.kind === "decimal" && b.kind === "long") return mergeTypes(a, longDigits);
  const kinds = new Set<string>([a.kind, b.kind]);
  if (kinds.has("double") && (kinds.has("long") || kinds.has("decimal"))) return new DoubleType();
  return new StringType();
}

/** The type of records of both types; what is neither an object nor an array of objects shows in the corrupt record's column. */
export function mergeRecordTypes(one: DataType, other: DataType, options: JsonOptions): DataType {
  const [a, b] = [one as SparkType, other as SparkType];
  if (a.kind === "array") return mergeRecordTypes(a.elementType, b, options);
  if (b.kind === "array") return mergeRecordTypes(a, b.elementType, options);
  if (a.kind === "struct" && b.kind !== "struct") return b.kind === "void" ? a : withCorruptRecord(a, b, options);
  if (b.kind === "struct" && a.kind !== "struct") return a.kind === "void" ? b : withCorruptRecord(b, a, options);
  return mergeTypes(a, b);
}

function withCorruptRecord(struct: StructType, wrong: DataType, options: JsonOptions): StructType {
  const { mode, columnNameOfCorruptRecord } = options;
  if (mode === "FAILFAST")
    throw sparkError("INVALID_JSON_RECORD_TYPE", { failFastMode: mode, invalidType: `"${wrong.sql()}"` });
  if (mode !== "PERMISSIVE" || struct.names.includes(columnNameOfCorruptRecord)) return struct;
  const fields = struct.fields.map(({ name, dataType }): [string, DataType] => [name, dataType]);
  return structOf([...fields, [columnNameOfCorruptRecord, new StringType()]]);
}

/** A type without what no column can have: nulls become strings, empty structs and fields without a name go. */
export function finished(type: DataType, dropNulls: boolean): DataType | undefined {
  const t = type as SparkType;
  if (t.kind === "void") return dropNulls ? undefined : new StringType();
  if (t.kind === "array") {
    const element = finished(t.elementType, dropNulls);
    return element && new ArrayType(element, t.containsNull);
  }
  if (t.kind !== "struct") return t;
  const fields = t.fields.flatMap((field) => {
    const inner = field.name === "" ? undefined : finished(field.dataType, dropNulls);
    return inner === undefined ? [] : [new StructField(field.name, inner)];
  });
  return fields.length === 0 ? undefined : new StructType(fields);
}
