import { type DataType, parseDataType } from "../../../types/index.ts";
import type { AggregateFunction, CallSite, GeneratorFunction, ScalarFunction } from "../../plan/index.ts";
import { filtered } from "../aggregates/parts.ts";
import { castSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { aggregate, type ScalarSpec, scalar } from "../define.ts";
import { anything, of, type Parameter } from "../parameters.ts";
import { mismatch, notFoldable, type PrintCall, quotedType, unexpectedType, wrongArgCount } from "../refusal.ts";
import { booleanType, intType, stringType, variantType } from "../type-rules.ts";

const text = of(stringType);
const variant: Parameter = {
  required: '"VARIANT"',
  accept: (type) => (type.kind === "variant" || type.kind === "void" ? variantType : undefined),
};
const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

function ofVariant(name: string, type: DataType, sql: string, more: Partial<ScalarSpec> = {}): ScalarFunction {
  return scalar({ name, params: [variant], type, sql: ([v]) => sql.replaceAll("?", () => v!), ...more });
}

/** The type that the third argument names; a variant where there is none. */
function wantedType(call: Pick<CallSite, "args">): DataType {
  const name = constantText(call.args[2]);
  return name === undefined ? variantType : parseDataType(name);
}

function getting(name: "variant_get" | "try_variant_get"): ScalarFunction {
  return scalar({
    name,
    params: [variant, text, text],
    optional: 1,
    coerce(call, types) {
      if (call.args[2] !== undefined && constantText(call.args[2]) === undefined)
        throw notFoldable(call, print, 2, "type", stringType);
      return types;
    },
    type: (_types, call) => wantedType(call),
    nullable: true,
    sql([v, path], call, settings) {
      const found = `js_variant_get(${v}, ${path}, '${name}')`;
      return call.type.kind === "variant"
        ? found
        : castSql(found, variantType, call.type, name === "variant_get" ? "ansi" : "try", settings);
    },
    print: (args, written) => print(args.slice(0, 2), written),
  });
}

/** Functions that change a variant at a path, and those that give NULL where that fails. */
function editing(name: string, flag: boolean): readonly ScalarFunction[] {
  return [name, `try_${name}`].map((written) =>
    scalar({
      name: written,
      params: [variant, text, anything, ...(flag ? [of(booleanType)] : [])],
      optional: flag ? 1 : 0,
      ...(flag ? { printDefaults: ["true"] } : {}),
      type: variantType,
      nullable: true,
      sql([v, path, value, creates = "true"], call, settings) {
        const given = castSql(value!, call.args[2]!.type, variantType, "ansi", settings);
        return `js_${written}(${v}, ${path}, ${given}${flag ? `, ${creates}` : ""})`;
      },
    }),
  );
}

const nested = ["struct", "map", "array"];

export const variantFunctions: readonly ScalarFunction[] = [
  scalar({ name: "parse_json", params: [text], type: variantType, sql: ([s]) => `js_parse_json(${s})` }),
  scalar({
    name: "try_parse_json",
    params: [text],
    type: variantType,
    nullable: true,
    sql: ([s]) => `js_try_parse_json(${s})`,
  }),
  ofVariant("is_variant_null", booleanType, "coalesce(js_is_variant_null(?), false)", { nullable: false }),
  ofVariant("is_valid_variant", booleanType, "js_is_valid_variant(?)"),
  ofVariant("schema_of_variant", stringType, "CASE WHEN ? IS NOT NULL THEN js_schema_of_variants([?]) END"),
  getting("variant_get"),
  getting("try_variant_get"),
  scalar({
    name: "to_variant_object",
    params: [anything],
    coerce(call, types) {
      if (nested.includes(types[0]!.kind)) return types;
      throw mismatch(call, print, "CAST_WITHOUT_SUGGESTION", {
        srcType: quotedType(types[0]!),
        targetType: '"VARIANT"',
      });
    },
    type: variantType,
    sql: ([value], call, settings) => castSql(value!, call.args[0]!.type, variantType, "ansi", settings),
  }),
  ...editing("variant_insert", false),
  ...editing("variant_set", true),
  ...editing("variant_array_append", false),
  scalar({
    name: "variant_delete",
    params: [variant, text],
    rest: text,
    type: variantType,
    nullable: true,
    sql: ([v, ...paths]) => `js_variant_delete(${v}, [${paths.join(", ")}])`,
  }),
  scalar({
    name: "variant_strip_nulls",
    params: [variant, of(booleanType)],
    optional: 1,
    printDefaults: ["true"],
    type: variantType,
    nullable: true,
    sql: ([v, arrays = "true"]) => `js_variant_strip_nulls(${v}, ${arrays})`,
  }),
];

export const variantAggregates: readonly AggregateFunction[] = [
  aggregate({
    name: "schema_of_variant_agg",
    params: [variant],
    type: stringType,
    nullable: false,
    sql: (parts) =>
      `js_schema_of_variants(coalesce(${filtered(`list(${parts.args[0]})`, parts, `${parts.args[0]} IS NOT NULL`)}, []))`,
  }),
];

/** The fields of an object, or the elements of an array, each with its place. */
const variantExplode: GeneratorFunction = {
  kind: "generator",
  name: "variant_explode",
  aliases: ["variant_explode_outer"],
  resolve(call) {
    if (call.args.length !== 1) throw wrongArgCount(call, "1");
    const { kind } = call.args[0]!.type;
    if (kind !== "variant" && kind !== "void") throw unexpectedType(call, print, 0, '"VARIANT"');
    return { argTypes: [variantType], type: intType, nullable: false };
  },
  columns: (_call, outer) => [
    { name: "pos", type: intType, nullable: outer },
    { name: "key", type: stringType, nullable: true },
    { name: "value", type: variantType, nullable: outer },
  ],
  rows: ([v]) => `list_transform(js_variant_rows(${v}), lambda r: {'f0': r.pos, 'f1': r.key, 'f2': r.value})`,
};

export const variantGenerators: readonly GeneratorFunction[] = [variantExplode];
