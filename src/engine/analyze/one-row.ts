import type { ResolvedRelation } from "../plan/index.ts";

/** One row without columns, as a SELECT without FROM has it. */
export function oneRow(): ResolvedRelation {
  return { kind: "values", rows: [[]], output: [] };
}
