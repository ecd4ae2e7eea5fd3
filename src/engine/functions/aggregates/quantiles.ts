import { ArrayType, type DataType, DayTimeIntervalType, YearMonthIntervalType } from "../../../types/index.ts";
import type { AggregateFunction, AggregateSql, CallSite, ResolvedAggregateCall } from "../../plan/index.ts";
import { constantOf, isFoldable } from "../constant.ts";
import { aggregate } from "../define.ts";
import { anything, of, type Parameter } from "../parameters.ts";
import { mismatch, notFoldable, type PrintCall } from "../refusal.ts";
import { booleanType, doubleType, intType, isAtomic, isNumeric, isString, longType } from "../type-rules.ts";
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

/** Numbers as DOUBLE, and intervals. */
const continuous: Parameter = {
  required: '("NUMERIC" or "ANSI INTERVAL")',
  accept(type, ansi) {
    if (type.kind === "interval_day_time") return new DayTimeIntervalType();
    if (type.kind === "interval_year_month") return new YearMonthIntervalType();
    return of(doubleType).accept(type, ansi);
  },
};

const asList = (result: DataType, share: DataType | undefined): DataType =>
  share?.kind === "array" ? new ArrayType(result, false) : result;

function checkShares(call: CallSite, name: string, at = 1): void {
  const print: PrintCall = (args) => `${name}(${args.join(", ")})`;
  const share = call.args[at]!;
  if (!isFoldable(share)) throw notFoldable(call, print, at, "percentage", share.type);
  const value = constantOf(share);
  if (value === undefined || Array.isArray(value)) return;
  if (value === null) throw mismatch(call, print, "UNEXPECTED_NULL", { exprName: "percentage" });
  const number = Number(value);
  if (number < 0 || number > 1)
    throw mismatch(call, print, "VALUE_OUT_OF_RANGE", {
      exprName: "percentage",
      valueRange: "[0.0, 1.0]",
      currentValue: String(number),
    });
}

function constantShares(name: string): (call: CallSite, types: readonly DataType[]) => readonly DataType[] {
  return (call, types) => {
    checkShares(call, name);
    return types;
  };
}

/** SQL of a quantile of numbers or intervals, of which each is reckoned by its months or microseconds. */
function quantileSql(
  duckDb: "quantile_cont" | "quantile_disc",
  value: string,
  share: string,
  type: DataType,
  parts: AggregateSql,
): string {
  const call = (x: string, by = share): string => filtered(`${duckDb}(${distinct(parts)}${x}, ${by})`, parts);
  if (type.kind === "interval_day_time")
    return `to_microseconds(CAST(trunc(${call(`epoch_us(${value})::DOUBLE`)}) AS BIGINT))`;
  if (type.kind === "interval_year_month")
    return `to_months(CAST(trunc(${call(`mr_months(${value})::DOUBLE`)}) AS INTEGER))`;
  return call(value);
}

/** The share counted from the other end, for a descending order. */
const fromAbove = (share: string, type: DataType): string =>
  type.kind === "array" ? `list_transform(${share}, lambda s: 1 - s)` : `(1 - ${share})`;

/** Values that stand for as many rows as their frequency says. */
function weightedSql(parts: AggregateSql, call: ResolvedAggregateCall): string {
  const [value, share, frequency] = parts.args;
  const rows = (column: string): string =>
    filtered(`list(${column})`, parts, `${value} IS NOT NULL AND ${frequency} > 0`);
  const one = (p: string): string => `js_weighted_quantile(${rows(value!)}, ${rows(frequency!)}, ${p})`;
  return call.args[1]!.type.kind === "array" ? `list_transform(${share}, lambda p: ${one("p")})` : one(share!);
}

const isOne = (call: ResolvedAggregateCall): boolean => {
  const frequency = call.args[2];
  return frequency === undefined || [1, 1n].includes(constantOf(frequency) as number);
};

/** The share stands first, the values behind WITHIN GROUP. */
function withinGroup(name: "percentile_cont" | "percentile_disc"): AggregateFunction {
  const duckDb = name === "percentile_cont" ? "quantile_cont" : "quantile_disc";
  const base = aggregate({
    name,
    sortsArguments: true,
    params: [shares, continuous],
    coerce(call, types) {
      checkShares(call, name, 0);
      return types;
    },
    type: ([share, value]) => asList(value!, share),
    sql(parts, call) {
      const [share, value] = parts.args;
      const type = call.args[1]!.type;
      const by = isDescending(call) ? fromAbove(share!, call.args[0]!.type) : share!;
      return quantileSql(duckDb, value!, by, type, parts);
    },
  });
  return {
    ...base,
    print: ([share, value], call) =>
      `${name}(${share}) WITHIN GROUP (ORDER BY ${value}${isDescending(call) ? " DESC" : ""})`,
  };
}

const isDescending = (call: ResolvedAggregateCall): boolean => call.orderBy[0]?.descending === true;

const modeBase: AggregateFunction = aggregate({
  name: "mode",
  sortsArguments: true,
  params: [anything, of(booleanType)],
  optional: 1,
  type: ([type]) => type!,
  sql(parts, call) {
    const [value] = parts.args;
    // Of values that are equally frequent, the least where an order is asked for, or the greatest.
    const sorted = call.orderBy.length > 0 || constantOf(call.args[1]) === true;
    const order = sorted ? ` ORDER BY ${value}${isDescending(call) ? " DESC" : ""}` : "";
    return filtered(`mode(${value}${order})`, parts);
  },
});

/** Spark shows the order that it looks for the other way round. */
const mode: AggregateFunction = {
  ...modeBase,
  print([value], call) {
    const sorted = call.orderBy.length > 0 || constantOf(call.args[1]) === true;
    return sorted ? `mode() WITHIN GROUP (ORDER BY ${value}${isDescending(call) ? "" : " DESC"})` : `mode(${value})`;
  },
};

export const quantiles: readonly AggregateFunction[] = [
  aggregate({
    name: "median",
    params: [continuous],
    type: ([type]) => type!,
    sql: (parts, call) => quantileSql("quantile_cont", parts.args[0]!, "0.5", call.args[0]!.type, parts),
  }),
  aggregate({
    name: "percentile",
    params: [continuous, shares, of(longType)],
    optional: 1,
    printDefaults: ["1"],
    coerce: constantShares("percentile"),
    type: ([type, share]) => asList(type!, share),
    sql: (parts, call) =>
      isOne(call)
        ? quantileSql("quantile_cont", parts.args[0]!, parts.args[1]!, call.args[0]!.type, parts)
        : weightedSql(parts, call),
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
  mode,
  withinGroup("percentile_cont"),
  withinGroup("percentile_disc"),
];
