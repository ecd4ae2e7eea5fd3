import type { ResolvedExpression } from "../plan/index.ts";

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
