import { sparkError } from "../../common/index.js";
import { newColumn, pass, project } from "./build.js";
import { quote } from "./identifiers.js";
import { checkRowWise, shown, shownType } from "./refusals.js";
import { applyFunction } from "./resolve-call.js";
import { sameName } from "./scope.js";
import { settle } from "./settle.js";

const optional = (column) => (column.nullable ? column : { ...column, nullable: true });
function outputOf(left, right, type) {
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
export function resolveJoin(relation, analysis) {
  const left = analysis.relation(relation.left, analysis);
  const right = analysis.relation(
    relation.right,
    relation.lateral ? { ...analysis, outer: { names: { scope: left }, analysis, used: new Map() } } : analysis,
  );
  const keys = relation.natural ? commonNames(left, right, analysis) : relation.using;
  if (keys && keys.length > 0) return joinUsing(relation, left, right, keys, analysis);
  const columns = outputOf(left.columns, right.columns, relation.type);
  const hidden = outputOf(left.hidden ?? [], right.hidden ?? [], relation.type);
  const inside = {
    plan: left.plan,
    columns: [...left.columns, ...right.columns],
    inputs: [left, right],
    hidden: [...(left.hidden ?? []), ...(right.hidden ?? [])],
  };
  const condition = relation.condition && joinCondition(relation, { scope: inside }, analysis);
  const plan = {
    kind: "join",
    left: left.plan,
    right: right.plan,
    type: relation.type,
    lateral: relation.lateral ?? false,
    output: outputOf(left.plan.output, right.plan.output, relation.type),
    ...(condition && { condition }),
  };
  return { plan, columns, inputs: [left, right], planId: relation.planId, ...(hidden.length > 0 && { hidden }) };
}
function joinCondition(relation, names, analysis) {
  const condition = analysis.expression(relation.condition, names, analysis);
  if (condition.type.kind !== "boolean" && condition.type.kind !== "void") {
    throw sparkError("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", {
      joinCondition: shown(condition, analysis),
      conditionType: shownType(condition.type),
    });
  }
  checkRowWise([condition], analysis, "Join");
  return condition;
}
function commonNames(left, right, analysis) {
  const { caseSensitive } = analysis.context.settings;
  return left.columns
    .filter((column) => right.columns.some((other) => sameName(other.name, column.name, caseSensitive)))
    .map((column) => column.name);
}
function keyOf(name, scope, side, analysis) {
  const { caseSensitive } = analysis.context.settings;
  const found = scope.columns.filter((column) => sameName(column.name, name, caseSensitive));
  if (found.length === 1) return found[0];
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
function joinUsing(relation, left, right, names, analysis) {
  const { context } = analysis;
  const pairs = names.map((name) => ({
    left: keyOf(name, left, "left", analysis),
    right: keyOf(name, right, "right", analysis),
  }));
  const condition = pairs
    .map((pair) => applyFunction("=", [pair.left, pair.right], analysis))
    .reduce((all, next) => applyFunction("and", [all, next], analysis));
  const type = relation.type === "cross" ? "inner" : relation.type;
  const join = {
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
  const here = (column) => made.get(column.id);
  if (type === "leftSemi" || type === "leftAnti") {
    return { plan: join, columns: [...pairs.map((pair) => pair.left), ...leftRest], inputs, planId };
  }
  const rest = [...leftRest, ...rightRest].map(here);
  if (type !== "full") {
    const [shownSide, hiddenSide] = type === "right" ? ["right", "left"] : ["left", "right"];
    return {
      plan: join,
      columns: [...pairs.map((pair) => here(pair[shownSide])), ...rest],
      hidden: pairs.map((pair) => here(pair[hiddenSide])),
      inputs,
      planId,
    };
  }
  const merged = pairs.map((pair) => {
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
//# sourceMappingURL=resolve-join.js.map
