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
import { constantText } from "../constant.ts";
import { readTextSql } from "../datetime/read-text.ts";
import { scalar } from "../define.ts";
import { failsFast, isTrue, type Options, optionsOf } from "../options.ts";
import { of } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { mismatch, notFoldable } from "../refusal.ts";
import { stringType } from "../type-rules.ts";
import { jsonSchema } from "./schema.ts";

const print = ([json]: readonly string[]): string => `from_json(${json})`;

function schemaOf(call: CallSite): DataType {
  const schema = call.args[1]!;
  const text =
    schema.kind === "call" && schema.function.name === "schema_of_json" ? jsonSchema(schema) : constantText(schema);
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

/** The type with text for every leaf: values are read as text first, so that Spark's rules decide what they are worth. */
function asText(type: DataType): DataType {
  const t = type as SparkType;
  if (t.kind === "array") return new ArrayType(asText(t.elementType), true);
  if (t.kind === "map") return new MapType(stringType, asText(t.valueType), true);
  if (t.kind !== "struct") return stringType;
  return new StructType(t.fields.map((field) => new StructField(field.name, asText(field.dataType), true)));
}

/** DuckDB's description of a JSON structure. */
function structureOf(type: DataType): unknown {
  const t = type as SparkType;
  if (t.kind === "array") return [structureOf(t.elementType)];
  if (t.kind === "struct")
    return Object.fromEntries(t.fields.map((field) => [field.name, structureOf(field.dataType)]));
  return duckDbType(type);
}

const known = ["allowunquotedfieldnames", "mode", "dateformat", "timestampformat", "timestampntzformat"];

/** SQL of what was read as text, with the types asked for; formats hold for the fields of the outermost struct. */
function typedSql(read: string, raw: DataType, type: DataType, options: Options, settings: ExpressionSettings): string {
  if (type.kind !== "struct" || options.size === 0) return castSql(read, raw, type, "try", settings);
  const fields = (type as StructType).fields.map(({ name, dataType }) => {
    const value = `struct_extract(s, ${quoteString(name)})`;
    const text = ["date", "timestamp", "timestamp_ntz"].includes(dataType.kind)
      ? readTextSql(value, dataType, options, settings)
      : castSql(value, asText(dataType), dataType, "try", settings);
    return `${quoteIdentifier(name)} := ${text}`;
  });
  return `list_transform([${read}], lambda s: struct_pack(${fields.join(", ")}))[1]`;
}

/** Malformed text gives a struct of nulls, as PERMISSIVE mode does, and no array or map at all. */
export const fromJson: ScalarFunction = scalar({
  name: "from_json",
  params: [of(stringType), of(stringType), { required: '"MAP"', accept: (type) => type }],
  optional: 1,
  type(_types, call) {
    optionsOf("from_json", call.args[2], known);
    return schemaOf(call);
  },
  nullable: true,
  sql([given], call, settings) {
    const options = optionsOf("from_json", call.args[2], known);
    const json = isTrue(options, "allowunquotedfieldnames") ? `js_strict_json(${given})` : given!;
    if (call.type.kind === "variant") return `js_try_parse_json(${json})`;
    const raw = asText(call.type);
    const structure = quoteString(JSON.stringify(structureOf(raw)));
    const read = typedSql(`json_transform(${json}, ${structure})`, raw, call.type, options, settings);
    const { fields } = call.type as StructType;
    const nulls = fields?.map(
      (field) => `${quoteIdentifier(field.name)} := CAST(NULL AS ${duckDbType(field.dataType)})`,
    );
    if (failsFast(options)) {
      const error = raiseSql("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: json,
        failFastMode: "'FAILFAST'",
      });
      return `CASE WHEN json_valid(${json}) THEN ${read} WHEN ${json} IS NOT NULL THEN ${error} END`;
    }
    const malformed = nulls === undefined ? "" : ` WHEN ${json} IS NOT NULL THEN struct_pack(${nulls.join(", ")})`;
    return `CASE WHEN json_valid(${json}) THEN ${read}${malformed} END`;
  },
  print,
});
