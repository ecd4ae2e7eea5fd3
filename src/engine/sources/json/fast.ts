import { quoteIdentifier, quoteString, StringType, StructField, StructType } from "../../../types/index.ts";
import { readRows } from "../../duckdb/index.ts";
import { compressionOf } from "../files/decompress.ts";
import { fastColumn } from "./fast-columns.ts";
import { converterSettings, type NumberedFile, parsedColumns } from "./load.ts";
import type { InputFile, JsonScan } from "./scan.ts";

/** Larger files are looked through line by line, not as one text. */
const textLimit = 256 << 20;

/** DuckDB takes a comma before a closing bracket, and line ends of its own: such files are read by the exact parser. */
const laxJson = ",[ \\t\\r]*[}\\]]|\\r[^\\n]|\\}[ \\t\\r]*[{\\[]|(?:^|\\n)[ \\t\\r]*[^{ \\t\\r\\n]";

/** Reads large local files with DuckDB, wherever its values are certain to be Spark's. */
export class FastReader {
  readonly #scan: JsonScan;
  readonly #columns: string;
  readonly #list: string;

  private constructor(scan: JsonScan, columns: string, list: string) {
    this.#scan = scan;
    this.#columns = columns;
    this.#list = list;
  }

  /** @returns undefined where options or types need the exact parser */
  static of(scan: JsonScan): FastReader | undefined {
    const { options, columns } = scan;
    const parsed = parsedColumns(scan);
    const isPlain =
      !options.multiLine &&
      options.lineSep === undefined &&
      options.encoding === undefined &&
      options.allowNonNumericNumbers &&
      options.maxNestingDepth >= 1000 &&
      options.maxNumLen >= 1000;
    // DuckDB's names know no letter case; without columns it does not look into records.
    const names = new Set(parsed.map(({ name }) => name.toLowerCase()));
    if (!isPlain || parsed.length === 0 || names.size < parsed.length) return undefined;
    const list: string[] = [];
    const types: string[] = [];
    for (const { id, name, type } of columns) {
      if (name === options.columnNameOfCorruptRecord) {
        list.push(`CAST(NULL AS VARCHAR) AS c${id}`);
        continue;
      }
      const column = fastColumn(name, type, options, converterSettings(scan).timeZone);
      if (column === undefined) return undefined;
      list.push(`${column.sql} AS c${id}`);
      types.push(`${quoteIdentifier(name)}: '${column.readAs}'`);
    }
    return new FastReader(scan, types.join(", "), list.join(", "));
  }

  static reads({ path, localPath }: InputFile): boolean {
    // DuckDB would take such a path for a pattern.
    return localPath !== undefined && !/[*?[\]{}]/.test(localPath) && compressionOf(path) === "none";
  }

  /** The rows of files; the query fails where a value is in doubt. */
  sql(files: readonly NumberedFile[]): string {
    const { fileColumn } = this.#scan;
    const paths = pathList(files);
    const number =
      fileColumn === undefined
        ? ""
        : `, CAST(MAP(${paths}, [${files.map(([index]) => index).join(", ")}])[j.filename] AS INTEGER) AS c${fileColumn}`;
    const filename = fileColumn === undefined ? "" : ", filename=true";
    return `SELECT ${this.#list}${number} FROM read_json(${paths}, format='newline_delimited', columns={${this.#columns}}${filename}) AS j`;
  }

  /** Those of the files in which DuckDB would take more than JSON, or that cannot be looked through. */
  async laxFiles(files: readonly NumberedFile[]): Promise<Set<NumberedFile>> {
    const found = new Set<NumberedFile>();
    const small = files.filter(([, file]) => file.size <= textLimit);
    try {
      for (const file of await this.#matching(small)) found.add(file);
    } catch {
      // One of them is gone or no UTF-8: which one shows below, and the exact parser says what of it.
      for (const file of small) {
        const lax = await this.#matching([file]).catch(() => [file]);
        if (lax.length > 0) found.add(file);
      }
    }
    for (const file of files.filter((each) => !small.includes(each))) {
      const isLax = await this.#hasLaxLine(file).catch(() => true);
      if (isLax) found.add(file);
    }
    return found;
  }

  /** Those of the files whose values DuckDB cannot vouch for. */
  async doubtfulFiles(files: readonly NumberedFile[]): Promise<Set<NumberedFile>> {
    const found = new Set<NumberedFile>();
    const counts = this.#scan.columns.map(({ id }) => `count(c${id})`).join(", ");
    for (const file of files) {
      await this.#scan.context.connection
        .run(`SELECT ${counts} FROM (${this.sql([file])})`)
        .catch(() => found.add(file));
    }
    return found;
  }

  async #matching(files: readonly NumberedFile[]): Promise<readonly NumberedFile[]> {
    if (files.length === 0) return [];
    const rows = await readRows(
      this.#scan.context.connection,
      `SELECT filename FROM read_text(${pathList(files)}) WHERE regexp_matches(content, ${quoteString(laxJson)})`,
      pathSchema,
    );
    const paths = new Set(rows.map(({ filename }) => filename));
    return files.filter(([, file]) => paths.has(file.localPath!));
  }

  async #hasLaxLine(file: NumberedFile): Promise<boolean> {
    const lines = `read_csv(${pathList([file])}, delim='\\x01', quote='', escape='', header=false, auto_detect=false, columns={'line': 'VARCHAR'}, max_line_size=16777216)`;
    const rows = await readRows(
      this.#scan.context.connection,
      `SELECT 'x' AS filename FROM ${lines} WHERE regexp_matches(line, ${quoteString(laxJson)}) LIMIT 1`,
      pathSchema,
    );
    return rows.length > 0;
  }
}

const pathSchema: StructType<{ filename: string }> = new StructType([new StructField("filename", new StringType())]);

function pathList(files: readonly NumberedFile[]): string {
  return `[${files.map(([, file]) => quoteString(file.localPath!)).join(", ")}]`;
}
