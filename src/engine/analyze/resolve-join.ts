import { sparkError } from "../../common/index.ts";
import type { JoinRelation, NamedExpression, ResolvedColumn, ResolvedExpression, ResolvedJoin } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { newColumn, pass, project } from "./build.ts";
import { quote } from "./identifiers.ts";
import { checkRowWise, shown, shownType } from "./refusals.ts";
import { type Scope, sameName } from "./scope.ts";
import { settle } from "./settle.ts";

const optional = (column: ResolvedColumn): ResolvedColumn => (column.nullable ? column : { ...column, nullable: true });

export function outputOf(
  left: readonly ResolvedColumn[],
  right: readonly ResolvedColumn[],
  type: JoinRelation["type"],
): readonly ResolvedColumn[] {
  switch (type) {
    case "leftSemi":
    case "leftAnti":
      return left;
    case "left":
      return [...left, ...right.map(optional)];
    case "right":
      return [...left.map(optional), ...right];
    case "full":
      return [...left.map(optional), ...right.map(optional)];
    case "inner":
    case "cross":
      return [...left, ...right];
  }
}

/**
 * A join with its columns side by side; USING and NATURAL put the keys first, once.
 *
 * @throws SparkException `UNRESOLVED_USING_COLUMN_FOR_JOIN`, `JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE` and others
 */
export function resolveJoin(relation: JoinRelation, analysis: Analysis): Scope {
  const left = analysis.relation(relation.left, analysis);
  const right = analysis.relation(
    relation.right,
    relation.lateral ? { ...analysis, outer: { names: { scope: left }, analysis, used: new Map() } } : analysis,
  );
  const keys = relation.natural ? commonNames(left, right, analysis) : relation.using;
  if (keys && keys.length > 0) return joinUsing(relation, left, right, keys, analysis);
  const known = (output: readonly ResolvedColumn[]) => (relation.nullable === true ? output.map(optional) : output);
  const columns = known(outputOf(left.columns, right.columns, relation.type));
  const hidden = outputOf(left.hidden ?? [], right.hidden ?? [], relation.type);
  const inside: Scope = {
    plan: left.plan,
    columns: [...left.columns, ...right.columns],
    inputs: [left, right],
    hidden: [...(left.hidden ?? []), ...(right.hidden ?? [])],
  };
  const condition = relation.condition && joinCondition(relation, { scope: inside }, analysis);
  const plan: ResolvedJoin = {
    kind: "join",
    left: left.plan,
    right: right.plan,
    type: relation.type,
    lateral: relation.lateral ?? false,
    output: known(outputOf(left.plan.output, right.plan.output, relation.type)),
    ...(condition && { condition }),
  };
  return { plan, columns, inputs: [left, right], planId: relation.planId, ...(hidden.length > 0 && { hidden }) };
}

function joinCondition(relation: JoinRelation, names: Names, analysis: Analysis): ResolvedExpression {
  const condition = analysis.expression(relation.condition!, names, analysis);
  if (condition.type.kind !== "boolean") {
    throw sparkError("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", {
      joinCondition: shown(condition, analysis),
      conditionType: shownType(condition.type),
    });
  }
  checkRowWise([condition], analysis, "Join");
  return condition;
}

function commonNames(left: Scope, right: Scope, analysis: Analysis): readonly string[] {
  const { caseSensitive } = analysis.context.settings;
  return left.columns
    .filter((column) => right.columns.some((other) => sameName(other.name, column.name, caseSensitive)))
    .map((column) => column.name);
}

function keyOf(name: string, scope: Scope, side: "left" | "right", analysis: Analysis): ResolvedColumn {
  const { caseSensitive } = analysis.context.settings;
  const found = scope.columns.filter((column) => sameName(column.name, name, caseSensitive));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const names = found.map((column) => [...column.qualifier, column.name].map(quote).join("."));
    throw sparkError("AMBIGUOUS_REFERENCE", { name: quote(name), referenceNames: `[${names.sort().join(", ")}]` });
  }
  const suggestion = scope.columns
    .map((column) => quote(column.name))
    .sort()
    .join(", ");
  throw sparkError("UNRESOLVED_USING_COLUMN_FOR_JOIN", { colName: quote(name), side, suggestion });
}

function joinUsing(
  relation: JoinRelation,
  left: Scope,
  right: Scope,
  names: readonly string[],
  analysis: Analysis,
): Scope {
  const { context } = analysis;
  const pairs = names.map((name) => ({
    left: keyOf(name, left, "left", analysis),
    right: keyOf(name, right, "right", analysis),
  }));
  const condition = pairs
    .map((pair) => applyFunction("=", [pair.left, pair.right], analysis))
    .reduce((all, next) => applyFunction("and", [all, next], analysis));
  const type = relation.type === "cross" ? "inner" : relation.type;
  const join: ResolvedJoin = {
    kind: "join",
    left: settle(left),
    right: settle(right),
    type,
    lateral: relation.lateral ?? false,
    condition,
    output: outputOf(settle(left).output, settle(right).output, type),
  };
  const made = new Map(outputOf(left.columns, right.columns, type).map((column) => [column.id, column]));
  const inputs = [left, right];
  const { planId } = relation;
  const leftRest = left.columns.filter((column) => !pairs.some((pair) => pair.left.id === column.id));
  const rightRest = right.columns.filter((column) => !pairs.some((pair) => pair.right.id === column.id));
  const here = (column: ResolvedColumn) => made.get(column.id)!;
  if (type === "leftSemi" || type === "leftAnti") {
    return { plan: join, columns: [...pairs.map((pair) => pair.left), ...leftRest], inputs, planId };
  }
  const rest = [...leftRest, ...rightRest].map(here);
  if (type !== "full") {
    const [shownSide, hiddenSide] = type === "right" ? (["right", "left"] as const) : (["left", "right"] as const);
    return {
      plan: join,
      columns: [...pairs.map((pair) => here(pair[shownSide])), ...rest],
      hidden: pairs.map((pair) => here(pair[hiddenSide])),
      inputs,
      planId,
    };
  }
  const merged = pairs.map((pair): NamedExpression => {
    const expression = applyFunction("coalesce", [here(pair.left), here(pair.right)], analysis);
    return {
      expression,
      column: newColumn(context, pair.left.name, { type: expression.type, nullable: expression.nullable }),
    };
  });
  const hidden = pairs.flatMap((pair) => [here(pair.left), here(pair.right)]);
  const plan = project(join, [...merged, ...rest.map(pass), ...hidden.map(pass)]);
  return { plan, columns: [...merged.map((item) => item.column), ...rest], hidden, inputs, planId };
}
