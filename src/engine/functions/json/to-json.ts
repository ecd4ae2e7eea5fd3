import { type DataType, quoteString, type SparkType, structNames } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { formatSql } from "../datetime/format.ts";
import { bigDecimalSql } from "../decimal-text.ts";
import { localTime } from "../time-zone.ts";

/** How values become JSON text. @see org.apache.spark.sql.catalyst.json.JacksonGenerator */
export interface JsonTextOptions {
  /** Fields of structs that are NULL are left out; otherwise they are written as `null`. */
  readonly ignoreNullFields: boolean;
  readonly dateFormat?: string | undefined;
  readonly timestampFormat?: string | undefined;
  readonly timestampNTZFormat?: string | undefined;
}

/** A field of a JSON object: SQL of its value, with the type. */
export interface JsonField {
  readonly name: string;
  readonly sql: string;
  readonly type: DataType;
}

/** The forms in which Spark writes times unless told otherwise. */
export const timestampPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]";
export const timestampNtzPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";

const defaults: JsonTextOptions = { ignoreNullFields: true };

const quoted = (text: string): string => `CAST(to_json(${text}) AS VARCHAR)`;

/** SQL of a value as JSON text as Spark's `to_json` writes it; NULL where the value is. */
export function jsonTextSql(
  sql: string,
  type: DataType,
  settings: ExpressionSettings,
  options: JsonTextOptions = defaults,
  depth = 0,
): string {
  const t = type as SparkType;
  const time = (text: string): string => `('"' || ${text} || '"')`;
  switch (t.kind) {
    // Always NULL, but what makes it may raise an error.
    case "void":
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `CAST(${sql} AS VARCHAR)`;
    case "decimal":
      return bigDecimalSql(sql, t, settings);
    case "float":
    case "double":
      return `CASE WHEN isfinite(${sql}) THEN ${textSql(sql, type, settings)} ELSE '"' || ${textSql(sql, type, settings)} || '"' END`;
    case "date":
      return options.dateFormat === undefined
        ? time(textSql(sql, type, settings))
        : quoted(formatSql(`CAST(${sql} AS TIMESTAMP)`, options.dateFormat, settings.timeZone, undefined));
    case "timestamp": {
      const local = localTime(sql, settings.timeZone);
      const text = formatSql(local, options.timestampFormat ?? timestampPattern, settings.timeZone, sql);
      return options.timestampFormat === undefined ? time(text) : quoted(text);
    }
    case "timestamp_ntz": {
      const text = formatSql(sql, options.timestampNTZFormat ?? timestampNtzPattern, settings.timeZone, undefined);
      return options.timestampNTZFormat === undefined ? time(text) : quoted(text);
    }
    case "binary":
      return quoted(`to_base64(${sql})`);
    case "variant":
      return `js_variant_json(${sql}, ${quoteString(settings.timeZone)})`;
    case "array": {
      const element = `j${depth}`;
      const text = jsonTextSql(element, t.elementType, settings, options, depth + 1);
      return `CASE WHEN ${sql} IS NOT NULL THEN '[' || coalesce(array_to_string(list_transform(${sql}, lambda ${element}: coalesce(${text}, 'null')), ','), '') || ']' END`;
    }
    case "map": {
      const entry = `j${depth}`;
      const key = quoted(keySql(`${entry}.key`, t.keyType, settings, depth + 1));
      const value = jsonTextSql(`${entry}.value`, t.valueType, settings, options, depth + 1);
      return `CASE WHEN ${sql} IS NOT NULL THEN '{' || coalesce(array_to_string(list_transform(map_entries(${sql}), lambda ${entry}: ${key} || ':' || coalesce(${value}, 'null')), ','), '') || '}' END`;
    }
    case "struct": {
      const names = structNames(t.fields);
      const fields = t.fields.map(({ name, dataType }, i) => ({
        name,
        sql: `struct_extract(${sql}, ${quoteString(names[i]!)})`,
        type: dataType,
      }));
      return `CASE WHEN ${sql} IS NOT NULL THEN ${jsonObjectSql(fields, settings, options, depth)} END`;
    }
    default:
      return quoted(textSql(sql, type, settings, depth));
  }
}

/** SQL of a JSON object with these fields. */
export function jsonObjectSql(
  fields: readonly JsonField[],
  settings: ExpressionSettings,
  options: JsonTextOptions = defaults,
  depth = 0,
): string {
  if (fields.length === 0) return "'{}'";
  const parts = fields.map(({ name, sql, type }, index) => {
    const value = jsonTextSql(sql, type, settings, options, depth);
    const comma = options.ignoreNullFields || index === 0 ? "" : ",";
    const label = quoteString(`${comma}${JSON.stringify(name)}:`);
    return options.ignoreNullFields ? `${label} || ${value}` : `${label} || coalesce(${value}, 'null')`;
  });
  return options.ignoreNullFields
    ? `('{' || concat_ws(',', ${parts.join(", ")}) || '}')`
    : `('{' || ${parts.join(" || ")} || '}')`;
}

/** Keys of maps are written as Spark keeps them inside: a date is its day since 1970, a time its microseconds. */
function keySql(sql: string, type: DataType, settings: ExpressionSettings, depth: number): string {
  const t = type as SparkType;
  switch (t.kind) {
    case "date":
      return `CAST(${sql} - DATE '1970-01-01' AS VARCHAR)`;
    case "timestamp":
    case "timestamp_ntz":
    case "interval_day_time":
      return `CAST(epoch_us(${sql}) AS VARCHAR)`;
    case "interval_year_month":
      return `CAST(mr_months(${sql}) AS VARCHAR)`;
    case "decimal":
      return bigDecimalSql(sql, t, settings);
    default:
      return textSql(sql, type, settings, depth);
  }
}
