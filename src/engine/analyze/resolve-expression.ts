import { sparkError } from "../../common/index.ts";
import type { CallExpression, Expression, ResolvedExpression } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { literal } from "./build.ts";
import { quote } from "./identifiers.ts";
import { pythonFunction } from "./python-functions.ts";
import { shown } from "./refusals.ts";
import { resolveAttribute } from "./resolve-attribute.ts";
import { resolveCall, resolveFunction } from "./resolve-call.ts";
import { castTo } from "./resolve-cast.ts";
import { resolveExtract } from "./resolve-extract.ts";
import { resolveSubquery } from "./subqueries.ts";
import { isTimeWindow } from "./time-windows.ts";
import { resolveUpdateFields } from "./update-fields.ts";
import { resolveWindow } from "./windows.ts";

/**
 * Finds out what an expression means. Aggregates, windows and generators come back as parts of the result; the relation that holds
 * the expression moves them to where they are computed, or refuses them.
 */
export function resolveExpression(expression: Expression, names: Names, analysis: Analysis): ResolvedExpression {
  switch (expression.kind) {
    case "literal":
      return literal(expression.type, expression.value);
    case "attribute":
      return resolveAttribute(expression, names, analysis);
    case "call":
      return resolvePlainCall(expression, names, analysis);
    case "pythonCall": {
      const { args, function: given } = expression;
      return resolveFunction(pythonFunction(given), { kind: "call", name: given.name, args }, names, analysis);
    }
    case "alias":
      // A name inside an expression says nothing about the value.
      return analysis.expression(expression.child, names, analysis);
    case "cast": {
      const child = analysis.expression(expression.child, names, analysis);
      return castTo(child, expression.type, expression.mode, analysis);
    }
    case "window":
      return resolveWindow(expression, names, analysis);
    case "extract":
      return resolveExtract(expression, names, analysis);
    case "updateFields":
      return resolveUpdateFields(expression, names, analysis);
    case "subquery":
      return resolveSubquery(expression, names, analysis);
    case "lambdaVariable":
      return resolveAttribute({ kind: "attribute", parts: [expression.name] }, names, analysis);
    case "star":
    case "regex":
      throw sparkError("INVALID_USAGE_OF_STAR_OR_REGEX", {
        elem: expression.kind === "star" ? "'*'" : `regular expression '${expression.pattern}'`,
        prettyName: "expression",
      });
    case "lambda":
      throw sparkError("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", { class: "lambda" });
    case "sort":
      throw sparkError("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
        prettyName: quote("sort key"),
        syntax: "ASC or DESC outside ORDER BY",
      });
    case "namedArgument":
      throw sparkError("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: quote(expression.name) });
  }
}

/** A call that is not over a window. */
function resolvePlainCall(call: CallExpression, names: Names, analysis: Analysis): ResolvedExpression {
  if (names.timeWindow && isTimeWindow(call)) return names.timeWindow;
  const resolved = resolveCall(call, names, analysis);
  if (resolved.kind === "windowCall") {
    throw sparkError("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", { funcName: shown(resolved, analysis) });
  }
  return resolved;
}
