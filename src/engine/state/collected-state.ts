import { duckDbType } from "../../types/index.ts";
import { aggregateSqlParts, expressionSql } from "../compile/index.ts";
import {
  type AggregateState,
  type ExpressionSettings,
  type ResolvedAggregateCall,
  type ResolvedExpression,
  settingsOf,
  someExpression,
} from "../plan/index.ts";

/**
 * The state of an aggregate that is not made of parts, a quantile say: the values that it has seen, from which the result is computed anew
 * each time. It grows with the rows of a key.
 */
export function collectedState(call: ResolvedAggregateCall, settings: ExpressionSettings): AggregateState {
  const parts = aggregateSqlParts(call, settings);
  const fields: { readonly name: string; readonly type: string; readonly sql: string }[] = [];
  /** SQL of an expression where the values are read again; constants stay constants, which some aggregates insist on. */
  const kept = (expression: ResolvedExpression, sql: string): string => {
    if (!someExpression(expression, (part) => part.kind === "column" || part.kind === "subquery")) return sql;
    const name = `v${fields.length}`;
    fields.push({ name, type: duckDbType(expression.type), sql });
    return `struct_extract(v, '${name}')`;
  };
  const args = call.args.map((arg, index) => kept(arg, parts.args[index]!));
  const orderBy = call.orderBy.map(({ child, descending, nullsFirst }) => {
    const key = kept(child, expressionSql(child, settings));
    return `${key} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
  });
  if (fields.length === 0) fields.push({ name: "v0", type: "BOOLEAN", sql: "true" });
  const struct = fields.map(({ name, sql, type }) => `'${name}': CAST(${sql} AS ${type})`).join(", ");
  const filter = parts.filter === undefined ? "" : ` FILTER (WHERE ${parts.filter})`;
  const result = call.function.sql(
    { args, distinct: call.distinct, filter: undefined, orderBy, over: "" },
    call,
    settingsOf(call, settings),
  );
  return {
    columns: [`STRUCT(${fields.map(({ name, type }) => `${name} ${type}`).join(", ")})[]`],
    partial: [`list({${struct}})${filter}`],
    merge: ([values], sequence) => [`flatten(list(${values} ORDER BY ${sequence}))`],
    final: ([values]) => `(SELECT ${result} FROM (SELECT unnest(${values}) AS v))`,
  };
}
