import { type DataType, quoteString, type SparkType } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { formatSql } from "../datetime/format.ts";
import { localTime } from "../time-zone.ts";

/** SQL of a value as JSON text as Spark's `to_json` writes it: fields that are NULL are left out. */
export function jsonTextSql(sql: string, type: DataType, settings: ExpressionSettings, depth = 0): string {
  const t = type as SparkType;
  const quoted = (text: string): string => `CAST(to_json(${text}) AS VARCHAR)`;
  switch (t.kind) {
    case "void":
      return "CAST(NULL AS VARCHAR)";
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "decimal":
      return textSql(sql, type, settings);
    case "float":
    case "double":
      return `CASE WHEN isfinite(${sql}) THEN ${textSql(sql, type, settings)} ELSE '"' || ${textSql(sql, type, settings)} || '"' END`;
    case "timestamp":
      return `('"' || ${formatSql(localTime(sql, settings.timeZone), "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", settings.timeZone, sql)} || '"')`;
    case "timestamp_ntz":
      return `('"' || ${formatSql(sql, "yyyy-MM-dd'T'HH:mm:ss.SSS", settings.timeZone, undefined)} || '"')`;
    case "binary":
      return quoted(`to_base64(${sql})`);
    case "array": {
      const element = `j${depth}`;
      const text = jsonTextSql(element, t.elementType, settings, depth + 1);
      return `('[' || coalesce(array_to_string(list_transform(${sql}, lambda ${element}: coalesce(${text}, 'null')), ','), '') || ']')`;
    }
    case "map": {
      const entry = `j${depth}`;
      const key = quoted(textSql(`${entry}.key`, t.keyType, settings, depth + 1));
      const value = jsonTextSql(`${entry}.value`, t.valueType, settings, depth + 1);
      return `('{' || coalesce(array_to_string(list_transform(map_entries(${sql}), lambda ${entry}: ${key} || ':' || coalesce(${value}, 'null')), ','), '') || '}')`;
    }
    case "struct": {
      const fields = t.fields.map((field) => {
        const value = jsonTextSql(
          `struct_extract(${sql}, ${quoteString(field.name)})`,
          field.dataType,
          settings,
          depth,
        );
        return `${quoteString(`${JSON.stringify(field.name)}:`)} || ${value}`;
      });
      return `CASE WHEN ${sql} IS NOT NULL THEN '{' || concat_ws(',', ${fields.join(", ")}) || '}' END`;
    }
    default:
      return quoted(textSql(sql, type, settings, depth));
  }
}
