import { ArrayType, asNullable, type DataType, duckDbType, MapType } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ResolvedLambda, ScalarFunction } from "../../plan/index.ts";
import { type ScalarSpec, scalar } from "../define.ts";
import { anyArray, anyMap, anything, lambda } from "../parameters.ts";
import { mismatch, type PrintCall, quotedType, unexpectedType } from "../refusal.ts";
import { booleanType, intType, sameType } from "../type-rules.ts";
import { mapOfEntries } from "./map-keys.ts";

type Parameters = NonNullable<ScalarSpec["lambdaParameters"]>;

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;
const elementOf = (type: DataType): DataType => (type as ArrayType).elementType;
const hasNulls = (type: DataType): boolean => (type as ArrayType).containsNull;

/** The names under which a lambda's body knows its parameters. */
export function parameterNames(call: ResolvedCall, index: number): readonly string[] {
  return (call.args[index] as ResolvedLambda).parameters.map((parameter) => `c${parameter.id}`);
}

/** SQL of a body with its parameters bound to values; lambdas are the only way to name a value inside of an expression. */
export function bound(body: string, names: readonly string[], values: readonly string[]): string {
  return names.reduceRight((inner, name, i) => `list_transform([${values[i]}], lambda ${name}: ${inner})[1]`, body);
}

/** One element, and where a second parameter is asked for, its index from 0. */
const elementAndIndex: Parameters = ([array], _index, arity) => {
  if (array === undefined || array.type.kind !== "array") return [];
  const element = { type: elementOf(array.type), nullable: hasNulls(array.type) };
  return arity === 2 ? [element, { type: intType, nullable: false }] : [element];
};

/** `lambda element: …` or `lambda element, position: …` with Spark's index from 0. */
function overElements(call: ResolvedCall, body: string): string {
  const [element, index] = parameterNames(call, 1);
  if (index === undefined) return `lambda ${element}: ${body}`;
  return `lambda ${element}, p${index}: ${bound(body, [index], [`CAST(p${index} - 1 AS INTEGER)`])}`;
}

function predicate(
  name: string,
  aliases: readonly string[],
  sql: (list: string, test: string, call: ResolvedCall) => string,
  type?: DataType,
): ScalarFunction {
  return scalar({
    name,
    aliases,
    params: [anyArray, lambda],
    lambdaParameters: elementAndIndex,
    coerce(call, types) {
      if (types[1]!.kind === "boolean" || types[1]!.kind === "void") return types;
      throw unexpectedType(call, print, 1, '"BOOLEAN"');
    },
    type: ([array]) => type ?? array!,
    nullable: (nullables, call) => nullables[0]! || (type !== undefined && call.args[1]!.nullable),
    sql: ([list, body], call) => sql(list!, body!, call),
  });
}

const truths = (list: string, body: string, call: ResolvedCall): string =>
  `list_transform(${list}, ${overElements(call, body)})`;

/** Without a last step the value itself is the result. */
const printFold: PrintCall = (args, name) =>
  print(args.length === 4 ? args : [...args, "lambdafunction(namedlambdavariable(), namedlambdavariable())"], name);

const fold: ScalarFunction = scalar({
  name: "aggregate",
  aliases: ["reduce"],
  params: [anyArray, anything, lambda, lambda],
  optional: 1,
  lambdaParameters([array, zero], index) {
    if (array === undefined || zero === undefined || array.type.kind !== "array") return [];
    // What the lambda makes of it may have NULL anywhere.
    const accumulator = { type: asNullable(zero.type), nullable: true };
    return index === 2 ? [accumulator, { type: elementOf(array.type), nullable: hasNulls(array.type) }] : [accumulator];
  },
  coerce(call, types) {
    if (sameType(types[1]!, types[2]!)) return types;
    throw mismatch(call, printFold, "UNEXPECTED_INPUT_TYPE", {
      paramIndex: "third",
      requiredType: quotedType(types[1]!),
      inputSql: `"${call.print(call.args[2]!)}"`,
      inputType: quotedType(types[2]!),
    });
  },
  type: (types) => types[3] ?? asNullable(types[1]!),
  nullable: ([ofList, , , ofResult = true]) => ofList! || ofResult,
  sql([list, zero, merge, finish], call) {
    const [accumulator, element] = parameterNames(call, 2) as [string, string];
    const [listType, zeroType] = [call.args[0]!.type, call.args[1]!.type];
    const [a, x] = [duckDbType(zeroType), duckDbType(elementOf(listType))];
    // DuckDB folds values of one type alone, so accumulator and element travel together.
    const pairs = `list_transform(${list}, lambda x${element}: {'a': CAST(NULL AS ${a}), 'x': x${element}})`;
    const step = `{'a': CAST(${bound(merge!, [accumulator, element], [`l${accumulator}.a`, `r${accumulator}.x`])} AS ${a}), 'x': r${accumulator}.x}`;
    // Of the constant NULL DuckDB forgets the type.
    const folded = `CAST(list_reduce(${pairs}, lambda l${accumulator}, r${accumulator}: ${step}, {'a': CAST(${zero} AS ${a}), 'x': CAST(NULL AS ${x})}).a AS ${a})`;
    const result = finish === undefined ? folded : bound(finish, parameterNames(call, 3), [folded]);
    return `CASE WHEN ${list} IS NOT NULL THEN ${result} END`;
  },
  print: printFold,
});

const zipWith = scalar({
  name: "zip_with",
  params: [anyArray, anyArray, lambda],
  lambdaParameters: ([a, b]) =>
    [a, b].flatMap((array) => (array?.type.kind === "array" ? [{ type: elementOf(array.type), nullable: true }] : [])),
  type: ([, , body], call) => new ArrayType(body!, call.args[2]!.nullable),
  nullable: (nullables) => nullables[0]! || nullables[1]!,
  sql([a, b, body], call) {
    const names = parameterNames(call, 2);
    const index = `i${names[0]}`;
    const value = bound(body!, names, [`(${a})[${index}]`, `(${b})[${index}]`]);
    return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN list_transform(range(1, greatest(len(${a}), len(${b})) + 1), lambda ${index}: ${value}) END`;
  },
});

const keyAndValue: Parameters = ([map]) => {
  if (map === undefined || map.type.kind !== "map") return [];
  const { keyType, valueType, valueContainsNull } = map.type as MapType;
  return [
    { type: keyType, nullable: false },
    { type: valueType, nullable: valueContainsNull },
  ];
};

/** A function over the entries of a map. */
function overEntries(
  name: string,
  type: (map: MapType, body: DataType, nullable: boolean) => DataType,
  sql: (entries: string, entry: string, value: string, settings: ExpressionSettings) => string,
): ScalarFunction {
  return scalar({
    name,
    params: [anyMap, lambda],
    lambdaParameters: keyAndValue,
    type: ([map, body], call) => type(map as MapType, body!, call.args[1]!.nullable),
    nullable: (nullables) => nullables[0]!,
    sql([map, body], call, settings) {
      const names = parameterNames(call, 1);
      const entry = `m${names[0]}`;
      const { keyType, valueType } = call.args[0]!.type as MapType;
      // Of the constant NULL DuckDB forgets the type.
      const parts = [
        `CAST(${entry}.key AS ${duckDbType(keyType)})`,
        `CAST(${entry}.value AS ${duckDbType(valueType)})`,
      ];
      return sql(`map_entries(${map})`, entry, bound(body!, names, parts), settings);
    },
  });
}

export const higherOrderFunctions: readonly ScalarFunction[] = [
  scalar({
    name: "transform",
    params: [anyArray, lambda],
    lambdaParameters: elementAndIndex,
    type: ([, body], call) => new ArrayType(body!, call.args[1]!.nullable),
    nullable: (nullables) => nullables[0]!,
    sql: ([list, body], call) => truths(list!, body!, call),
  }),
  predicate("filter", [], (list, body, call) => `list_filter(${list}, ${overElements(call, body)})`),
  predicate(
    "exists",
    [],
    (list, body, call) =>
      `CASE WHEN list_contains(${truths(list, body, call)}, true) THEN true WHEN mr_has(${truths(list, body, call)}, NULL) THEN NULL WHEN ${list} IS NOT NULL THEN false END`,
    booleanType,
  ),
  predicate(
    "forall",
    [],
    (list, body, call) =>
      `CASE WHEN list_contains(${truths(list, body, call)}, false) THEN false WHEN mr_has(${truths(list, body, call)}, NULL) THEN NULL WHEN ${list} IS NOT NULL THEN true END`,
    booleanType,
  ),
  fold,
  zipWith,
  overEntries(
    "transform_values",
    (map, body, nullable) => new MapType(map.keyType, body, nullable),
    (entries, entry, value) =>
      `map_from_entries(list_transform(${entries}, lambda ${entry}: {'k': ${entry}.key, 'v': ${value}}))`,
  ),
  overEntries(
    "transform_keys",
    (map, body) => new MapType(body, map.valueType, map.valueContainsNull),
    (entries, entry, value, settings) =>
      mapOfEntries(`list_transform(${entries}, lambda ${entry}: {'k': ${value}, 'v': ${entry}.value})`, settings),
  ),
  overEntries(
    "map_filter",
    (map) => map,
    (entries, entry, value) => `map_from_entries(list_filter(${entries}, lambda ${entry}: ${value}))`,
  ),
];
