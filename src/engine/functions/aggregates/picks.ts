import { type SparkException, sparkError } from "../../../common/index.ts";
import { ArrayType, duckDbType } from "../../../types/index.ts";
import type { AggregateFunction, AggregateSql, AggregateState, ResolvedAggregateCall } from "../../plan/index.ts";
import { constantOf, isFoldable } from "../constant.ts";
import { aggregate } from "../define.ts";
import { anything, of, orderable } from "../parameters.ts";
import { notFoldable, type PrintCall } from "../refusal.ts";
import { booleanType, intType } from "../type-rules.ts";
import { filtered } from "./parts.ts";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

function ignoresNulls(call: ResolvedAggregateCall): boolean {
  return call.ignoreNulls || constantOf(call.args[1]) === true;
}

/** The value of the first or the last row; with nulls ignored, of such a row that has one. */
function pick(name: "first" | "last", aliases: readonly string[]): AggregateFunction {
  const present = (parts: AggregateSql, call: ResolvedAggregateCall): string | undefined =>
    ignoresNulls(call) ? `${parts.args[0]} IS NOT NULL` : undefined;
  return aggregate({
    name,
    aliases,
    params: [anything, of(booleanType)],
    optional: 1,
    type: ([type]) => type!,
    // Over a window DuckDB's is no aggregate, and takes no FILTER.
    sql: (parts, call) =>
      parts.over !== "" && ignoresNulls(call)
        ? `${name}(${parts.args[0]} IGNORE NULLS)${parts.over}`
        : filtered(`${name}(${parts.args[0]})`, parts, present(parts, call)),
    state(parts, call): AggregateState {
      return {
        columns: [duckDbType(call.type), "BOOLEAN"],
        partial: [
          filtered(`${name}(${parts.args[0]})`, parts, present(parts, call)),
          `${filtered("count(*)", parts, present(parts, call))} > 0`,
        ],
        merge: ([value, seen], sequence) => [
          `${name}(${value} ORDER BY ${sequence}) FILTER (WHERE ${seen})`,
          `bool_or(${seen})`,
        ],
        final: ([value]) => value!,
        buffer: ([value, seen]) => [
          { name, type: call.type, sql: value! },
          { name: "valueSet", type: booleanType, sql: `coalesce(${seen}, false)` },
        ],
      };
    },
    print: ([value], written) => `${written}(${value})`,
  });
}

/** The value of one column where another is least or greatest; with a number of them, as many values in order. */
function pickBy(name: "min_by" | "max_by"): AggregateFunction {
  const [pickSql, manySql, extreme] =
    name === "min_by" ? ["arg_min_null", "arg_min_nulls_last", "min"] : ["arg_max_null", "arg_max_nulls_last", "max"];
  return aggregate({
    name,
    params: [anything, orderable, of(intType)],
    optional: 1,
    coerce(call, types) {
      const count = call.args[2];
      if (count !== undefined && !isFoldable(count)) throw notFoldable(call, print, 2, "k", intType);
      return types;
    },
    type: ([type, , count], call) => (count === undefined ? type! : new ArrayType(type!, call.args[0]!.nullable)),
    sql: (parts, call) =>
      call.args.length === 3
        ? filtered(`${manySql}(${parts.args.join(", ")})`, parts, `${parts.args[1]} IS NOT NULL`)
        : filtered(`${pickSql}(${parts.args.join(", ")})`, parts, `${parts.args[1]} IS NOT NULL`),
    state(parts, call) {
      if (call.args.length === 3) throw manyInStreams(name);
      return {
        columns: [duckDbType(call.type), duckDbType(call.args[1]!.type)],
        partial: [
          filtered(`${pickSql}(${parts.args.join(", ")})`, parts, `${parts.args[1]} IS NOT NULL`),
          filtered(`${extreme}(${parts.args[1]})`, parts),
        ],
        merge: ([value, key]) => [
          `${pickSql}(${value}, ${key}) FILTER (WHERE ${key} IS NOT NULL)`,
          `${extreme}(${key})`,
        ],
        final: ([value]) => value!,
        buffer: ([value, key]) => [
          { name: "valueWithExtremumOrdering", type: call.type, sql: value! },
          { name: "extremumOrdering", type: call.args[1]!.type, sql: key! },
        ],
      };
    },
  });
}

function manyInStreams(name: string): SparkException {
  return sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: `\`${name}\``,
    argument: "a number of values, in a streaming query",
    reason: "keep them with collect_list and take the first of them.",
  });
}

export const picks: readonly AggregateFunction[] = [
  pick("first", ["first_value", "any_value"]),
  pick("last", ["last_value"]),
  pickBy("min_by"),
  pickBy("max_by"),
];
