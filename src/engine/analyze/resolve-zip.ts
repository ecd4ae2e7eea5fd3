import { sparkError } from "../../common/index.ts";
import type {
  NamedExpression,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
  ZipRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { columnFor, pass } from "./build.ts";
import { replaceTopDown } from "./rewrite.ts";
import { sameResult } from "./same-result.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { projectItems } from "./select-list.ts";
import { settle } from "./settle.ts";

/**
 * `zip`: both sides select from the same rows, so their columns stand side by side without a join.
 *
 * @throws SparkException `ZIP_PLANS_NOT_MERGEABLE` where they do not
 */
export function resolveZip(relation: ZipRelation, analysis: Analysis): Scope {
  const [left, right] = [relation.left, relation.right].map((side) => {
    const scope = analysis.relation(side, analysis);
    return { scope, ...selection(settle(scope)) };
  }) as [Selection & { scope: Scope }, Selection & { scope: Scope }];
  if (!sameResult(left.base, right.base)) throw sparkError("ZIP_PLANS_NOT_MERGEABLE");
  const ids = new Map(right.base.output.map((column, at) => [column.id, left.base.output[at]!]));
  const moved = (expression: ResolvedExpression): ResolvedExpression =>
    replaceTopDown(expression, (part) => (part.kind === "column" ? ids.get(part.id) : undefined));
  const items = [
    ...left.items,
    ...right.items.map(({ column, expression }) => {
      const value = moved(expression);
      return {
        expression: value,
        column: { ...columnFor(analysis.context, column.name, value), nullable: column.nullable },
      };
    }),
  ];
  const plan = projectItems(left.base, items, analysis);
  return { ...scopeOf(plan, [left.scope], relation.planId) };
}

interface Selection {
  readonly base: ResolvedRelation;
  readonly items: readonly NamedExpression[];
}

/** The relation below all projections, and what these make of its columns. */
function selection(plan: ResolvedRelation): Selection {
  if (plan.kind !== "project") return { base: plan, items: plan.output.map(pass) };
  const below = selection(plan.input);
  const made = new Map(below.items.map(({ column, expression }) => [column.id, expression]));
  const over = (expression: ResolvedExpression): ResolvedExpression =>
    replaceTopDown(expression, (part) => (part.kind === "column" ? made.get(part.id) : undefined));
  return {
    base: below.base,
    items: plan.items.map(({ column, expression }): { column: ResolvedColumn; expression: ResolvedExpression } => ({
      column,
      expression: over(expression),
    })),
  };
}
