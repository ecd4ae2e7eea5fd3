import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { quoteString, StringType, StructField, StructType } from "../../../types/index.ts";
import { type Connection, countRows, readRows } from "../../duckdb/index.ts";
import type { Output, OutputColumn, WriteSettings } from "./output-format.ts";
import { folderOf, folderTextSql } from "./partitions.ts";

/** What is written, and where to. */
export interface Staging {
  /** Rows with the columns that `output` and `partitions` are SQL over. */
  readonly rows: string;
  readonly output: Output;
  readonly partitions: readonly OutputColumn[];
  /** Rows that a file may hold; undefined for any number. */
  readonly maxRecords: number | undefined;
  readonly settings: WriteSettings;
  /** A folder of this machine that is this write's alone. */
  readonly folder: string;
  /** In the names of all files, so that writes to one folder never meet. */
  readonly jobId: string;
  readonly signal: AbortSignal | undefined;
}

/** The folder below the staging folder in which the files stand as they will in the target. */
export const readyFolder = "ready";

/** The name of the column that tells the folders' rows apart; it does not reach the files. */
const keyColumn = "_millrace_folder";
const table = "temp.main.millrace_written";

/**
 * Writes the rows to files in {@link readyFolder}.
 *
 * @returns the files' names, `part-…` or `column=value/part-…`
 */
export async function stage(connection: Connection, staging: Staging): Promise<string[]> {
  const { folder, output, partitions, rows } = staging;
  // The query may run a second time, where a source had to be read in another way.
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, readyFolder), { recursive: true });
  const select = `SELECT ${output.select} FROM ${rows}${output.where === undefined ? "" : ` WHERE ${output.where}`}`;
  if (partitions.length === 0 && staging.maxRecords === undefined) {
    const name = partName(staging, 0, 0);
    await copy(connection, staging, select, join(folder, readyFolder, name));
    return [name];
  }
  try {
    await keepRows(connection, staging);
    return await (staging.maxRecords === undefined
      ? copyFolders(connection, staging)
      : copyPieces(connection, staging, staging.maxRecords));
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** `part-00000-<id>-c000.json`; below folders of partitions with a point before the number. */
function partName({ jobId, output, partitions }: Staging, part: number, piece: number): string {
  const [partText, pieceText] = [String(part).padStart(5, "0"), String(piece).padStart(3, "0")];
  return `part-${partText}-${jobId}${partitions.length > 0 ? "." : "-"}c${pieceText}${output.extension}`;
}

const copy = (connection: Connection, { output, signal }: Staging, query: string, path: string, more = "") =>
  connection.run(`COPY (${query}) TO ${quoteString(path)} (${output.copyOptions}${more})`, {
    ...(signal !== undefined && { signal }),
  });

/** Computes the rows once, since folders and pieces are looked at apart. */
async function keepRows(connection: Connection, staging: Staging): Promise<void> {
  const { output, partitions, rows, settings, signal } = staging;
  const texts = partitions.map(
    (column, index) => `nullif(${folderTextSql(column, settings)}, '') AS _millrace_p${index}`,
  );
  const where = output.where === undefined ? "" : ` WHERE ${output.where}`;
  const query = `SELECT ${[output.select, ...texts].join(", ")} FROM ${rows}${where}`;
  const key = `md5(CAST(to_json([${partitions.map((_, index) => `_millrace_p${index}`).join(", ")}]) AS VARCHAR))`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT *, ${key} AS ${keyColumn} FROM (${query})`, {
    ...(signal !== undefined && { signal }),
  });
}

/** The folders of the kept rows by their keys; one without a name where nothing is partitioned. */
async function folders(connection: Connection, { partitions }: Staging): Promise<Map<string, string>> {
  if (partitions.length === 0) return new Map([["", ""]]);
  const names = partitions.map((_, index) => `_millrace_p${index}`);
  const schema = new StructType([keyColumn, ...names].map((name) => new StructField(name, new StringType())));
  const list = [keyColumn, ...names].join(", ");
  const found = await readRows(connection, `SELECT DISTINCT ${list} FROM ${table} ORDER BY ${list}`, schema);
  return new Map(
    found.map((row) => [
      String(row[keyColumn]),
      folderOf(
        partitions,
        names.map((name) => row[name] as string | null),
      ),
    ]),
  );
}

const dataColumns = ({ partitions }: Staging): string =>
  `* EXCLUDE (${[keyColumn, ...partitions.map((_, index) => `_millrace_p${index}`)].join(", ")})`;

/** Lets DuckDB put the rows into a folder for each key, and gives the folders their names. */
async function copyFolders(connection: Connection, staging: Staging): Promise<string[]> {
  const { folder } = staging;
  const named = await folders(connection, staging);
  if (named.size === 0) return [];
  const work = join(folder, "work");
  const query = `SELECT ${dataColumns(staging)}, ${keyColumn} FROM ${table}`;
  await copy(connection, staging, query, work, `, PARTITION_BY (${keyColumn})`);
  const files: string[] = [];
  for (const [key, name] of named) {
    const from = join(work, `${keyColumn}=${key}`);
    await mkdir(join(folder, readyFolder, name), { recursive: true });
    for (const [part, written] of (await readdir(from)).sort().entries()) {
      const file = `${name}/${partName(staging, part, 0)}`;
      await rename(join(from, written), join(folder, readyFolder, file));
      files.push(file);
    }
  }
  return files;
}

/** Writes each folder in files of so many rows. */
async function copyPieces(connection: Connection, staging: Staging, maxRecords: number): Promise<string[]> {
  const { folder } = staging;
  const files: string[] = [];
  for (const [key, name] of await folders(connection, staging)) {
    await mkdir(join(folder, readyFolder, name), { recursive: true });
    const rows = key === "" ? table : `(SELECT * FROM ${table} WHERE ${keyColumn} = '${key}')`;
    const count = await countRows(connection, `FROM ${rows}`);
    // A write without rows still leaves one file, which tells the columns.
    for (let first = 0, piece = 0; first === 0 || first < count; first += maxRecords, piece += 1) {
      const file = `${name === "" ? "" : `${name}/`}${partName(staging, 0, piece)}`;
      const query = `SELECT ${dataColumns(staging)} FROM ${rows} LIMIT ${maxRecords} OFFSET ${first}`;
      await copy(connection, staging, query, join(folder, readyFolder, file));
      files.push(file);
    }
  }
  return files;
}
