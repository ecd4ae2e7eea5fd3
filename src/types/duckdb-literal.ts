import { sparkError } from "../common/index.ts";
import type { DataType } from "./data-type.ts";
import { duckDbType, quoteIdentifier, quoteString, structNames } from "./duckdb-type.ts";
import type { SparkType } from "./nested-type.ts";
import type { CalendarInterval, Timestamp } from "./timestamp.ts";
import type { Variant } from "./variant.ts";

const millisecondsPerDay = 86_400_000;

/**
 * A constant as DuckDB SQL whose type is exactly `duckDbType(type)`.
 *
 * @param value - of the JavaScript type that the data type declares, or null
 * @throws SparkException `DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE` for a struct without fields, which DuckDB does not have
 */
export function literalSql(value: unknown, type: DataType): string {
  const t = type as SparkType;
  if (value === null || value === undefined || t.kind === "void") return `CAST(NULL AS ${duckDbType(type)})`;
  switch (t.kind) {
    case "string":
    case "char":
    case "varchar":
      return quoteString(value as string);
    case "boolean":
      return value === true ? "true" : "false";
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `CAST(${value as number | bigint} AS ${duckDbType(type)})`;
    case "float":
    case "double":
      return `CAST('${Object.is(value, -0) ? "-0.0" : String(value)}' AS ${duckDbType(type)})`;
    case "decimal":
      return `CAST('${value as string}' AS ${duckDbType(type)})`;
    case "binary":
      return bytesSql(value as Uint8Array);
    case "date":
      return dateSql(value as Date);
    case "timestamp":
      return `make_timestamptz(CAST(${(value as Timestamp).microseconds} AS BIGINT))`;
    case "timestamp_ntz":
      return `make_timestamp(CAST(${(value as Timestamp).microseconds} AS BIGINT))`;
    case "interval_day_time":
      return `to_microseconds(CAST(${value as bigint} AS BIGINT))`;
    case "interval_year_month":
      return `to_months(${value as number})`;
    case "interval": {
      const { months, days, microseconds } = value as CalendarInterval;
      return `(to_months(${months}) + to_days(${days}) + to_microseconds(CAST(${microseconds} AS BIGINT)))`;
    }
    case "variant": {
      const { value: bytes, metadata } = value as Variant;
      return `struct_pack("value" := ${bytesSql(bytes)}, "metadata" := ${bytesSql(metadata)})`;
    }
    case "array":
      return `CAST([${listSql(value as readonly unknown[], t.elementType)}] AS ${duckDbType(type)})`;
    case "map": {
      const entries = value as ReadonlyMap<unknown, unknown>;
      const keys = listSql([...entries.keys()], t.keyType);
      return `CAST(MAP([${keys}], [${listSql([...entries.values()], t.valueType)}]) AS ${duckDbType(type)})`;
    }
    case "struct": {
      if (t.fields.length === 0)
        throw sparkError("DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE", {
          sqlExpr: '"struct()"',
          functionName: "`struct`",
          dataType: '"STRUCT<>"',
        });
      const row = value as Readonly<Record<string, unknown>>;
      const fields = structNames(t.fields)
        .map((name, i) => [name, t.fields[i]!] as const)
        .map(([name, f]) => `${quoteIdentifier(name)} := ${literalSql(row[f.name], f.dataType)}`);
      return `struct_pack(${fields.join(", ")})`;
    }
  }
}

const bytesSql = (bytes: Uint8Array): string => `from_hex('${Buffer.from(bytes).toString("hex")}')`;

function listSql(values: readonly unknown[], type: DataType): string {
  return values.map((value) => literalSql(value, type)).join(", ");
}

/** Years of four digits are written as text, which DuckDB's statistics read; the others as a number of days. */
function dateSql(date: Date): string {
  const year = date.getUTCFullYear();
  if (year >= 1 && year <= 9999) return `DATE '${date.toISOString().slice(0, 10)}'`;
  return `(DATE '1970-01-01' + CAST(${Math.floor(date.getTime() / millisecondsPerDay)} AS INTEGER))`;
}
