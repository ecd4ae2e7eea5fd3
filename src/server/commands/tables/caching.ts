import { checkBatch } from "../../../engine/analyze/index.ts";
import type { ResolvedRelation } from "../../../engine/plan/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { memoryAndDisk } from "../../cached-plans.ts";
import type { Running } from "../../operations/index.ts";
import { executeOptions } from "../../requests.ts";
import type { ServerSession } from "../../session.ts";
import { entryOf } from "./find.ts";

type Cache = Extract<Statement, { kind: "cache" }>;

/**
 * `CACHE [LAZY] TABLE`: keeps the rows of a table, a view or a query, which then gets a name, as `DataFrame.cache` does.
 *
 * @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND`, `TEMP_TABLE_OR_VIEW_ALREADY_EXISTS`
 */
export async function cacheTable(
  { lazy, plan, table }: Pick<Cache, "lazy" | "plan" | "table">,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  if (plan !== undefined) {
    const rows = await session.resolve(plan);
    session.catalog.createView({ name: table.at(-1)!, plan: rows }, { replace: false, global: false });
  }
  const kept = await planOf(table, session);
  if (!lazy) checkBatch(kept);
  session.cachedPlans.add(kept, memoryAndDisk);
  if (!lazy) await session.cachedPlans.withRows(kept, executeOptions(session, operation));
}

/** `UNCACHE TABLE`. @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` */
export async function uncacheTable(table: readonly string[], session: ServerSession): Promise<void> {
  const dependents = !session.catalog.isTemporary(table);
  await session.cachedPlans.remove(await planOf(table, session), session.settings, dependents);
}

/** Keeps the rows of a temporary view no longer, which is to be dropped or replaced. */
export async function uncacheView(name: readonly string[], session: ServerSession): Promise<void> {
  const view = session.catalog.findTemporary(name);
  if (view?.kind === "view") await session.cachedPlans.remove(view.plan, session.settings);
}

export async function isCached(table: readonly string[], session: ServerSession): Promise<boolean> {
  return session.cachedPlans.levelOf(await planOf(table, session)) !== undefined;
}

/** `REFRESH TABLE`: what is kept of the table's files is read anew. @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` */
export async function refreshTable(table: readonly string[], session: ServerSession): Promise<void> {
  entryOf(table, session);
  for (const path of session.foldersOf(await planOf(table, session))) await session.engine.filesChanged(path);
}

/** All rows of a table or view. */
async function planOf(name: readonly string[], session: ServerSession): Promise<ResolvedRelation> {
  entryOf(name, session, true);
  return session.resolve({ kind: "table", name, options: {}, streaming: false });
}
