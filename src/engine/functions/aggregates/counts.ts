import { sparkError } from "../../../common/index.ts";
import type { AggregateFunction, AggregateSql, AggregateState, ResolvedAggregateCall } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { anything, of } from "../parameters.ts";
import { booleanType, longType } from "../type-rules.ts";
import { filtered } from "./parts.ts";

/** Counts are summed when they are merged. */
export function countState(partial: string): AggregateState {
  return {
    columns: ["BIGINT"],
    partial: [partial],
    merge: ([count]) => [`CAST(sum(${count}) AS BIGINT)`],
    final: ([count]) => `coalesce(${count}, 0)`,
    buffer: ([count]) => [{ name: "count", type: longType, sql: `coalesce(${count}, 0)` }],
  };
}

/** Rows in which no argument is NULL; every row for constants. */
function countSql(parts: AggregateSql, call: ResolvedAggregateCall): string {
  const nullable = parts.args.filter((_, i) => call.args[i]!.nullable);
  if (parts.distinct) {
    if (parts.args.length === 1) return filtered(`count(DISTINCT ${parts.args[0]})`, parts);
    const present = nullable.map((arg) => `${arg} IS NOT NULL`).join(" AND ");
    const row = `(${parts.args.join(", ")})`;
    return filtered(`count(DISTINCT ${present === "" ? row : `CASE WHEN ${present} THEN ${row} END`})`, parts);
  }
  if (nullable.length === 0) return filtered("count(*)", parts);
  if (nullable.length === 1) return filtered(`count(${nullable[0]})`, parts);
  return filtered("count(*)", parts, nullable.map((arg) => `${arg} IS NOT NULL`).join(" AND "));
}

const count: AggregateFunction = aggregate({
  name: "count",
  rest: anything,
  type: longType,
  nullable: false,
  coerce(_call, types) {
    if (types.length === 0)
      throw sparkError("WRONG_NUM_ARGS.WITH_SUGGESTION", {
        functionName: "`count`",
        expectedNum: " >= 1",
        actualNum: "0",
        legacyNum: "0",
        legacyConfKey: '"spark.sql.legacy.allowParameterlessCount"',
        legacyConfValue: '"true"',
      });
    return types;
  },
  sql: countSql,
  state: (parts, call) => countState(countSql(parts, call)),
});

const countIf: AggregateFunction = aggregate({
  name: "count_if",
  params: [of(booleanType)],
  type: longType,
  nullable: false,
  sql: (parts) => countIfSql(parts),
  state: (parts) => countState(countIfSql(parts)),
});

function countIfSql(parts: AggregateSql): string {
  const [condition] = parts.args;
  return parts.distinct
    ? filtered(`count(DISTINCT CASE WHEN ${condition} THEN true END)`, parts)
    : filtered("count(*)", parts, condition);
}

export const counts: readonly AggregateFunction[] = [count, countIf];
