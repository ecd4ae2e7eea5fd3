import { sparkError } from "../../../common/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import { type ResolvedRelation, schemaOf } from "../../../engine/plan/index.ts";
import { formatOf, type RunDescription, TableSink } from "../../../engine/sinks/index.ts";
import type { WriteStreamOperationStart } from "../../../protocol/index.ts";
import type { ServerSession } from "../../session.ts";
import { SessionSettings } from "../../settings.ts";
import { assigned } from "../store-assignment.ts";
import type { SinkChoice, SinkContext } from "../stream-sinks.ts";
import { namedColumns, optionOf } from "../stream-to-files.ts";
import { locationOf, makeFolder, requireFreeLocation, storedSchema } from "./files.ts";
import { alreadyExists, newTable } from "./new-table.ts";
import { columnsByName, tableRows } from "./save-table.ts";

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
  const place = catalog.placeFor(given);
  const existing = catalog.global.relation(place.database, place.name);
  if (existing?.kind === "storedView") throw sparkError("_LEGACY_ERROR_TEMP_1190", { viewName: given.join(".") });
  const className = providerOf(message, tableName, existing, session);
  const rows =
    existing === undefined
      ? tableRows({ plan, partitionBy: message.partitioningColumnNames }, place, session)
      : assigned(plan, columnsByName(existing, plan), existing.schema.fields, quotedName(place), () =>
          session.engine.nextId(),
        );
  const { partitionBy } = namedColumns(message, plan, session);
  if (mode !== "append")
    throw sparkError("STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE", { className, outputMode: mode });
  return {
    showsState: false,
    needsCheckpoint: true,
    plan: rows,
    make: async (_connection, run) => {
      const table = existing ?? (await createTable(place, className, partitionBy, rows, message, run, session));
      return new TableSink(
        {
          name: ["spark_catalog", place.database, place.name].join("."),
          location: locationOf(table, session),
          format: table.provider,
          options: { ...table.options, ...message.options },
          partitionBy: table.partitionedBy,
          // As they are now: the session may change its own.
          settings: new SessionSettings(session.settings.entries()),
          isThere: () => {
            const now = catalog.global.relation(place.database, place.name);
            return now?.id === table.id;
          },
        },
        run,
      );
    },
  };
}

/** The format of the table. @throws AnalysisException `_LEGACY_ERROR_TEMP_1192` for one that it does not have */
function providerOf(
  { format }: WriteStreamOperationStart,
  tableName: string,
  table: FileTable | undefined,
  { settings }: ServerSession,
): string {
  const source = format === "" ? settings.get("spark.sql.sources.default") : format;
  if (table === undefined) {
    formatOf(source);
    return source;
  }
  if (source.toLowerCase() !== table.provider)
    throw sparkError("_LEGACY_ERROR_TEMP_1192", { source, tableName, provider: table.provider });
  return table.provider;
}

/** @throws UnsupportedOperationException where the checkpoint has batches, which a new table would lack */
async function createTable(
  place: Place,
  provider: string,
  partitionedBy: readonly string[],
  rows: ResolvedRelation,
  { options }: WriteStreamOperationStart,
  { committedBatch }: RunDescription,
  session: ServerSession,
): Promise<FileTable> {
  if (committedBatch >= 0) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `going on with a query whose table ${quotedName(place)} is gone`,
      hint: "Start it with a new checkpointLocation.",
    });
  }
  const location = optionOf(options, "path");
  const details = { options: {}, properties: {}, ...(location !== undefined && { location }) };
  const entry: FileTable = {
    ...newTable(place, details, session),
    provider: provider.toLowerCase(),
    schema: storedSchema(schemaOf(rows)),
    partitionedBy,
  };
  if (entry.managed) await requireFreeLocation(entry, session);
  await makeFolder(entry, session);
  if (!session.catalog.global.createRelation(entry)) throw alreadyExists(place);
  return entry;
}
