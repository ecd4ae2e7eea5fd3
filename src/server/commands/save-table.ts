import { sparkError } from "../../common/index.ts";
import { asNullable } from "../../engine/analyze/index.ts";
import { type TableEntry, TableRows } from "../../engine/catalog/index.ts";
import { type ResolvedColumn, type ResolvedRelation, schemaOf } from "../../engine/plan/index.ts";
import type { ResultTable, SaveMode } from "../../engine/sinks/index.ts";
import { quoteName, quoteParts, type StructType } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import { executeOptions } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { assigned, insertionError } from "./store-assignment.ts";

/** What a table is made of. */
export interface TableWrite {
  readonly name: readonly string[];
  readonly plan: ResolvedRelation;
  readonly mode: SaveMode;
  /** The format that the table counts as one of. */
  readonly format: string;
  /** Columns that stand last in the table. */
  readonly partitionBy: readonly string[];
  /** What else listings say of a new table. */
  readonly details?: Pick<TableEntry, "comment" | "properties">;
}

/**
 * Makes a table of a plan's rows, or adds them to one by the columns' names.
 *
 * @see pyspark.sql.DataFrameWriter.saveAsTable
 */
export async function saveAsTable(write: TableWrite, session: ServerSession, operation: Running): Promise<void> {
  const { catalog, engine, settings } = session;
  // Temporary views are no hindrance: the table stands beside them.
  const name = catalog.qualified(write.name);
  if (!catalog.databaseExists(name.slice(0, -1).join(".")))
    throw sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts(name.slice(0, -1)) });
  const existing = catalog.find(name);
  if (existing !== undefined && write.mode === "ignore") return;
  if (existing !== undefined && write.mode === "error")
    throw sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteParts(name) });
  if (existing?.kind === "table" && write.mode === "append") {
    const columns = columnsByName(existing, write.plan, name);
    await insert(existing, name, write.plan, columns, false, session, operation);
    return;
  }
  const plan = tableRows(write, name, session);
  const schema = asNullable(schemaOf(plan)) as StructType;
  const table = newTable(name, schema, session);
  const count = await engine.executor.createTable(table, plan, executeOptions(session, operation));
  const { details, format, partitionBy } = write;
  const entry = { ...table, ...details, provider: format, partitionedBy: partitionBy, rows: new TableRows(count) };
  catalog.createTable(name, entry, { replace: true });
  if (existing?.kind === "table") await engine.executor.run(`DROP TABLE IF EXISTS ${existing.sqlName}`, { settings });
}

/** What a table of a name is called in the database. */
export function newTable(name: readonly string[], schema: StructType, { engine }: ServerSession): ResultTable {
  return {
    sqlName: `memory.main.${engine.catalog.storageName(name.at(-1)!)}`,
    columnNames: schema.fields.map((_, index) => `c${index}`),
    schema,
  };
}

/**
 * Puts a plan's rows into a table by the columns' places.
 *
 * @see pyspark.sql.DataFrameWriter.insertInto
 */
export async function insertInto(
  name: readonly string[],
  plan: ResolvedRelation,
  overwrite: boolean,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const { catalog } = session;
  const entry = catalog.find(name);
  if (entry === undefined) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(name) });
  if (entry.kind !== "table" || catalog.isTemporary(name)) throw sparkError("UNSUPPORTED_INSERT.RDD_BASED");
  const fullName = catalog.qualified(name);
  const [wanted, given] = [entry.schema.fields.length, plan.output.length];
  if (wanted !== given) {
    const condition =
      wanted > given
        ? "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"
        : "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS";
    throw sparkError(condition, {
      tableName: quoteParts(fullName),
      tableColumns: entry.schema.names.map((column) => quoteName(column)).join(", "),
      dataColumns: plan.output.map((column) => quoteName(column.name)).join(", "),
    });
  }
  await insert(entry, fullName, plan, plan.output, overwrite, session, operation);
}

/** Puts columns of a plan into the table's columns one by one. */
async function insert(
  table: TableEntry,
  name: readonly string[],
  plan: ResolvedRelation,
  columns: readonly ResolvedColumn[],
  overwrite: boolean,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const { fields } = table.schema;
  const { engine } = session;
  const { executor } = engine;
  const options = executeOptions(session, operation);
  const rows = assigned(plan, columns, fields, quoteParts(name), () => engine.nextId());
  try {
    await (overwrite
      ? table.rows!.replace(() => executor.createTable(table, rows, options))
      : table.rows!.append(() => executor.insert(table, rows, options)));
  } catch (error) {
    throw insertionError(error, columns, fields);
  }
}

/**
 * The plan's columns in the order of the table's.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1161`, `_LEGACY_ERROR_TEMP_1162` where they are others
 */
export function columnsByName(table: TableEntry, plan: ResolvedRelation, name: readonly string[]): ResolvedColumn[] {
  const { fields } = table.schema;
  if (fields.length !== plan.output.length) {
    throw sparkError("_LEGACY_ERROR_TEMP_1161", {
      tableName: name.join("."),
      existingTableSchema: table.schema.catalogString(),
      querySchema: schemaOf(plan).catalogString(),
    });
  }
  return fields.map((field) => {
    const column = plan.output.find((one) => one.name.toLowerCase() === field.name.toLowerCase());
    if (column !== undefined) return column;
    const inputColumns = plan.output.map((one) => one.name).join(", ");
    throw sparkError("_LEGACY_ERROR_TEMP_1162", { col: field.name, inputColumns });
  });
}

/** The rows of a new table: columns with different names, those of partitions behind the others. */
export function tableRows(
  { plan, partitionBy }: Pick<TableWrite, "plan" | "partitionBy">,
  name: readonly string[],
  session: ServerSession,
): ResolvedRelation {
  const caseSensitive = session.settings.find("spark.sql.caseSensitive") === "true";
  const fold = (column: string): string => (caseSensitive ? column : column.toLowerCase());
  for (const names of [plan.output.map((column) => column.name), partitionBy]) {
    const repeated = names.find((one, at) => names.findIndex((other) => fold(other) === fold(one)) < at);
    if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(fold(repeated)) });
  }
  if (partitionBy.length === 0) return plan;
  const last = partitionBy.map((partition) => {
    const column = plan.output.find((one) => fold(one.name) === fold(partition));
    if (column !== undefined) return column;
    throw sparkError("COLUMN_NOT_DEFINED_IN_TABLE", {
      colType: "partition",
      colName: quoteName(partition),
      tableName: quoteParts(name),
      tableCols: plan.output.map((one) => quoteName(one.name)).join(", "),
    });
  });
  const others = plan.output.filter((column) => !last.includes(column));
  if (others.length === 0) throw sparkError("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
  const output = [...others, ...last];
  return { kind: "project", input: plan, items: output.map((column) => ({ expression: column, column })), output };
}
