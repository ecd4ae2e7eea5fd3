import { sparkError } from "../../common/index.ts";
import { checkBatch, schemaOf } from "../../engine/analyze/index.ts";
import type { TableEntry } from "../../engine/catalog/index.ts";
import type { ResolvedRelation } from "../../engine/plan/index.ts";
import {
  WriteOperation_SaveMode as ModeMessage,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
  type WriteOperation,
} from "../../protocol/index.ts";
import type { Operation } from "../operations.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";

/** What to do where something has the name already. */
type SaveMode = "append" | "overwrite" | "ignore" | "error";

const modes: Partial<Record<ModeMessage, SaveMode>> = {
  [ModeMessage.APPEND]: "append",
  [ModeMessage.OVERWRITE]: "overwrite",
  [ModeMessage.IGNORE]: "ignore",
};

/** Writes a relation to files or to a table. */
export async function write(message: WriteOperation, session: ServerSession, operation: Operation): Promise<void> {
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  checkBatch(plan);
  const mode = modes[message.mode] ?? "error";
  const { saveType } = message;
  if (saveType.case === "table") {
    const { saveMethod, tableName } = saveType.value;
    const name = session.parsers.parseMultipartIdentifier(tableName);
    if (saveMethod === SaveMethod.INSERT_INTO) await insertInto(name, plan, mode === "overwrite", session, operation);
    else await saveAsTable(name, plan, mode, session, operation);
    return;
  }
  const { engine, settings } = session;
  const format = (message.source ?? settings.get("spark.sql.sources.default")).toLowerCase();
  if (saveType.case === undefined && format === "noop") {
    await engine.executor.execute(plan, { settings, signal: operation.signal });
    return;
  }
  throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
    feature: `writing files as ${format}`,
    hint: "Save a table with saveAsTable, or write the rows that collect gives.",
  });
}

async function saveAsTable(
  name: readonly string[],
  plan: ResolvedRelation,
  mode: SaveMode,
  session: ServerSession,
  operation: Operation,
): Promise<void> {
  const { catalog, engine } = session;
  const existing = catalog.find(name);
  if (existing !== undefined && mode === "ignore") return;
  if (existing?.kind === "table" && mode === "append") {
    await insertInto(name, plan, false, session, operation);
    return;
  }
  if (existing !== undefined && mode !== "overwrite") {
    const relationName = catalog.qualified(name).map((part) => `\`${part}\``);
    throw sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: relationName.join(".") });
  }
  const schema = schemaOf(plan);
  const table = {
    sqlName: `memory.main.${engine.catalog.storageName(name.at(-1)!)}`,
    columnNames: schema.fields.map((_, index) => `c${index}`),
    schema,
  };
  await engine.executor.createTable(table, plan, { settings: session.settings, signal: operation.signal });
  catalog.createTable(name, table, { replace: true });
  if (existing?.kind === "table")
    await engine.executor.run(`DROP TABLE IF EXISTS ${existing.sqlName}`, { settings: session.settings });
}

async function insertInto(
  name: readonly string[],
  plan: ResolvedRelation,
  overwrite: boolean,
  session: ServerSession,
  operation: Operation,
): Promise<void> {
  const { catalog, engine } = session;
  const entry = catalog.find(name);
  if (entry?.kind !== "table") {
    const relationName = catalog.qualified(name).map((part) => `\`${part}\``);
    throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: relationName.join(".") });
  }
  checkColumns(entry, plan);
  await engine.executor.insert(entry, plan, { settings: session.settings, signal: operation.signal, overwrite });
}

/** Columns go in by position, as `insertInto` does in Spark. */
function checkColumns(table: TableEntry, plan: ResolvedRelation): void {
  const [wanted, given] = [table.schema.fields.length, plan.output.length];
  if (wanted === given) return;
  const shape = wanted > given ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS";
  throw sparkError(`INSERT_COLUMN_ARITY_MISMATCH.${shape}`, {
    tableName: `\`${table.name}\``,
    tableColumns: table.schema.names.map((column) => `\`${column}\``).join(", "),
    dataColumns: plan.output.map((column) => `\`${column.name}\``).join(", "),
  });
}
