import type { DataType } from "./data-type.ts";
import { ArrayType, MapType, type SparkType, StructField, StructType } from "./nested-type.ts";

/** The type with null allowed wherever it can stand; keys of maps are never null. */
export function asNullable(type: DataType): DataType {
  const t = type as SparkType;
  switch (t.kind) {
    case "array":
      return new ArrayType(asNullable(t.elementType), true);
    case "map":
      return new MapType(asNullable(t.keyType), asNullable(t.valueType), true);
    case "struct":
      return new StructType(
        t.fields.map((field) => new StructField(field.name, asNullable(field.dataType), true, field.metadata)),
      );
    default:
      return type;
  }
}
