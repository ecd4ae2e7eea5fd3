import { sparkError } from "../../common/index.ts";
import type { CreateDataFrameViewCommand } from "../../protocol/index.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";

/** Gives a relation a name in the session, or for all sessions. */
export async function createView(message: CreateDataFrameViewCommand, session: ServerSession): Promise<void> {
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  if (message.name === "")
    throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: "a view without a name" });
  session.catalog.createView(message.name, plan, { replace: message.replace, global: message.isGlobal });
}
