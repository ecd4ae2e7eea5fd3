import { sparkError } from "../common/index.ts";
import { ValueRows } from "../engine/duckdb/index.ts";
import type { ExecuteOptions } from "../engine/execute/index.ts";
import type { Relation } from "../protocol/index.ts";
import type { StructType } from "../types/index.ts";
import { type Answer, rowAnswers } from "./answers.ts";
import type { Running } from "./operations/index.ts";
import type { ServerSession } from "./session.ts";
import type { SessionSettings } from "./settings.ts";

/** A relation that a message must have. */
export function requiredRelation(relation: Relation | undefined, field: string): Relation {
  if (relation === undefined)
    throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: `${field} is not set` });
  return relation;
}

/** How an operation runs its plan. */
export const executeOptions = (
  { cachedPlans, settings }: ServerSession,
  { observations, signal, done }: Running,
): ExecuteOptions & { readonly settings: SessionSettings } => ({
  settings,
  observations,
  signal,
  ...(done !== undefined && { onProgress: done.advance }),
  kept: (plan) => cachedPlans.withRows(plan, { settings, signal }),
});

/** Rows that the server itself has to say, as the rows of a query. */
export async function* valuesAnswer(
  schema: StructType,
  rows: readonly (readonly unknown[])[],
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  yield* rowAnswers(new ValueRows(schema, rows), schema, session.settings, operation.pieceBytes);
}
