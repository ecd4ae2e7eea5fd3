import { sparkError } from "../../common/index.ts";
import type { ArrayType, DataType, StructType } from "../../types/index.ts";
import { type CallSite, type ResolvedColumn, type ResolvedExpression, type ResolvedSort, walk } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { quote, quoteParts } from "./identifiers.ts";
import { automaticName, qualifiedName } from "./names.ts";

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

/** Where functions and tables are looked for, as error messages show it. */
export function searchPath(analysis: Analysis): string {
  const { currentCatalog, currentDatabase } = analysis.context.catalog;
  const path = [
    ["system", "builtin"],
    ["system", "session"],
    [currentCatalog, currentDatabase],
  ];
  return `[${path.map(quoteParts).join(", ")}]`;
}

/** An expression as error messages show it: its automatic name in double quotes. */
export const shown = (expression: ResolvedExpression, analysis: Analysis): string =>
  `"${automaticName(expression, analysis.context.settings.timeZone)}"`;

/** A type as error messages show it. */
export const shownType = (type: DataType): string => `"${type.sql()}"`;

/** The error of a feature that Spark has and the embedded engine has not. */
export const unsupported = (feature: string, hint: string): Error =>
  sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });

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
export function checkCondition(
  condition: ResolvedExpression,
  analysis: Analysis,
  clause: "WHERE" | "HAVING" = "WHERE",
): void {
  if (condition.type.kind !== "boolean" && condition.type.kind !== "void") {
    throw sparkError("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", {
      sqlExpr: shown(condition, analysis),
      filter: shown(condition, analysis),
      type: shownType(condition.type),
    });
  }
  if (partsOfKind(condition, "window").length > 0) {
    throw sparkError("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", { clauseName: clause });
  }
  const { timeZone } = analysis.context.settings;
  if (partsOfKind(condition, "generatorCall").length > 0) {
    throw sparkError("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan: `Filter ${automaticName(condition, timeZone)}` });
  }
  const wrong = aggregatesOf(condition);
  if (wrong.length > 0) {
    throw sparkError("INVALID_WHERE_CONDITION", {
      condition: shown(condition, analysis),
      expressionList: wrong.map((part) => qualifiedName(part, timeZone)).join(", "),
    });
  }
}

/**
 * Refuses aggregates, windows and generators where a relation computes row by row.
 *
 * @throws SparkException `UNSUPPORTED_EXPR_FOR_OPERATOR`
 */
export function checkRowWise(expressions: readonly ResolvedExpression[], analysis: Analysis, operator: string): void {
  const generators = expressions.flatMap((e) => partsOfKind(e, "generatorCall"));
  if (generators.length > 0) {
    throw sparkError("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", {
      plan: `${operator} [${generators.map((part) => automaticName(part, analysis.context.settings.timeZone)).join(", ")}]`,
    });
  }
  const windows = expressions.flatMap((e) => partsOfKind(e, "window"));
  const wrong =
    windows.length > 0
      ? windows.flatMap((e) => (e.kind === "window" ? [e, ...aggregatesOf(e.call)] : []))
      : expressions.flatMap(aggregatesOf);
  if (wrong.length > 0) {
    throw sparkError("UNSUPPORTED_EXPR_FOR_OPERATOR", {
      operator,
      invalidExprSqls: wrong.map((part) => shown(part, analysis)).join(", "),
    });
  }
}

const unordered = new Set(["map", "interval", "variant"]);

/** @throws SparkException `DATATYPE_MISMATCH.INVALID_ORDERING_TYPE` for values that have no order */
export function refuseUnordered({ child, descending, nullsFirst }: ResolvedSort, analysis: Analysis): void {
  if (!unordered.has(child.type.kind)) return;
  const name = automaticName(child, analysis.context.settings.timeZone);
  throw sparkError("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", {
    sqlExpr: `"${name} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}"`,
    functionName: "`sortorder`",
    dataType: shownType(child.type),
  });
}

/** @throws SparkException `UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE` for columns that rows cannot be compared by */
export function refuseMaps(column: ResolvedColumn): void {
  if (!holdsMap(column.type)) return;
  throw sparkError("UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE", {
    colName: quote(column.name),
    dataType: shownType(column.type),
  });
}

function holdsMap(type: DataType): boolean {
  if (type.kind === "array") return holdsMap((type as ArrayType).elementType);
  if (type.kind === "struct") return (type as StructType).fields.some((field) => holdsMap(field.dataType));
  return type.kind === "map";
}
