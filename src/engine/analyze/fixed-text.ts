import {
  ArrayType,
  type DataType,
  MapType,
  type SparkType,
  StringType,
  StructField,
  StructType,
} from "../../types/index.ts";

/** Whether CHAR or VARCHAR is in the type. */
export function holdsFixedText(type: DataType): boolean {
  const t = type as SparkType;
  switch (t.kind) {
    case "char":
    case "varchar":
      return true;
    case "array":
      return holdsFixedText(t.elementType);
    case "map":
      return holdsFixedText(t.keyType) || holdsFixedText(t.valueType);
    case "struct":
      return t.fields.some((field) => holdsFixedText(field.dataType));
    default:
      return false;
  }
}

/** The type with STRING for CHAR and VARCHAR: what a cast makes. */
export function withoutFixedText(type: DataType): DataType {
  if (!holdsFixedText(type)) return type;
  const t = type as SparkType;
  switch (t.kind) {
    case "array":
      return new ArrayType(withoutFixedText(t.elementType), t.containsNull);
    case "map":
      return new MapType(withoutFixedText(t.keyType), withoutFixedText(t.valueType), t.valueContainsNull);
    case "struct":
      return new StructType(
        t.fields.map(
          (field) => new StructField(field.name, withoutFixedText(field.dataType), field.nullable, field.metadata),
        ),
      );
    default:
      return new StringType();
  }
}
