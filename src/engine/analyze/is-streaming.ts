import { inputsOf, type ResolvedRelation } from "../plan/index.ts";

/** Whether some source of the plan is a stream. */
export function isStreaming(plan: ResolvedRelation): boolean {
  if (plan.kind === "scan") return plan.source.streaming;
  return inputsOf(plan).some(isStreaming);
}
