import { sparkError } from "../../common/index.ts";
import { asNullable } from "../../engine/analyze/index.ts";
import { type TableEntry, TableRows } from "../../engine/catalog/index.ts";
import type { Connection } from "../../engine/duckdb/index.ts";
import type { ResolvedRelation } from "../../engine/plan/index.ts";
import { createTableSql, formatOf, type RunDescription, TableSink } from "../../engine/sinks/index.ts";
import type { WriteStreamOperationStart } from "../../protocol/index.ts";
import { quoteParts, type StructType } from "../../types/index.ts";
import type { ServerSession } from "../session.ts";
import { columnsByName, newTable, tableRows } from "./save-table.ts";
import { assigned } from "./store-assignment.ts";
import type { SinkChoice, SinkContext } from "./stream-sinks.ts";
import { namedColumns, optionOf } from "./stream-to-files.ts";

/**
 * A sink that adds rows to a table by the columns' names, and makes it when the query starts where there is none.
 *
 * @throws SparkException in Spark's order: views, the format, columns that are not there, the output mode
 * @see org.apache.spark.sql.classic.DataStreamWriter.toTable
 */
export function tableSink(
  message: WriteStreamOperationStart,
  tableName: string,
  { mode, plan, session }: SinkContext,
): SinkChoice {
  const { catalog } = session;
  const given = session.parsers.parseMultipartIdentifier(tableName);
  if (catalog.isTemporary(given)) throw sparkError("_LEGACY_ERROR_TEMP_1190", { viewName: given.join(".") });
  const name = catalog.qualified(given);
  if (!catalog.databaseExists(name.slice(0, -1).join(".")))
    throw sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts(name.slice(0, -1)) });
  if (optionOf(message.options, "path") !== undefined) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "toTable with the option path",
      hint: "Write files with start(path), and read them with spark.read.",
    });
  }
  const existing = catalog.find(name);
  const table = existing?.kind === "table" ? existing : undefined;
  const className = providerOf(message, tableName, table, session);
  const rows = table === undefined ? newRows(message, plan, name, session) : addedRows(table, plan, name, session);
  namedColumns(message, plan, session);
  if (mode !== "append")
    throw sparkError("STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE", { className, outputMode: mode });
  const details = { provider: className, partitionedBy: message.partitioningColumnNames };
  return {
    showsState: false,
    needsCheckpoint: true,
    plan: rows,
    make: async (connection, run) => {
      const entry = table ?? (await createTable(name, details, run, session, connection));
      return new TableSink(name.join("."), entry, entry.rows!, run);
    },
  };
}

/** The format of the table. @throws AnalysisException `_LEGACY_ERROR_TEMP_1192` for one that it does not have */
function providerOf(
  { format }: WriteStreamOperationStart,
  tableName: string,
  table: TableEntry | undefined,
  { settings }: ServerSession,
): string {
  const source = format === "" ? settings.get("spark.sql.sources.default") : format;
  if (table === undefined) {
    formatOf(source);
    return source;
  }
  const provider = table.provider ?? settings.get("spark.sql.sources.default");
  if (source.toLowerCase() !== provider.toLowerCase())
    throw sparkError("_LEGACY_ERROR_TEMP_1192", { source, tableName, provider });
  return provider;
}

/** The query's rows in the columns of a new table, those of partitions last. */
function newRows(
  { partitioningColumnNames }: WriteStreamOperationStart,
  plan: ResolvedRelation,
  name: readonly string[],
  session: ServerSession,
): ResolvedRelation {
  return tableRows({ plan, partitionBy: partitioningColumnNames }, name, session);
}

/** The query's rows in the columns of a table that is there. */
function addedRows(
  table: TableEntry,
  plan: ResolvedRelation,
  name: readonly string[],
  { engine }: ServerSession,
): ResolvedRelation {
  const columns = columnsByName(table, plan, name);
  return assigned(plan, columns, table.schema.fields, quoteParts(name), () => engine.nextId());
}

/** @throws UnsupportedOperationException where the checkpoint has batches, which a new table would lack */
async function createTable(
  name: readonly string[],
  details: Pick<TableEntry, "provider" | "partitionedBy">,
  { committedBatch, schema }: RunDescription,
  session: ServerSession,
  connection: Connection,
): Promise<TableEntry> {
  if (committedBatch >= 0) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `going on with a query whose table ${quoteParts(name)} is gone, as tables are with the process`,
      hint: "Start it with a new checkpointLocation, or write files with start(path), which stay.",
    });
  }
  const table = newTable(name, asNullable(schema) as StructType, session);
  await connection.run(createTableSql(table));
  session.catalog.createTable(name, { ...table, ...details, rows: new TableRows(0) }, { replace: false });
  return session.catalog.find(name) as TableEntry;
}
