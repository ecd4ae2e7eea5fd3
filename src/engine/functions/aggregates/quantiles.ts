import { sparkError } from "../../../common/index.ts";
import { ArrayType, type DataType } from "../../../types/index.ts";
import type { AggregateFunction, AggregateSql, CallSite, ResolvedAggregateCall } from "../../plan/index.ts";
import { isFoldable } from "../constant.ts";
import { aggregate } from "../define.ts";
import { anything, of, type Parameter } from "../parameters.ts";
import { notFoldable, type PrintCall } from "../refusal.ts";
import { doubleType, intType, isAtomic, isNumeric, isString, longType } from "../type-rules.ts";
import { distinct, filtered } from "./parts.ts";

/** One share or an array of them. */
const shares: Parameter = {
  required: '("DOUBLE" or "ARRAY<DOUBLE>")',
  accept: (type) =>
    type.kind === "array"
      ? new ArrayType(doubleType, false)
      : isNumeric(type) || isString(type)
        ? doubleType
        : undefined,
};

const measured: Parameter = {
  required:
    '("NUMERIC" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
  accept: (type) =>
    isString(type) || type.kind === "void" ? doubleType : isAtomic(type) && type.kind !== "boolean" ? type : undefined,
};

const asList = (result: DataType, share: DataType | undefined): DataType =>
  share?.kind === "array" ? new ArrayType(result, false) : result;

function constantShares(name: string): (call: CallSite, types: readonly DataType[]) => readonly DataType[] {
  const print: PrintCall = (args) => `${name}(${args.join(", ")})`;
  return (call, types) => {
    if (!isFoldable(call.args[1]!)) throw notFoldable(call, print, 1, "percentage", call.args[1]!.type);
    return types;
  };
}

/** The continuous quantile, between two values where it falls between them. */
function percentileSql(parts: AggregateSql, _call: ResolvedAggregateCall): string {
  if (parts.args[2] !== undefined && parts.args[2] !== "CAST(1 AS BIGINT)")
    throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
      functionName: "`percentile`",
      argument: "frequencies",
      reason: "repeat each row by its frequency first, for instance with explode(sequence(1, n)).",
    });
  return filtered(`quantile_cont(${distinct(parts)}${parts.args[0]}, ${parts.args[1]})`, parts);
}

export const quantiles: readonly AggregateFunction[] = [
  aggregate({
    name: "median",
    params: [of(doubleType)],
    type: doubleType,
    sql: (parts) => filtered(`quantile_cont(${distinct(parts)}${parts.args[0]}, 0.5)`, parts),
  }),
  aggregate({
    name: "percentile",
    params: [of(doubleType), shares, of(longType)],
    optional: 1,
    printDefaults: ["1"],
    coerce: constantShares("percentile"),
    type: ([, share]) => asList(doubleType, share),
    sql: percentileSql,
  }),
  aggregate({
    name: "percentile_approx",
    aliases: ["approx_percentile"],
    params: [measured, shares, of(intType)],
    optional: 1,
    printDefaults: ["10000"],
    coerce: constantShares("percentile_approx"),
    type: ([value, share]) => asList(value!, share),
    sql: (parts) => filtered(`quantile_disc(${distinct(parts)}${parts.args[0]}, ${parts.args[1]})`, parts),
  }),
  aggregate({
    name: "mode",
    params: [anything],
    type: ([type]) => type!,
    sql: (parts) => filtered(`mode(${parts.args[0]})`, parts),
  }),
];
