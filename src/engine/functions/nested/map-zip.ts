import { duckDbType, MapType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { tightestCommonType } from "../coercion.ts";
import { scalar } from "../define.ts";
import { anyMap, lambda } from "../parameters.ts";
import { mismatch, type PrintCall, quotedName, quotedType } from "../refusal.ts";
import { bound, parameterNames } from "./higher-order.ts";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

/** The entries of two maps, side by side where their keys are equal. */
export const mapZipWith: ScalarFunction = scalar({
  name: "map_zip_with",
  params: [anyMap, anyMap, lambda],
  lambdaParameters([a, b]) {
    if (a?.type.kind !== "map" || b?.type.kind !== "map") return [];
    const [left, right] = [a.type as MapType, b.type as MapType];
    return [
      { type: tightestCommonType(left.keyType, right.keyType) ?? left.keyType, nullable: false },
      { type: left.valueType, nullable: true },
      { type: right.valueType, nullable: true },
    ];
  },
  coerce(call, types) {
    const [left, right] = types as [MapType, MapType];
    const key = tightestCommonType(left.keyType, right.keyType);
    if (key === undefined)
      throw mismatch(call, print, "MAP_ZIP_WITH_DIFF_TYPES", {
        functionName: quotedName("map_zip_with"),
        leftType: quotedType(left.keyType),
        rightType: quotedType(right.keyType),
      });
    return [
      new MapType(key, left.valueType, left.valueContainsNull),
      new MapType(key, right.valueType, right.valueContainsNull),
      types[2]!,
    ];
  },
  type: ([left, , body], call) => new MapType((left as MapType).keyType, body!, call.args[2]!.nullable),
  nullable: (nullables) => nullables[0]! || nullables[1]!,
  sql([a, b, body], call) {
    const names = parameterNames(call, 2);
    const key = `k${names[0]}`;
    const value = bound(body!, names, [key, `(${a})[${key}]`, `(${b})[${key}]`]);
    const type = duckDbType(call.type);
    const entries = `list_transform(mr_union(map_keys(${a}), map_keys(${b})), lambda ${key}: {'k': ${key}, 'v': ${value}})`;
    return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN CAST(map_from_entries(${entries}) AS ${type}) END`;
  },
});
