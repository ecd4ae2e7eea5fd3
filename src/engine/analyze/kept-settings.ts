import type { KeptSettings, ResolvedExpression } from "../plan/index.ts";
import type { AnalyzerSettings } from "./context.ts";
import { mapChildren } from "./rewrite.ts";

/** What a view or function keeps that the query around it has otherwise; undefined where both have the same. */
export function keptFrom(made: KeptSettings | undefined, around: AnalyzerSettings): KeptSettings | undefined {
  if (made === undefined) return undefined;
  const { ansi, caseSensitive, timeZone } = around;
  const same = made.ansi === ansi && made.caseSensitive === caseSensitive && made.timeZone === timeZone;
  return same ? undefined : made;
}

/** The settings to resolve the text of a view or function by. */
export const settingsWithin = (around: AnalyzerSettings, kept: KeptSettings | undefined): AnalyzerSettings =>
  kept === undefined ? around : { lastKeyWins: around.lastKeyWins ?? false, python: around.python, ...kept };

/** Says of an expression by which settings it is computed, unless that is said already; of its children nothing. */
export function withKept(expression: ResolvedExpression, kept: KeptSettings | undefined): ResolvedExpression {
  if (kept === undefined) return expression;
  switch (expression.kind) {
    case "call":
      // A query has one answer to this wherever it is asked.
      if (expression.function.name === "current_timezone") return expression;
      return { kept, ...expression };
    case "cast":
    case "aggregateCall":
    case "windowCall":
    case "generatorCall":
      return { kept, ...expression };
    case "window":
      return { ...expression, call: { kept, ...expression.call } };
    default:
      return expression;
  }
}

/** {@link withKept} for all of an expression but what was given to it. */
export function allKept(
  expression: ResolvedExpression,
  kept: KeptSettings,
  given: ReadonlySet<ResolvedExpression>,
): ResolvedExpression {
  if (given.has(expression)) return expression;
  return withKept(
    mapChildren(expression, (child) => allKept(child, kept, given)),
    kept,
  );
}
