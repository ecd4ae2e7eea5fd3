import { sparkError } from "../../common/index.ts";
import { checkedSpan, isConstantGap, slidingWindow } from "../functions/index.ts";
import type {
  CallExpression,
  Expression,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedGeneratorCall,
  ResolvedRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { applyFunction, callOf } from "./apply-function.ts";
import { columnFor, filter, pass, project } from "./build.ts";
import { fingerprint } from "./fingerprint.ts";
import { generate } from "./generators.ts";
import { isStreaming } from "./is-streaming.ts";
import { callSite } from "./refusals.ts";
import { fieldAt } from "./resolve-extract.ts";
import type { Scope } from "./scope.ts";

/** The calls of `window(time, …)` and `session_window(time, gap)` in the expressions, subqueries left out. */
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

/** Whether a call makes windows of time: `window(time, …)`, `session_window(time, gap)`. */
export const isTimeWindow = (call: CallExpression): boolean =>
  ["window", "session_window"].includes(call.name.toLowerCase()) && call.args.length > 1;

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
  const calls = findWindows(expressions).map((call) => ({
    name: call.name.toLowerCase(),
    args: call.args.map((arg) => analysis.expression(arg, { scope: input }, analysis)),
  }));
  const [first] = calls;
  if (!first) return { scope: input };
  const kinds = new Set(calls.map(({ name, args }) => `${name} ${args.map(fingerprint).join()}`));
  if (kinds.size > 1) throw sparkError("_LEGACY_ERROR_TEMP_1039");
  const args = [timeOf(first.args[0]!, analysis), ...first.args.slice(1)];
  const { plan, timeWindow } =
    first.name === "window" ? fixedWindow(input.plan, args, analysis) : sessionWindow(input.plan, args, analysis);
  const hidden = input.hidden && { hidden: input.hidden };
  return { scope: { plan, columns: [...input.columns, timeWindow], inputs: [input], ...hidden }, timeWindow };
}

/** Windows may be made of windows: by the time that lies in one. */
function timeOf(argument: ResolvedExpression, analysis: Analysis): ResolvedExpression {
  return argument.type.kind === "struct" ? applyFunction("window_time", [argument], analysis) : argument;
}

interface WithWindow {
  readonly plan: ResolvedRelation;
  readonly timeWindow: ResolvedColumn;
}

function fixedWindow(input: ResolvedRelation, args: readonly ResolvedExpression[], analysis: Analysis): WithWindow {
  const site = callSite("window", args, false, analysis);
  const { size, slide } = checkedSpan(site);
  // Rows without a time are left out below.
  const timed = [{ ...args[0]!, nullable: false }, ...args.slice(1)];
  const windowed = size === slide ? applyFunction("window", timed, analysis) : callOf(slidingWindow, site, analysis);
  // Spark takes windows that overlap for nullable, and all of a stream, though they never are NULL.
  const column = columnFor(analysis.context, "window", windowed);
  const timeWindow: ResolvedColumn = { ...column, nullable: size !== slide || isStreaming(input) };
  const kept = withTimes(input, args[0]!, analysis);
  const plan =
    windowed.kind === "generatorCall"
      ? generate(kept, windowed satisfies ResolvedGeneratorCall, false, [timeWindow], analysis)
      : project(kept, [...kept.output.map(pass), { expression: windowed, column: timeWindow }]);
  return { plan, timeWindow };
}

/** The session that each row opens; rows whose gap is not above zero open none. */
function sessionWindow(input: ResolvedRelation, args: readonly ResolvedExpression[], analysis: Analysis): WithWindow {
  const session = applyFunction("session_window", args, analysis);
  const column = columnFor(analysis.context, "session_window", session);
  const metadata = { "spark.sessionWindow": true };
  const timeWindow: ResolvedColumn = { ...column, nullable: isStreaming(input), sessionWindow: true, metadata };
  const kept = withTimes(input, args[0]!, analysis);
  const plan = project(kept, [...kept.output.map(pass), { expression: session, column: timeWindow }]);
  if (isConstantGap(args[1]!)) return { plan, timeWindow };
  const lasts = applyFunction(">", [fieldAt(timeWindow, 1), fieldAt(timeWindow, 0)], analysis);
  return { plan: filter(plan, lasts), timeWindow };
}

/** The rows that have a time. */
function withTimes(input: ResolvedRelation, time: ResolvedExpression, analysis: Analysis): ResolvedRelation {
  return time.nullable ? filter(input, applyFunction("isnotnull", [time], analysis)) : input;
}
