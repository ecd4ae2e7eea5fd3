import { type DataType, duckDbType, quoteIdentifier, type SparkType } from "../../../types/index.ts";
import type { JsonOptions } from "./options.ts";

/** Raised by the SQL of the fast path where DuckDB's value might not be Spark's. */
export const doubt = "a JSON value to be read once more";

/** How a column is read by DuckDB. */
export interface FastColumn {
  /** The type that `read_json` gives. A column of JSON keeps apart what a typed one would convert: `"12"` and 12. */
  readonly readAs: string;
  /** The value, or an error where it is not certain to be Spark's. */
  readonly sql: string;
}

const raise = `error('${doubt}')`;

/** The column of a file all of whose values are strings that begin with a letter, times, small whole numbers, and nulls: see `jsonLooks`. */
export function plainColumn(name: string, type: DataType): FastColumn | undefined {
  const column = `j.${quoteIdentifier(name)}`;
  switch ((type as SparkType).kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "decimal":
    case "string":
      return { readAs: duckDbType(type), sql: column };
    case "timestamp": {
      // What begins with a digit is a time, or a number that is shorter.
      const isTime = `${column} >= '0' AND ${column} < ':' AND strlen(${column}) > 18`;
      const sql = `CASE WHEN ${isTime} THEN CAST(${column} AS ${duckDbType(type)}) WHEN ${column} IS NOT NULL THEN ${raise} END`;
      return { readAs: "VARCHAR", sql };
    }
    default:
      return undefined;
  }
}

const hasPoint = (text: string): string =>
  `(contains(${text}, '.') OR contains(${text}, 'e') OR contains(${text}, 'E'))`;

/** @returns undefined for types that DuckDB does not read as Spark does */
export function checkedColumn(
  name: string,
  type: DataType,
  options: JsonOptions,
  timeZone: string,
): FastColumn | undefined {
  const column = `j.${quoteIdentifier(name)}`;
  // JSON is text underneath.
  const json = `CAST(${column} AS VARCHAR)`;
  const t = type as SparkType;
  const cast = (text: string): string => `CAST(${text} AS ${duckDbType(type)})`;
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      // DuckDB would round 1.5, and take 1e3.
      return { readAs: "JSON", sql: `CASE WHEN ${hasPoint(json)} THEN ${raise} ELSE ${cast(json)} END` };
    case "float":
    case "double":
      return {
        readAs: "JSON",
        sql: `CASE WHEN isfinite(${cast(json)}) THEN ${cast(json)} WHEN ${column} IS NOT NULL THEN ${raise} END`,
      };
    case "decimal":
      // DuckDB's parser keeps 15 digits of a fraction for certain.
      return {
        readAs: "JSON",
        sql: `CASE WHEN strlen(${json}) > 16 AND contains(${json}, '.') OR contains(${json}, 'e') THEN ${raise} ELSE ${cast(json)} END`,
      };
    case "boolean":
      return {
        readAs: "JSON",
        sql: `CASE ${json} WHEN 'true' THEN true WHEN 'false' THEN false ELSE CASE WHEN ${column} IS NOT NULL THEN ${raise} END END`,
      };
    case "string":
      return { readAs: "VARCHAR", sql: stringSql(column) };
    case "date":
      if (options.dateFormat !== undefined) return undefined;
      return { readAs: "JSON", sql: timeSql(json, cast, "\\d{4}-\\d{2}-\\d{2}") };
    case "timestamp": {
      if (options.timestampFormat !== undefined) return undefined;
      const zone = timeZone === "UTC" ? "(?:Z|[+-]\\d{2}:\\d{2})?" : "(?:Z|[+-]\\d{2}:\\d{2})";
      return { readAs: "JSON", sql: timeSql(json, cast, `${timePattern}${zone}`) };
    }
    case "timestamp_ntz":
      if (options.timestampNTZFormat !== undefined) return undefined;
      return { readAs: "JSON", sql: timeSql(json, cast, timePattern) };
    default:
      return undefined;
  }
}

const timePattern = "\\d{4}-\\d{2}-\\d{2}[T ](?:[01]\\d|2[0-3]):\\d{2}:\\d{2}(?:\\.\\d{1,6})?";

/** Times in the one form that both read alike; the JSON text has its quotes. */
function timeSql(json: string, cast: (text: string) => string, pattern: string): string {
  return `CASE WHEN regexp_full_match(${json}, '"${pattern}"') THEN ${cast(`substr(${json}, 2, strlen(${json}) - 2)`)} WHEN ${json} IS NOT NULL THEN ${raise} END`;
}

/**
 * Strings are taken as they are. Other values become text in Spark as they are written, in DuckDB written anew, which shows where they
 * are objects or numbers with a point; so a text that may have been one raises the doubt.
 */
function stringSql(column: string): string {
  const isObject = `(${column} >= '[' AND ${column} < '\\') OR (${column} >= '{' AND ${column} < '|')`;
  const isNumber = `(${column} < ':' AND ${column} >= '-' OR ${column} >= 'I' AND ${column} < 'J' OR ${column} >= 'N' AND ${column} < 'O')`;
  const changes = `(${hasPoint(column)} OR ${column} >= '-0' AND ${column} < '-1' OR strlen(${column}) >= 19 OR ${column} >= 'A')`;
  return `CASE WHEN ${isObject} THEN ${raise} WHEN ${isNumber} THEN CASE WHEN ${changes} AND TRY_CAST(${column} AS DOUBLE) IS NOT NULL THEN ${raise} ELSE ${column} END ELSE ${column} END`;
}
