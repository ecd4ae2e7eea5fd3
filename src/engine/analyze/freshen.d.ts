import type { ResolvedColumn, ResolvedRelation } from "../plan/index.ts";
/** The plan with new ids for all its columns, scans and local relations, for a second use beside the first. */
export declare function freshen(plan: ResolvedRelation, nextId: () => number): ResolvedRelation;
/** As {@link freshen}, with the new form of each of the plan's columns. */
export declare function freshColumns(
  plan: ResolvedRelation,
  nextId: () => number,
): {
  readonly plan: ResolvedRelation;
  readonly column: (old: ResolvedColumn) => ResolvedColumn;
};
//# sourceMappingURL=freshen.d.ts.map
