import { type DataType, duckDbType, quoteString, StructType } from "../../../types/index.ts";
import type { ResolvedColumn, ScanRelation } from "../../plan/index.ts";
import { SourceOptions } from "../options.ts";
import type { BindContext, Binding } from "../source.ts";
import type { FileFormat } from "./file-format.ts";
import { partitionSegments, partitionSql } from "./partitions.ts";
import { javaUri } from "./sink-log.ts";
import { fileReader, folderOf, nameOf, type SourceFile } from "./source-file.ts";

/** The hidden column that tells of a row's file. */
export const metadataColumn = "_metadata";

/**
 * Binds a scan to files: the format reads what is in them, columns that folders' names and the files themselves give are added.
 *
 * @param schema - the scan's whole schema, in which columns of folders stand too
 */
export async function bindFiles(
  format: FileFormat,
  scan: ScanRelation,
  files: readonly SourceFile[],
  context: BindContext,
): Promise<Binding> {
  if (files.length === 0) return noRows(scan);
  const places = files.map(
    (file) =>
      new Map(
        partitionSegments(folderOf(file.key), file.root).map(({ column, value }) => [column.toLowerCase(), value]),
      ),
  );
  const fromFolders = new Set(places.flatMap((place) => [...place.keys()]));
  const isOfFile = (column: ResolvedColumn): boolean =>
    fromFolders.has(column.name.toLowerCase()) || isMetadata(column, scan.source.schema);
  const added = scan.output.filter(isOfFile);
  const columns = scan.output.filter((column) => !isOfFile(column));
  const schema = without(scan.source.schema, fromFolders);
  const timeZone = new SourceOptions(scan.source.options).get("timeZone") ?? context.settings.timeZone;
  const zoned = { ...context.settings, timeZone };
  const values = added.map((column) =>
    files.map((file, i) =>
      isMetadata(column, scan.source.schema)
        ? metadataSql(file, ofFileAlone(column.type as StructType))
        : partitionSql(places[i]!.get(column.name.toLowerCase()) ?? null, column, zoned),
    ),
  );
  const varied = values.map((each) => new Set(each).size > 1);
  const freeId = Math.max(0, ...scan.output.map(({ id }) => id)) + 1;
  const fileColumn = varied.includes(true) ? freeId : undefined;
  const rowColumn = added.some((column) => isMetadata(column, scan.source.schema) && hasRowIndex(column.type))
    ? freeId + 1
    : undefined;
  const { options } = scan.source;
  const read = fileReader(context.signal);
  const inner = await format.bind({
    files,
    columns,
    schema,
    options,
    context,
    read,
    ...(fileColumn !== undefined && { fileColumn }),
    ...(rowColumn !== undefined && { rowColumn }),
  });
  if (added.length === 0) return inner;
  const list = scan.output.map((column) => {
    const at = added.indexOf(column);
    if (at < 0) return `c${column.id}`;
    const isOfRow = isMetadata(column, scan.source.schema) && hasRowIndex(column.type);
    const type = isOfRow ? ofFileAlone(column.type as StructType) : column.type;
    const value = varied[at]
      ? `(CAST([${values[at]!.join(", ")}] AS ${duckDbType(type)}[]))[c${fileColumn} + 1]`
      : values[at]![0]!;
    return `${isOfRow ? `struct_insert(${value}, ${rowIndex} := c${rowColumn})` : value} AS c${column.id}`;
  });
  return wrapped(inner, (sql) => `SELECT ${list.join(", ")} FROM (${sql})`);
}

/** A binding of a scan that has nothing to read. */
export function noRows(scan: ScanRelation): Binding {
  const list = scan.output.map(({ id, type }) => `CAST(NULL AS ${duckDbType(type)}) AS c${id}`);
  return { sql: `SELECT ${list.join(", ") || "1"} WHERE false`, rows: 0, release: async () => {} };
}

function wrapped(inner: Binding, wrap: (sql: string) => string): Binding {
  return {
    sql: wrap(inner.sql),
    ...(inner.rows !== undefined && { rows: inner.rows }),
    rebind: async (failure) => {
      const next = await inner.rebind?.(failure);
      return next && wrapped(next, wrap);
    },
    confirm: async () => {
      const next = await inner.confirm?.();
      return next && wrapped(next, wrap);
    },
    release: () => inner.release(),
  };
}

const isMetadata = (column: ResolvedColumn, schema: StructType): boolean =>
  column.name === metadataColumn && !schema.fields.some((field) => field.name === metadataColumn);

/** The field of `_metadata` that each row has another value of. */
const rowIndex = "row_index";

const hasRowIndex = (type: DataType): boolean => (type as StructType).names.includes(rowIndex);

const ofFileAlone = (type: StructType): StructType =>
  new StructType(type.fields.filter(({ name }) => name !== rowIndex));

/** @see org.apache.spark.sql.execution.datasources.FileFormat.BASE_METADATA_FIELDS */
function metadataSql(file: SourceFile, type: DataType): string {
  const path = javaUri(file.path);
  const size = Number.isFinite(file.size) ? file.size : 0;
  const struct = `{'file_path': ${quoteString(path)}, 'file_name': ${quoteString(nameOf(file.key))}, 'file_size': ${size}, 'file_block_start': 0, 'file_block_length': ${size}, 'file_modification_time': make_timestamptz(${Math.trunc(file.modified * 1000)})}`;
  return `CAST(${struct} AS ${duckDbType(type)})`;
}

function without(schema: StructType, names: ReadonlySet<string>): StructType {
  if (names.size === 0) return schema;
  return new (schema.constructor as typeof StructType)(
    schema.fields.filter(({ name }) => !names.has(name.toLowerCase())),
  );
}
