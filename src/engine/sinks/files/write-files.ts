import { randomId, sparkError } from "../../../common/index.ts";
import type { FileSystems } from "../../../storage/index.ts";
import type { Executor } from "../../execute/index.ts";
import { type ResolvedRelation, schemaOf } from "../../plan/index.ts";
import { csvFormat } from "./csv-output.ts";
import { jsonFormat } from "./json-output.ts";
import { checkColumns, type OutputColumn, type OutputFormat, type WriteSettings } from "./output-format.ts";
import { parquetFormat } from "./parquet-output.ts";
import { partitionColumns, refuseRepeated } from "./partitions.ts";
import { stage } from "./stage.ts";
import { type Replacing, WriteTarget } from "./target.ts";
import { textFormat } from "./text-output.ts";
import { invalidOption, WriteOptions } from "./write-options.ts";

/** What to do where there is something already. @see org.apache.spark.sql.SaveMode */
export type SaveMode = "append" | "overwrite" | "ignore" | "error";

/** A write of files. */
export interface FileWrite {
  readonly plan: ResolvedRelation;
  /** `json`, `csv`, `parquet` or `text`, in any letter case. */
  readonly format: string;
  /** A folder: a path of this machine, a mount or a bucket. */
  readonly path: string;
  readonly mode: SaveMode;
  /** Their names in any letter case. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns whose values name folders, the outermost first. */
  readonly partitionBy: readonly string[];
}

/** What a write works with. */
export interface WriteContext {
  readonly executor: Executor;
  readonly fileSystems: FileSystems;
  readonly settings: WriteSettings;
  readonly signal?: AbortSignal;
}

const formats: Readonly<Record<string, OutputFormat>> = {
  json: jsonFormat,
  csv: csvFormat,
  parquet: parquetFormat,
  text: textFormat,
};

/** Formats that Spark writes and Millrace does not, with the way out. */
const notWritten: Readonly<Record<string, string>> = {
  orc: "write the rows as Parquet, with format('parquet')",
  avro: "write the rows as Parquet or JSON lines",
  xml: "write the rows as JSON lines, with format('json')",
  jdbc: "write the rows as Parquet or CSV files, and load those into the database",
  kafka: "write the rows as JSON lines, and send those",
  delta: "write the rows as Parquet, with format('parquet')",
  iceberg: "write the rows as Parquet, with format('parquet')",
  console: "print the rows with show()",
  memory: "keep the rows with createOrReplaceTempView or saveAsTable",
};

/**
 * Writes the rows of a plan to files as Spark does: a folder with `part-…` files, below folders `column=value` where it is
 * partitioned, and `_SUCCESS` when all is there. Readers never see a part of a file, and a write that fails leaves what was there.
 *
 * @throws SparkException `PATH_ALREADY_EXISTS`, `DATA_SOURCE_NOT_FOUND`, `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` and others of Spark's,
 *   and what the query throws
 * @see org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand
 */
export async function writeFiles(write: FileWrite, context: WriteContext): Promise<void> {
  const { mode, partitionBy, plan } = write;
  const { executor, fileSystems, settings, signal } = context;
  const format = formatOf(write.format);
  const options = new WriteOptions(write.options);
  const schema = schemaOf(plan);
  const caseSensitive = settings.find("spark.sql.caseSensitive") === "true";
  const columns = schema.fields.map(
    ({ name, dataType }, index): OutputColumn => ({ name, type: dataType, sql: `c${index}` }),
  );
  if (columns.length === 0) checkColumns(format, columns);
  if (format.namesMayRepeat !== true) refuseRepeated(schema.names, caseSensitive);
  const { data, partitions } = partitionColumns(columns, partitionBy, schema, caseSensitive);
  checkColumns(format, data);
  const output = format.output(data, options, settings);
  const maxRecords = maxRecordsOf(options, settings);
  const replacing = replacingOf(write, options, settings);

  const target = await WriteTarget.find(fileSystems.resolve(write.path), signal);
  if (target.exists && mode === "ignore") return;
  if (target.exists && mode === "error") throw sparkError("PATH_ALREADY_EXISTS", { outputPath: target.path });

  const names = columns.map(({ sql }) => sql).join(", ");
  const jobId = randomId();
  await target.staged(async (folder) => {
    const files = await executor.withQuery(
      plan,
      { settings, ...(signal !== undefined && { signal }) },
      (sql, connection) =>
        stage(connection, {
          rows: `(${sql}) AS written(${names})`,
          output,
          partitions,
          maxRecords,
          settings: { ...zoned(settings, options), find: (key) => settings.find(key) },
          folder,
          jobId,
          signal,
        }),
    );
    if (signal?.aborted === true) throw sparkError("OPERATION_CANCELED");
    await target.publish(folder, files, replacing);
  });
}

function formatOf(name: string): OutputFormat {
  const provider = name.toLowerCase();
  const format = formats[provider];
  if (format !== undefined) return format;
  const wayOut = notWritten[provider];
  if (wayOut !== undefined) throw sparkError("UNSUPPORTED_DATA_SOURCE", { provider: name, wayOut });
  throw sparkError("DATA_SOURCE_NOT_FOUND", { provider: name });
}

const zoned = ({ ansi, timeZone }: WriteSettings, options: WriteOptions) => ({
  ansi,
  timeZone: options.get("timeZone") ?? timeZone,
});

function maxRecordsOf(options: WriteOptions, settings: WriteSettings): number | undefined {
  const text = options.get("maxRecordsPerFile") ?? settings.find("spark.sql.files.maxRecordsPerFile") ?? "0";
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text) || number > Number.MAX_SAFE_INTEGER)
    throw invalidOption("maxRecordsPerFile", text, "it must be a whole number");
  return number > 0 ? number : undefined;
}

function replacingOf({ mode, partitionBy }: FileWrite, options: WriteOptions, settings: WriteSettings): Replacing {
  if (mode !== "overwrite") return "nothing";
  const way =
    options.get("partitionOverwriteMode") ?? settings.find("spark.sql.sources.partitionOverwriteMode") ?? "static";
  if (!/^(?:static|dynamic)$/i.test(way)) throw invalidOption("partitionOverwriteMode", way, "it is static or dynamic");
  return way.toLowerCase() === "dynamic" && partitionBy.length > 0 ? "writtenFolders" : "everything";
}
