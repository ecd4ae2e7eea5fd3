import { fingerprint } from "../../analyze/index.ts";
import {
  childrenOf,
  expressionsOf,
  inputsOf,
  type ResolvedAggregateCall,
  type ResolvedCall,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedRelation,
  type ResolvedWindow,
  someExpression,
  walk,
} from "../../plan/index.ts";

/** A call of a function in Python, over a row or over a window. */
export type PythonExpression = ResolvedCall | PythonWindowExpression;

/** A function in Python that sums up rows, over a window. */
export type PythonWindowExpression = ResolvedWindow & { readonly call: ResolvedAggregateCall };

export const isPython = (expression: ResolvedExpression): expression is PythonExpression =>
  (expression.kind === "call" && expression.function.python !== undefined) ||
  (expression.kind === "window" && isPythonAggregate(expression.call));

/** Whether an expression sums up rows in Python, where a plan does that for groups. */
export const isPythonAggregate = (expression: ResolvedExpression): expression is ResolvedAggregateCall =>
  expression.kind === "aggregateCall" && expression.function.python !== undefined;

export const hasPython = (expression: ResolvedExpression): boolean => someExpression(expression, isPython);

/** Whether a test holds for some relation of a plan, those in subqueries included. */
export function someRelation(plan: ResolvedRelation, test: (plan: ResolvedRelation) => boolean): boolean {
  if (test(plan) || inputsOf(plan).some((input) => someRelation(input, test))) return true;
  return expressionsOf(plan).some((expression) =>
    someExpression(expression, (part) => part.kind === "subquery" && someRelation(part.plan, test)),
  );
}

/** Whether a plan calls functions in Python. */
export const holdsPython = (plan: ResolvedRelation): boolean =>
  someRelation(plan, (relation) =>
    expressionsOf(relation).some((expression) => isPythonAggregate(expression) || hasPython(expression)),
  );

/** The highest number of a column or relation in a plan. */
export function highestId(plan: ResolvedRelation): number {
  let highest = 0;
  const see = (column: ResolvedColumn) => {
    highest = Math.max(highest, column.id);
  };
  someRelation(plan, (relation) => {
    relation.output.forEach(see);
    if ("id" in relation) highest = Math.max(highest, relation.id);
    for (const expression of expressionsOf(relation)) {
      walk(expression, (part) => {
        if (part.kind === "column") see(part);
        if (part.kind === "lambda") part.parameters.forEach(see);
        return true;
      });
    }
    return false;
  });
  return highest;
}

/** The calls that are not arguments of others. */
export function outermostCalls(expression: ResolvedExpression): readonly PythonExpression[] {
  return isPython(expression) ? [expression] : childrenOf(expression).flatMap(outermostCalls);
}

/** Whether an expression uses no columns but these. */
export const refersOnlyTo = (expression: ResolvedExpression, columns: readonly ResolvedColumn[]): boolean =>
  !someExpression(expression, (part) => part.kind === "column" && !columns.some(({ id }) => id === part.id));

/** Adds the calls whose own arguments hold no call that is still to be computed. */
export function collectReady(
  expression: ResolvedExpression,
  results: ReadonlyMap<string, ResolvedColumn>,
  ready: Map<string, PythonExpression>,
): void {
  if (isPython(expression)) {
    const key = fingerprint(expression);
    if (results.has(key)) return;
    const isReady = !childrenOf(expression).some((child) => hasOpen(child, results));
    if (isReady) {
      ready.set(key, expression);
      return;
    }
  }
  for (const child of childrenOf(expression)) collectReady(child, results, ready);
}

function hasOpen(expression: ResolvedExpression, results: ReadonlyMap<string, ResolvedColumn>): boolean {
  if (isPython(expression)) return !results.has(fingerprint(expression));
  return childrenOf(expression).some((child) => hasOpen(child, results));
}
