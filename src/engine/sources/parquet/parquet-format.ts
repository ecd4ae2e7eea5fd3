import { SparkException, sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType, quoteIdentifier, StructType } from "../../../types/index.ts";
import { type Connection, type Database, duckDbMessage, readRows } from "../../duckdb/index.ts";
import { type Tolerance, toleranceOf } from "../files/contents.ts";
import type { FileFormat, FormatScan } from "../files/file-format.ts";
import { localPaths, pathLiteral } from "../files/local-paths.ts";
import type { InputFile } from "../json/index.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import type { Binding } from "../source.ts";
import { mergedSchema } from "./merged-schema.ts";
import { castNested } from "./nested-cast.ts";
import { parquetSchema } from "./parquet-schema.ts";
import { isReadableAs, physicalType } from "./readable-types.ts";

const fileColumnName = "millrace file";
const describedSchema = new StructType().add("name", "string").add("type", "string");

/** Parquet files, read by DuckDB. @see org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat */
export function parquetFormat(database: Database): FileFormat {
  const known = new Map<string, ColumnTypes>();
  return {
    title: "Parquet",
    infersFromOne: true,
    check(values) {
      const options = new SourceOptions(values);
      toleranceOf(options);
      options.boolean("mergeSchema", false);
      for (const name of rebaseModes) checkRebaseMode(name, options);
    },
    async infer({ files, options, read }) {
      const filled = files.filter((file) => !(file.size === 0));
      const looked = new SourceOptions(options).boolean("mergeSchema", false) ? filled : filled.slice(0, 1);
      if (looked.length === 0) return undefined;
      const local = await localPaths(looked, read);
      const connection = await database.connection();
      let schema: StructType | undefined;
      try {
        for (const [index, { path }] of looked.entries()) {
          try {
            const found = await parquetSchema(connection, local.paths[index]!, path);
            schema = schema === undefined ? found : mergedSchema(schema, found);
          } catch (error) {
            const found = readError(error, path);
            const isDamaged = found instanceof SparkException && found.condition === "FAILED_READ_FILE.NO_HINT";
            if (!isDamaged || !toleranceOf(new SourceOptions(options)).ignoreCorruptFiles) throw found;
          }
        }
        return schema;
      } finally {
        connection.close();
        await local.release();
      }
    },
    bind: (scan) => bind(scan, known),
  };
}

/** DuckDB's names and types of columns, by names as they are and in lower case. */
type ColumnTypes = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

/** Sets of files whose columns are remembered: looking into the files' footers again takes longer than a small query. */
const mostKnown = 256;

/** Tells files by more than their paths, since a path may come to hold another file. Undefined for sets too large to remember, and where a listing does not say. */
function identityOf(files: readonly InputFile[]): string | undefined {
  if (files.length > mostKnown || !files.every(({ size, modified }) => size >= 0 && modified > 0)) return undefined;
  return files.map(({ path, size, modified }) => `${path} ${size} ${modified}`).join("\n");
}

const rebaseModes = ["datetimeRebaseMode", "int96RebaseMode"];

function checkRebaseMode(name: string, options: SourceOptions): void {
  const mode = options.get(name);
  if (mode !== undefined && !/^(?:corrected|exception|legacy)$/i.test(mode))
    throw invalidOption(name, mode, "it is CORRECTED, EXCEPTION or LEGACY");
}

/**
 * Times are read as they stand. In the mode LEGACY, files are of a calendar in which old times are other ones.
 *
 * @throws UnsupportedOperationException `UNSUPPORTED_FEATURE.MILLRACE` where there are such times
 */
async function refuseOldTimes(
  { columns, context, options }: FormatScan,
  types: ReadonlyMap<string, { readonly name: string }>,
  source: string,
): Promise<void> {
  const given = new SourceOptions(options);
  const legacy = rebaseModes.find((name) => given.get(name)?.toLowerCase() === "legacy");
  if (legacy === undefined) return;
  const isOld = columns.flatMap(({ name, type }) => {
    const column = types.get(name) ?? types.get(name.toLowerCase());
    const bound = type.kind === "date" ? "DATE '1582-10-15'" : "TIMESTAMP '1900-01-01'";
    return column !== undefined && /^(?:date|timestamp)/.test(type.kind)
      ? [`CAST(${quoteIdentifier(column.name)} AS TIMESTAMP) < ${bound}`]
      : [];
  });
  if (isOld.length === 0) return;
  const sql = `SELECT 'x' AS name, 'x' AS type FROM ${source} WHERE ${isOld.join(" OR ")} LIMIT 1`;
  if ((await readRows(context.connection, sql, describedSchema)).length === 0) return;
  throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
    feature: `the mode LEGACY of the option ${legacy} for times before 1900`,
    hint: "Let Spark write the files anew in its mode CORRECTED.",
  });
}

async function bind(scan: FormatScan, known: Map<string, ColumnTypes>): Promise<Binding> {
  const { files, columns, context, fileColumn, options, read, rowColumn } = scan;
  const { connection } = context;
  const local = await localPaths(files, read);
  const readable = await readableFiles(connection, files, local.paths, toleranceOf(new SourceOptions(options)));
  // A file without a byte has no rows either.
  const indexes = readable.filter((index) => files[index]!.size !== 0);
  const paths = indexes.map((index) => local.paths[index]!);
  if (paths.length === 0) {
    const none = columns.map(({ id, type }) => `CAST(NULL AS ${duckDbType(type)}) AS c${id}`);
    if (fileColumn !== undefined) none.push(`CAST(NULL AS INTEGER) AS c${fileColumn}`);
    if (rowColumn !== undefined) none.push(`CAST(NULL AS BIGINT) AS c${rowColumn}`);
    return { sql: `SELECT ${none.join(", ") || "1"} WHERE false`, rows: 0, release: () => local.release() };
  }
  const list = paths.map(pathLiteral).join(", ");
  const reading = `union_by_name = true, hive_partitioning = false, filename = ${fileColumn === undefined ? "false" : `'${fileColumnName}'`}`;
  const source = `read_parquet([${list}], ${reading})`;
  try {
    const identity = identityOf(indexes.map((index) => files[index]!));
    const types = (identity !== undefined && known.get(identity)) || (await describe(connection, source));
    await refuseOldTimes(scan, types, source);
    if (identity !== undefined) remember(known, identity, types);
    const selected = columns.map(({ id, name, type }) => {
      const wanted = duckDbType(type);
      const found = types.get(name) ?? types.get(name.toLowerCase());
      if (found === undefined) return `CAST(NULL AS ${wanted}) AS c${id}`;
      if (found.type === "VARIANT" || (wanted === "INTERVAL" && found.type !== wanted))
        throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
          feature: `the column ${name} of type ${type.sql()} in Parquet files`,
          hint: "Leave the column out of the schema, or keep it as text.",
        });
      if (!isReadableAs(found.type, type))
        throw sparkError("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", {
          path: files[0]!.path,
          column: `[${found.name}]`,
          expectedType: type.catalogString(),
          actualType: physicalType(found.type),
        });
      return `${converted(quoteIdentifier(found.name), found.type, type)} AS c${id}`;
    });
    if (fileColumn !== undefined) {
      const all = local.paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(", ");
      selected.push(`list_position([${all}], ${quoteIdentifier(fileColumnName)}) - 1 AS c${fileColumn}`);
    }
    if (rowColumn !== undefined) selected.push(`file_row_number AS c${rowColumn}`);
    const from = rowColumn === undefined ? source : `read_parquet([${list}], ${reading}, file_row_number = true)`;
    return { sql: `SELECT ${selected.join(", ") || "1"} FROM ${from}`, release: () => local.release() };
  } catch (error) {
    await local.release();
    throw readError(error, files[0]!.path);
  }
}

/** Remembers columns as the ones used last; those used longest ago are forgotten. */
function remember(known: Map<string, ColumnTypes>, identity: string, types: ColumnTypes): void {
  known.delete(identity);
  known.set(identity, types);
  if (known.size > mostKnown) known.delete(known.keys().next().value as string);
}

/** Positions of the files to read: all of them, but for those that are to be passed over. */
async function readableFiles(
  connection: Connection,
  files: readonly InputFile[],
  paths: readonly string[],
  { ignoreCorruptFiles, ignoreMissingFiles }: Tolerance,
): Promise<readonly number[]> {
  const indexes = paths.map((_, index) => index);
  if (!ignoreCorruptFiles && !ignoreMissingFiles) return indexes;
  const readable: number[] = [];
  for (const index of indexes) {
    try {
      await describe(connection, `read_parquet(${pathLiteral(paths[index]!)})`);
      readable.push(index);
    } catch (error) {
      const found = readError(error, files[index]!.path);
      const condition = found instanceof SparkException ? found.condition : "";
      const ignored = condition === "FAILED_READ_FILE.FILE_NOT_EXIST" ? ignoreMissingFiles : ignoreCorruptFiles;
      if (!condition.startsWith("FAILED_READ_FILE.") || !ignored) throw found;
    }
  }
  return readable;
}

async function describe(connection: Connection, source: string): Promise<ColumnTypes> {
  const rows = await readRows(
    connection,
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${source})`,
    describedSchema,
  );
  const types = new Map<string, { name: string; type: string }>();
  for (const { name, type } of rows) {
    const column = { name: name!, type: type! };
    types.set(column.name, column);
    if (!types.has(column.name.toLowerCase())) types.set(column.name.toLowerCase(), column);
  }
  return types;
}

/** Times without a zone and instants stand for each other at UTC, numbers for days and microseconds; everything else DuckDB converts. */
function converted(column: string, found: string, type: DataType): string {
  const wanted = duckDbType(type);
  if (found === wanted || (found === "TIMESTAMP WITH TIME ZONE" && wanted === "TIMESTAMPTZ")) return column;
  if (wanted === "TIMESTAMPTZ" && found.startsWith("TIMESTAMP"))
    return `(CAST(${column} AS TIMESTAMP) AT TIME ZONE 'UTC')`;
  if (wanted === "TIMESTAMP" && found === "TIMESTAMP WITH TIME ZONE") return `(${column} AT TIME ZONE 'UTC')`;
  if (wanted === "DATE" && /^(?:U?TINYINT|U?SMALLINT|INTEGER)$/.test(found))
    return `(DATE '1970-01-01' + CAST(${column} AS INTEGER))`;
  if (wanted === "INTEGER" && found === "DATE") return `CAST(${column} - DATE '1970-01-01' AS INTEGER)`;
  if (wanted === "BIGINT" && found === "TIMESTAMP") return `epoch_us(${column})`;
  return castNested(column, found, type);
}

function readError(error: unknown, path: string): unknown {
  const message = duckDbMessage(error);
  if (/No files found that match|Cannot open file|No such file/i.test(message)) {
    return sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path }, { cause: error });
  }
  if (/No magic bytes|too small to be a Parquet|not a (?:valid )?parquet|Invalid Input Error/i.test(message)) {
    return sparkError("FAILED_READ_FILE.NO_HINT", { path, reason: message }, { cause: error });
  }
  return error;
}
