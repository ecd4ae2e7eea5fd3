import { sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import type { CallSite, ResolvedExpression } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { automaticName } from "./names.ts";
import { walk } from "./rewrite.ts";

/** The settings and the printer that a function gets with its arguments. */
export function callSite(
  name: string,
  args: readonly ResolvedExpression[],
  distinct: boolean,
  analysis: Analysis,
): CallSite {
  const { settings } = analysis.context;
  return { name, args, distinct, settings, print: (arg) => automaticName(arg, settings.timeZone) };
}

/** An expression as error messages show it: its automatic name in double quotes. */
export const shown = (expression: ResolvedExpression, analysis: Analysis): string =>
  `"${automaticName(expression, analysis.context.settings.timeZone)}"`;

/** A type as error messages show it. */
export const shownType = (type: DataType): string => `"${type.sql()}"`;

/** The error of a feature that Spark has and the embedded engine has not. */
export const unsupported = (feature: string, hint: string): Error =>
  sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });

export const isAggregate = (e: ResolvedExpression): boolean => e.kind === "aggregateCall";

/** Aggregates of an expression that are not the function of a window, outermost only. */
export function aggregatesOf(expression: ResolvedExpression): ResolvedExpression[] {
  const found: ResolvedExpression[] = [];
  const visit = (e: ResolvedExpression): void =>
    walk(e, (part) => {
      if (part.kind === "aggregateCall") {
        found.push(part);
        return false;
      }
      return true;
    });
  visit(expression);
  return found;
}

export function partsOfKind(expression: ResolvedExpression, kind: ResolvedExpression["kind"]): ResolvedExpression[] {
  const found: ResolvedExpression[] = [];
  walk(expression, (part) => {
    if (part.kind === kind) found.push(part);
  });
  return found;
}

/**
 * Refuses what a WHERE or HAVING condition must not hold.
 *
 * @throws SparkException `INVALID_WHERE_CONDITION`, `DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN`
 */
export function checkCondition(condition: ResolvedExpression, analysis: Analysis): void {
  if (condition.type.kind !== "boolean" && condition.type.kind !== "void") {
    throw sparkError("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", {
      sqlExpr: shown(condition, analysis),
      filter: shown(condition, analysis),
      type: shownType(condition.type),
    });
  }
  const wrong = [
    ...aggregatesOf(condition),
    ...partsOfKind(condition, "window"),
    ...partsOfKind(condition, "generatorCall"),
  ];
  if (wrong.length > 0) {
    throw sparkError("INVALID_WHERE_CONDITION", {
      condition: shown(condition, analysis),
      expressionList: wrong.map((part) => automaticName(part, analysis.context.settings.timeZone)).join(", "),
    });
  }
}

/**
 * Refuses aggregates, windows and generators where a relation computes row by row.
 *
 * @throws SparkException `UNSUPPORTED_EXPR_FOR_OPERATOR`
 */
export function checkRowWise(expressions: readonly ResolvedExpression[], analysis: Analysis, operator: string): void {
  const wrong = expressions.flatMap((e) => [
    ...aggregatesOf(e),
    ...partsOfKind(e, "window"),
    ...partsOfKind(e, "generatorCall"),
  ]);
  if (wrong.length > 0) {
    throw sparkError("UNSUPPORTED_EXPR_FOR_OPERATOR", {
      operator,
      invalidExprSqls: wrong.map((part) => shown(part, analysis)).join(", "),
    });
  }
}
