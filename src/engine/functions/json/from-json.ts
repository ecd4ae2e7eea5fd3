import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  type DataType,
  duckDbType,
  MapType,
  parseDataType,
  quoteIdentifier,
  quoteString,
  type SparkType,
  StructField,
  StructType,
  typeFromJson,
} from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, ScalarFunction } from "../../plan/index.ts";
import { castSql } from "../cast/index.ts";
import { constantOf, constantText } from "../constant.ts";
import { readTextSql } from "../datetime/read-text.ts";
import { scalar } from "../define.ts";
import { failsFast, isTrue, type Options, optionsOf } from "../options.ts";
import { of } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { mismatch, notFoldable } from "../refusal.ts";
import { isString, stringType } from "../type-rules.ts";
import { corruptColumn, misfits } from "./misfits.ts";
import { jsonSchema } from "./schema.ts";

const print = ([json]: readonly string[]): string => `from_json(${json})`;

function schemaOf(call: CallSite): DataType {
  const schema = call.args[1]!;
  const text =
    schema.kind === "call" && schema.function.name === "schema_of_json" ? jsonSchema(schema) : constantText(schema);
  if (text === undefined && schema.kind === "cast" && constantOf(schema) !== null && constantOf(schema) !== undefined)
    throw sparkError("INVALID_SCHEMA.NON_STRING_LITERAL", { inputSchema: `"${call.print(schema)}"` });
  if (text === undefined) throw notFoldable(call, print, 1, "schema", stringType);
  const type = text.trimStart().startsWith("{") ? typeFromJson(JSON.parse(text) as never) : readSchema(text);
  if (["struct", "array", "map"].includes(type.kind)) return nullable(type);
  if (type.kind === "variant") return type;
  throw mismatch(call, print, "INVALID_JSON_SCHEMA", { schema: `"${type.sql()}"` });
}

/** A schema as Spark reads it: as one type, else as columns; of two failures the first is told. */
function readSchema(text: string): DataType {
  try {
    return parseDataType(text);
  } catch (error) {
    const [, second, more] = /^\s*[a-z_]\w*\s+([a-z_]\w*)\s*(.*)$/is.exec(text) ?? [];
    if (second === undefined) throw error;
    // One token too many is taken for a slip, several are not.
    const hint = more === "" ? `: extra input '${second}'` : "";
    throw sparkError("PARSE_SYNTAX_ERROR", { error: `'${second}'`, hint }, { cause: error });
  }
}

/** What is read may lack anything, whatever the schema promises. */
function nullable(type: DataType): DataType {
  const t = type as SparkType;
  if (t.kind === "array") return new ArrayType(nullable(t.elementType), true);
  if (t.kind === "map") return new MapType(t.keyType, nullable(t.valueType), true);
  if (t.kind !== "struct") return type;
  return new StructType(t.fields.map((field) => new StructField(field.name, nullable(field.dataType), true)));
}

/** DuckDB's description of a JSON structure. */
function structureOf(type: DataType): unknown {
  const t = type as SparkType;
  if (t.kind === "array") return [structureOf(t.elementType)];
  if (t.kind === "struct")
    return Object.fromEntries(t.fields.map((field) => [field.name, structureOf(field.dataType)]));
  return readType(type);
}

/** DuckDB's type of what is read, before values get theirs. */
function readType(type: DataType): string {
  const t = type as SparkType;
  if (t.kind === "array") return `${readType(t.elementType)}[]`;
  if (t.kind === "map") return `MAP(VARCHAR, ${readType(t.valueType)})`;
  if (t.kind === "struct")
    return `STRUCT(${t.fields.map((field) => `${quoteIdentifier(field.name)} ${readType(field.dataType)}`).join(", ")})`;
  return isJsonLeaf(type) ? "JSON" : "VARCHAR";
}

const known = [
  "allowunquotedfieldnames",
  "columnnameofcorruptrecord",
  "mode",
  "dateformat",
  "timestampformat",
  "timestampntzformat",
];

/** Numbers and truth values are read as they are written, since text is none of them, also where it looks like one. */
const isJsonLeaf = ({ kind }: DataType): boolean =>
  ["byte", "short", "integer", "long", "float", "double", "boolean"].includes(kind);

/** SQL of what was read, with the types asked for; formats hold for the fields of the outermost struct. */
function typedSql(read: string, type: DataType, options: Options, settings: ExpressionSettings, depth = 0): string {
  const t = type as SparkType;
  const part = `e${depth}`;
  const inner = (value: string, of: DataType): string => typedSql(value, of, options, settings, depth + 1);
  switch (t.kind) {
    case "struct": {
      const fields = t.fields.map(
        ({ name, dataType }) =>
          `${quoteIdentifier(name)} := ${inner(`struct_extract(${part}, ${quoteString(name)})`, dataType)}`,
      );
      const made = `CASE WHEN ${part} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
      return `list_transform([${read}], lambda ${part}: ${made})[1]`;
    }
    case "array": {
      const typed = `list_transform(${read}, lambda ${part}: ${inner(part, t.elementType)})`;
      return whole(typed, (list) => `list_count(${list})`, read, t.elementType, depth);
    }
    case "map": {
      const entry = `{'k': ${part}.key, 'v': ${inner(`${part}.value`, t.valueType)}}`;
      const typed = `map_from_entries(list_transform(map_entries(${read}), lambda ${part}: ${entry}))`;
      return whole(typed, (map) => `list_count(map_values(${map}))`, read, t.valueType, depth);
    }
    case "boolean":
      return `CASE CAST(${read} AS VARCHAR) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case "float":
    case "double": {
      // Values that JSON has no numbers for stand in quotes.
      const special = "'\"(NaN|[+-]?INF|[+-]?Infinity)\"'";
      const text = `CASE WHEN regexp_full_match(${read}, ${special}) THEN replace(${read}, '"', '') ELSE CAST(${read} AS VARCHAR) END`;
      return castSql(text, stringType, type, "try", settings);
    }
    case "binary":
      return `TRY(from_base64(${read}))`;
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      if (depth === 1 && options.size > 0) return readTextSql(read, type, options, settings);
      return castSql(read, stringType, type, "try", settings);
    default:
      return castSql(isJsonLeaf(type) ? `CAST(${read} AS VARCHAR)` : read, stringType, type, "try", settings);
  }
}

/** An array or a map is lost with a value that does not fit; a struct stays with the fields that do. */
function whole(typed: string, count: (sql: string) => string, read: string, of: DataType, depth: number): string {
  if (of.kind === "struct") return typed;
  const all = `w${depth}`;
  return `list_transform([${typed}], lambda ${all}: CASE WHEN ${count(all)} = ${count(read)} THEN ${all} END)[1]`;
}

const isArrayOfStructs = (type: DataType): boolean =>
  type.kind === "array" && (type as ArrayType).elementType.kind === "struct";

/** Valid JSON as values of a type. */
function readSql(json: string, type: DataType, options: Options, settings: ExpressionSettings): string {
  const structure = quoteString(JSON.stringify(structureOf(type)));
  return `CAST(${typedSql(`json_transform(${json}, ${structure})`, type, options, settings)} AS ${duckDbType(type)})`;
}

const malformed = (badRecord: string): string =>
  raiseSql("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord, failFastMode: "'FAILFAST'" });

/** A struct, and NULLs for what the text has not; which of the fields are as they should be is looked at where somebody wants to know. */
function structSql(
  given: string,
  json: string,
  type: StructType,
  options: Options,
  settings: ExpressionSettings,
): string {
  const corrupt = corruptColumn(type, options);
  const own = new StructType(type.fields.filter(({ name }) => name !== corrupt));
  const pack = (value: (name: string) => string | undefined, record: string): string => {
    const members = type.fields.map(({ dataType, name }) => {
      const member = name === corrupt ? record : value(name);
      return `${quoteIdentifier(name)} := ${member ?? `CAST(NULL AS ${duckDbType(dataType)})`}`;
    });
    return `struct_pack(${members.join(", ")})`;
  };
  const row = (value: (name: string) => string): string => {
    const values = type.fields.map(({ name }) => (name === corrupt ? given : value(name)));
    return `'[' || ${values.join(" || ',' || ") || "''"} || ']'`;
  };
  const nulls = pack(() => undefined, given);
  const isText = `trim(${given}) <> ''`;
  const isObject = `json_type(${json}) = 'OBJECT'`;
  if (own.fields.length === 0) {
    const empty = pack(() => undefined, "CAST(NULL AS VARCHAR)");
    const lost = failsFast(options) ? malformed(row(() => "'null'")) : nulls;
    return `CASE WHEN json_valid(${json}) THEN CASE WHEN ${isObject} THEN ${empty} ELSE ${lost} END WHEN ${isText} THEN ${lost} END`;
  }
  const read = readSql(json, own, options, settings);
  if (corrupt === undefined && !failsFast(options))
    return `CASE WHEN json_valid(${json}) THEN coalesce(${read}, ${nulls}) WHEN ${isText} THEN ${nulls} END`;
  const field = (name: string): string => `struct_extract(t, ${quoteString(name)})`;
  const misfit = `NOT ${isObject} OR ${misfits(json, "t", own)}`;
  const [wrong, malformedText] = failsFast(options)
    ? [malformed(row((name) => `coalesce(CAST(${field(name)} AS VARCHAR), 'null')`)), malformed(row(() => "'null'"))]
    : [pack(field, given), nulls];
  const checked = `CASE WHEN ${misfit} THEN ${wrong} ELSE ${pack(field, "CAST(NULL AS VARCHAR)")} END`;
  return `CASE WHEN json_valid(${json}) THEN list_transform([${read}], lambda t: ${checked})[1] WHEN ${isText} THEN ${malformedText} END`;
}

/** Malformed text gives a struct of nulls, as PERMISSIVE mode does, and no array or map at all. */
export const fromJson: ScalarFunction = scalar({
  name: "from_json",
  params: [of(stringType), of(stringType), { required: '"MAP"', accept: (type) => type }],
  optional: 1,
  type(_types, call) {
    const options = optionsOf("from_json", call.args[2], known);
    const mode = options.get("mode") ?? "PERMISSIVE";
    if (mode.toUpperCase() === "DROPMALFORMED")
      throw sparkError("PARSE_MODE_UNSUPPORTED", { funcName: "`from_json`", mode: mode.toUpperCase() });
    const type = schemaOf(call);
    if (type.kind === "map" && !isString((type as MapType).keyType))
      throw sparkError("DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE", {
        sqlExpr: '"entries"',
        schema: `"${type.sql()}"`,
      });
    corruptColumn(type, options);
    return type;
  },
  nullable: true,
  sql([given], call, settings) {
    const options = optionsOf("from_json", call.args[2], known);
    // Spark reads single quotes, too.
    const plain = `CASE WHEN json_valid(${given}) THEN ${given} ELSE js_double_quoted_json(${given}) END`;
    const text = isTrue(options, "allowunquotedfieldnames") ? `js_strict_json(${given})` : plain;
    const json = isArrayOfStructs(call.type) ? `mr_as_json_array(${text})` : text;
    if (call.type.kind === "variant") return `js_try_parse_json(${json})`;
    if (call.type.kind === "struct") return structSql(given!, json, call.type as StructType, options, settings);
    const read = readSql(json, call.type, options, settings);
    if (!failsFast(options)) return `CASE WHEN json_valid(${json}) THEN ${read} END`;
    return `CASE WHEN json_valid(${json}) THEN ${read} WHEN trim(${given}) <> '' THEN ${malformed("'[]'")} END`;
  },
  print,
});
