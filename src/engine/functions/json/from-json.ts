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
} from "../../../types/index.ts";
import type { CallSite, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { castSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { of } from "../parameters.ts";
import { mismatch, notFoldable } from "../refusal.ts";
import { stringType } from "../type-rules.ts";

const print = ([json]: readonly string[]): string => `from_json(${json})`;

function schemaOf(call: CallSite): DataType {
  const text = constantText(call.args[1]);
  if (text === undefined) throw notFoldable(call, print, 1, "schema", stringType);
  const type = readSchema(text);
  if (["struct", "array", "map"].includes(type.kind)) return nullable(type);
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

function refuseOptions(options: ResolvedExpression | undefined): void {
  if (options === undefined) return;
  throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: "`from_json`",
    argument: "options",
    reason: "it reads in PERMISSIVE mode with the default options; leave the third argument out.",
  });
}

/** Malformed text gives a struct of nulls, as PERMISSIVE mode does, and no array or map at all. */
export const fromJson: ScalarFunction = scalar({
  name: "from_json",
  params: [of(stringType), of(stringType), { required: '"MAP"', accept: (type) => type }],
  optional: 1,
  type(_types, call) {
    refuseOptions(call.args[2]);
    return schemaOf(call);
  },
  nullable: true,
  sql([json], call, settings) {
    const raw = asText(call.type);
    const structure = quoteString(JSON.stringify(structureOf(raw)));
    const read = castSql(`json_transform(${json}, ${structure})`, raw, call.type, "try", settings);
    const { fields } = call.type as StructType;
    const nulls = fields?.map(
      (field) => `${quoteIdentifier(field.name)} := CAST(NULL AS ${duckDbType(field.dataType)})`,
    );
    const malformed = nulls === undefined ? "" : ` WHEN ${json} IS NOT NULL THEN struct_pack(${nulls.join(", ")})`;
    return `CASE WHEN json_valid(${json}) THEN ${read}${malformed} END`;
  },
  print,
});
