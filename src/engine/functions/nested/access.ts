import { type ArrayType, type DataType, duckDbType, MapType } from "../../../types/index.ts";
import type { CallSite, ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { castNullable, implicitlyCastable, tightestCommonType, widerType } from "../coercion.ts";
import { scalar } from "../define.ts";
import { anyArray, anyMap, anything, arrayOrMap, integral } from "../parameters.ts";
import { raiseSql, raiseText } from "../raise.ts";
import { mismatch, type PrintCall, quotedName, quotedType, unexpectedType } from "../refusal.ts";
import { booleanType, intType, isOrderable, tinyIntegral } from "../type-rules.ts";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;
const brackets: PrintCall = ([base, key]) => `${base}[${key}]`;

/** A map and a key of its type. */
function withKey(call: CallSite, printed: PrintCall, types: readonly DataType[]): readonly DataType[] {
  const map = types[0] as MapType;
  const key = types[1]!;
  // In brackets a key becomes what the map has, where a cast leads there.
  if (printed === brackets && isOrderable(map.keyType) && implicitlyCastable(key, map.keyType, call.settings.ansi))
    return [map, map.keyType];
  const common =
    printed === brackets ? widerType(map.keyType, key, call.settings.ansi) : tightestCommonType(map.keyType, key);
  if (common === undefined || !isOrderable(common))
    throw mismatch(call, printed, "MAP_FUNCTION_DIFF_TYPES", {
      functionName: quotedName(call.name),
      dataType: '"MAP"',
      leftType: quotedType(map),
      rightType: quotedType(key),
    });
  return [new MapType(common, map.valueType, map.valueContainsNull), common];
}

const indexError = (condition: string, index: string, list: string): string =>
  raiseSql(condition, { indexValue: `CAST(${index} AS VARCHAR)`, arraySize: `CAST(len(${list}) AS VARCHAR)` });

/** A part of a value that may be the constant NULL, of which DuckDB forgets the type. */
const typed = (sql: string, call: ResolvedCall): string => `CAST(${sql} AS ${duckDbType(call.type)})`;

const partType = (type: DataType): DataType =>
  type.kind === "map" ? (type as MapType).valueType : (type as ArrayType).elementType;
const partsNullable = (type: DataType): boolean => (type.kind === "map" ? true : (type as ArrayType).containsNull);

/** `array[i]`, counted from 0. */
const getArrayItem = scalar({
  name: "getarrayitem",
  params: [
    anyArray,
    { ...integral, accept: (from, ansi) => (from.kind === "void" ? intType : integral.accept(from, ansi)) },
  ],
  type: ([array]) => partType(array!),
  nullable: (nullables, call) => nullables.includes(true) || partsNullable(call.args[0]!.type) || !call.settings.ansi,
  sql([list, index], call, settings) {
    const element = typed(`(${list})[${index} + 1]`, call);
    if (!settings.ansi) return `CASE WHEN ${index} >= 0 THEN ${element} END`;
    const error = indexError("INVALID_ARRAY_INDEX", index!, list!);
    return `CASE WHEN ${index} < 0 OR ${index} >= len(${list}) THEN ${error} ELSE ${element} END`;
  },
  print: brackets,
});

const getMapValue = scalar({
  name: "getmapvalue",
  params: [anyMap, anything],
  coerce: (call, types) => withKey(call, brackets, types),
  type: ([map]) => partType(map!),
  nullable: true,
  sql: ([map, key], call) => typed(`(${map})[${key}]`, call),
  print: brackets,
});

/** Whether the element of a written array is never NULL: Spark looks at the one that a constant names. */
function neverNull([base, index]: readonly ResolvedExpression[]): boolean {
  if (base?.kind !== "call" || base.function.name !== "array" || index?.kind !== "literal") return false;
  const at = Number(index.value);
  const element = at > 0 ? base.args[at - 1] : at < 0 ? base.args.at(at) : undefined;
  return element !== undefined && !element.nullable;
}

function elementAt(name: "element_at" | "try_element_at"): ScalarFunction {
  const strict = name === "element_at";
  return scalar({
    name,
    params: [arrayOrMap, anything],
    coerce(call, types) {
      if (types[0]!.kind === "map") return withKey(call, print, types);
      if (!tinyIntegral(types[1]!)) throw unexpectedType(call, print, 1, '"INT"');
      return types;
    },
    type: ([base]) => partType(base!),
    nullable: (nullables, call) =>
      !neverNull(call.args) &&
      (!strict ||
        nullables.includes(true) ||
        partsNullable(call.args[0]!.type) ||
        !call.settings.ansi ||
        castNullable(call.args[1]!.type, call.args[1]!.type)),
    sql([base, index], call, settings) {
      if (call.args[0]!.type.kind === "map") return typed(`(${base})[${index}]`, call);
      const zero = `WHEN ${index} = 0 THEN ${raiseText("INVALID_INDEX_OF_ZERO")}`;
      const range =
        strict && settings.ansi
          ? ` WHEN abs(${index}) > len(${base}) THEN ${indexError("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", index!, base!)}`
          : "";
      return `CASE ${zero}${range} ELSE ${typed(`(${base})[${index}]`, call)} END`;
    },
  });
}

export const accessFunctions: readonly ScalarFunction[] = [
  getArrayItem,
  getMapValue,
  elementAt("element_at"),
  elementAt("try_element_at"),
  scalar({
    name: "get",
    params: [anyArray, integral],
    type: ([array]) => partType(array!),
    nullable: true,
    sql: ([list, index], call) => `CASE WHEN ${index} >= 0 THEN ${typed(`(${list})[${index} + 1]`, call)} END`,
  }),
  scalar({
    name: "map_contains_key",
    params: [anyMap, anything],
    coerce: (call, types) => withKey(call, print, types),
    type: booleanType,
    nullable: true,
    sql: ([map, key]) => `list_contains(map_keys(${map}), ${key})`,
  }),
];
