import type { LocalRowsRelation, ResolvedExpression, ResolvedRelation, ScanRelation } from "../plan/index.ts";

/** The expressions that stand directly in an expression; those of a subquery's plan are not among them. */
export function childrenOf(expression: ResolvedExpression): readonly ResolvedExpression[] {
  switch (expression.kind) {
    case "literal":
    case "column":
      return [];
    case "call":
    case "windowCall":
    case "generatorCall":
      return expression.args;
    case "cast":
    case "field":
      return [expression.child];
    case "aggregateCall":
      return [
        ...expression.args,
        ...(expression.filter === undefined ? [] : [expression.filter]),
        ...expression.orderBy.map((sort) => sort.child),
      ];
    case "window":
      return [expression.call, ...expression.partitionBy, ...expression.orderBy.map((sort) => sort.child)];
    case "lambda":
      return [expression.body];
    case "subquery":
      return expression.values;
  }
}

/** Whether `test` holds for an expression or one inside it. */
export function some(expression: ResolvedExpression, test: (part: ResolvedExpression) => boolean): boolean {
  return test(expression) || childrenOf(expression).some((child) => some(child, test));
}

/** How often each column is named. */
export function referenceCounts(expressions: readonly ResolvedExpression[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const visit = (expression: ResolvedExpression): void => {
    if (expression.kind === "column") counts.set(expression.id, (counts.get(expression.id) ?? 0) + 1);
    childrenOf(expression).forEach(visit);
  };
  expressions.forEach(visit);
  return counts;
}

/** Whether moving an expression to another place of the query could change what it gives or which rows it sees. */
export function isPinned(expression: ResolvedExpression): boolean {
  return some(
    expression,
    (part) =>
      part.kind === "window" ||
      part.kind === "subquery" ||
      part.kind === "lambda" ||
      (part.kind === "call" && part.function.deterministic === false),
  );
}

/** The scans and local relations of a plan, those of subqueries included. */
export function leavesOf(plan: ResolvedRelation): readonly (ScanRelation | LocalRowsRelation)[] {
  if (plan.kind === "scan" || plan.kind === "localRows") return [plan];
  const leaves = inputsOf(plan).flatMap(leavesOf);
  const inExpression = (expression: ResolvedExpression): void => {
    if (expression.kind === "subquery") leaves.push(...leavesOf(expression.plan));
    childrenOf(expression).forEach(inExpression);
  };
  expressionsOf(plan).forEach(inExpression);
  return leaves;
}

/** The relations that a relation reads. */
export function inputsOf(plan: ResolvedRelation): readonly ResolvedRelation[] {
  switch (plan.kind) {
    case "scan":
    case "storedTable":
    case "localRows":
    case "range":
    case "values":
      return [];
    case "join":
    case "setOperation":
      return [plan.left, plan.right];
    case "union":
      return plan.inputs;
    default:
      return [plan.input];
  }
}

/** The expressions that stand directly in a relation. */
export function expressionsOf(plan: ResolvedRelation): readonly ResolvedExpression[] {
  switch (plan.kind) {
    case "values":
      return plan.rows.flat();
    case "project":
      return plan.items.map((item) => item.expression);
    case "filter":
      return [plan.condition];
    case "aggregate":
      return [...plan.keys, ...plan.aggregates].map((item) => item.expression);
    case "join":
      return plan.condition === undefined ? [] : [plan.condition];
    case "sort":
      return plan.order.map((sort) => sort.child);
    case "generate":
      return [plan.generator];
    default:
      return [];
  }
}
