import { sparkError } from "../../common/index.ts";
import type { CreateDataFrameViewCommand } from "../../protocol/index.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { uncacheView } from "./tables/index.ts";

/** Gives a relation a name in the session, or for all sessions. */
export async function createView(message: CreateDataFrameViewCommand, session: ServerSession): Promise<void> {
  const name = viewName(message.name, session);
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  const { isGlobal, replace } = message;
  if (replace) await uncacheView(isGlobal ? ["global_temp", name] : [name], session);
  session.catalog.createView({ name, plan }, { replace, global: isGlobal });
}

/**
 * The name as it is written in SQL: of one part, which may stand in backquotes.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1321`, `TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS`
 */
export function viewName(written: string, session: ServerSession): string {
  let parts: readonly string[];
  try {
    parts = session.parsers.parseMultipartIdentifier(written);
  } catch (cause) {
    throw sparkError("_LEGACY_ERROR_TEMP_1321", { viewName: written }, { cause });
  }
  if (parts.length !== 1) throw sparkError("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: parts.join(".") });
  return parts[0]!;
}
