import type { ResolvedExpression } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { shown, unsupported } from "./refusals.ts";

/** The value of a whole number that is known before rows are read, undefined for what is none. */
export function longValue(expression: ResolvedExpression): bigint | undefined {
  switch (expression.kind) {
    case "literal":
      if (typeof expression.value === "bigint") return expression.value;
      return typeof expression.value === "number" && Number.isInteger(expression.value)
        ? BigInt(expression.value)
        : undefined;
    case "cast":
      return longValue(expression.child);
    case "call": {
      const args = expression.args.map(longValue);
      if (args.some((arg) => arg === undefined)) return undefined;
      const [a, b] = args as bigint[];
      switch (expression.function.name) {
        case "-":
        case "negative":
          return args.length === 1 ? -a! : a! - b!;
        case "+":
          return args.length === 1 ? a : a! + b!;
        case "*":
          return a! * b!;
        default:
          return undefined;
      }
    }
    default:
      return undefined;
  }
}

/** @throws SparkException where the number is not known beforehand */
export function constantLong(expression: ResolvedExpression, analysis: Analysis): bigint {
  const value = longValue(expression);
  if (value === undefined) {
    throw unsupported(
      `${shown(expression, analysis)} where a constant whole number is needed`,
      "Write the number itself.",
    );
  }
  return value;
}
