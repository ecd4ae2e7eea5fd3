import { type DataType, duckDbType, quoteString, StructType } from "../../../types/index.ts";
import type { ResolvedColumn, ScanRelation } from "../../plan/index.ts";
import { SourceOptions } from "../options.ts";
import type { BindContext, Binding } from "../source.ts";
import type { FileFormat } from "./file-format.ts";
import { partitionSegments, partitionSql } from "./partitions.ts";
import { javaUri } from "./sink-log.ts";
import { fileReader, folderOf, nameOf, type SourceFile } from "./source-file.ts";

/**
 * The setting that has folders' names checked, which comes with the options of a read. It is no option of Spark's: what a user writes under
 * the name without its prefix is not heeded.
 */
export const validatesFolders = "spark.sql.sources.validatePartitionColumns";

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
  const timeZone = new SourceOptions(scan.source.options).get("timeZone") ?? context.settings.timeZone;
  const zoned = { ...context.settings, timeZone };
  const strict = scan.source.options[validatesFolders] !== "false";
  const read: ResolvedColumn[] = [];
  const added = new Map<ResolvedColumn, AddedColumn>();
  for (const column of scan.output) {
    const folder = column.name.toLowerCase();
    if (isMetadata(column, scan.source.schema)) added.set(column, metadataOf(files, column.type as StructType));
    else if (fromFolders.has(folder)) {
      const values = places.map((place) => partitionSql(place.get(folder) ?? null, column, zoned, strict));
      added.set(column, addedColumn(values, column.type));
    } else read.push(column);
  }
  const isAny = (what: "varies" | "hasRowIndex"): boolean => [...added.values()].some((each) => each[what]);
  const freeId = Math.max(0, ...scan.output.map(({ id }) => id)) + 1;
  const fileColumn = freeId;
  const rowColumn = freeId + 1;
  const inner = await format.bind({
    files,
    columns: read,
    schema: without(scan.source.schema, fromFolders),
    options: scan.source.options,
    context,
    read: fileReader(context.signal),
    ...(isAny("varies") && { fileColumn }),
    ...(isAny("hasRowIndex") && { rowColumn }),
  });
  if (added.size === 0) return inner;
  const list = scan.output.map((column) => {
    const of = added.get(column);
    if (of === undefined) return `c${column.id}`;
    const value = of.varies
      ? `(CAST([${of.values.join(", ")}] AS ${duckDbType(of.type)}[]))[c${fileColumn} + 1]`
      : of.values[0]!;
    return `${of.hasRowIndex ? `struct_insert(${value}, ${rowIndex} := c${rowColumn})` : value} AS c${column.id}`;
  });
  return wrapped(inner, (sql) => `SELECT ${list.join(", ")} FROM (${sql})`);
}

/** A column that is not in the files: a value for each file. */
interface AddedColumn {
  /** SQL by file. */
  readonly values: readonly string[];
  /** Of the values. */
  readonly type: DataType;
  /** Whether the values are not all the same. */
  readonly varies: boolean;
  /** Whether the place of each row belongs into it. */
  readonly hasRowIndex: boolean;
}

const addedColumn = (values: readonly string[], type: DataType, hasRowIndex = false): AddedColumn => ({
  values,
  type,
  varies: new Set(values).size > 1,
  hasRowIndex,
});

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

/** The column `_metadata`, but for the field that is of a row. */
function metadataOf(files: readonly SourceFile[], { fields }: StructType): AddedColumn {
  const ofFile = fields.filter(({ name }) => name !== rowIndex);
  const type = new StructType(ofFile);
  const sqlType = duckDbType(type);
  const values = files.map((file) => `CAST(${metadataSql(file)} AS ${sqlType})`);
  return addedColumn(values, type, ofFile.length < fields.length);
}

/** @see org.apache.spark.sql.execution.datasources.FileFormat.BASE_METADATA_FIELDS */
function metadataSql(file: SourceFile): string {
  const path = javaUri(file.path);
  const size = Number.isFinite(file.size) ? file.size : 0;
  return `{'file_path': ${quoteString(path)}, 'file_name': ${quoteString(nameOf(file.key))}, 'file_size': ${size}, 'file_block_start': 0, 'file_block_length': ${size}, 'file_modification_time': make_timestamptz(${Math.trunc(file.modified * 1000)})}`;
}

function without(schema: StructType, names: ReadonlySet<string>): StructType {
  if (names.size === 0) return schema;
  return new (schema.constructor as typeof StructType)(
    schema.fields.filter(({ name }) => !names.has(name.toLowerCase())),
  );
}
