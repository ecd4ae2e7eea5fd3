import type { ResolvedRelation } from "../plan/index.ts";
import { pass, project } from "./build.ts";
import type { Scope } from "./scope.ts";

/** The plan of a scope with exactly the scope's columns: without hidden ones, in their order. */
export function settle(scope: Scope): ResolvedRelation {
  const { plan, columns } = scope;
  const same =
    plan.output.length === columns.length && columns.every((column, at) => column.id === plan.output[at]!.id);
  return same ? plan : project(plan, columns.map(pass));
}
