import { sparkError } from "../../../common/index.ts";
import {
  type CatalogEntry,
  catalogName,
  type FileTable,
  isTemporaryEntry,
  quotedName,
  type StoredView,
} from "../../../engine/catalog/index.ts";
import { quoteParts } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";

/** The error of a name that no table or view has. @param full - whether built-in functions are part of the search path that is told */
export function notFound(name: readonly string[], { catalog }: ServerSession, full = false): Error {
  const places = [
    ...(full ? [["system", "builtin"]] : []),
    ["system", "session"],
    [catalogName, catalog.currentDatabase],
  ];
  const searchPath = `[${places.map(quoteParts).join(", ")}]`;
  return sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(name), searchPath });
}

/** @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` */
export function entryOf(name: readonly string[], session: ServerSession, full = false): CatalogEntry {
  const entry = session.catalog.find(name);
  if (entry === undefined) throw notFound(name, session, full);
  return entry;
}

/**
 * A table that statements may change.
 *
 * @param operation - as refusals of views name it
 * @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND`, `EXPECT_TABLE_NOT_VIEW.*`
 */
export function tableOf(name: readonly string[], operation: string, session: ServerSession): FileTable {
  const entry = entryOf(name, session, rowOperations.has(operation));
  if (entry.kind === "table") return entry;
  const viewName = isTemporaryEntry(entry) ? quoteParts(name) : quotedName(entry);
  const way = viewAlterations.has(operation) ? "USE_ALTER_VIEW" : "NO_ALTERNATIVE";
  throw sparkError(`EXPECT_TABLE_NOT_VIEW.${way}`, { viewName, operation });
}

/**
 * The error of a table whose rows are to be changed, which files do not let.
 *
 * @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND`, `EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE`
 */
export function noRowChanges(name: readonly string[], operation: string, session: ServerSession): Error {
  const tableName = quotedName(tableOf(name, operation, session));
  return sparkError("UNSUPPORTED_FEATURE.TABLE_OPERATION", { tableName, operation });
}

/** What looks for its table as a query does. */
const rowOperations: ReadonlySet<string> = new Set(["INSERT", "UPDATE TABLE", "DELETE", "MERGE INTO TABLE"]);

const viewAlterations: ReadonlySet<string> = new Set([
  "ALTER TABLE ... SET TBLPROPERTIES",
  "ALTER TABLE ... UNSET TBLPROPERTIES",
  "ALTER TABLE ... RENAME TO",
]);

/** A view that lasts. @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND`, `EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE` */
export function viewOf(name: readonly string[], operation: string, session: ServerSession): StoredView {
  const entry = entryOf(name, session);
  if (entry.kind === "storedView") return entry;
  throw sparkError("EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE", { tableName: quoteParts(name), operation });
}
