import { sparkError } from "../../../common/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import { inputsOf, type ResolvedColumn, type ResolvedRelation, schemaOf } from "../../../engine/plan/index.ts";
import { replacingOf, type SaveMode } from "../../../engine/sinks/index.ts";
import { quoteName, quoteParts } from "../../../types/index.ts";
import type { Running } from "../../operations/index.ts";
import type { ServerSession } from "../../session.ts";
import { assigned, insertionError } from "../store-assignment.ts";
import { deleteFolder, storedSchema, writeRows } from "./files.ts";
import { alreadyExists, makeTable, newTable } from "./new-table.ts";

/** What a table is made of. */
export interface TableWrite {
  readonly name: readonly string[];
  readonly plan: ResolvedRelation;
  readonly mode: SaveMode;
  readonly format: string;
  /** Columns that stand last in the table. */
  readonly partitionBy: readonly string[];
  readonly details: Pick<FileTable, "options" | "properties" | "comment"> & { readonly location?: string };
}

/**
 * Makes a table of a plan's rows, or adds them to one by the columns' names.
 *
 * @see pyspark.sql.DataFrameWriter.saveAsTable
 */
export async function saveAsTable(write: TableWrite, session: ServerSession, operation: Running): Promise<void> {
  const { catalog } = session;
  // Temporary views are no hindrance: the table stands beside them.
  const place = catalog.placeFor(write.name);
  const existing = catalog.global.relation(place.database, place.name);
  if (existing !== undefined && write.mode === "ignore") return;
  if (existing !== undefined && write.mode === "error") throw alreadyExists(place);
  if (existing?.kind === "storedView")
    throw sparkError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", {
      viewName: quotedName(existing),
      operation: "saveAsTable",
    });
  if (existing !== undefined && write.mode === "append") {
    requireFormat(existing, write.format, write.name);
    requirePartitions(existing, write.partitionBy);
    await insertColumns(existing, write.plan, columnsByName(existing, write.plan), "append", session, operation);
    return;
  }
  if (existing !== undefined) refuseOwnRows(existing, write.plan, session);
  const plan = tableRows(write, place, session);
  const schema = storedSchema(schemaOf(plan));
  const { details, format, partitionBy } = write;
  const location = details.location ?? (existing?.managed === false ? existing.location : undefined);
  const entry: FileTable = {
    ...newTable(place, { ...details, ...(location !== undefined && { location }) }, session),
    provider: format.toLowerCase(),
    schema,
    partitionedBy: plan.output.slice(plan.output.length - partitionBy.length).map(({ name }) => name),
  };
  const fill = () => writeRows(entry, plan, "overwrite", session, operation);
  if (existing === undefined) {
    if (!(await makeTable(entry, fill, session)) && write.mode !== "ignore") throw alreadyExists(place);
    return;
  }
  await fill();
  catalog.global.replaceRelation(entry);
  if (existing.managed && existing.location !== entry.location) await deleteFolder(existing, session);
}

/** @throws AnalysisException `_LEGACY_ERROR_TEMP_1159` */
function requireFormat({ database, name, provider }: FileTable, format: string, written: readonly string[]): void {
  if (provider === format.toLowerCase()) return;
  const tableName = written.length > 1 ? `${database}.${name}` : name;
  throw sparkError("_LEGACY_ERROR_TEMP_1159", {
    tableName: `spark_catalog.${database}.${tableName.split(".").at(-1)!}`,
    existingProvider: `${provider.charAt(0).toUpperCase()}${provider.slice(1)}FileFormat`,
    specifiedProvider: `${format.charAt(0).toUpperCase()}${format.slice(1)}FileFormat`,
  });
}

/** @throws AnalysisException `_LEGACY_ERROR_TEMP_1163` */
function requirePartitions({ database, name, partitionedBy }: FileTable, given: readonly string[]): void {
  if (given.join("\0").toLowerCase() === partitionedBy.join("\0").toLowerCase()) return;
  throw sparkError("_LEGACY_ERROR_TEMP_1163", {
    tableName: ["spark_catalog", database, name].join("."),
    specifiedPartCols: given.join(", "),
    existingPartCols: partitionedBy.join(", "),
  });
}

/**
 * Puts a plan's rows into a table by the columns' places.
 *
 * @param options - of the writer, beside those of the table
 * @see pyspark.sql.DataFrameWriter.insertInto
 */
export async function insertInto(
  name: readonly string[],
  plan: ResolvedRelation,
  overwrite: boolean,
  session: ServerSession,
  operation: Running,
  options: Readonly<Record<string, string>> = {},
): Promise<void> {
  const entry = session.catalog.find(name);
  if (entry === undefined) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(name) });
  if (entry.kind !== "table") throw sparkError("UNSUPPORTED_INSERT.RDD_BASED");
  checkArity(entry, entry.schema.names, plan);
  const table = { ...entry, options: { ...entry.options, ...options } };
  if (overwrite) refuseOwnRows(table, plan, session);
  await insertColumns(table, plan, plan.output, overwrite ? "overwrite" : "append", session, operation);
}

/**
 * As in Spark, a table is not replaced by what is made of its own rows, but where just the folders go that rows come to; subqueries
 * may look at it.
 *
 * @throws AnalysisException `UNSUPPORTED_OVERWRITE.TABLE`
 */
export function refuseOwnRows(table: FileTable, plan: ResolvedRelation, { settings }: ServerSession): void {
  const { options, partitionedBy } = table;
  if (replacingOf({ mode: "overwrite", options, partitionBy: partitionedBy }, settings) !== "everything") return;
  const reads = (part: ResolvedRelation): boolean =>
    (part.kind === "scan" && part.source.paths.includes(table.location)) || inputsOf(part).some(reads);
  if (reads(plan)) throw sparkError("UNSUPPORTED_OVERWRITE.TABLE", { table: quotedName(table) });
}

/** @throws AnalysisException `INSERT_COLUMN_ARITY_MISMATCH.*` */
export function checkArity(table: Place, columns: readonly string[], { output }: ResolvedRelation): void {
  if (columns.length === output.length) return;
  const reason = columns.length > output.length ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS";
  throw sparkError(`INSERT_COLUMN_ARITY_MISMATCH.${reason}`, {
    tableName: quotedName(table),
    tableColumns: columns.map(quoteName).join(", "),
    dataColumns: output.map((column) => quoteName(column.name)).join(", "),
  });
}

/** Puts columns of a plan into the table's columns one by one. */
export async function insertColumns(
  table: FileTable,
  plan: ResolvedRelation,
  columns: readonly ResolvedColumn[],
  mode: "append" | "overwrite",
  session: ServerSession,
  operation: Running,
  target?: Parameters<typeof writeRows>[5],
): Promise<void> {
  const { fields } = table.schema;
  const rows = assigned(plan, columns, fields, quotedName(table), () => session.engine.nextId());
  try {
    await writeRows(table, rows, mode, session, operation, target);
  } catch (error) {
    throw insertionError(error, columns, fields);
  }
}

/**
 * The plan's columns in the order of the table's.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1161`, `_LEGACY_ERROR_TEMP_1162` where they are others
 */
export function columnsByName(table: FileTable, plan: ResolvedRelation): ResolvedColumn[] {
  const { fields } = table.schema;
  if (fields.length !== plan.output.length) {
    throw sparkError("_LEGACY_ERROR_TEMP_1161", {
      tableName: ["spark_catalog", table.database, table.name].join("."),
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
  place: Place,
  { settings }: ServerSession,
): ResolvedRelation {
  const fold = (column: string): string => (settings.caseSensitive ? column : column.toLowerCase());
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
      tableName: quotedName(place),
      tableCols: plan.output.map((one) => quoteName(one.name)).join(", "),
    });
  });
  const others = plan.output.filter((column) => !last.includes(column));
  if (others.length === 0) throw sparkError("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
  const output = [...others, ...last];
  return { kind: "project", input: plan, items: output.map((column) => ({ expression: column, column })), output };
}
