import type { DataType, SparkType } from "../../../types/index.ts";
import { nestedType } from "./nested-type.ts";

/** Kinds that columns of whole numbers with up to 32 bits are read as, besides decimals with room for them. */
const ofInt32 = ["byte", "short", "integer", "long", "double", "date"];
const ofText = ["string", "char", "varchar", "binary"];

/** By DuckDB's type of a column, the kinds that Spark reads it as. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ["boolean"],
  TINYINT: ofInt32,
  SMALLINT: ofInt32,
  INTEGER: ofInt32,
  UTINYINT: ofInt32,
  USMALLINT: ofInt32,
  UINTEGER: ["long"],
  BIGINT: ["long"],
  UBIGINT: [],
  FLOAT: ["float", "double"],
  DOUBLE: ["double"],
  VARCHAR: ofText,
  BLOB: ofText,
  DATE: ["date", "timestamp_ntz", "integer"],
  TIMESTAMP: ["timestamp", "timestamp_ntz", "long"],
  "TIMESTAMP WITH TIME ZONE": ["timestamp", "timestamp_ntz"],
};

/** Digits that numbers of a column may have, and of those behind the point. */
const digits: Readonly<Record<string, readonly [number, number]>> = {
  TINYINT: [10, 0],
  SMALLINT: [10, 0],
  INTEGER: [10, 0],
  UTINYINT: [10, 0],
  USMALLINT: [10, 0],
  UINTEGER: [20, 0],
  BIGINT: [20, 0],
  UBIGINT: [20, 0],
};

/**
 * Whether Spark reads a column of a Parquet file as a type: where every value of the file has one there. Types of DuckDB that Spark does
 * not know are left to their readers.
 *
 * @param found - DuckDB's type of the column
 * @see org.apache.spark.sql.execution.datasources.parquet.ParquetVectorUpdaterFactory
 */
export function isReadableAs(found: string, wanted: DataType): boolean {
  const type = wanted as SparkType;
  if (type.kind === "void" || type.kind === "variant" || type.kind.startsWith("interval")) return true;
  const nested = nestedType(found);
  if (nested?.kind === "array") return type.kind === "array" && isReadableAs(nested.element, type.elementType);
  if (nested?.kind === "struct") {
    if (type.kind !== "struct") return false;
    return type.fields.every(({ dataType, name }) => {
      const field = nested.fields.get(name.toLowerCase());
      return field === undefined || isReadableAs(field, dataType);
    });
  }
  if (nested?.kind === "map")
    return type.kind === "map" && isReadableAs(nested.key, type.keyType) && isReadableAs(nested.value, type.valueType);
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(found);
  if (type.kind === "decimal") {
    const [precision, scale] = decimal?.slice(1).map(Number) ?? digits[found] ?? [];
    if (precision !== undefined && scale !== undefined)
      return type.scale >= scale && type.precision - type.scale >= precision - scale;
  }
  if (decimal !== null) return false;
  return kinds[found]?.includes(type.kind) ?? true;
}

/** How Parquet stores what DuckDB reads as a type, as Spark's messages say it. */
export function physicalType(found: string): string {
  if (/^(?:U?TINYINT|U?SMALLINT|U?INTEGER|DATE)$/.test(found)) return "INT32";
  if (/^(?:U?BIGINT|TIMESTAMP.*)$/.test(found)) return "INT64";
  if (/^(?:VARCHAR|BLOB)$/.test(found)) return "BINARY";
  const precision = Number(/^DECIMAL\((\d+)/.exec(found)?.[1] ?? 0);
  if (precision === 0) return found;
  return precision <= 9 ? "INT32" : precision <= 18 ? "INT64" : "FIXED_LEN_BYTE_ARRAY";
}
