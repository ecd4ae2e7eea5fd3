import { ArrayType } from "../../../types/index.ts";
import type { ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { optionsOf } from "../options.ts";
import { anything, of } from "../parameters.ts";
import { mismatch, type PrintCall, quotedType } from "../refusal.ts";
import { intType, stringType } from "../type-rules.ts";
import { fromJson } from "./from-json.ts";
import { duckDbJsonPath, jsonValueSql } from "./path.ts";
import { schemaOfJson } from "./schema.ts";
import { type JsonTextOptions, jsonTextSql } from "./to-json.ts";

const text = of(stringType);

const nestedKinds = ["struct", "array", "map", "variant"];

const writing = ["ignorenullfields", "dateformat", "timestampformat", "timestampntzformat"];

function writingOptions(call: ResolvedCall): JsonTextOptions {
  const options = optionsOf("to_json", call.args[1], writing);
  return {
    ignoreNullFields: options.get("ignorenullfields")?.toLowerCase() !== "false",
    dateFormat: options.get("dateformat"),
    timestampFormat: options.get("timestampformat"),
    timestampNTZFormat: options.get("timestampntzformat"),
  };
}

export const jsonFunctions: readonly ScalarFunction[] = [
  fromJson,
  schemaOfJson,
  scalar({
    name: "get_json_object",
    params: [text, text],
    type: stringType,
    nullable: true,
    sql([json, given], call) {
      const path = constantText(call.args[1]);
      if (path === undefined) return `js_json_at(${json}, ${given})`;
      return jsonValueSql(json!, duckDbJsonPath(path));
    },
  }),
  scalar({
    name: "to_json",
    params: [anything, anything],
    optional: 1,
    coerce(call, types) {
      if (nestedKinds.includes(types[0]!.kind) || types[0]!.kind === "void") return types;
      const print: PrintCall = (args) => `to_json(${args[0]})`;
      throw mismatch(call, print, "INVALID_JSON_SCHEMA", { schema: quotedType(types[0]!) });
    },
    type: stringType,
    nullable: true,
    sql: ([value], call, settings) => {
      const { type } = call.args[0]!;
      return type.kind === "void" ? "CAST(NULL AS VARCHAR)" : jsonTextSql(value!, type, settings, writingOptions(call));
    },
    print: ([value]) => `to_json(${value})`,
  }),
  scalar({
    name: "json_array_length",
    params: [text],
    type: intType,
    nullable: true,
    sql: ([json]) =>
      `CASE WHEN json_valid(${json}) AND json_type(${json}) = 'ARRAY' THEN CAST(json_array_length(${json}) AS INTEGER) END`,
  }),
  scalar({
    name: "json_object_keys",
    params: [text],
    type: new ArrayType(stringType),
    nullable: true,
    sql: ([json]) => `CASE WHEN json_valid(${json}) AND json_type(${json}) = 'OBJECT' THEN json_keys(${json}) END`,
  }),
];
