import { ArrayType, type DataType, duckDbType } from "../../../types/index.ts";
import type { AggregateFunction, AggregateSql, ResolvedAggregateCall } from "../../plan/index.ts";
import { constantOf } from "../constant.ts";
import { aggregate } from "../define.ts";
import { anyArray, anything, of, oneOf } from "../parameters.ts";
import { binaryType, doubleType, longType, stringType } from "../type-rules.ts";
import { distinct, filtered } from "./parts.ts";

const listOf = ([type]: readonly DataType[]): DataType => new ArrayType(type!, false);

function orderedBy(parts: AggregateSql): string {
  return parts.orderBy.length === 0 ? "" : ` ORDER BY ${parts.orderBy.join(", ")}`;
}

function collect(name: string, aliases: readonly string[], unique: boolean): AggregateFunction {
  const list = (parts: AggregateSql): string => {
    const mark = unique ? "DISTINCT " : distinct(parts);
    const gathered = filtered(`list(${mark}${parts.args[0]})`, parts, `${parts.args[0]} IS NOT NULL`);
    return `coalesce(${gathered}, [])`;
  };
  return aggregate({
    name,
    aliases,
    params: [anything],
    type: listOf,
    nullable: false,
    sql: list,
    state: (parts, call) => ({
      columns: [duckDbType(call.type)],
      partial: [list(parts)],
      merge: ([column], sequence) => [
        unique ? `list_distinct(flatten(list(${column})))` : `flatten(list(${column} ORDER BY ${sequence}))`,
      ],
      final: ([column]) => `coalesce(${column}, [])`,
    }),
    print: ([value]) => `${name}(${value})`,
  });
}

/** Hashes that the stream keeps of a column's values: counts below are exact, above the error is about 1.6 %. */
const sketchSize = 4096;

/** Registers of a HyperLogLog of DuckDB's; its standard error is 1.04 by their root, 13 %. */
const registers = 64;
const mostSketches = 64;
const defaultError = 0.05;

/** So many of DuckDB's sketches, each of its share of the values, keep to a relative standard error; undefined where no number of them does. */
function sketchesFor(error: number): number | undefined {
  const wanted = (1.04 / error) ** 2 / registers;
  return wanted <= mostSketches ? 2 ** Math.max(0, Math.ceil(Math.log2(wanted))) : undefined;
}

/** @see org.apache.spark.sql.catalyst.expressions.aggregate.HyperLogLogPlusPlus, whose `relativeSD` is the error that is promised */
function approximateCount(parts: AggregateSql, call: ResolvedAggregateCall): string {
  const [value] = parts.args;
  const error = Number(constantOf(call.args[1]) ?? defaultError);
  const sketches = sketchesFor(error);
  if (sketches === undefined) return filtered(`count(DISTINCT ${value})`, parts);
  if (sketches === 1) return filtered(`approx_count_distinct(${value})`, parts);
  const share = (index: number) => `(hash(${value}) >> 40) % ${sketches} = ${index}`;
  const counts = Array.from({ length: sketches }, (_, index) =>
    filtered(`approx_count_distinct(${value})`, parts, share(index)),
  );
  return `(${counts.join(" + ")})`;
}

/**
 * Batches add up what DuckDB's HyperLogLogs count. Streams keep the smallest hashes (a k-minimum-values sketch), which merge by union.
 */
const approxCountDistinct = aggregate({
  name: "approx_count_distinct",
  params: [anything, of(doubleType)],
  optional: 1,
  type: longType,
  nullable: false,
  sql: approximateCount,
  state: (parts) => ({
    columns: ["UBIGINT[]"],
    partial: [
      `coalesce(list_sort(${filtered(`list(DISTINCT hash(${parts.args[0]}))`, parts, `${parts.args[0]} IS NOT NULL`)})[1:${sketchSize}], [])`,
    ],
    merge: ([sketch]) => [`list_sort(list_distinct(flatten(list(${sketch}))))[1:${sketchSize}]`],
    final: ([sketch]) =>
      `CASE WHEN len(${sketch}) < ${sketchSize} THEN len(${sketch}) ELSE CAST(round(${sketchSize - 1} / (${sketch}[${sketchSize}]::DOUBLE / 18446744073709551616::DOUBLE)) AS BIGINT) END`,
  }),
  print: ([value], name) => `${name}(${value})`,
});

const elementsOf = ([type]: readonly DataType[]): DataType => new ArrayType((type as ArrayType).elementType, false);

/** The elements of arrays, each once; NULL is none. */
const collectUnion = aggregate({
  name: "collect_union",
  params: [anyArray],
  type: elementsOf,
  nullable: false,
  sql: (parts) => {
    const all = filtered(`list(${parts.args[0]})`, parts, `${parts.args[0]} IS NOT NULL`);
    return `mr_dedup(list_filter(flatten(coalesce(${all}, [])), lambda x: x IS NOT NULL))`;
  },
});

const stringAgg = aggregate({
  name: "listagg",
  aliases: ["string_agg"],
  params: [oneOf(stringType, binaryType), of(stringType)],
  optional: 1,
  printDefaults: ["NULL"],
  type: ([type]) => type!,
  coerce: (_call, [value, ...separator]) => {
    const type = value!.kind === "binary" ? binaryType : stringType;
    return [type, ...separator.map(() => type)];
  },
  sql(parts, call) {
    const [value, separator] = parts.args;
    // Different values have an order only where one is asked for; theirs is as good as any, and always the same.
    const order =
      parts.distinct && parts.orderBy.length === 0
        ? ` ORDER BY ${call.type.kind === "binary" ? `hex(${value})` : value}`
        : orderedBy(parts);
    if (call.type.kind !== "binary")
      return filtered(`string_agg(${distinct(parts)}${value}, ${separator ?? "''"}${order})`, parts);
    // Bytes are joined by their digits.
    const joined = filtered(
      `string_agg(${distinct(parts)}hex(${value}), ${separator === undefined ? "''" : `hex(${separator})`}${order})`,
      parts,
    );
    return `unhex(${joined})`;
  },
});

export const collections: readonly AggregateFunction[] = [
  collect("collect_list", ["array_agg"], false),
  collect("collect_set", [], true),
  approxCountDistinct,
  collectUnion,
  stringAgg,
];
