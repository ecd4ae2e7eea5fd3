import { sparkError } from "../../../common/index.ts";
import { ArrayType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { anything, of } from "../parameters.ts";
import { mismatch, type PrintCall, quotedType } from "../refusal.ts";
import { intType, stringType } from "../type-rules.ts";
import { fromJson } from "./from-json.ts";
import { duckDbJsonPath, jsonValueSql } from "./path.ts";
import { jsonTextSql } from "./to-json.ts";

const text = of(stringType);

const nestedKinds = ["struct", "array", "map"];

export const jsonFunctions: readonly ScalarFunction[] = [
  fromJson,
  scalar({
    name: "get_json_object",
    params: [text, text],
    type: stringType,
    nullable: true,
    sql([json], call) {
      const path = constantText(call.args[1]);
      if (path === undefined)
        throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
          functionName: "`get_json_object`",
          argument: "a path that is not a constant string",
          reason: "paths are translated before rows are read.",
        });
      return jsonValueSql(json!, duckDbJsonPath(path));
    },
  }),
  scalar({
    name: "to_json",
    params: [anything, anything],
    optional: 1,
    coerce(call, types) {
      if (nestedKinds.includes(types[0]!.kind)) return types;
      const print: PrintCall = (args) => `to_json(${args[0]})`;
      throw mismatch(call, print, "INVALID_JSON_SCHEMA", { schema: quotedType(types[0]!) });
    },
    type: stringType,
    nullable: true,
    sql: ([value], call, settings) => jsonTextSql(value!, call.args[0]!.type, settings),
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
