import { sparkError } from "../../common/index.ts";
import type { ResolvedRelation } from "../../engine/plan/index.ts";
import { FileSink, formatOf } from "../../engine/sinks/index.ts";
import { durationMs } from "../../engine/sources/index.ts";
import type { WriteStreamOperationStart } from "../../protocol/index.ts";
import type { ServerSession } from "../session.ts";
import { SessionSettings } from "../settings.ts";
import type { SinkChoice, SinkContext } from "./stream-sinks.ts";

/** Formats of sources that take no stream. */
const notWritten: ReadonlySet<string> = new Set(["rate", "rate-micro-batch", "socket", "jdbc", "binaryfile"]);

/**
 * A sink that adds files to a folder.
 *
 * @throws SparkException in Spark's order: the path twice, the format, columns that are not there, no path, the output mode
 * @see org.apache.spark.sql.execution.datasources.DataSource.createSink
 */
export function fileSink(message: WriteStreamOperationStart, { mode, plan, session }: SinkContext): SinkChoice {
  const { engine } = session;
  const given = optionOf(message.options, "path");
  const { case: destination, value } = message.sinkDestination;
  const start = destination === "path" && value !== "" ? value : undefined;
  if (given !== undefined && start !== undefined) {
    const config = "spark.sql.legacy.pathOptionBehavior.enabled";
    throw sparkError("_LEGACY_ERROR_TEMP_1188", { method: "start", config });
  }
  const format = message.format === "" ? session.settings.get("spark.sql.sources.default") : message.format;
  const className = format.toLowerCase();
  if (notWritten.has(className))
    throw sparkError("_LEGACY_ERROR_TEMP_2049", { className: format, operator: "writing" });
  // Spark writes ORC too; what it says of modes and paths comes before what Millrace lacks.
  if (className !== "orc") formatOf(format);
  const { partitionBy } = namedColumns(message, plan, session);
  const path = start ?? given;
  if (path === undefined) throw sparkError("_LEGACY_ERROR_TEMP_2047");
  if (mode !== "append")
    throw sparkError("STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE", { className: format, outputMode: mode });
  formatOf(format);
  const retention = optionOf(message.options, "retention");
  const options = {
    location: engine.fileSystems.resolve(path),
    format,
    options: message.options,
    partitionBy,
    retentionMs: retention === undefined ? undefined : durationMs("retention", retention),
    // As they are now: the session may change its own.
    settings: new SessionSettings(session.settings.entries()),
    clock: engine.clock,
  };
  return { showsState: false, needsCheckpoint: true, make: (_connection, run) => FileSink.open(options, run) };
}

/**
 * The columns that name folders, as the result calls them. Columns to cluster by only have to be there: Spark keeps them for tables of
 * other formats.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1196`
 */
export function namedColumns(
  { clusteringColumnNames, partitioningColumnNames }: WriteStreamOperationStart,
  plan: ResolvedRelation,
  { settings }: ServerSession,
): { readonly partitionBy: readonly string[] } {
  const fold = (name: string): string => (settings.caseSensitive ? name : name.toLowerCase());
  const find = (columnName: string, columnType: string): string => {
    const column = plan.output.find(({ name }) => fold(name) === fold(columnName));
    if (column !== undefined) return column.name;
    const validColumnNames = plan.output.map(({ name }) => name).join(", ");
    throw sparkError("_LEGACY_ERROR_TEMP_1196", { columnType, columnName, validColumnNames });
  };
  for (const name of clusteringColumnNames) find(name, "Clustering");
  return { partitionBy: partitioningColumnNames.map((name) => find(name, "Partition")) };
}

/** The value of an option, whose name may be written in any letter case. */
export const optionOf = (options: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(options).find(([key]) => key.toLowerCase() === name)?.[1];
