import type { NamedExpression, ResolvedExpression, ResolvedRelation } from "../../plan/index.ts";

/** The relation with the expressions that stand in it changed. */
export function mapExpressions(
  plan: ResolvedRelation,
  change: (expression: ResolvedExpression) => ResolvedExpression,
): ResolvedRelation {
  const named = <E extends ResolvedExpression>(item: NamedExpression<E>): NamedExpression<E> => {
    const expression = change(item.expression) as E;
    return expression === item.expression ? item : { ...item, expression };
  };
  switch (plan.kind) {
    case "project":
      return { ...plan, items: plan.items.map(named) };
    case "filter":
      return { ...plan, condition: change(plan.condition) };
    case "aggregate":
      return { ...plan, keys: plan.keys.map(named), aggregates: plan.aggregates.map(named) };
    case "join":
      return plan.condition === undefined ? plan : { ...plan, condition: change(plan.condition) };
    case "sort":
      return { ...plan, order: plan.order.map((sort) => ({ ...sort, child: change(sort.child) })) };
    case "generate":
      return { ...plan, generator: change(plan.generator) as typeof plan.generator };
    case "values":
      return { ...plan, rows: plan.rows.map((row) => row.map(change)) };
    default:
      return plan;
  }
}
