import { type DataType, LongType, StringType, StructField, StructType, TimestampType } from "../../types/index.ts";
import type { ReadRelation, TableRelation } from "../plan/index.ts";

/** Formats of files that may stand in front of a path in place of a table's name. */
const formats: ReadonlySet<string> = new Set(["json", "csv", "parquet", "text", "orc"]);

/** Whether a source is one of files, under its name or under that of Spark's class. */
export const isFileFormat = (format: string): boolean =>
  formats.has(format.toLowerCase()) ||
  /^org\.apache\.spark\.sql\.execution\.datasources\..*\.(Json|Csv|CSV|Parquet|Text)FileFormat$/.test(format);

const always = (name: string, type: DataType): StructField => new StructField(name, type, false);

/** @see org.apache.spark.sql.execution.datasources.FileFormat.BASE_METADATA_FIELDS */
const fileFields: readonly StructField[] = [
  always("file_path", new StringType()),
  always("file_name", new StringType()),
  always("file_size", new LongType()),
  always("file_block_start", new LongType()),
  always("file_block_length", new LongType()),
  always("file_modification_time", new TimestampType()),
];

const ofAnyFile = new StructType(fileFields);
const ofParquet = new StructType([...fileFields, always("row_index", new LongType())]);

/** The type of the hidden column `_metadata` of files. @see org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat.metadataSchemaFields */
export const fileMetadata = (format: string): StructType => (/parquet/i.test(format) ? ofParquet : ofAnyFile);

// A read is known by the object that it is, and the same table is asked for before analysis and in it.
const reads = new WeakMap<TableRelation, ReadRelation>();

/**
 * The files that SQL names as a table by their format and path, as in ``SELECT * FROM json.`data/in` ``.
 *
 * @see org.apache.spark.sql.catalyst.analysis.ResolveSQLOnFile
 */
export function fileTable(table: TableRelation): ReadRelation | undefined {
  const [format, path] = table.name;
  if (table.name.length !== 2 || !formats.has(format!.toLowerCase()) || table.streaming) return undefined;
  let read = reads.get(table);
  if (read === undefined) {
    const { options, planId } = table;
    read = {
      kind: "read",
      format: format!.toLowerCase(),
      paths: [path!],
      options,
      streaming: false,
      ...(planId !== undefined && { planId }),
    };
    reads.set(table, read);
  }
  return read;
}
