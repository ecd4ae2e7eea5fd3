import { sparkError } from "../../common/index.ts";
import {
  childrenOf,
  type ObserveRelation,
  observedColumn,
  observedRows,
  type ResolvedExpression,
  type ResolvedRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { quoteIfNeeded } from "./identifiers.ts";
import { automaticName } from "./names.ts";
import { aggregateAll } from "./resolve-aggregate.ts";
import { type Scope, scopeOver } from "./scope.ts";
import { resolveSelectList, type SelectItem } from "./select-list.ts";
import { settle } from "./settle.ts";

/**
 * `observe`: the metrics are aggregates over all rows, beside the rows themselves.
 *
 * @throws SparkException `INVALID_OBSERVED_METRICS.*`
 */
export function resolveObserve(relation: ObserveRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const items = resolveSelectList(relation.metrics, { scope: input }, analysis);
  for (const item of items) checkMetric(item, item.expression, false, analysis);
  if (relation.name === "") {
    const names = items.map((item) => item.column.name).join(", ");
    throw sparkError("INVALID_OBSERVED_METRICS.MISSING_NAME", { operator: `CollectMetrics [${names}]` });
  }
  const observed = input.plan.output;
  const rows: ResolvedRelation = {
    kind: "storedTable",
    sqlName: observedRows,
    columnNames: observed.map((_, at) => observedColumn(at)),
    output: observed,
  };
  const metrics = settle(aggregateAll({ ...input, plan: rows }, items, undefined, analysis));
  const plan: ResolvedRelation = {
    kind: "observe",
    id: analysis.context.nextId(),
    name: relation.name,
    ...(relation.planId !== undefined && { planId: relation.planId }),
    input: input.plan,
    observed,
    metrics,
    output: observed,
  };
  return scopeOver(plan, input, relation.planId);
}

function checkMetric(metric: SelectItem, part: ResolvedExpression, insideAggregate: boolean, analysis: Analysis): void {
  const refuse = (reason: string): never => {
    const text = automaticName(metric.expression, analysis.context.settings.timeZone);
    const expr = metric.expression.kind === "column" ? text : `${text} AS ${quoteIfNeeded(metric.column.name)}`;
    throw sparkError(`INVALID_OBSERVED_METRICS.${reason}`, { expr: `"${expr}"` });
  };
  if (part.kind === "window") refuse("WINDOW_EXPRESSIONS_UNSUPPORTED");
  if (part.kind === "column" && !insideAggregate) refuse("NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE");
  if (part.kind === "call" && part.function.deterministic === false && !insideAggregate)
    refuse("NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC");
  if (part.kind === "aggregateCall") {
    if (part.distinct) refuse("AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED");
    if (part.filter !== undefined) refuse("AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED");
    if (insideAggregate) refuse("NESTED_AGGREGATES_UNSUPPORTED");
  }
  const inside = insideAggregate || part.kind === "aggregateCall";
  for (const child of childrenOf(part)) checkMetric(metric, child, inside, analysis);
}
