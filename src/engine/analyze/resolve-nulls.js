import { coerce, filter, INTEGER, literal, newColumn, pass, project } from "./build.js";
import { findNamedColumns } from "./named-columns.js";
import { applyFunction } from "./resolve-call.js";
import { castTo } from "./resolve-cast.js";
import { sameType } from "./same-type.js";
import { scopeOver } from "./scope.js";

const numeric = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);
/** Whether a filler of type `filler` is meant for columns of type `column`: numbers for numbers, text for text. */
const suits = (filler, column) => filler.kind === column.kind || (numeric.has(filler.kind) && numeric.has(column.kind));
/** The columns with some of them computed anew under their names. */
function changed(input, planId, change, analysis) {
  const items = input.columns.map((column) => {
    const expression = change(column);
    return expression ? { expression, column: newColumn(analysis.context, column.name, expression) } : pass(column);
  });
  const plan = project(input.plan, items);
  return { plan, columns: plan.output, inputs: [input], planId };
}
/** `fillna`: the value stands for NULL, and for NaN in floating point columns. */
export function resolveFillNull(relation, analysis) {
  const input = analysis.relation(relation.input, analysis);
  const targets = findNamedColumns(relation.columns, input, analysis);
  const fillerOf = (column) => {
    if (relation.values.length === 1) {
      const [value] = relation.values;
      return targets === undefined || targets.has(column.id) ? value : undefined;
    }
    const at = relation.columns.findIndex((name) => findNamedColumns([name], input, analysis).has(column.id));
    return at < 0 ? undefined : relation.values[at];
  };
  return changed(
    input,
    relation.planId,
    (column) => {
      const filler = fillerOf(column);
      if (!filler || !suits(filler.type, column.type)) return undefined;
      const value = literal(filler.type, filler.value);
      const typed = sameType(value.type, column.type) ? value : castTo(value, column.type, "default", analysis);
      const floating = column.type.kind === "double" || column.type.kind === "float";
      const base = floating ? applyFunction("nanvl", [column, literal(column.type, null)], analysis) : column;
      return applyFunction("coalesce", [base, typed], analysis);
    },
    analysis,
  );
}
/** `dropna`: rows with enough values stay; NaN is none. */
export function resolveDropNull(relation, analysis) {
  const input = analysis.relation(relation.input, analysis);
  const targets = findNamedColumns(relation.columns, input, analysis);
  const columns = input.columns.filter((column) => targets === undefined || targets.has(column.id));
  const least = relation.minNonNulls ?? columns.length;
  const condition = applyFunction("at_least_n_non_nulls", [literal(INTEGER, least), ...columns], analysis);
  return scopeOver(filter(input.plan, condition), input, relation.planId);
}
/**
 * `replace`: values of a column that equal the one side become the other. Applies to columns of the values' type.
 */
export function resolveReplace(relation, analysis) {
  const input = analysis.relation(relation.input, analysis);
  const targets = findNamedColumns(relation.columns, input, analysis);
  const { ansi } = analysis.context.settings;
  const known = relation.replacements.find(({ from }) => from.value !== null) ?? relation.replacements[0];
  if (!known) return scopeOver(input.plan, input, relation.planId);
  return changed(
    input,
    relation.planId,
    (column) => {
      if (targets && !targets.has(column.id)) return undefined;
      if (!suits(known.from.type, column.type)) return undefined;
      const branches = relation.replacements.flatMap(({ from, to }) => {
        const target = coerce(literal(to.type, to.value), column.type, ansi);
        const hit = applyFunction("=", [column, coerce(literal(from.type, from.value), column.type, ansi)], analysis);
        return [hit, target];
      });
      return applyFunction("when", [...branches, column], analysis);
    },
    analysis,
  );
}
//# sourceMappingURL=resolve-nulls.js.map
