import { ArrayType, type DataType, MapType, type SparkType, StructField, StructType } from "../../types/index.ts";
import type { SelectItem } from "./select-list.ts";

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

/** Spark calls all that a stream's state gives nullable, so that a query can change its mind and still read its state. */
export function widened(item: SelectItem): SelectItem {
  const { column } = item;
  return { ...item, column: { ...column, nullable: true, type: asNullable(column.type) } };
}
