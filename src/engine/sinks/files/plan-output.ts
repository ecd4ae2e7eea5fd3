import type { StructType } from "../../../types/index.ts";
import { invalidOption } from "../../sources/index.ts";
import {
  checkColumns,
  type Output,
  type OutputColumn,
  type OutputFormat,
  type WriteSettings,
} from "./output-format.ts";
import { partitionColumns, refuseRepeated } from "./partitions.ts";
import type { WriteOptions } from "./write-options.ts";

/** How rows are to become files. */
export interface OutputChoice {
  readonly format: OutputFormat;
  readonly options: WriteOptions;
  /** Columns whose values name folders, the outermost first. */
  readonly partitionBy: readonly string[];
}

/** The rows of a schema as files: what staging needs to know before there are rows. */
export interface PlannedOutput {
  readonly output: Output;
  readonly partitions: readonly OutputColumn[];
  /** Rows that a file may hold; undefined for any number. */
  readonly maxRecords: number | undefined;
  readonly settings: WriteSettings;
  /** What the rows of a query are called in the SQL of `output`. */
  rows(sql: string): string;
}

/** @throws SparkException for options and columns that the format does not take */
export function planOutput(
  schema: StructType,
  { format, options, partitionBy }: OutputChoice,
  settings: WriteSettings,
): PlannedOutput {
  const caseSensitive = isCaseSensitive(settings);
  const columns = columnsOf(schema);
  if (columns.length === 0) checkColumns(format, columns);
  if (format.namesMayRepeat !== true) refuseRepeated(schema.names, caseSensitive);
  const { data, partitions } = partitionColumns(columns, partitionBy, schema, caseSensitive);
  checkColumns(format, data);
  const names = columns.map(({ sql }) => sql).join(", ");
  return {
    output: format.output(data, options, settings),
    partitions,
    maxRecords: maxRecordsOf(options, settings),
    settings: { ...zoned(settings, options), find: (key) => settings.find(key) },
    rows: (sql) => `(${sql}) AS written(${names})`,
  };
}

/** @throws AnalysisException where columns cannot name folders: {@link planOutput} looks at that too, when there are rows */
export function checkPartitions(schema: StructType, partitionBy: readonly string[], settings: WriteSettings): void {
  partitionColumns(columnsOf(schema), partitionBy, schema, isCaseSensitive(settings));
}

const columnsOf = (schema: StructType): OutputColumn[] =>
  schema.fields.map(({ name, dataType }, index) => ({ name, type: dataType, sql: `c${index}` }));

const isCaseSensitive = (settings: WriteSettings): boolean => settings.find("spark.sql.caseSensitive") === "true";

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
