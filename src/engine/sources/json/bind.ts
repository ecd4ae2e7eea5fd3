import { sparkError } from "../../../common/index.ts";
import { IntegerType, StructField, StructType } from "../../../types/index.ts";
import { checkCorruptRecordType } from "../files/corrupt-record.ts";
import { loadedRows } from "../loaded-rows.ts";
import type { Binding } from "../source.ts";
import { type FastFiles, FastReader } from "./fast.ts";
import { loadFiles, type NumberedFile } from "./load.ts";
import type { JsonScan } from "./scan.ts";

/** So many bytes of files are read faster by the exact parser, or as fast. */
const smallScan = 4 << 20;
/** Smaller files cost DuckDB more to open than the exact parser to read. */
const smallFile = 64 << 10;

/** How files are shared out between the two readers. */
export interface BindJsonOptions {
  /** Bytes from which on DuckDB reads a scan. */
  readonly smallScan?: number;
  /** Bytes from which on DuckDB reads a file. */
  readonly smallFile?: number;
}

/**
 * Makes a scan of JSON files ready for a query. Small scans are parsed into a table, exactly as Spark parses; large local files are left
 * to DuckDB with checks of every value that the two read differently. Where a check fails while the query runs, the file at fault is
 * parsed exactly and the query runs again. Files are looked through for what no value shows: before the query, or beside it where the
 * context allows that.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN`, `INVALID_CORRUPT_RECORD_TYPE`, and what reading raises
 */
export async function bindJson(scan: JsonScan, sizes: BindJsonOptions = {}): Promise<Binding> {
  checkCorruptRecord(scan);
  const files = numberedFiles(scan);
  const bytes = files.reduce((sum, [, file]) => sum + file.size, 0);
  const isSmall = bytes < (sizes.smallScan ?? smallScan);
  const fast = isSmall || scan.rescue !== undefined ? undefined : FastReader.of(scan);
  if (fast === undefined) return bindExact(scan, files);
  const large = files.filter(([, file]) => file.size >= (sizes.smallFile ?? smallFile) && FastReader.reads(file));
  const { beside, connection } = scan.context;
  const guess = beside === undefined || large.length === 0 ? "lax" : await fast.guess(large);
  if (beside === undefined || guess === "lax") return bindBoth(scan, fast, await fast.sort(large, connection));
  const guessed = guess === "plain" ? { plain: large, valid: [] } : { plain: [], valid: large };
  return bindGuessed(scan, fast, guessed, fast.sort(large, await beside()));
}

/** Files as they seem to be, while it is found out what they are. */
async function bindGuessed(
  scan: JsonScan,
  fast: FastReader,
  guessed: FastFiles,
  sorting: Promise<FastFiles>,
): Promise<Binding> {
  // Who asks hears of a failure; nobody may ask.
  const sorted = sorting.then(
    (files) => () => files,
    (error: unknown) => () => {
      throw error;
    },
  );
  const binding = await bindBoth(scan, fast, guessed).catch(async (error: unknown) => {
    await sorted;
    throw error;
  });
  const confirm = async (): Promise<Binding | undefined> => {
    const files = (await sorted)();
    const isRight =
      guessed.plain.every((file) => files.plain.includes(file)) &&
      guessed.valid.every((file) => files.plain.includes(file) || files.valid.includes(file));
    return isRight ? undefined : bindBoth(scan, fast, files);
  };
  return {
    ...binding,
    confirm,
    rebind: async (failure) => (await confirm()) ?? binding.rebind?.(failure),
    release: async () => {
      await sorted;
      await binding.release();
    },
  };
}

const numberedFiles = (scan: JsonScan): NumberedFile[] => scan.files.map((file, i) => [i, file]);

function checkCorruptRecord({ columns, options }: JsonScan): void {
  const name = options.columnNameOfCorruptRecord;
  const corrupt = columns.find((column) => column.name === name);
  if (corrupt === undefined) return;
  if (columns.length === 1) throw sparkError("UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN");
  checkCorruptRecordType(name, corrupt.type);
}

/** @param trusted - files that DuckDB reads, until a query shows that it cannot */
async function bindBoth(scan: JsonScan, fast: FastReader, trusted: FastFiles): Promise<Binding> {
  const fastNumbers = new Set([...trusted.plain, ...trusted.valid].map(([index]) => index));
  const others = numberedFiles(scan).filter(([index]) => !fastNumbers.has(index));
  if (fastNumbers.size === 0) return bindExact(scan, others);
  const exact = others.length === 0 ? undefined : await bindExact(scan, others);
  const sql = fast.sql(trusted);
  return {
    sql: exact === undefined ? sql : `${sql} UNION ALL ${exact.sql}`,
    async rebind(failure) {
      // What the query itself raised on purpose has nothing to do with files.
      if (failure.includes("millrace:{")) return undefined;
      const kept = await fast.trusted(trusted);
      const isSame = kept.plain.length === trusted.plain.length && kept.valid.length === trusted.valid.length;
      if (!isSame) return bindBoth(scan, fast, kept);
      return failure.includes("JSON") ? bindExact(scan, numberedFiles(scan)) : undefined;
    },
    release: async () => exact?.release(),
  };
}

/** Files through the parser of our own. */
async function bindExact(scan: JsonScan, files: readonly NumberedFile[]): Promise<Binding> {
  if (scan.columns.length === 0 && scan.fileColumn === undefined) {
    let rows = 0;
    await loadFiles(scan, files, ([first]) => {
      rows += first!.length;
    });
    return { sql: `SELECT 1 FROM range(${rows})`, rows, release: async () => {} };
  }
  const { schema, sql } = outputOf(scan);
  const inputs = files.map(([, file]) => file);
  const table = await loadedRows(scan.context.connection, schema, inputs);
  try {
    let rows = 0;
    await loadFiles(scan, files, (columns) => {
      rows += columns[0]!.length;
      table.append(columns.slice(0, schema.fields.length));
    });
    return { sql: sql(table.sqlName), rows, release: () => table.drop() };
  } catch (error) {
    await table.drop();
    throw error;
  }
}

/** Columns of a binding: those of the scan and the file's number. */
function outputOf(scan: JsonScan): { schema: StructType; sql: (from: string) => string } {
  const fields = scan.columns.map(({ id, type }) => new StructField(`c${id}`, type));
  if (scan.fileColumn !== undefined) fields.push(new StructField(`c${scan.fileColumn}`, new IntegerType()));
  const schema = new StructType(fields);
  return { schema, sql: (from) => `SELECT ${schema.names.join(", ")} FROM ${from}` };
}
