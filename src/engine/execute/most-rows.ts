import type { ResolvedRelation } from "../plan/index.ts";

/** The most rows that a plan can give, where its shape alone tells; Infinity where it does not. */
export function mostRows(plan: ResolvedRelation): number {
  switch (plan.kind) {
    case "values":
      return plan.rows.length;
    case "aggregate":
      return plan.keys.length === 0 && plan.groupingSets === undefined ? 1 : Number.POSITIVE_INFINITY;
    case "limit":
      return Math.min(mostRows(plan.input), plan.limit === undefined ? Number.POSITIVE_INFINITY : Number(plan.limit));
    case "tail":
      return Math.min(mostRows(plan.input), Number(plan.limit));
    case "union":
      return plan.inputs.reduce((sum, input) => sum + mostRows(input), 0);
    case "project":
    case "filter":
    case "sort":
    case "distinct":
    case "deduplicate":
      return mostRows(plan.input);
    default:
      return Number.POSITIVE_INFINITY;
  }
}
