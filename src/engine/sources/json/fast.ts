import { open } from "node:fs/promises";
import { quoteIdentifier, quoteString, StringType, StructField, StructType } from "../../../types/index.ts";
import { type Connection, duckDbMessage, readRows } from "../../duckdb/index.ts";
import { compressionOf } from "../files/compression/decompress.ts";
import { checkedColumn, type FastColumn, plainColumn } from "./fast-columns.ts";
import { type JsonLooks, looksSql } from "./json-looks.ts";
import { converterSettings, type NumberedFile, parsedColumns } from "./load.ts";
import type { InputFile, JsonScan } from "./scan.ts";

/** Larger files are looked through line by line, not as one text in memory. */
const textLimit = 512 << 20;

/**
 * Bytes of the longest record that DuckDB takes. It reads a file in pieces of twice as many, one thread a piece: with the 16 MB that it would
 * take by itself, four threads have work only from 128 MB on.
 */
const longestRecord = 4 << 20;

/** So much of a file shows what it seems to be. */
const headBytes = 16 << 10;

/** Files that DuckDB reads, by how their values are to be checked. */
export interface FastFiles {
  /** Taken as typed columns. */
  readonly plain: readonly NumberedFile[];
  /** Taken value by value. */
  readonly valid: readonly NumberedFile[];
}

/** Reads large local files with DuckDB, wherever its values are certain to be Spark's. */
export class FastReader {
  readonly #scan: JsonScan;
  readonly #checked: ReadonlyMap<number, FastColumn>;
  readonly #plain: ReadonlyMap<number, FastColumn>;

  private constructor(scan: JsonScan, checked: ReadonlyMap<number, FastColumn>) {
    this.#scan = scan;
    this.#checked = checked;
    this.#plain = new Map(
      parsedColumns(scan).map(({ id, name, type }) => [id, plainColumn(name, type) ?? checked.get(id)!]),
    );
  }

  /** @returns undefined where options or types need the exact parser */
  static of(scan: JsonScan): FastReader | undefined {
    const { options } = scan;
    const parsed = parsedColumns(scan);
    const isUsual =
      !options.multiLine &&
      options.lineSep === undefined &&
      options.encoding === undefined &&
      options.allowNonNumericNumbers &&
      options.maxNestingDepth >= 1000 &&
      options.maxNumLen >= 1000;
    // DuckDB's names know no letter case; without columns it does not look into records.
    const names = new Set(parsed.map(({ name }) => name.toLowerCase()));
    if (!isUsual || parsed.length === 0 || names.size < parsed.length) return undefined;
    const { timeZone } = converterSettings(scan);
    const checked = new Map<number, FastColumn>();
    for (const { id, name, type } of parsed) {
      const column = checkedColumn(name, type, options, timeZone);
      if (column === undefined) return undefined;
      checked.set(id, column);
    }
    return new FastReader(scan, checked);
  }

  static reads({ path, localPath, size }: InputFile): boolean {
    // DuckDB passes over a single byte, and would take some paths for patterns.
    return size > 1 && localPath !== undefined && !/[*?[\]{}]/.test(localPath) && compressionOf(path) === "none";
  }

  /** The rows of files; the query fails where a value is in doubt. */
  sql({ plain, valid }: FastFiles): string {
    const parts: string[] = [];
    if (plain.length > 0) parts.push(this.#select(plain, this.#plain));
    if (valid.length > 0) parts.push(this.#select(valid, this.#checked));
    return parts.join(" UNION ALL ");
  }

  /**
   * Looks through files for what DuckDB and Spark read differently. A file that cannot be looked through is left out.
   *
   * @param connection - to do that on
   */
  async sort(files: readonly NumberedFile[], connection: Connection): Promise<FastFiles> {
    const looks = new Map<NumberedFile, string>();
    const small = files.filter(([, file]) => file.size <= textLimit);
    try {
      for (const [file, look] of await this.#looks(small, connection)) looks.set(file, look);
    } catch (error) {
      unreadable(error);
      for (const file of small) {
        for (const [, look] of await this.#looks([file], connection).catch(unreadable)) looks.set(file, look);
      }
    }
    for (const file of files) {
      if (small.includes(file)) continue;
      const look = await this.#looksOfLines(file, connection).catch(unreadable);
      if (typeof look === "string") looks.set(file, look);
    }
    const those = (wanted: JsonLooks): NumberedFile[] => files.filter((file) => looks.get(file) === wanted);
    return { plain: those("plain"), valid: those("valid") };
  }

  /** What files seem to be, by the first records of the first of them. */
  async guess([first]: readonly NumberedFile[]): Promise<JsonLooks> {
    const head = first && (await headOf(first[1].localPath!));
    if (head === undefined) return "lax";
    const sql = `SELECT '' AS filename, ${looksSql(quoteString(head), this.#mindsNull)} AS looks`;
    return (await readRows(this.#scan.context.connection, sql, looksSchema))[0]!.looks as JsonLooks;
  }

  /** The files without those whose values DuckDB cannot vouch for. */
  async trusted(files: FastFiles): Promise<FastFiles> {
    const counts = [...this.#checked.keys()].map((id) => `count(c${id})`).join(", ");
    const kept = async (kind: keyof FastFiles): Promise<NumberedFile[]> => {
      const good: NumberedFile[] = [];
      for (const file of files[kind]) {
        const sql = this.sql({ plain: [], valid: [], [kind]: [file] });
        const counted = this.#scan.context.connection.query(`SELECT ${counts} FROM (${sql})`);
        if (!Array.isArray(await counted.catch(unreadable))) good.push(file);
      }
      return good;
    };
    return { plain: await kept("plain"), valid: await kept("valid") };
  }

  get #mindsNull(): boolean {
    const { columns, options } = this.#scan;
    return options.mode !== "PERMISSIVE" || parsedColumns(this.#scan).length < columns.length;
  }

  #select(files: readonly NumberedFile[], columns: ReadonlyMap<number, FastColumn>): string {
    const { fileColumn } = this.#scan;
    const paths = pathList(files);
    const list = this.#scan.columns.map(({ id }) => `${columns.get(id)?.sql ?? "CAST(NULL AS VARCHAR)"} AS c${id}`);
    if (fileColumn !== undefined) {
      const numbers = files.map(([index]) => index).join(", ");
      list.push(`CAST(MAP(${paths}, [${numbers}])[j.filename] AS INTEGER) AS c${fileColumn}`);
    }
    const types = parsedColumns(this.#scan).map(({ id, name }) => {
      return `${quoteIdentifier(name)}: '${columns.get(id)!.readAs}'`;
    });
    const filename = fileColumn === undefined ? "" : ", filename=true";
    // Left to find out, DuckDB takes a single column for the whole value of each line where one of them is no record.
    return `SELECT ${list.join(", ")} FROM read_json(${paths}, format='newline_delimited', records=true, maximum_object_size=${longestRecord}, columns={${types.join(", ")}}${filename}) AS j`;
  }

  async #looks(files: readonly NumberedFile[], connection: Connection): Promise<[NumberedFile, string][]> {
    if (files.length === 0) return [];
    const sql = `SELECT filename, ${looksSql("content", this.#mindsNull)} AS looks FROM read_text(${pathList(files)})`;
    const rows = await readRows(connection, sql, looksSchema);
    const byPath = new Map(rows.map(({ filename, looks }) => [filename, looks]));
    return files.map((file) => [file, byPath.get(file[1].localPath!) ?? "lax"]);
  }

  async #looksOfLines(file: NumberedFile, connection: Connection): Promise<string> {
    const lines = `read_csv(${pathList([file])}, delim='\\x01', quote='', escape='', new_line='\\n', header=false, auto_detect=false, columns={'line': 'VARCHAR'}, max_line_size=16777216)`;
    const sql = `SELECT '' AS filename, CASE WHEN bool_or(looks = 'lax') THEN 'lax' WHEN bool_or(looks = 'valid') THEN 'valid' ELSE 'plain' END AS looks FROM (SELECT ${looksSql("line", this.#mindsNull)} AS looks FROM ${lines})`;
    return (await readRows(connection, sql, looksSchema))[0]!.looks;
  }
}

/** The first whole lines of a file; undefined where there are none within so many bytes, or no text. */
async function headOf(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      const end = buffer.subarray(0, bytesRead).lastIndexOf("\n");
      return end < 0 || buffer.subarray(0, end).includes(0) ? undefined : buffer.toString("utf8", 0, end);
    } finally {
      await file.close();
    }
  } catch {
    // Whoever reads the whole file finds out why.
    return undefined;
  }
}

/**
 * Takes the failure of DuckDB to read a file, which is gone, no UTF-8 or has values in doubt, for nothing found: the exact parser then
 * says what it is.
 *
 * @throws what failed otherwise: a query that was cancelled, memory that has run out
 */
function unreadable(error: unknown): [] {
  if (/(?:Invalid Input|Conversion|Out of Range|IO) Error/.test(duckDbMessage(error))) return [];
  throw error;
}

const looksSchema: StructType<{ filename: string; looks: string }> = new StructType([
  new StructField("filename", new StringType()),
  new StructField("looks", new StringType()),
]);

function pathList(files: readonly NumberedFile[]): string {
  return `[${files.map(([, file]) => quoteString(file.localPath!)).join(", ")}]`;
}
