import { sparkError } from "../../common/index.ts";
import { checkBatch, schemaOf } from "../../engine/analyze/index.ts";
import type { TableEntry } from "../../engine/catalog/index.ts";
import type { ResolvedRelation } from "../../engine/plan/index.ts";
import { type SaveMode, writeFiles } from "../../engine/sinks/index.ts";
import {
  WriteOperation_SaveMode as ModeMessage,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
  type WriteOperation,
} from "../../protocol/index.ts";
import type { Operation } from "../operations.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";

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
  refuseBuckets(message, "save");
  const path = saveType.case === "path" ? saveType.value : pathOption(message.options);
  await writeFiles(
    { plan, format, path, mode, options: message.options, partitionBy: message.partitioningColumns },
    { executor: engine.executor, fileSystems: engine.fileSystems, settings, signal: operation.signal },
  );
}

/** @throws AnalysisException, since rows are not spread over buckets */
function refuseBuckets(
  { bucketBy, clusteringColumns, partitioningColumns, sortColumnNames }: WriteOperation,
  operation: string,
): void {
  if (sortColumnNames.length > 0 && bucketBy === undefined) throw sparkError("SORT_BY_WITHOUT_BUCKETING");
  if (bucketBy !== undefined)
    throw sparkError(sortColumnNames.length > 0 ? "_LEGACY_ERROR_TEMP_1313" : "_LEGACY_ERROR_TEMP_1312", { operation });
  if (clusteringColumns.length > 0 && partitioningColumns.length > 0)
    throw sparkError("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED");
}

/** @throws IllegalArgumentException `_LEGACY_ERROR_TEMP_2047` */
function pathOption(options: Readonly<Record<string, string>>): string {
  const path = Object.entries(options).find(([name]) => name.toLowerCase() === "path")?.[1];
  if (path === undefined) throw sparkError("_LEGACY_ERROR_TEMP_2047");
  return path;
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
