import { sparkError } from "../../../common/index.ts";
import { catalogName, quotedName } from "../../../engine/catalog/index.ts";
import { quoteParts } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { uncacheView } from "./caching.ts";
import { deleteFolder } from "./files.ts";

/**
 * Drops a table or view: a temporary one, else one that lasts, with the files of a managed table.
 *
 * @param object - what it has to be; `DROP TABLE` takes views too
 * @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` unless it may be missing, `WRONG_COMMAND_FOR_OBJECT_TYPE` for a table
 */
export async function drop(
  object: "table" | "view",
  name: readonly string[],
  options: { readonly ifExists: boolean; readonly temporary?: boolean },
  session: ServerSession,
): Promise<boolean> {
  const { catalog } = session;
  const temporary = options.temporary === false ? undefined : catalog.findTemporary(name);
  if (temporary !== undefined) {
    await uncacheView(name, session);
    if (name.length > 1) catalog.dropGlobalView(temporary.name);
    else catalog.dropTemporary(temporary.name);
    if (temporary.kind === "memoryTable") await session.dropRows(temporary.sqlName);
    return true;
  }
  const place = catalog.placeOf(name);
  const { global } = catalog;
  const entry = place && (global.relation(place.database, place.name) ?? global.abandoned(place.database, place.name));
  if (entry !== undefined && object === "view" && entry.kind === "table")
    throw sparkError("WRONG_COMMAND_FOR_OBJECT_TYPE", {
      operation: "DROP VIEW",
      requiredType: "VIEW or METRIC_VIEW",
      objectName: [catalogName, entry.database, entry.name].join("."),
      foundType: entry.managed ? "MANAGED" : "EXTERNAL",
      alternative: "DROP TABLE",
    });
  if (entry === undefined || !catalog.global.dropRelation(entry.database, entry.name)) {
    if (options.ifExists) return false;
    const relationName = place === undefined ? quoteParts(name) : quotedName(place);
    const searchPath = `[${quoteParts([catalogName, place?.database ?? catalog.currentDatabase])}]`;
    throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName, searchPath });
  }
  await session.engine.tableGone([catalogName, entry.database, entry.name]);
  if (entry.kind === "table" && entry.managed) await deleteFolder(entry, session);
  return true;
}
