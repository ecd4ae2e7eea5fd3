import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  ExpressionSchema,
  type Relation,
  type SubqueryExpression_SubqueryType as SubqueryType,
} from "../../protocol/index.ts";

/** The plans of subqueries, by the messages that name them: a plan that holds such a message has to bring the plan along. */
const plans = new WeakMap<object, Relation>();
let isUsed = false;

/** A subquery as an expression. */
export function subqueryExpression(plan: Relation, subqueryType: SubqueryType): Expression {
  const message = create(ExpressionSchema, {
    exprType: { case: "subqueryExpression", value: { planId: plan.common!.planId!, subqueryType } },
  });
  plans.set(message, plan);
  isUsed = true;
  return message;
}

/** The plans of the subqueries in the expressions of a step, not those of its inputs. */
export function subqueryPlans(step: object): readonly Relation[] {
  const found = new Set<Relation>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return;
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    const plan = plans.get(node);
    if (plan !== undefined) found.add(plan);
    for (const part of Object.values(node)) if (!isRelation(part)) visit(part);
  };
  if (isUsed) visit(step);
  return [...found];
}

const isRelation = (node: unknown): boolean =>
  typeof node === "object" && node !== null && "$typeName" in node && node.$typeName === "spark.connect.Relation";
