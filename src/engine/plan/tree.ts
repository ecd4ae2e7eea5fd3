import { StructField, StructType } from "../../types/index.ts";
import type { FrameBound } from "./expression.ts";
import type { ResolvedExpression } from "./resolved-expression.ts";
import type { ResolvedRelation } from "./resolved-relation.ts";

/** The schema of a plan's rows. */
export function schemaOf(plan: ResolvedRelation): StructType {
  return new StructType(
    plan.output.map((column) => new StructField(column.name, column.type, column.nullable, column.metadata)),
  );
}

/** The relations directly below. */
export function inputsOf(plan: ResolvedRelation): readonly ResolvedRelation[] {
  switch (plan.kind) {
    case "scan":
    case "storedTable":
    case "localRows":
    case "range":
    case "values":
      return [];
    case "join":
    case "setOperation":
    case "recursion":
      return [plan.left, plan.right];
    case "union":
    case "pythonGroupMap":
    case "groupProgram":
      return plan.inputs;
    default:
      return [plan.input];
  }
}

/** The expressions that stand in a relation itself. */
export function expressionsOf(plan: ResolvedRelation): readonly ResolvedExpression[] {
  switch (plan.kind) {
    case "values":
      return plan.rows.flat();
    case "project":
      return plan.items.map((item) => item.expression);
    case "filter":
      return [plan.condition];
    case "aggregate":
      return [...plan.keys, ...plan.aggregates].map((item) => item.expression);
    case "join":
      return plan.condition ? [plan.condition] : [];
    case "sort":
      return plan.order.map((sort) => sort.child);
    case "deduplicate":
      return plan.keys;
    case "generate":
      return [plan.generator];
    default:
      return [];
  }
}

const offsetOf = (bound: FrameBound<ResolvedExpression>): readonly ResolvedExpression[] =>
  bound.kind === "offset" ? [bound.value] : [];

/**
 * The expressions directly below; those of a subquery's plan are not among them. The call of a window is no value of its own: what it
 * is applied to stands below the window.
 */
export function childrenOf(expression: ResolvedExpression): readonly ResolvedExpression[] {
  switch (expression.kind) {
    case "literal":
    case "column":
      return [];
    case "call":
    case "windowCall":
    case "generatorCall":
      return expression.args;
    case "cast":
    case "field":
      return [expression.child];
    case "aggregateCall": {
      const { args, orderBy, filter } = expression;
      return [...args, ...orderBy.map((sort) => sort.child), ...(filter === undefined ? [] : [filter])];
    }
    case "window": {
      const { call, partitionBy, orderBy, frame } = expression;
      const sorts = orderBy.map((sort) => sort.child);
      return [...childrenOf(call), ...partitionBy, ...sorts, ...offsetOf(frame.lower), ...offsetOf(frame.upper)];
    }
    case "lambda":
      return [expression.body];
    case "subquery":
      return expression.values;
  }
}

/** Calls `visit` for each expression from the top down; where it gives false, what is below is left out. */
export function walk(
  expression: ResolvedExpression,
  visit: (expression: ResolvedExpression) => boolean | undefined,
): void {
  if (visit(expression) === false) return;
  for (const child of childrenOf(expression)) walk(child, visit);
}

/** Whether some part of the expression passes the test; subqueries' plans are not looked into. */
export function someExpression(
  expression: ResolvedExpression,
  test: (expression: ResolvedExpression) => boolean,
): boolean {
  return test(expression) || childrenOf(expression).some((child) => someExpression(child, test));
}

/** The conditions that a condition joins by AND. */
export const conjunctsOf = (condition: ResolvedExpression): readonly ResolvedExpression[] =>
  condition.kind === "call" && condition.function.name === "and" ? condition.args.flatMap(conjunctsOf) : [condition];
