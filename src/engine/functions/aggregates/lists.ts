import { ArrayType, type DataType, duckDbType, StructField, StructType } from "../../../types/index.ts";
import type { AggregateFunction } from "../../plan/index.ts";
import { constantInteger, isFoldable } from "../constant.ts";
import { aggregate } from "../define.ts";
import { dimensions, vector, vectorType } from "../nested/vectors.ts";
import { of, type Parameter, timestamp } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { notFoldable, type PrintCall } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { booleanType, doubleType, intType, isAnsiInterval, isDatetime, isNumeric, longType } from "../type-rules.ts";
import { histogram } from "./histogram.ts";
import { filtered } from "./parts.ts";

type Vector = readonly (number | null)[];

/** Vectors added up element by element, or their means; those with a NULL in them do not count. */
function combined(vectors: readonly Vector[], mean: boolean): readonly number[] | null {
  const known = vectors.filter((values) => !values.includes(null)) as readonly (readonly number[])[];
  const [first] = known;
  if (first === undefined) return null;
  const sums = first.map(() => 0);
  for (const values of known) {
    if (values.length !== first.length)
      throw dimensions(mean ? "vector_avg" : "vector_sum", first.length, values.length);
    for (const [i, value] of values.entries()) sums[i]! += value;
  }
  return mean ? sums.map((sum) => sum / known.length) : sums;
}

const bins = new ArrayType(
  new StructType([new StructField("x", doubleType, true), new StructField("y", doubleType, true)]),
  true,
);

/** The continuous quantile of values that each stand for as many rows as they weigh. */
function weightedQuantile(values: readonly number[], weights: readonly bigint[], share: number): number | null {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const total = weights.reduce((sum, weight) => sum + Number(weight), 0);
  if (total === 0) return null;
  const valueAt = (place: number): number => {
    let seen = 0;
    for (const i of order) {
      seen += Number(weights[i]);
      if (seen > place) return values[i]!;
    }
    return values[order.at(-1)!]!;
  };
  const place = share * (total - 1);
  const low = Math.floor(place);
  const high = Math.ceil(place);
  if (low === high || valueAt(low) === valueAt(high)) return valueAt(low);
  return (high - place) * valueAt(low) + (place - low) * valueAt(high);
}

export const listScripts: readonly Script[] = [
  script(
    "js_weighted_quantile",
    [new ArrayType(doubleType, true), new ArrayType(longType, true), doubleType],
    doubleType,
    weightedQuantile,
  ),
  script("js_vector_combined", [new ArrayType(vectorType, true), booleanType], vectorType, combined),
  script("js_histogram", [new ArrayType(doubleType, true), intType], bins, histogram),
];

function ofVectors(name: "vector_avg" | "vector_sum"): AggregateFunction {
  return aggregate({
    name,
    params: [vector],
    type: ([type]) => new ArrayType((type as ArrayType).elementType, false),
    nullable: true,
    sql: (parts) =>
      `js_vector_combined(${filtered(`list(${parts.args[0]})`, parts, `${parts.args[0]} IS NOT NULL`)}, ${name === "vector_avg"})`,
  });
}

const measured: Parameter = {
  required:
    '("NUMERIC" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
  accept: (type) =>
    isNumeric(type) || isDatetime(type) || isAnsiInterval(type) ? type : of(doubleType).accept(type, true),
};
const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

const binType = (type: DataType): StructType =>
  new StructType([new StructField("x", type, true), new StructField("y", doubleType, true)]);

/** Values of all kinds as DOUBLE, and back. */
function asDouble(sql: string, { kind }: DataType): string {
  if (kind === "date") return `CAST(${sql} - DATE '1970-01-01' AS DOUBLE)`;
  if (kind === "interval_year_month") return `CAST(mr_months(${sql}) AS DOUBLE)`;
  if (kind.startsWith("timestamp") || kind === "interval_day_time") return `CAST(epoch_us(${sql}) AS DOUBLE)`;
  return `CAST(${sql} AS DOUBLE)`;
}

function fromDouble(sql: string, type: DataType): string {
  const { kind } = type;
  if (kind === "date") return `(DATE '1970-01-01' + CAST(trunc(${sql}) AS INTEGER))`;
  if (kind === "interval_year_month") return `to_months(CAST(trunc(${sql}) AS INTEGER))`;
  if (kind === "interval_day_time") return `to_microseconds(CAST(trunc(${sql}) AS BIGINT))`;
  if (kind === "timestamp") return `make_timestamptz(CAST(trunc(${sql}) AS BIGINT))`;
  if (kind === "timestamp_ntz") return `make_timestamp(CAST(trunc(${sql}) AS BIGINT))`;
  const whole = ["byte", "short", "integer", "long"].includes(kind);
  return `CAST(${whole ? `trunc(${sql})` : sql} AS ${duckDbType(type)})`;
}

const histogramNumeric: AggregateFunction = aggregate({
  name: "histogram_numeric",
  params: [measured, of(intType)],
  coerce(call, types) {
    if (!isFoldable(call.args[1]!)) throw notFoldable(call, print, 1, "nb", intType);
    return types;
  },
  type: ([type]) => new ArrayType(binType(type!), true),
  nullable: true,
  sql(parts, call) {
    const [value, nb] = parts.args;
    const type = call.args[0]!.type;
    const gathered = filtered(`list(${asDouble(value!, type)})`, parts, `${value} IS NOT NULL`);
    const bin = `{'x': ${fromDouble("b.x", type)}, 'y': b.y}`;
    return `list_transform(js_histogram(${gathered}, ${constantInteger(call.args[1]) ?? nb}), lambda b: ${bin})`;
  },
});

const counter: Parameter = { required: '"NUMERIC"', accept: (type) => (isNumeric(type) ? type : undefined) };

/** What a counter has grown by since the row before; NULL where it began anew. Each piece of it is a window of its own. */
const counterDiff: AggregateFunction = aggregate({
  name: "counter_diff",
  params: [counter, timestamp],
  optional: 1,
  type: ([type]) => type!,
  nullable: true,
  sql(parts) {
    const [value, start] = parts.args;
    const row = `{'c': ${value}, 's': ${start ?? "NULL"}}`;
    const before = `(lag(CASE WHEN ${value} IS NOT NULL THEN ${row} END IGNORE NULLS)${parts.over})`;
    const negative = raiseSql("COUNTER_DIFF_NEGATIVE_COUNTER_VALUE", {
      function: "'`counter_diff`'",
      value: `CAST(${value} AS VARCHAR)`,
    });
    const back = raiseSql("COUNTER_DIFF_START_TIME_DECREASED", {
      function: "'`counter_diff`'",
      previousStartTime: `CAST(${before}.s AS VARCHAR)`,
      currentStartTime: `CAST(${start} AS VARCHAR)`,
    });
    const restarted =
      start === undefined ? "" : ` WHEN ${start} < ${before}.s THEN ${back} WHEN ${start} > ${before}.s THEN NULL`;
    return `CASE WHEN ${value} < 0 THEN ${negative}${restarted} WHEN ${value} >= ${before}.c THEN ${value} - ${before}.c END`;
  },
});

/** Of PySpark alone; SQL has no name for it. */
const product: AggregateFunction = aggregate({
  name: "product",
  params: [of(doubleType)],
  type: doubleType,
  nullable: true,
  sql: (parts) => filtered(`product(${parts.args[0]})`, parts),
});

export const listAggregates: readonly AggregateFunction[] = [
  ofVectors("vector_avg"),
  ofVectors("vector_sum"),
  histogramNumeric,
  counterDiff,
  product,
];
