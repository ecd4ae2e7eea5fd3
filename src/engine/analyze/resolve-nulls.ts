import type { DataType } from "../../types/index.ts";
import type {
  DropNullRelation,
  FillNullRelation,
  LiteralExpression,
  NamedExpression,
  ReplaceRelation,
  ResolvedColumn,
  ResolvedExpression,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { coerce, filter, INTEGER, literal, newColumn, pass, project } from "./build.ts";
import { findNamedColumns } from "./named-columns.ts";
import { castTo } from "./resolve-cast.ts";
import { sameType } from "./same-type.ts";
import { type Scope, scopeOver } from "./scope.ts";

const numeric = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);

/** Whether a filler of type `filler` is meant for columns of type `column`: numbers for numbers, text for text. */
const suits = (filler: DataType, column: DataType): boolean =>
  filler.kind === column.kind || (numeric.has(filler.kind) && numeric.has(column.kind));

/** The columns with some of them computed anew under their names. */
function changed(
  input: Scope,
  planId: bigint | undefined,
  change: (column: ResolvedColumn) => ResolvedExpression | undefined,
  analysis: Analysis,
): Scope {
  const items = input.columns.map((column): NamedExpression => {
    const expression = change(column);
    return expression ? { expression, column: newColumn(analysis.context, column.name, expression) } : pass(column);
  });
  const plan = project(input.plan, items);
  return { plan, columns: plan.output, inputs: [input], planId };
}

/** `fillna`: the value stands for NULL, and for NaN in floating point columns. */
export function resolveFillNull(relation: FillNullRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const targets = findNamedColumns(relation.columns, input, analysis);
  const fillerOf = (column: ResolvedColumn): LiteralExpression | undefined => {
    if (relation.values.length === 1) {
      const [value] = relation.values;
      return targets === undefined || targets.has(column.id) ? value : undefined;
    }
    const at = relation.columns.findIndex((name) => findNamedColumns([name], input, analysis)!.has(column.id));
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

function isPresent(column: ResolvedColumn, analysis: Analysis): ResolvedExpression {
  const present = applyFunction("isnotnull", [column], analysis);
  if (column.type.kind !== "double" && column.type.kind !== "float") return present;
  const isNumber = applyFunction("not", [applyFunction("isnan", [column], analysis)], analysis);
  return applyFunction("and", [present, isNumber], analysis);
}

/** `dropna`: rows with enough values stay; NaN is none. */
export function resolveDropNull(relation: DropNullRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const targets = findNamedColumns(relation.columns, input, analysis);
  const columns = input.columns.filter((column) => targets === undefined || targets.has(column.id));
  const least = relation.minNonNulls ?? columns.length;
  const present = columns.map((column) => isPresent(column, analysis));
  if (present.length === 0) return scopeOver(input.plan, input, relation.planId);
  const count = () =>
    present
      .map((condition) => applyFunction("if", [condition, literal(INTEGER, 1), literal(INTEGER, 0)], analysis))
      .reduce((sum, one) => applyFunction("+", [sum, one], analysis));
  const condition =
    least >= present.length
      ? present.reduce((all, one) => applyFunction("and", [all, one], analysis))
      : applyFunction(">=", [count(), literal(INTEGER, least)], analysis);
  return scopeOver(filter(input.plan, condition), input, relation.planId);
}

/**
 * `replace`: values of a column that equal the one side become the other. Applies to columns of the values' type.
 */
export function resolveReplace(relation: ReplaceRelation, analysis: Analysis): Scope {
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
