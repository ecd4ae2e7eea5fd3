import { randomId, sparkError } from "../../common/index.ts";
import { checkBatch } from "../../engine/analyze/index.ts";
import { schemaOf } from "../../engine/plan/index.ts";
import { resultTable } from "../../engine/sinks/index.ts";
import type { CheckpointCommand, RemoveCachedRemoteRelationCommand } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import { executeOptions, requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";

/** Computes a relation once and keeps its rows under an id, as `DataFrame.checkpoint` and `localCheckpoint` do. */
export async function checkpoint(
  message: CheckpointCommand,
  session: ServerSession,
  operation: Running,
): Promise<Answer> {
  const plan = await session.resolveMessage(requiredRelation(message.relation, "relation"));
  checkBatch(plan);
  const relationId = randomId();
  const table = resultTable(`checkpoint_${relationId}`, schemaOf(plan));
  await session.engine.executor.createTable(table, plan, executeOptions(session, operation));
  session.relations.set(relationId, session.storedTable(table));
  return { responseType: { case: "checkpointCommandResult", value: { relation: { relationId } } } };
}

/** Drops rows that the client has no more use of. */
export async function removeCachedRelation(
  { relation }: RemoveCachedRemoteRelationCommand,
  session: ServerSession,
): Promise<void> {
  if (relation === undefined) {
    throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: "relation is not set" });
  }
  const kept = session.relations.get(relation.relationId);
  session.relations.delete(relation.relationId);
  if (kept?.kind === "storedTable")
    await session.engine.executor.run(`DROP TABLE IF EXISTS ${kept.sqlName}`, { settings: session.settings });
}
