import { BooleanType } from "../../../types/index.ts";
import { lookupFunction } from "../../functions/index.ts";
import type { ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";

const booleanType = new BooleanType();

const isAnd = (expression: ResolvedExpression): expression is ResolvedCall =>
  expression.kind === "call" && expression.function.name === "and";

/** The conditions that a condition joins by AND. */
export const conjuncts = (condition: ResolvedExpression): readonly ResolvedExpression[] =>
  isAnd(condition) ? condition.args.flatMap(conjuncts) : [condition];

/** Conditions joined by AND; undefined for none. */
export function conjunction(parts: readonly ResolvedExpression[]): ResolvedExpression | undefined {
  const [first, ...rest] = parts;
  const and = lookupFunction("and") as ScalarFunction;
  return first && rest.reduce<ResolvedExpression>((left, right) => call(and, [left, right]), first);
}

const call = (fn: ScalarFunction, args: readonly ResolvedExpression[]): ResolvedCall => ({
  kind: "call",
  function: fn,
  name: fn.name,
  args,
  type: booleanType,
  nullable: args.some((arg) => arg.nullable),
});
