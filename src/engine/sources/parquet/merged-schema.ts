import { sparkError } from "../../../common/index.ts";
import { ArrayType, type DataType, MapType, type SparkType, StructField, StructType } from "../../../types/index.ts";

/**
 * One schema for files that have some columns each: the columns of the first, then what the other has besides, by name.
 *
 * @throws SparkException `CANNOT_MERGE_SCHEMAS` where a column has types that do not go together
 * @see org.apache.spark.sql.types.StructType.merge
 */
export function mergedSchema(one: StructType, other: StructType): StructType {
  try {
    return mergedStruct(one, other);
  } catch (error) {
    if (!(error instanceof Unmergeable)) throw error;
    throw sparkError("CANNOT_MERGE_SCHEMAS", { left: `"${one.toDdl()}"`, right: `"${other.toDdl()}"` });
  }
}

class Unmergeable extends Error {}

function mergedStruct(one: StructType, other: StructType): StructType {
  const more = new Map(other.fields.map((field) => [field.name.toLowerCase(), field]));
  const fields = one.fields.map((field) => {
    const same = more.get(field.name.toLowerCase());
    if (same === undefined) return field;
    more.delete(field.name.toLowerCase());
    const nullable = field.nullable || same.nullable;
    return new StructField(field.name, mergedType(field.dataType, same.dataType), nullable, field.metadata);
  });
  return new StructType([...fields, ...other.fields.filter((field) => more.get(field.name.toLowerCase()) === field)]);
}

function mergedType(left: DataType, right: DataType): DataType {
  const [one, other] = [left as SparkType, right as SparkType];
  if (one.kind === "struct" && other.kind === "struct") return mergedStruct(one, other);
  if (one.kind === "array" && other.kind === "array")
    return new ArrayType(mergedType(one.elementType, other.elementType), one.containsNull || other.containsNull);
  if (one.kind === "map" && other.kind === "map") {
    const nullable = one.valueContainsNull || other.valueContainsNull;
    return new MapType(mergedType(one.keyType, other.keyType), mergedType(one.valueType, other.valueType), nullable);
  }
  if (one.simpleString() === other.simpleString()) return one;
  throw new Unmergeable();
}
