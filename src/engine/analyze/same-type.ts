import type { ArrayType, DataType, MapType, StructType } from "../../types/index.ts";

/** Whether values of both types are stored alike: nullability of parts and metadata do not count. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "array":
      return sameType((a as ArrayType).elementType, (b as ArrayType).elementType);
    case "map":
      return (
        sameType((a as MapType).keyType, (b as MapType).keyType) &&
        sameType((a as MapType).valueType, (b as MapType).valueType)
      );
    case "struct": {
      const left = (a as StructType).fields;
      const right = (b as StructType).fields;
      return (
        left.length === right.length &&
        left.every((field, at) => field.name === right[at]!.name && sameType(field.dataType, right[at]!.dataType))
      );
    }
    default:
      return a.simpleString() === b.simpleString();
  }
}
