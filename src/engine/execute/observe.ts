import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import { sameResult } from "../analyze/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";
import { someRelation } from "./python/python-calls.ts";

/** What an observation came to. */
export interface Observation {
  /** The client's number of the relation that was observed. */
  readonly planId: bigint | undefined;
  readonly schema: StructType;
  readonly values: readonly unknown[];
}

/** Observations of a run by their names. */
export type Observations = Map<string, Observation>;

/**
 * Refuses two observations of one name in a plan, unless they are the same.
 *
 * @throws SparkException `DUPLICATED_METRICS_NAME`
 */
export function checkObservations(plan: ResolvedRelation): void {
  const byName = new Map<string, ResolvedRelation>();
  someRelation(plan, (relation) => {
    if (relation.kind !== "observe") return false;
    const other = byName.get(relation.name);
    if (other !== undefined && !sameResult(other, relation))
      throw sparkError("DUPLICATED_METRICS_NAME", { metricName: relation.name });
    byName.set(relation.name, relation);
    return false;
  });
}
