import {
  ArrayType,
  type DataType,
  MapType,
  type SparkType,
  StringType,
  StructField,
  StructType,
} from "../../types/index.ts";

/** What a read of a table gives: files may leave anything out, and text of a fixed length is text. */
export function readSchema(schema: StructType): StructType {
  return new StructType(
    schema.fields.map(({ dataType, metadata, name }) => new StructField(name, readType(dataType), true, metadata)),
  );
}

function readType(type: DataType): DataType {
  const t = type as SparkType;
  switch (t.kind) {
    case "char":
    case "varchar":
      return new StringType();
    case "struct":
      return readSchema(t);
    case "array":
      return new ArrayType(readType(t.elementType), true);
    case "map":
      return new MapType(readType(t.keyType), readType(t.valueType), true);
    default:
      return type;
  }
}
