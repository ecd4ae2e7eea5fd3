import { type DataType, quoteString, type SparkType, structNames } from "../../types/index.ts";

/** Whether a value has parts, by which DuckDB orders otherwise than Spark where they are NULL. */
export const hasParts = (type: DataType): boolean => type.kind === "array" || type.kind === "struct";

/**
 * What DuckDB orders as Spark orders a value. Within arrays and structs NULL is the least in Spark and the greatest in DuckDB, so
 * each part gets a mark before it; other values stand for themselves. NULL stays NULL.
 */
export function orderKey(sql: string, type: DataType, depth = 0): string {
  if (!hasParts(type)) return sql;
  const t = type as SparkType;
  const part = `k${depth}`;
  if (t.kind === "array") return `list_transform(${sql}, lambda ${part}: ${marked(part, t.elementType, depth + 1)})`;
  if (t.kind !== "struct") return sql;
  const names = structNames(t.fields);
  const keys = t.fields.map((field, i) => {
    const key = marked(`struct_extract(${part}, ${quoteString(names[i]!)})`, field.dataType, depth + 1);
    return `f${i} := ${key}`;
  });
  // The lambda is there to compute the struct once.
  return `list_transform([${sql}], lambda ${part}: CASE WHEN ${part} IS NOT NULL THEN struct_pack(${keys.join(", ")}) END)[1]`;
}

/** A key that is never NULL, and least where the value is. */
const marked = (sql: string, type: DataType, depth: number): string =>
  `struct_pack(n := ${sql} IS NOT NULL, v := ${orderKey(sql, type, depth)})`;

/** A list sorted as Spark sorts it, by DuckDB's words for the direction and the place of NULL. */
export function sortedList(
  list: string,
  element: DataType,
  direction: "ASC" | "DESC",
  nulls: "FIRST" | "LAST",
): string {
  if (!hasParts(element)) return `list_sort(${list}, '${direction}', 'NULLS ${nulls}')`;
  const first = (direction === "ASC") === (nulls === "FIRST") ? "x IS NOT NULL" : "x IS NULL";
  const keyed = `list_transform(${list}, lambda x: struct_pack(n := ${first}, k := ${orderKey("x", element)}, x := x))`;
  return `list_transform(list_sort(${keyed}, '${direction}', 'NULLS LAST'), lambda s: s.x)`;
}
