import {
  childrenOf,
  expressionsOf,
  inputsOf,
  type LocalRowsRelation,
  type ResolvedExpression,
  type ResolvedRelation,
  type ScanRelation,
  someExpression,
} from "../plan/index.ts";

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
  return someExpression(
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
