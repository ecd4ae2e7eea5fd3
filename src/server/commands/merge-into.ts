import { sparkError } from "../../common/index.ts";
import { refuseStream } from "../../engine/analyze/index.ts";
import type { MergeIntoTableCommand } from "../../protocol/index.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { noRowChanges } from "./tables/index.ts";

/**
 * Refuses to merge rows into a table, since files cannot be changed; what is wrong with the call is told first.
 *
 * @see org.apache.spark.sql.MergeIntoWriter
 */
export async function mergeInto(
  {
    matchActions,
    notMatchedActions,
    notMatchedBySourceActions,
    sourceTablePlan,
    targetTableName,
  }: MergeIntoTableCommand,
  session: ServerSession,
): Promise<never> {
  refuseStream(await session.resolveMessage(requiredRelation(sourceTablePlan, "source_table_plan")), "mergeInto");
  if (matchActions.length + notMatchedActions.length + notMatchedBySourceActions.length === 0)
    throw sparkError("NO_MERGE_ACTION_SPECIFIED");
  throw noRowChanges(session.parsers.parseMultipartIdentifier(targetTableName), "MERGE INTO TABLE", session);
}
