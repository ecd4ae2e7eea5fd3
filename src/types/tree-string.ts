import type { DataType } from "./data-type.ts";
import type { SparkType, StructField } from "./nested-type.ts";

/** The tree of `printSchema`: one line for each field, element, key and value down to `level`. */
export function treeString(fields: readonly StructField[], level = 0): string {
  const depth = level > 0 ? level : Number.POSITIVE_INFINITY;
  return `${["root", ...linesOf(fields, " |", depth)].join("\n")}\n`;
}

const linesOf = (fields: readonly StructField[], prefix: string, depth: number): string[] =>
  fields.flatMap(({ name, dataType, nullable }) => part(name, dataType, ` (nullable = ${nullable})`, prefix, depth));

/** The line of one field, element, key or value, and those of its parts. */
function part(name: string, type: DataType, note: string, prefix: string, depth: number): string[] {
  if (depth <= 0) return [];
  const line = `${prefix}-- ${name}: ${nameOf(type)}${note}`;
  return [line, ...partsOf(type as SparkType, `${prefix}    |`, depth - 1)];
}

/** The lines of the parts of a type; atomic types have none. */
function partsOf(type: SparkType, prefix: string, depth: number): string[] {
  switch (type.kind) {
    case "struct":
      return linesOf(type.fields, prefix, depth);
    case "array":
      return part("element", type.elementType, ` (containsNull = ${type.containsNull})`, prefix, depth);
    case "map":
      return [
        ...part("key", type.keyType, "", prefix, depth),
        ...part("value", type.valueType, ` (valueContainsNull = ${type.valueContainsNull})`, prefix, depth),
      ];
    default:
      return [];
  }
}

/** `long` and `decimal(5,2)`, but only `array` and `struct`. */
function nameOf(type: DataType): string {
  const json = type.jsonValue();
  return typeof json === "string" ? json : type.typeName();
}
