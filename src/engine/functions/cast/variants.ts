import {
  type DataType,
  duckDbType,
  quoteIdentifier,
  quoteString,
  type SparkType,
  structNames,
} from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { raiseSql } from "../raise.ts";

/** SQL of a value as a variant; NULL stays NULL. */
export function toVariantSql(sql: string, type: DataType, settings: ExpressionSettings): string {
  return `CASE WHEN ${sql} IS NOT NULL THEN ${nodeSql(sql, type, settings, 0)} END`;
}

/** The same inside of an array or object, where NULL is a null of JSON. */
function nodeSql(sql: string, type: DataType, settings: ExpressionSettings, depth: number): string {
  const t = type as SparkType;
  const leaf = (text: string): string => `js_variant_leaf('${t.kind}', ${text})`;
  switch (t.kind) {
    case "variant":
      return `coalesce(${sql}, js_variant_leaf('void', NULL))`;
    case "array": {
      const item = `w${depth}`;
      return `js_variant_array(list_transform(${sql}, lambda ${item}: ${nodeSql(item, t.elementType, settings, depth + 1)}))`;
    }
    case "map": {
      const item = `w${depth}`;
      const values = `list_transform(map_values(${sql}), lambda ${item}: ${nodeSql(item, t.valueType, settings, depth + 1)})`;
      return `js_variant_object(map_keys(${sql}), ${values})`;
    }
    case "struct": {
      const names = structNames(t.fields);
      const values = t.fields.map(({ dataType }, i) =>
        nodeSql(`struct_extract(${sql}, ${quoteString(names[i]!)})`, dataType, settings, depth),
      );
      const object = `js_variant_object([${t.fields.map(({ name }) => quoteString(name)).join(", ")}], [${values.join(", ")}])`;
      return `CASE WHEN ${sql} IS NOT NULL THEN ${object} ELSE js_variant_leaf('void', NULL) END`;
    }
    case "date":
      return leaf(`CAST(${sql} - DATE '1970-01-01' AS VARCHAR)`);
    case "timestamp":
    case "timestamp_ntz":
      return leaf(`CAST(epoch_us(${sql}) AS VARCHAR)`);
    case "binary":
      return leaf(`to_base64(${sql})`);
    default:
      return leaf(`CAST(${sql} AS VARCHAR)`);
  }
}

/**
 * SQL of a variant as another type; what does not fit is `INVALID_VARIANT_CAST`, or NULL.
 *
 * @param read - SQL that reads text as a type and gives NULL where it is none
 */
export function fromVariantSql(
  sql: string,
  to: DataType,
  isTry: boolean,
  settings: ExpressionSettings,
  depth: number,
  read: (text: string, to: DataType, depth: number) => string,
): string {
  const t = to as SparkType;
  const v = `v${depth}`;
  const zone = quoteString(settings.timeZone);
  const inner = (value: string, type: DataType): string =>
    type.kind === "variant" ? value : fromVariantSql(value, type, isTry, settings, depth + 1, read);
  const refused = (present: string): string =>
    isTry
      ? ""
      : ` WHEN ${present} IS NOT NULL THEN ${raiseSql("INVALID_VARIANT_CAST", {
          value: `js_variant_json(${v}, ${zone})`,
          dataType: quoteString(`"${to.sql()}"`),
        })}`;
  const over = (value: string): string => `list_transform([${sql}], lambda ${v}: ${value})[1]`;
  const scalar = `js_variant_scalar(${v}, '${t.kind}', ${zone})`;
  switch (t.kind) {
    case "array": {
      const item = `i${depth}`;
      const items = `list_transform(js_variant_items(${v}), lambda ${item}: ${inner(item, t.elementType)})`;
      return over(
        `CASE WHEN js_variant_items(${v}) IS NOT NULL THEN CAST(${items} AS ${duckDbType(to)})${refused(scalar)} END`,
      );
    }
    case "map": {
      const item = `i${depth}`;
      const entry = `{'k': ${item}.key, 'v': ${inner(`${item}.value`, t.valueType)}}`;
      const made = `map_from_entries(list_transform(js_variant_entries(${v}), lambda ${item}: ${entry}))`;
      return over(
        `CASE WHEN js_variant_entries(${v}) IS NOT NULL THEN CAST(${made} AS ${duckDbType(to)})${refused(scalar)} END`,
      );
    }
    case "struct": {
      const fields = t.fields.map(
        ({ name, dataType }) =>
          `${quoteIdentifier(name)} := ${inner(`js_variant_field(${v}, ${quoteString(name)})`, dataType)}`,
      );
      return over(
        `CASE WHEN js_variant_entries(${v}) IS NOT NULL THEN struct_pack(${fields.join(", ")})${refused(scalar)} END`,
      );
    }
    case "string":
    case "char":
    case "varchar":
      return `js_variant_scalar(${sql}, 'string', ${zone})`;
    case "binary": {
      const failed = refused(`js_variant_scalar(${v}, 'string', ${zone})`);
      return over(`coalesce(unhex(${scalar}), CASE${failed === "" ? " WHEN false THEN NULL" : failed} END)`);
    }
    default: {
      const value = read(scalar, to, depth + 1);
      const failed = refused(scalar);
      return over(failed === "" ? value : `coalesce(${value}, CASE${failed} END)`);
    }
  }
}
