import { sparkError } from "../../common/index.ts";
import { slidingWindow, windowSpan } from "../functions/index.ts";
import type { CallExpression, Expression, ResolvedColumn, ResolvedGeneratorCall } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { applyFunction, callOf } from "./apply-function.ts";
import { columnFor, filter, pass, project } from "./build.ts";
import { fingerprint } from "./fingerprint.ts";
import { generate } from "./generators.ts";
import { callSite } from "./refusals.ts";
import type { Scope } from "./scope.ts";

/** The calls of `window(time, …)` in the expressions, subqueries left out. */
function findWindows(expressions: readonly Expression[]): readonly CallExpression[] {
  const found: CallExpression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    const { kind } = node as Expression;
    if (kind === "subquery" || kind === "literal" || kind === "attribute") return;
    if (kind === "call" && isTimeWindow(node as CallExpression)) {
      found.push(node as CallExpression);
      return;
    }
    for (const [key, value] of Object.entries(node)) if (key !== "type") visit(value);
  };
  visit(expressions);
  return found;
}

const isTimeWindow = (call: CallExpression): boolean => call.name.toLowerCase() === "window" && call.args.length > 1;

/** A relation with the column `window` that its expressions ask for. */
export interface Windowed {
  readonly scope: Scope;
  readonly timeWindow?: ResolvedColumn;
}

/**
 * Computes `window(time, size [, slide [, start]])` below the relation whose expressions hold it: rows without a time are in no
 * window and fall away; where windows overlap, a row becomes several.
 *
 * @throws SparkException `_LEGACY_ERROR_TEMP_1039` where there are windows of several kinds
 * @see org.apache.spark.sql.catalyst.analysis.TimeWindowing
 */
export function withTimeWindow(input: Scope, expressions: readonly Expression[], analysis: Analysis): Windowed {
  const calls = findWindows(expressions).map((call) =>
    call.args.map((arg) => analysis.expression(arg, { scope: input }, analysis)),
  );
  const [args] = calls;
  if (!args) return { scope: input };
  if (new Set(calls.map((one) => one.map(fingerprint).join())).size > 1) throw sparkError("_LEGACY_ERROR_TEMP_1039");
  const { size, slide } = windowSpan({ args });
  const site = callSite("window", args, false, analysis);
  const windowed = size === slide ? applyFunction("window", args, analysis) : callOf(slidingWindow, site, analysis);
  // Spark takes windows that overlap for nullable, though they never are NULL.
  const column = columnFor(analysis.context, "window", windowed);
  const timeWindow: ResolvedColumn = { ...column, nullable: size !== slide };
  const hasTime = applyFunction("isnotnull", [args[0]!], analysis);
  const kept = args[0]!.nullable ? filter(input.plan, hasTime) : input.plan;
  const plan =
    windowed.kind === "generatorCall"
      ? generate(kept, windowed satisfies ResolvedGeneratorCall, false, [timeWindow], analysis)
      : project(kept, [...kept.output.map(pass), { expression: windowed, column: timeWindow }]);
  const hidden = input.hidden && { hidden: input.hidden };
  return { scope: { plan, columns: [...input.columns, timeWindow], inputs: [input], ...hidden }, timeWindow };
}
