import {
  type DataType,
  DayTimeIntervalType,
  DecimalType as Decimal,
  type DecimalType,
  duckDbType,
  YearMonthIntervalType,
} from "../../../types/index.ts";
import type {
  AggregateFunction,
  AggregateSql,
  AggregateState,
  ExpressionSettings,
  ResolvedAggregateCall,
} from "../../plan/index.ts";
import { averageDecimal, divided, rescaled, sumDecimal, unscaled } from "../decimal-arithmetic.ts";
import { aggregate } from "../define.ts";
import type { Parameter } from "../parameters.ts";
import { numericOrInterval } from "../parameters.ts";
import { booleanType, doubleType, isAnsiInterval, isDecimal, isFloating, isIntegral, longType } from "../type-rules.ts";
import { lowBits } from "../wrap.ts";
import { distinct, filtered } from "./parts.ts";

/** A number or an interval, in the words of Spark's sums. */
const summable: Parameter = { required: '"NUMERIC" or "ANSI INTERVAL"', accept: numericOrInterval.accept };

/** Digits in the lower of the two columns that keep a decimal sum. */
const limb = "1000000000000000000";

/**
 * An exact decimal sum between micro-batches: DECIMAL(38) columns would be slow to merge, so its digits stand in two BIGINT columns.
 */
function decimalSumState(partial: string, type: DecimalType, final: (sum: string) => string): AggregateState {
  const digits = unscaled(partial, type);
  const whole = ([high, low]: readonly string[]): string => `(sum(${high})::HUGEINT * ${limb} + sum(${low})::HUGEINT)`;
  const split = (total: string): readonly string[] => [
    `CAST(${total} // ${limb} AS BIGINT)`,
    `CAST(${total} % ${limb} AS BIGINT)`,
  ];
  return {
    columns: ["BIGINT", "BIGINT"],
    partial: split(digits),
    merge: (columns) => split(whole(columns)),
    final: ([high, low]) => final(rescaled(`(${high}::HUGEINT * ${limb} + ${low}::HUGEINT)`, type)),
  };
}

function sumSql(parts: AggregateSql, call: ResolvedAggregateCall, settings?: ExpressionSettings): string {
  const [arg] = parts.args;
  const type = call.args[0]!.type;
  if (type.kind === "interval_day_time")
    return `to_microseconds(CAST(${filtered(`sum(${distinct(parts)}epoch_us(${arg}))`, parts)} AS BIGINT))`;
  if (type.kind === "interval_year_month")
    return `to_months(CAST(${filtered(`sum(${distinct(parts)}mr_months(${arg}))`, parts)} AS INTEGER))`;
  const sum = filtered(`sum(${distinct(parts)}${arg})`, parts);
  return settings?.ansi === false && isIntegral(type)
    ? lowBits(`CAST(${sum} AS HUGEINT)`, call.type)
    : `CAST(${sum} AS ${duckDbType(call.type)})`;
}

/** A sum as Spark keeps it: a decimal one with whether it is of no rows, and then 0. */
function sumBuffer(state: AggregateState, type: DataType): AggregateState {
  return {
    ...state,
    buffer: (columns) => {
      const sum = state.final(columns);
      if (!isDecimal(type)) return [{ name: "sum", type, sql: sum }];
      return [
        { name: "sum", type, sql: `coalesce(${sum}, 0)` },
        { name: "isEmpty", type: booleanType, sql: `(${sum}) IS NULL` },
      ];
    },
  };
}

function sumState(parts: AggregateSql, call: ResolvedAggregateCall): AggregateState {
  return sumBuffer(sumColumns(parts, call), call.type);
}

function sumColumns(parts: AggregateSql, call: ResolvedAggregateCall): AggregateState {
  const type = call.args[0]!.type;
  if (isDecimal(type)) {
    const partial = filtered(`sum(${parts.args[0]})`, parts);
    return decimalSumState(`CAST(${partial} AS ${duckDbType(call.type)})`, call.type as DecimalType, (sum) => sum);
  }
  if (isAnsiInterval(type)) {
    const column = type.kind === "interval_day_time" ? "BIGINT" : "INTEGER";
    const unit = type.kind === "interval_day_time" ? "epoch_us" : "mr_months";
    const make = type.kind === "interval_day_time" ? "to_microseconds" : "to_months";
    return {
      columns: [column],
      partial: [`CAST(${filtered(`sum(${unit}(${parts.args[0]}))`, parts)} AS ${column})`],
      merge: ([sum]) => [`CAST(sum(${sum}) AS ${column})`],
      final: ([sum]) => `${make}(${sum})`,
    };
  }
  const column = duckDbType(call.type);
  return {
    columns: [column],
    partial: [sumSql(parts, call)],
    merge: ([sum]) => [`CAST(sum(${sum}) AS ${column})`],
    final: ([sum]) => sum!,
  };
}

function sumType([type]: readonly DataType[]): DataType {
  if (isIntegral(type!)) return longType;
  if (isFloating(type!)) return doubleType;
  return isDecimal(type!) ? sumDecimal(type) : type!;
}

const count20 = new Decimal(20, 0);

function averageType([type]: readonly DataType[]): DataType {
  if (isDecimal(type!)) return averageDecimal(type);
  if (type!.kind === "interval_day_time") return new DayTimeIntervalType();
  return type!.kind === "interval_year_month" ? new YearMonthIntervalType() : doubleType;
}

/** The mean from a sum and a count that is not zero. */
function quotient(sum: string, count: string, call: ResolvedAggregateCall): string {
  const type = call.args[0]!.type;
  if (isDecimal(type))
    return divided(sum, sumDecimal(type), `CAST(${count} AS DECIMAL(20,0))`, count20, call.type as DecimalType);
  if (type.kind === "interval_day_time")
    return `to_microseconds(CAST(mr_half_up(${sum}::HUGEINT, ${count}::HUGEINT) AS BIGINT))`;
  if (type.kind === "interval_year_month")
    return `to_months(CAST(mr_half_up(${sum}::HUGEINT, ${count}::HUGEINT) AS INTEGER))`;
  return `(CAST(${sum} AS DOUBLE) / ${count})`;
}

function addend(parts: AggregateSql, call: ResolvedAggregateCall): string {
  const type = call.args[0]!.type;
  if (type.kind === "interval_day_time") return `epoch_us(${parts.args[0]})`;
  return type.kind === "interval_year_month" ? `mr_months(${parts.args[0]})` : parts.args[0]!;
}

function averageSql(parts: AggregateSql, call: ResolvedAggregateCall): string {
  const type = call.args[0]!.type;
  const arg = addend(parts, call);
  const mark = distinct(parts);
  if (isIntegral(type) || isFloating(type)) return filtered(`avg(${mark}${arg})`, parts);
  const sum = filtered(`sum(${mark}${arg})`, parts);
  const typed = isDecimal(type) ? `CAST(${sum} AS ${duckDbType(sumDecimal(type))})` : sum;
  const count = filtered(`count(${mark}${arg})`, parts);
  return `CASE WHEN ${count} > 0 THEN ${quotient(typed, count, call)} END`;
}

function averageState(parts: AggregateSql, call: ResolvedAggregateCall): AggregateState {
  const type = call.args[0]!.type;
  const count = filtered(`count(${parts.args[0]})`, parts);
  const sumParts = { ...parts, args: [addend(parts, call)] };
  const sum: AggregateState = isDecimal(type)
    ? decimalSumState(
        `CAST(${filtered(`sum(${parts.args[0]})`, parts)} AS ${duckDbType(sumDecimal(type))})`,
        sumDecimal(type),
        (value) => value,
      )
    : isAnsiInterval(type)
      ? {
          columns: ["BIGINT"],
          partial: [`CAST(${filtered(`sum(${sumParts.args[0]})`, parts)} AS BIGINT)`],
          merge: ([column]) => [`CAST(sum(${column}) AS BIGINT)`],
          final: ([column]) => column!,
        }
      : {
          columns: ["DOUBLE"],
          partial: [filtered(`sum(CAST(${parts.args[0]} AS DOUBLE))`, parts)],
          merge: ([column]) => [`sum(${column})`],
          final: ([column]) => column!,
        };
  return {
    columns: [...sum.columns, "BIGINT"],
    partial: [...sum.partial, count],
    merge: (columns, sequence) => [
      ...sum.merge(columns.slice(0, -1), sequence),
      `CAST(sum(${columns.at(-1)}) AS BIGINT)`,
    ],
    final: (columns) =>
      `CASE WHEN ${columns.at(-1)} > 0 THEN ${quotient(sum.final(columns.slice(0, -1)), columns.at(-1) as string, call)} END`,
    ...(!isAnsiInterval(type) && {
      buffer: (columns: readonly string[]) => [
        {
          name: "sum",
          type: isDecimal(type) ? sumDecimal(type) : doubleType,
          sql: `coalesce(${sum.final(columns.slice(0, -1))}, 0)`,
        },
        { name: "count", type: longType, sql: `coalesce(${columns.at(-1)}, 0)` },
      ],
    }),
  };
}

/** An aggregate whose overflow gives NULL. */
function attempt(name: string, type: (types: readonly DataType[]) => DataType, sql: typeof sumSql): AggregateFunction {
  return aggregate({
    name,
    params: [summable],
    type,
    sql(parts, call) {
      const attempted = sql(parts, call).replace(/^CAST\(/, "TRY_CAST(");
      if (!isDecimal(call.type) || name !== "try_sum") return attempted;
      // DuckDB's sums have room for some more than 38 digits.
      return `CASE WHEN abs(CAST(${attempted} AS DOUBLE)) < 1e${call.type.precision - call.type.scale} THEN ${attempted} END`;
    },
  });
}

export const sums: readonly AggregateFunction[] = [
  attempt("try_sum", sumType, sumSql),
  attempt("try_avg", averageType, averageSql),
  aggregate({ name: "sum", params: [summable], type: sumType, sql: sumSql, state: sumState }),
  aggregate({
    name: "avg",
    aliases: ["mean"],
    params: [summable],
    type: averageType,
    sql: averageSql,
    state: averageState,
  }),
];
