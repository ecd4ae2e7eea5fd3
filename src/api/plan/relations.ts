import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Plan, PlanSchema, type Relation, RelationSchema } from "../../protocol/index.ts";
import { subqueryPlans } from "./subqueries.ts";

/** A kind of relation with its fields: `{ case: "filter", value: { input, condition } }`. */
export type RelationType = NonNullable<MessageInitShape<typeof RelationSchema>["relType"]>;

let lastPlanId = 0n;

/** Makes the message of a plan's step, with a number that is unique in the process: columns refer to their frame by it. */
export function relation(relType: RelationType): Relation {
  const references = subqueryPlans(relType);
  const step = create(RelationSchema, { common: { planId: nextPlanId() }, relType });
  if (references.length === 0) return step;
  // The step keeps its number inside: columns name it, and the plans come along around it.
  const value = { root: step, references: [...references] };
  return create(RelationSchema, { common: { planId: nextPlanId() }, relType: { case: "withRelations", value } });
}

function nextPlanId(): bigint {
  lastPlanId += 1n;
  return lastPlanId;
}

/** The number of a step. */
export const planIdOf = (step: Relation): bigint => step.common!.planId!;

/** A plan that gives rows. */
export const rootPlan = (root: Relation): Plan => create(PlanSchema, { opType: { case: "root", value: root } });
