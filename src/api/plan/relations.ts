import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Plan, PlanSchema, type Relation, RelationSchema } from "../../protocol/index.ts";

/** A kind of relation with its fields: `{ case: "filter", value: { input, condition } }`. */
export type RelationType = NonNullable<MessageInitShape<typeof RelationSchema>["relType"]>;

let lastPlanId = 0n;

/** Makes the message of a plan's step, with a number that is unique in the process: columns refer to their frame by it. */
export function relation(relType: RelationType): Relation {
  lastPlanId += 1n;
  return create(RelationSchema, { common: { planId: lastPlanId }, relType });
}

/** The number of a step. */
export const planIdOf = (step: Relation): bigint => step.common!.planId!;

/** A plan that gives rows. */
export const rootPlan = (root: Relation): Plan => create(PlanSchema, { opType: { case: "root", value: root } });
