import {
  ArrayType,
  type DataType,
  duckDbType,
  MapType,
  quoteIdentifier,
  StructField,
  StructType,
  structNames,
} from "../../../types/index.ts";
import type { CallSite, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { castNullable, widestType } from "../coercion.ts";
import { constantOf, constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { anything } from "../parameters.ts";
import { raiseText } from "../raise.ts";
import { mismatch, type PrintCall, quotedName, quotedType, wrongArgCount } from "../refusal.ts";
import { voidType } from "../type-rules.ts";
import { mapOfLists } from "./map-keys.ts";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

const array = scalar({
  name: "array",
  rest: anything,
  together: "all",
  type(types, call) {
    const nullable = call.args.some((arg, i) => arg.nullable || castNullable(arg.type, types[i]!));
    return new ArrayType(types[0] ?? voidType, nullable);
  },
  nullable: false,
  sql: (args, call) => (args.length === 0 ? `CAST([] AS ${duckDbType(call.type)})` : `[${args.join(", ")}]`),
});

function entryTypes(call: CallSite): readonly [key: DataType, value: DataType] {
  const side = (offset: number, reason: string): DataType => {
    const types = call.args.filter((_, i) => i % 2 === offset).map((arg) => arg.type);
    const common = types.length === 0 ? voidType : widestType(types, call.settings.ansi);
    if (common !== undefined) return common;
    throw mismatch(call, print, reason, {
      functionName: quotedName("map"),
      dataType: `[${types.map(quotedType).join(", ")}]`,
    });
  };
  return [side(0, "CREATE_MAP_KEY_DIFF_TYPES"), side(1, "CREATE_MAP_VALUE_DIFF_TYPES")];
}

const dedupPolicy = { mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' };

/** The first constant key that occurs twice; DuckDB would not name it. Keys of rows are left to DuckDB. */
function repeatedKey(args: readonly ResolvedExpression[]): string | undefined {
  const seen = new Set<string>();
  for (const [i, arg] of args.entries()) {
    const value = i % 2 === 0 ? constantOf(arg) : undefined;
    if (!["string", "number", "bigint", "boolean"].includes(typeof value)) continue;
    if (seen.has(String(value))) return String(value);
    seen.add(String(value));
  }
  return undefined;
}

const map = scalar({
  name: "map",
  rest: anything,
  coerce(call, types) {
    if (types.length % 2 === 1) throw wrongArgCount(call, "2n (n > 0)");
    const [key, value] = entryTypes(call);
    return types.map((_, i) => (i % 2 === 0 ? key : value));
  },
  type(types, call) {
    const nullable = call.args.some((arg, i) => i % 2 === 1 && (arg.nullable || castNullable(arg.type, types[i]!)));
    return new MapType(types[0] ?? voidType, types[1] ?? voidType, nullable);
  },
  nullable: false,
  sql(args, call, settings) {
    const twice = settings.lastKeyWins ? undefined : repeatedKey(call.args);
    if (twice !== undefined) return raiseText("DUPLICATED_MAP_KEY", { key: twice, ...dedupPolicy });
    const side = (offset: number): string => `[${args.filter((_, i) => i % 2 === offset).join(", ")}]`;
    return args.length === 0 ? `CAST(MAP([], []) AS ${duckDbType(call.type)})` : mapOfLists(side(0), side(1), settings);
  },
});

/** The field that a value of `struct(…)` becomes: columns and fields keep their names, the others are numbered. */
function fieldName(arg: ResolvedExpression, index: number): string {
  return arg.kind === "column" || arg.kind === "field" ? arg.name : `col${index + 1}`;
}

function structSql(names: readonly string[], values: readonly string[]): string {
  return `struct_pack(${structNames(names.map((name) => ({ name })))
    .map((name, i) => `${quoteIdentifier(name)} := ${values[i]}`)
    .join(", ")})`;
}

const struct = scalar({
  name: "struct",
  params: [anything],
  rest: anything,
  type: (types, call) =>
    new StructType(call.args.map((arg, i) => new StructField(fieldName(arg, i), types[i]!, arg.nullable))),
  nullable: false,
  sql: (args, call) => structSql((call.type as StructType).names, args),
});

const namedStruct = scalar({
  name: "named_struct",
  rest: anything,
  type(types, call) {
    if (types.length === 0 || types.length % 2 === 1) throw wrongArgCount(call, "2n (n > 0)");
    const names = call.args.filter((_, i) => i % 2 === 0);
    if (names.some((name) => constantText(name) === undefined)) {
      const wrong = names.map((name) => `"${call.print(name)}"`).join(", ");
      throw mismatch(call, print, "CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING", { inputExprs: `[${wrong}]` });
    }
    return new StructType(
      names.map((name, i) => new StructField(constantText(name)!, types[2 * i + 1]!, call.args[2 * i + 1]!.nullable)),
    );
  },
  nullable: false,
  sql: (args, call) =>
    structSql(
      (call.type as StructType).names,
      args.filter((_, i) => i % 2 === 1),
    ),
});

export const constructors: readonly ScalarFunction[] = [array, map, struct, namedStruct];
