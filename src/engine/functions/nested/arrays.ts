import { ArrayType, type DataType, duckDbType, StructField, StructType } from "../../../types/index.ts";
import type { CallSite, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { tightestCommonType, widerType } from "../coercion.ts";
import { constantOf } from "../constant.ts";
import { type ScalarSpec, scalar } from "../define.ts";
import { hasParts, sortedList } from "../order-key.ts";
import { anyArray, anything, arrayOrMap, of, orderableArray, type Parameter } from "../parameters.ts";
import { raiseSql, raiseText } from "../raise.ts";
import { mismatch, type PrintCall, quotedName, quotedType, unexpectedType } from "../refusal.ts";
import {
  booleanType,
  fitsDecimal,
  intType,
  isDecimal,
  isIntegral,
  isString,
  isTimestamp,
  longType,
  stringType,
} from "../type-rules.ts";
import { sequenceSql } from "./sequence.ts";

const int = of(intType);
const text = of(stringType);
const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

const elementOf = (type: DataType): DataType => (type as ArrayType).elementType;
const hasNulls = (type: DataType): boolean => (type as ArrayType).containsNull;

/** An array and a value of the type of its elements. */
function withElement(call: CallSite, [array, value]: readonly DataType[], at = 1): readonly DataType[] {
  const common =
    value!.kind === "void"
      ? elementOf(array!)
      : call.name === "array_contains"
        ? widerType(elementOf(array!), value!, true, false)
        : sameOrWider(elementOf(array!), value!);
  if (common === undefined)
    throw mismatch(call, print, "ARRAY_FUNCTION_DIFF_TYPES", {
      functionName: quotedName(call.name),
      dataType: '"ARRAY"',
      leftType: quotedType(array!),
      rightType: quotedType(value!),
    });
  const types: DataType[] = [new ArrayType(common, hasNulls(array!))];
  types[at] = common;
  return types;
}

/** Decimals go with decimals of their own precision alone, and with whole numbers that fit. */
function sameOrWider(a: DataType, b: DataType): DataType | undefined {
  if (isDecimal(b) && isIntegral(a) && fitsDecimal(a, b)) return b;
  if (isDecimal(a) && isIntegral(b) && fitsDecimal(b, a)) return a;
  return tightestCommonType(a, b);
}

/** A function of an array and one of its elements. */
function ofElement(
  name: string,
  type: DataType | undefined,
  sql: (list: string, x: string) => string,
  nullable?: ScalarSpec["nullable"],
): ScalarFunction {
  return scalar({
    name,
    params: [anyArray, anything],
    coerce: (call, types) => withElement(call, types),
    type: ([array]) => type ?? array!,
    sql: ([list, x]) => sql(list!, x!),
    ...(nullable === undefined ? {} : { nullable }),
  });
}

/** NULL among the elements makes an answer uncertain. */
function nullableByElements(nullables: readonly boolean[], call: CallSite): boolean {
  return nullables.includes(true) || call.args.some(({ type }) => type.kind === "array" && hasNulls(type));
}

/** A function of two arrays of one type. */
function ofTwo(name: string, macro: string, type: (a: DataType, b: DataType) => DataType): ScalarFunction {
  return scalar({
    name,
    ...(name === "arrays_overlap" && { nullable: nullableByElements }),
    params: [anyArray, anyArray],
    coerce(call, [a, b]) {
      const common = sameOrWider(elementOf(a!), elementOf(b!));
      if (common !== undefined) return [new ArrayType(common, hasNulls(a!)), new ArrayType(common, hasNulls(b!))];
      throw mismatch(call, print, "BINARY_ARRAY_DIFF_TYPES", {
        functionName: quotedName(name),
        arrayType: '"ARRAY"',
        leftType: quotedType(a!),
        rightType: quotedType(b!),
      });
    },
    type: ([a, b]) => type(a!, b!),
    sql: ([a, b]) => `${macro}(${a}, ${b})`,
  });
}

/** A place in an array, which may be any number but text or NULL. */
const place: Parameter = {
  required: '"INT"',
  accept: (type, ansi) => (isString(type) || type.kind === "void" ? undefined : int.accept(type, ansi)),
};

const arraysOfArrays: Parameter = {
  required: '"ARRAY" of "ARRAY"',
  accept: (type) => (type.kind === "array" && elementOf(type).kind === "array" ? type : undefined),
};

const sequence: ScalarFunction = scalar({
  name: "sequence",
  params: [anything, anything, anything],
  optional: 1,
  coerce(call, types) {
    const [start, stop, step] = types;
    const common = widerType(start!, stop!, call.settings.ansi, false);
    if (common === undefined || !(isIntegral(common) || common.kind === "date" || isTimestamp(common)))
      throw unexpectedType(call, print, 0, '("INTEGRAL" or "DATE" or "TIMESTAMP")');
    if (step === undefined) return [common, common];
    return [common, common, isIntegral(common) ? common : step];
  },
  type: ([type]) => new ArrayType(type!, false),
  sql: (args, call, settings) => sequenceSql(args, call, settings),
});

const arraysZip = scalar({
  name: "arrays_zip",
  params: [anyArray],
  rest: anyArray,
  type: (types, call) =>
    new ArrayType(
      new StructType(
        types.map((type, i) => {
          const arg = call.args[i]!;
          return new StructField(
            arg.kind === "column" || arg.kind === "field" ? arg.name : String(i),
            elementOf(type),
            true,
          );
        }),
      ),
      false,
    ),
  sql(args, call) {
    const { names } = elementOf(call.type) as StructType;
    const fields = names.map((name, i) => `'${name.replaceAll("'", "''")}': (${args[i]})[i]`);
    const length = `greatest(${args.map((arg) => `len(${arg})`).join(", ")})`;
    const present = args.map((arg) => `${arg} IS NOT NULL`).join(" AND ");
    return `CASE WHEN ${present} THEN list_transform(range(1, ${length} + 1), lambda i: {${fields.join(", ")}}) END`;
  },
});

function sorted(call: ResolvedCall, list: string): string {
  const ascending = call.args[1] === undefined || constantOf(call.args[1]) !== false;
  return ascending
    ? sortedList(list, elementOf(call.type), "ASC", "FIRST")
    : sortedList(list, elementOf(call.type), "DESC", "LAST");
}

/** The least or the greatest element of a list. */
function extremeElement(name: "min" | "max", list: string, element: DataType): string {
  if (!hasParts(element)) return `list_${name}(${list})`;
  const present = `list_filter(${list}, lambda p: p IS NOT NULL)`;
  return `CAST(${sortedList(present, element, name === "min" ? "ASC" : "DESC", "LAST")}[1] AS ${duckDbType(element)})`;
}

export const arrayFunctions: readonly ScalarFunction[] = [
  ofElement("array_contains", booleanType, (list, x) => `mr_contains(${list}, ${x})`, nullableByElements),
  ofElement(
    "array_position",
    longType,
    (list, x) =>
      `CASE WHEN ${list} IS NOT NULL AND ${x} IS NOT NULL THEN CAST(coalesce(list_position(${list}, ${x}), 0) AS BIGINT) END`,
  ),
  ofElement(
    "array_remove",
    undefined,
    (list, x) => `CASE WHEN ${x} IS NOT NULL THEN list_filter(${list}, lambda w: w IS DISTINCT FROM ${x}) END`,
  ),
  scalar({
    name: "array_append",
    params: [anyArray, anything],
    coerce: (call, types) => withElement(call, types),
    type: ([array]) => new ArrayType(elementOf(array!), true),
    nullable: ([array]) => array!,
    sql: ([list, x]) => `CASE WHEN ${list} IS NOT NULL THEN list_append(${list}, ${x}) END`,
  }),
  scalar({
    name: "array_prepend",
    params: [anyArray, anything],
    coerce: (call, types) => withElement(call, types),
    type: ([array]) => new ArrayType(elementOf(array!), true),
    nullable: ([array]) => array!,
    sql: ([list, x]) => `CASE WHEN ${list} IS NOT NULL THEN list_prepend(${x}, ${list}) END`,
  }),
  scalar({
    name: "array_insert",
    params: [anything, place, anything],
    coerce(call, [array, at, value]) {
      if (array!.kind !== "array")
        throw mismatch(call, print, "ARRAY_FUNCTION_DIFF_TYPES", {
          functionName: quotedName(call.name),
          dataType: '"ARRAY"',
          leftType: quotedType(array!),
          rightType: quotedType(value!),
        });
      const [list, , element] = withElement(call, [array!, value!], 2);
      return [list!, at!, element!];
    },
    type: ([array]) => new ArrayType(elementOf(array!), true),
    nullable: (nullables) => nullables[0]! || nullables[1]!,
    sql: ([list, at, x]) =>
      `CASE WHEN ${list} IS NULL OR ${at} IS NULL THEN NULL WHEN ${at} = 0 THEN ${raiseText("INVALID_INDEX_OF_ZERO")} ELSE mr_insert(${list}, ${at}, ${x}) END`,
  }),
  scalar({
    name: "array_compact",
    params: [anyArray],
    type: ([array]) => new ArrayType(elementOf(array!), false),
    sql: ([list]) => `list_filter(${list}, lambda w: w IS NOT NULL)`,
  }),
  scalar({
    name: "array_distinct",
    params: [anyArray],
    type: ([array]) => array!,
    sql: ([list]) => `mr_dedup(${list})`,
  }),
  ofTwo("array_union", "mr_union", (a, b) => new ArrayType(elementOf(a), hasNulls(a) || hasNulls(b))),
  ofTwo("array_except", "mr_except", (a) => a),
  ofTwo("array_intersect", "mr_intersect", (a, b) => new ArrayType(elementOf(a), hasNulls(a) && hasNulls(b))),
  ofTwo("arrays_overlap", "mr_overlap", () => booleanType),
  scalar({
    name: "array_join",
    params: [of(new ArrayType(stringType)), text, text],
    optional: 1,
    type: stringType,
    sql: ([list, separator, missing]) =>
      missing === undefined
        ? `array_to_string(list_filter(${list}, lambda w: w IS NOT NULL), ${separator})`
        : `CASE WHEN ${missing} IS NOT NULL THEN array_to_string(list_transform(${list}, lambda w: coalesce(w, ${missing})), ${separator}) END`,
  }),
  scalar({
    name: "sort_array",
    params: [orderableArray, of(booleanType)],
    optional: 1,
    printDefaults: ["true"],
    coerce(call, types) {
      if (call.args[1] !== undefined && call.args[1].type.kind !== "boolean")
        throw unexpectedType(call, print, 1, '"BOOLEAN"');
      return types;
    },
    type: ([array]) => array!,
    sql: ([list], call) => sorted(call, list!),
  }),
  scalar({
    name: "slice",
    params: [anyArray, int, int],
    type: ([array]) => array!,
    sql([list, start, length]) {
      const zero = raiseText("INVALID_PARAMETER_VALUE.START", { parameter: "`start`", functionName: "`slice`" });
      const negative = raiseSql("INVALID_PARAMETER_VALUE.LENGTH", {
        parameter: "'`length`'",
        functionName: "'`slice`'",
        length: `CAST(${length} AS VARCHAR)`,
      });
      return `CASE WHEN ${start} = 0 THEN ${zero} WHEN ${length} < 0 THEN ${negative} ELSE mr_slice(${list}, ${start}, ${length}) END`;
    },
  }),
  scalar({
    name: "flatten",
    params: [arraysOfArrays],
    type: ([array]) => elementOf(array!),
    nullable: (nullables, call) => nullables[0]! || hasNulls(call.args[0]!.type),
    sql: ([list]) => `CASE WHEN NOT mr_has(${list}, NULL) THEN flatten(${list}) END`,
  }),
  sequence,
  scalar({
    name: "array_min",
    params: [orderableArray],
    type: ([array]) => elementOf(array!),
    nullable: true,
    sql: ([list], call) => extremeElement("min", list!, call.type),
  }),
  scalar({
    name: "array_max",
    params: [orderableArray],
    type: ([array]) => elementOf(array!),
    nullable: true,
    sql: ([list], call) => extremeElement("max", list!, call.type),
  }),
  arraysZip,
  scalar({
    name: "array_repeat",
    params: [anything, int],
    type: ([value], call) => new ArrayType(value!, call.args[0]!.nullable),
    nullable: (nullables) => nullables[1]!,
    sql: ([x, n]) => `CASE WHEN ${n} IS NOT NULL THEN list_transform(range(greatest(${n}, 0)), lambda w: ${x}) END`,
  }),
  scalar({
    name: "size",
    aliases: ["cardinality"],
    params: [arrayOrMap],
    type: intType,
    nullable: (nullables, call) => nullables[0]! && call.settings.ansi,
    sql([value], call, settings) {
      const count = call.args[0]!.type.kind === "map" ? `cardinality(${value})` : `len(${value})`;
      return settings.ansi ? `CAST(${count} AS INTEGER)` : `CAST(coalesce(${count}, -1) AS INTEGER)`;
    },
  }),
  scalar({ name: "array_size", params: [anyArray], type: intType, sql: ([list]) => `CAST(len(${list}) AS INTEGER)` }),
];
