import type { ResolvedExpression, ResolvedRelation } from "../plan/index.ts";

/**
 * The rows of a plan that holds them itself: literals in VALUES, and what a SELECT picks of them. Undefined for any other plan.
 *
 * @see org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation
 */
export function literalRows(plan: ResolvedRelation): readonly (readonly unknown[])[] | undefined {
  if (plan.kind === "values") {
    const isLiteral = plan.rows.every((row) => row.every(({ kind }) => kind === "literal"));
    return isLiteral ? plan.rows.map((row) => row.map((cell) => cell.kind === "literal" && cell.value)) : undefined;
  }
  if (plan.kind !== "project") return undefined;
  const { input, items } = plan;
  const places = new Map(input.output.map(({ id }, place) => [id, place]));
  const isPicked = (expression: ResolvedExpression): boolean =>
    expression.kind === "literal" || (expression.kind === "column" && places.has(expression.id));
  if (!items.every(({ expression }) => isPicked(expression))) return undefined;
  return literalRows(input)?.map((row) =>
    items.map(({ expression }) => {
      if (expression.kind === "literal") return expression.value;
      return expression.kind === "column" ? row[places.get(expression.id)!] : undefined;
    }),
  );
}
