import { sparkError } from "../../common/index.ts";
import { refuseStream } from "../../engine/analyze/index.ts";
import type { ResolvedColumn } from "../../engine/plan/index.ts";
import { type SaveMode, writeFiles } from "../../engine/sinks/index.ts";
import {
  WriteOperation_SaveMode as ModeMessage,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
  type WriteOperation,
} from "../../protocol/index.ts";
import { quoteName, quoteParts } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import { executeOptions, requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { insertInto, saveAsTable } from "./tables/index.ts";

const modes: Partial<Record<ModeMessage, SaveMode>> = {
  [ModeMessage.APPEND]: "append",
  [ModeMessage.OVERWRITE]: "overwrite",
  [ModeMessage.IGNORE]: "ignore",
};

/** Writes a relation to files or to a table. */
export async function write(message: WriteOperation, session: ServerSession, operation: Running): Promise<void> {
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  refuseStream(plan, "write");
  const mode = modes[message.mode] ?? "error";
  const { saveType } = message;
  const { engine, settings } = session;
  const format = (message.source ?? settings.get("spark.sql.sources.default")).toLowerCase();
  if (saveType.case === "table") {
    const { saveMethod, tableName } = saveType.value;
    const name = session.parsers.parseMultipartIdentifier(tableName);
    if (saveMethod === SaveMethod.INSERT_INTO) {
      refuseBuckets(message, "insertInto");
      if (message.partitioningColumns.length > 0)
        throw sparkError("PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO", { tableName });
      await insertInto(name, plan, mode === "overwrite", session, operation);
      return;
    }
    checkBuckets(message, plan.output, name);
    const { path, ...options } = pathApart(message.options);
    const details = { options, properties: {}, ...(path !== undefined && { location: path }) };
    const partitionBy = message.partitioningColumns;
    await saveAsTable({ name, plan, mode, format, partitionBy, details }, session, operation);
    return;
  }
  if (format === "noop") {
    if (mode === "error" || mode === "ignore") {
      const createMode = mode === "error" ? '"ErrorIfExists"' : '"Ignore"';
      throw sparkError("UNSUPPORTED_DATA_SOURCE_SAVE_MODE", { source: format, createMode });
    }
    await engine.executor.execute(plan, executeOptions(session, operation));
    return;
  }
  refuseBuckets(message, "save");
  const path = saveType.case === "path" ? saveType.value : pathOption(message.options);
  await writeFiles(
    { plan, format, path, mode, options: message.options, partitionBy: message.partitioningColumns },
    { executor: engine.executor, fileSystems: engine.fileSystems, ...executeOptions(session, operation) },
  );
  await engine.filesChanged(path);
}

/**
 * Buckets change how the rows of a table lie, not what it holds: here they are checked and otherwise passed over.
 *
 * @throws AnalysisException `SORT_BY_WITHOUT_BUCKETING`, `INVALID_BUCKET_COUNT`, `COLUMN_NOT_DEFINED_IN_TABLE`
 */
function checkBuckets(message: WriteOperation, output: readonly ResolvedColumn[], name: readonly string[]): void {
  const { bucketBy, sortColumnNames } = message;
  if (bucketBy === undefined) {
    refuseBuckets(message, "saveAsTable");
    return;
  }
  const { bucketColumnNames, numBuckets } = bucketBy;
  if (numBuckets <= 0 || numBuckets > mostBuckets) {
    throw sparkError("INVALID_BUCKET_COUNT", {
      bucketingMaxBuckets: String(mostBuckets),
      numBuckets: String(numBuckets),
    });
  }
  const has = (column: string): boolean => output.some((one) => one.name.toLowerCase() === column.toLowerCase());
  for (const [colType, columns] of [
    ["bucket", bucketColumnNames],
    ["sort", sortColumnNames],
  ] as const) {
    const missing = columns.find((column) => !has(column));
    if (missing === undefined) continue;
    throw sparkError("COLUMN_NOT_DEFINED_IN_TABLE", {
      colType,
      colName: quoteName(missing),
      tableName: quoteParts(name),
      tableCols: output.map((one) => quoteName(one.name)).join(", "),
    });
  }
}

/** `spark.sql.sources.bucketing.maxBuckets` of Spark. */
const mostBuckets = 100_000;

/** @throws AnalysisException, since rows are not spread over buckets */
function refuseBuckets(
  {
    bucketBy,
    clusteringColumns,
    partitioningColumns,
    sortColumnNames,
  }: Pick<WriteOperation, "bucketBy" | "clusteringColumns" | "partitioningColumns" | "sortColumnNames">,
  operation: string,
): void {
  if (sortColumnNames.length > 0 && bucketBy === undefined) throw sparkError("SORT_BY_WITHOUT_BUCKETING");
  if (bucketBy !== undefined)
    throw sparkError(sortColumnNames.length > 0 ? "_LEGACY_ERROR_TEMP_1313" : "_LEGACY_ERROR_TEMP_1312", { operation });
  if (clusteringColumns.length > 0 && partitioningColumns.length > 0)
    throw sparkError("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED");
}

/** Options with `path`, if it is among them, under just this name. */
function pathApart(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> & { path?: string } {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.toLowerCase() === "path" ? "path" : key, value]),
  );
}

/** @throws IllegalArgumentException `_LEGACY_ERROR_TEMP_2047` */
function pathOption(options: Readonly<Record<string, string>>): string {
  const path = Object.entries(options).find(([name]) => name.toLowerCase() === "path")?.[1];
  if (path === undefined) throw sparkError("_LEGACY_ERROR_TEMP_2047");
  return path;
}
