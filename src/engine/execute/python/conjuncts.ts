import { BooleanType } from "../../../types/index.ts";
import { lookupFunction } from "../../functions/index.ts";
import type { ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";

const booleanType = new BooleanType();

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
