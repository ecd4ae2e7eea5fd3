import { ArrayType, type DataType, MapType, StructField, StructType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { widestType } from "../coercion.ts";
import { scalar } from "../define.ts";
import { anyArray, anyMap, of, type Parameter } from "../parameters.ts";
import { mismatch, quotedName, quotedType } from "../refusal.ts";
import { stringType } from "../type-rules.ts";
import { mapOfEntries, mapOfLists } from "./map-keys.ts";

const text: Parameter = of(stringType);
const elementOf = (type: DataType): DataType => (type as ArrayType).elementType;

const entries: Parameter = {
  required: '"ARRAY<STRUCT>"',
  accept: (type) => (type.kind === "array" && (elementOf(type) as StructType).fields?.length === 2 ? type : undefined),
};

export const mapFunctions: readonly ScalarFunction[] = [
  scalar({
    name: "map_keys",
    params: [anyMap],
    type: ([map]) => new ArrayType((map as MapType).keyType, true),
    sql: ([map]) => `map_keys(${map})`,
  }),
  scalar({
    name: "map_values",
    params: [anyMap],
    type: ([map]) => new ArrayType((map as MapType).valueType, (map as MapType).valueContainsNull),
    sql: ([map]) => `map_values(${map})`,
  }),
  scalar({
    name: "map_entries",
    params: [anyMap],
    type([map]) {
      const { keyType, valueType, valueContainsNull } = map as MapType;
      const fields = [new StructField("key", keyType, false), new StructField("value", valueType, valueContainsNull)];
      return new ArrayType(new StructType(fields), false);
    },
    sql: ([map]) => `map_entries(${map})`,
  }),
  scalar({
    name: "map_from_arrays",
    params: [anyArray, anyArray],
    type: ([keys, values]) => new MapType(elementOf(keys!), elementOf(values!), (values as ArrayType).containsNull),
    sql: ([keys, values], _call, settings) => mapOfLists(keys!, values!, settings),
  }),
  scalar({
    name: "map_from_entries",
    params: [entries],
    type([list]) {
      const [key, value] = (elementOf(list!) as StructType).fields;
      return new MapType(key!.dataType, value!.dataType, value!.nullable);
    },
    // An entry that is NULL makes the whole map NULL.
    sql: ([list], call, settings) => {
      const made = mapOfEntries(list!, settings);
      return (call.args[0]!.type as ArrayType).containsNull
        ? `CASE WHEN NOT list_bool_or(list_transform(${list}, lambda e: e IS NULL)) OR len(${list}) = 0 THEN ${made} END`
        : made;
    },
  }),
  scalar({
    name: "str_to_map",
    params: [text, text, text],
    optional: 2,
    printDefaults: [",", ":"],
    type: new MapType(stringType, stringType, true),
    sql([source, between = "','", inside = "':'"], _call, settings) {
      const entry = `list_transform([mr_split(e, ${inside}, 2)], lambda p: {'k': p[1], 'v': p[2]})[1]`;
      return mapOfEntries(`list_transform(string_split_regex(${source}, ${between}), lambda e: ${entry})`, settings);
    },
  }),
  scalar({
    name: "map_concat",
    rest: anyMap,
    coerce(call, types) {
      const common = widestType(types, call.settings.ansi);
      if (types.length === 0 || common !== undefined) return types.map(() => common!);
      throw mismatch(call, (args, name) => `${name}(${args.join(", ")})`, "MAP_CONCAT_DIFF_TYPES", {
        functionName: quotedName("map_concat"),
        dataType: `[${types.map(quotedType).join(", ")}]`,
      });
    },
    type: ([type]) => type ?? new MapType(stringType, stringType, false),
    sql: (args, _call, settings) =>
      args.length === 0
        ? "CAST(MAP([], []) AS MAP(VARCHAR, VARCHAR))"
        : args.length === 1
          ? args[0]!
          : `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(" AND ")} THEN ${mapOfEntries(`flatten([${args.map((arg) => `map_entries(${arg})`).join(", ")}])`, settings)} END`,
  }),
];
