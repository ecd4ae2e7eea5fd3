import { sparkError } from "../../../common/index.ts";
import { type DataType, quoteName, quoteString, type SparkType, type StructType } from "../../../types/index.ts";
import type { Options } from "../options.ts";
import { quotedType } from "../refusal.ts";

/**
 * The column of a schema that takes records that do not fit it, by the option `columnNameOfCorruptRecord`; undefined where there is none.
 * Its name is compared as it is written.
 *
 * @throws AnalysisException `INVALID_CORRUPT_RECORD_TYPE`
 */
export function corruptColumn(type: DataType, options: Options): string | undefined {
  const name = options.get("columnnameofcorruptrecord") ?? "_corrupt_record";
  const column = type.kind === "struct" ? (type as StructType).fields.find((field) => field.name === name) : undefined;
  if (column !== undefined && column.dataType.kind !== "string")
    throw sparkError("INVALID_CORRUPT_RECORD_TYPE", {
      columnName: quoteName(name),
      actualType: quotedType(column.dataType),
    });
  return column?.name;
}

/** A key as a step of a JSON pointer. */
const step = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/**
 * SQL of whether JSON has a value, somewhere, that is no value of its type: it was read as NULL.
 *
 * @param json - SQL of the JSON
 * @param value - SQL of what was read of it
 */
export function misfits(json: string, value: string, type: DataType, depth = 0): string {
  const t = type as SparkType;
  if (t.kind === "struct") {
    const found = t.fields.map(({ dataType, name }) => {
      const member = `json_extract(${json}, ${quoteString(step(name))})`;
      return valueMisfits(member, `struct_extract(${value}, ${quoteString(name)})`, dataType, depth);
    });
    return `(${found.join(" OR ") || "false"})`;
  }
  const at = `i${depth}`;
  if (t.kind === "array") {
    const misfit = valueMisfits(
      `json_extract(${json}, '/' || (${at} - 1))`,
      `${value}[${at}]`,
      t.elementType,
      depth + 1,
    );
    return `list_contains(list_transform(range(1, len(${value}) + 1), lambda ${at}: ${misfit}), true)`;
  }
  if (t.kind === "map") {
    const pointer = `'/' || replace(replace(${at}.key, '~', '~0'), '/', '~1')`;
    const misfit = valueMisfits(`json_extract(${json}, ${pointer})`, `${at}.value`, t.valueType, depth + 1);
    return `list_contains(list_transform(map_entries(${value}), lambda ${at}: ${misfit}), true)`;
  }
  return "false";
}

/** {@link misfits} of a value that may be missing. */
function valueMisfits(json: string, value: string, type: DataType, depth: number): string {
  const kind = `coalesce(json_type(${json}), 'NULL')`;
  // DuckDB makes a struct of NULLs of what is no object.
  const lost =
    type.kind === "struct" ? `(${kind} NOT IN ('NULL', 'OBJECT'))` : `(${kind} <> 'NULL' AND ${value} IS NULL)`;
  const inner = misfits(json, value, type, depth);
  return inner === "false" ? lost : `(${lost} OR coalesce(${inner}, false))`;
}
