import { type DataType, duckDbType, quoteIdentifier, quoteString, type SparkType } from "../../../types/index.ts";
import { nestedType } from "./nested-type.ts";

/** Whether DuckDB casts the one to the other: it has no cast between structs that share no field. */
function hasCast(found: string, wanted: DataType): boolean {
  const nested = nestedType(found);
  const type = wanted as SparkType;
  if (nested?.kind === "array" && type.kind === "array") return hasCast(nested.element, type.elementType);
  if (nested?.kind === "map" && type.kind === "map")
    return hasCast(nested.key, type.keyType) && hasCast(nested.value, type.valueType);
  if (nested?.kind !== "struct" || type.kind !== "struct") return true;
  const shared = type.fields.flatMap(({ dataType, name }) => {
    const field = nested.fields.get(name.toLowerCase());
    return field === undefined ? [] : [hasCast(field, dataType)];
  });
  return shared.length > 0 && !shared.includes(false);
}

/**
 * Values of a file as values of another type. A struct takes its fields by their names, and lacks those that the file has not; it is NULL
 * only where the file's is, also where it has none of them.
 *
 * @param found - DuckDB's name of the file's type
 */
export function castNested(value: string, found: string, wanted: DataType, depth = 0): string {
  if (hasCast(found, wanted)) return `CAST(${value} AS ${duckDbType(wanted)})`;
  const nested = nestedType(found)!;
  const type = wanted as SparkType;
  const part = `e${depth}`;
  const inner = (sql: string, from: string, to: DataType): string => castNested(sql, from, to, depth + 1);
  if (nested.kind === "array" && type.kind === "array")
    return `list_transform(${value}, lambda ${part}: ${inner(part, nested.element, type.elementType)})`;
  if (nested.kind === "map" && type.kind === "map") {
    const key = inner(`${part}.key`, nested.key, type.keyType);
    const entry = `{'k': ${key}, 'v': ${inner(`${part}.value`, nested.value, type.valueType)}}`;
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${part}: ${entry}))`;
  }
  const { fields } = type as Extract<SparkType, { kind: "struct" }>;
  const members = fields.map(({ dataType, name }) => {
    const field = nested.kind === "struct" ? nested.fields.get(name.toLowerCase()) : undefined;
    const member =
      field === undefined
        ? `CAST(NULL AS ${duckDbType(dataType)})`
        : inner(`struct_extract(${part}, ${quoteString(name)})`, field, dataType);
    return `${quoteIdentifier(name)} := ${member}`;
  });
  const made = `CASE WHEN ${part} IS NOT NULL THEN struct_pack(${members.join(", ")}) END`;
  return `list_transform([${value}], lambda ${part}: ${made})[1]`;
}
