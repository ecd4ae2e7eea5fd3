import type { DataType } from "./data-type.ts";
import type { SparkType } from "./nested-type.ts";

/**
 * The DuckDB type that holds values of a Spark type. Instants are TIMESTAMPTZ, local times TIMESTAMP; every interval is an INTERVAL,
 * of which a day-time interval uses the microseconds alone and a year-month interval the months alone. The type of an untyped NULL
 * is INTEGER, which DuckDB itself gives to a bare NULL.
 */
export function duckDbType(type: DataType): string {
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
    case "integer":
      return "INTEGER";
    case "string":
    case "char":
    case "varchar":
      return "VARCHAR";
    case "binary":
      return "BLOB";
    case "boolean":
      return "BOOLEAN";
    case "byte":
      return "TINYINT";
    case "short":
      return "SMALLINT";
    case "long":
      return "BIGINT";
    case "float":
      return "FLOAT";
    case "double":
      return "DOUBLE";
    case "decimal":
      return `DECIMAL(${t.precision},${t.scale})`;
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMPTZ";
    case "timestamp_ntz":
      return "TIMESTAMP";
    case "interval_day_time":
    case "interval_year_month":
    case "interval":
      return "INTERVAL";
    case "variant":
      return `STRUCT("value" BLOB, "metadata" BLOB)`;
    case "array":
      return `${duckDbType(t.elementType)}[]`;
    case "map":
      return `MAP(${duckDbType(t.keyType)}, ${duckDbType(t.valueType)})`;
    case "struct":
      // DuckDB has no struct without fields; nobody reads the one that stands in.
      if (t.fields.length === 0) return `STRUCT("no_field" INTEGER)`;
      return `STRUCT(${structNames(t.fields)
        .map((name, i) => `${quoteIdentifier(name)} ${duckDbType(t.fields[i]!.dataType)}`)
        .join(", ")})`;
  }
}

/**
 * What DuckDB calls the fields of a struct, in their order. There two names may not differ in their capitals alone, so the second of
 * such gets a number behind it; users never see it.
 */
export function structNames(fields: readonly { readonly name: string }[]): readonly string[] {
  const seen = new Map<string, number>();
  return fields.map(({ name }) => {
    const folded = name.toLowerCase();
    const count = (seen.get(folded) ?? 0) + 1;
    seen.set(folded, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

/** A name as a DuckDB identifier, in double quotes. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as a DuckDB string literal. */
export function quoteString(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  // SQL text ends at a NUL character, so one inside a string is spliced in.
  return quoted.includes("\0") ? `(${quoted.replaceAll("\0", "' || chr(0) || '")})` : quoted;
}
