import { sparkError } from "../common/index.ts";
import type { Relation } from "../protocol/index.ts";
import type { StructType } from "../types/index.ts";
import { type Answer, rowAnswers } from "./answers.ts";
import type { Running } from "./operations/index.ts";
import type { ServerSession } from "./session.ts";

/** A relation that a message must have. */
export function requiredRelation(relation: Relation | undefined, field: string): Relation {
  if (relation === undefined)
    throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: `${field} is not set` });
  return relation;
}

/** Rows that the server itself has to say, as the rows of a query. */
export async function* valuesAnswer(
  schema: StructType,
  rows: readonly (readonly unknown[])[],
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  const options = { settings: session.settings, signal: operation.signal };
  const { result } = await session.engine.executor.execute(session.values(schema, rows), options);
  yield* rowAnswers(result, schema, session.settings);
}
