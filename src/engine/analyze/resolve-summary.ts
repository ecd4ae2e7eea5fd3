import { sparkError } from "../../common/index.ts";
import { DoubleType, IntegerType, StringType } from "../../types/index.ts";
import type { Expression, Relation, SummaryRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { newColumn, project } from "./build.ts";
import { resolveToDf } from "./resolve-alias.ts";
import { type Scope, scopeOf } from "./scope.ts";

const summarised: ReadonlySet<string> = new Set([
  ...["byte", "short", "integer", "long", "float", "double", "decimal"],
  "string",
]);
const usual = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];

const string = new StringType();
const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name, args });
const text = (value: string): Expression => ({ kind: "literal", type: string, value });
const attribute = (name: string): Expression => ({ kind: "attribute", parts: [name] });

/**
 * `describe` and `summary`: statistics of all columns of numbers and texts, as texts, a row for each statistic.
 *
 * @throws SparkException where a statistic is not known
 * @see org.apache.spark.sql.execution.stat.StatFunctions.summary
 */
export function resolveSummary(relation: SummaryRelation, analysis: Analysis): Scope {
  const { input, planId } = relation;
  const statistics = relation.statistics.length > 0 ? relation.statistics : usual;
  const { columns } = analysis.relation(input, analysis);
  // Names may repeat, places do not.
  const placed: Relation = { kind: "toDf", input, names: columns.map((_, at) => `c${at}`) };
  const chosen = columns.flatMap((column, at) => (summarised.has(column.type.kind) ? [{ column, at }] : []));
  const value = (at: number, row: number): string => `c${at}_${row}`;
  const aggregates = statistics.flatMap((name, row) =>
    chosen.map(({ at, column }) => {
      const computed = statisticOf(name, attribute(`c${at}`), column.type.kind === "string");
      const child: Expression = { kind: "cast", child: computed, type: string, mode: "default" };
      return { kind: "alias", child, names: [value(at, row)] } as const;
    }),
  );
  const computed: Relation =
    chosen.length === 0
      ? { kind: "oneRow" }
      : { kind: "aggregate", input: placed, grouping: { type: "groupBy" }, keys: [], aggregates, includeKeys: false };
  const rows = statistics.map((name, row) => {
    const values = chosen.flatMap(({ at }) => [text(`c${at}`), attribute(value(at, row))]);
    return call("named_struct", text("summary"), text(name), ...values);
  });
  const stacked: Relation = { kind: "project", input: computed, expressions: [call("inline", call("array", ...rows))] };
  const names = ["summary", ...chosen.map(({ column }) => column.name)];
  const { plan } = resolveToDf({ kind: "toDf", input: stacked, names }, analysis);
  // Spark says of all of them that they may be NULL.
  const items = plan.output.map((column) => ({
    expression: column,
    column: { ...newColumn(analysis.context, column.name, column), nullable: true },
  }));
  return scopeOf(project(plan, items), [], planId);
}

function statisticOf(name: string, column: Expression, isText: boolean): Expression {
  const number: Expression = isText ? { kind: "cast", child: column, type: new DoubleType(), mode: "try" } : column;
  if (name.endsWith("%")) {
    const share = percentOf(name);
    const literal: Expression = { kind: "literal", type: new DoubleType(), value: share };
    const accuracy: Expression = { kind: "literal", type: new IntegerType(), value: 10_000 };
    return call("percentile_approx", number, literal, accuracy);
  }
  switch (name.toLowerCase()) {
    case "count":
      return call("count", column);
    case "count_distinct":
      return { kind: "call", name: "count", args: [column], distinct: true };
    case "approx_count_distinct":
      return call("approx_count_distinct", column);
    case "mean":
      return call("avg", number);
    case "stddev":
      return call("stddev", number);
    case "min":
      return call("min", column);
    case "max":
      return call("max", column);
    default:
      throw sparkError("UNRECOGNIZED_STATISTIC", { stats: `'${name}'` });
  }
}

function percentOf(name: string): number {
  const written = name.slice(0, -1).trim();
  const share = Number(written) / 100;
  if (written === "" || Number.isNaN(share)) throw sparkError("UNRECOGNIZED_STATISTIC", { stats: `'${name}'` });
  if (share < 0 || share > 1) throw sparkError("STATISTIC_PERCENTILE_OUT_OF_RANGE", { percentile: name });
  return share;
}
