import type { ResolvedExpression } from "../plan/index.ts";

/** Whether an expression has one value for a whole query, known before any row is read. */
export function isFoldable(expression: ResolvedExpression): boolean {
  switch (expression.kind) {
    case "literal":
      return true;
    case "cast":
      return isFoldable(expression.child);
    case "field":
      return isFoldable(expression.child);
    case "call":
      return expression.function.deterministic !== false && expression.args.every(isFoldable);
    default:
      return false;
  }
}

/**
 * The value of a constant argument that a function needs while it is planned: a literal, a number behind a sign, either behind casts.
 * Undefined where there is no such value; null is the constant NULL.
 */
export function constantOf(expression: ResolvedExpression | undefined): unknown {
  if (expression === undefined) return undefined;
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "cast") return constantOf(expression.child);
  if (expression.kind === "call" && expression.args.length === 1) {
    const value = constantOf(expression.args[0]);
    if (expression.function.name === "negative" || expression.function.name === "-")
      return typeof value === "number" || typeof value === "bigint" ? -value : undefined;
    if (expression.function.name === "positive") return value;
  }
  return undefined;
}

/** A constant as a whole number; undefined where it is none. */
export function constantInteger(expression: ResolvedExpression | undefined): number | undefined {
  const value = constantOf(expression);
  if (typeof value === "number" || typeof value === "bigint") return Math.trunc(Number(value));
  return typeof value === "string" && /^\s*[+-]?\d+(\.\d*)?\s*$/.test(value) ? Math.trunc(Number(value)) : undefined;
}

/** A constant as text; undefined where it is none. */
export function constantText(expression: ResolvedExpression | undefined): string | undefined {
  const value = constantOf(expression);
  return typeof value === "string" ? value : undefined;
}
