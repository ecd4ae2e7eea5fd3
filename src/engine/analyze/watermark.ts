import type { ResolvedExpression } from "../plan/index.ts";

/** Functions whose result lies in the event time of their first argument. */
const timeWindows = new Set(["window", "session_window", "window_time"]);

/**
 * The lateness in microseconds that the watermark behind an expression allows; undefined where the expression is no event time with a
 * watermark. Time windows of such a time have its watermark; their bounds have not, but
 * for `window_time`.
 */
export function watermarkOf(expression: ResolvedExpression): bigint | undefined {
  switch (expression.kind) {
    case "column":
      return expression.watermarkDelay;
    case "call":
    case "generatorCall":
      return timeWindows.has(expression.function.name) && expression.args[0]
        ? watermarkOf(expression.args[0])
        : undefined;
    case "cast":
      return expression.implicit ? watermarkOf(expression.child) : undefined;
    default:
      return undefined;
  }
}
