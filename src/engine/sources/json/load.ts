import { sparkError } from "../../../common/index.ts";
import { StructField, StructType } from "../../../types/index.ts";
import { compressionOf, decompress } from "../files/compression/decompress.ts";
import type { ConverterSettings } from "./converters.ts";
import type { JsonOptions } from "./options.ts";
import { PlainRecords } from "./plain-records.ts";
import { RecordParser } from "./record-parser.ts";
import { asUtf8, type RecordBounds, recordEnd } from "./records.ts";
import { RescueReader } from "./rescue.ts";
import type { InputFile, JsonColumn, JsonScan, ReadFiles } from "./scan.ts";

/** Rows are handed on in parts of this size. */
const rowsAtOnce = 20_480;
/** Files are read in groups of this many bytes and files. */
const bytesAtOnce = 32 << 20;
const filesAtOnce = 10_000;

/** Takes rows, by columns in the order of the scan's columns, the number of the file last where it was asked for. */
export type RowSink = (columns: readonly (readonly unknown[])[]) => void;

/** The files of a scan, with their number in it. */
export type NumberedFile = readonly [index: number, file: InputFile];

/**
 * Reads files in JavaScript, exactly as Spark does.
 *
 * @throws SparkException `FAILED_READ_FILE.NO_HINT` for a wrong record in the mode FAILFAST, `FAILED_READ_FILE.FILE_NOT_EXIST`
 */
export async function loadFiles(scan: JsonScan, files: readonly NumberedFile[], sink: RowSink): Promise<void> {
  const rows = new RowCollector(scan, sink);
  for await (const { index, bytes, start, end } of fileContents(files, scan.options, scan.read)) {
    for (let at = rows.addRecords(bytes, start, end, index); at < end; at = rows.addRecords(bytes, at, end, index)) {
      // Long files are read in turns, so that other work of the process goes on.
      await new Promise((resolve) => setImmediate(resolve));
      if (scan.context.signal?.aborted) throw sparkError("OPERATION_CANCELED");
    }
  }
  rows.flush();
}

/** The bytes of a file as UTF-8. */
export interface FileContent {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Reads files in groups and hands out their content one by one. */
export async function* fileContents(
  files: readonly NumberedFile[],
  options: JsonOptions,
  read: ReadFiles,
): AsyncGenerator<FileContent> {
  for (let first = 0; first < files.length; ) {
    let end = first;
    for (let bytes = 0; end < files.length && end - first < filesAtOnce; end++) {
      bytes += files[end]![1].size;
      if (bytes > bytesAtOnce && end > first) break;
    }
    yield* groupContents(files.slice(first, end), options, read);
    first = end;
  }
}

async function* groupContents(
  files: readonly NumberedFile[],
  options: JsonOptions,
  read: ReadFiles,
): AsyncGenerator<FileContent> {
  const block = await read(files.map(([, file]) => file));
  const missing = new Set(block.missing);
  const isUtf8 = options.encoding === undefined || options.encoding === "UTF-8";
  for (const [at, [index, file]] of files.entries()) {
    const [start, end] = [block.starts[at]!, block.ends[at]!];
    if (missing.has(at)) {
      if (!options.ignoreMissingFiles) throw sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path: file.path });
    } else if (isUtf8 && compressionOf(file.path) === "none") yield { index, bytes: block.bytes, start, end };
    else {
      const content = await readable(file, block.bytes.subarray(start, end), options.ignoreCorruptFiles);
      const bytes = asUtf8(content, options.encoding);
      yield { index, bytes, start: 0, end: bytes.length };
    }
  }
}

async function readable(file: InputFile, bytes: Uint8Array, ignoreCorrupt: boolean): Promise<Uint8Array> {
  try {
    return await decompress(file.path, bytes);
  } catch (error) {
    if (ignoreCorrupt) return new Uint8Array(0);
    throw error;
  }
}

/** Collects the rows of records by columns. */
class RowCollector {
  readonly #scan: JsonScan;
  readonly #sink: RowSink;
  readonly #parser: RecordParser;
  readonly #plain: PlainRecords | undefined;
  readonly #rescue: RescueReader | undefined;
  readonly #end: ReturnType<typeof recordEnd>;
  readonly #bounds: RecordBounds = { end: 0, next: 0 };
  /** Positions of the scan's columns in parsed rows; -1 for the corrupt record, -2 for what no column takes. */
  readonly #sources: readonly number[];
  #columns: unknown[][] = [];
  #rows = 0;

  constructor(scan: JsonScan, sink: RowSink) {
    this.#scan = scan;
    this.#sink = sink;
    this.#end = recordEnd(scan.options);
    const parsed = parsedColumns(scan);
    const rescued = scan.rescue?.column;
    this.#sources = scan.columns.map((column) => (column.name === rescued ? -2 : parsed.indexOf(column)));
    const rescues = this.#sources.includes(-2);
    this.#rescue = rescues ? new RescueReader(scan.rescue!, converterSettings(scan)) : undefined;
    const schema = new StructType(parsed.map(({ name, type }) => new StructField(name, type)));
    this.#parser = new RecordParser(schema, converterSettings(scan));
    this.#plain = rescues ? undefined : PlainRecords.of(schema, converterSettings(scan));
    this.#start();
  }

  /** Adds the records from `start` on until enough rows are together. @returns where to go on */
  addRecords(bytes: Uint8Array, start: number, fileEnd: number, file: number): number {
    const { mode } = this.#scan.options;
    const plain = this.#plain;
    let at = start;
    while (at < fileEnd && this.#rows < rowsAtOnce) {
      const behind = plain === undefined ? -1 : plain.read(bytes, at, fileEnd);
      if (behind >= 0) {
        this.#add(plain!.row, null, file);
        at = behind;
        continue;
      }
      this.#end(bytes, at, fileEnd, this.#bounds);
      const { end, next } = this.#bounds;
      if (end > at) {
        const record = this.#parser.parse(bytes, at, end);
        const isCorrupt = record.isBad && (this.#scan.rescue === undefined || record.rows.length === 0);
        if (!isCorrupt) {
          const { path } = this.#scan.files[file]!;
          const left = this.#rescue?.read(bytes, at, end, true, path);
          for (const [i, row] of record.rows.entries()) this.#add(row, null, file, left?.[i] ?? null);
        } else if (mode === "FAILFAST") throw this.#malformed(record.rows, file);
        else if (mode === "PERMISSIVE") {
          const text = textOf(bytes, at, end);
          if (record.rows.length === 0) this.#add(undefined, text, file);
          for (const row of record.rows) this.#add(row, text, file);
        }
      }
      at = next;
    }
    if (this.#rows >= rowsAtOnce) this.flush();
    return at;
  }

  flush(): void {
    if (this.#rows === 0) return;
    this.#sink(this.#columns);
    this.#start();
  }

  #start(): void {
    this.#columns = Array.from({ length: this.#scan.columns.length + 1 }, () => []);
    this.#rows = 0;
  }

  #add(row: readonly unknown[] | undefined, corrupt: string | null, file: number, left: string | null = null): void {
    const width = this.#sources.length;
    for (let i = 0; i < width; i++) {
      const source = this.#sources[i]!;
      this.#columns[i]!.push(source === -2 ? left : source < 0 ? corrupt : row === undefined ? null : row[source]);
    }
    this.#columns[width]!.push(file);
    this.#rows++;
  }

  #malformed(rows: readonly (readonly unknown[])[], file: number): Error {
    const { path } = this.#scan.files[file]!;
    const values = rows[0] ?? parsedColumns(this.#scan).map(() => null);
    const badRecord = `[${values.map((value) => (value === null ? "null" : String(value))).join(",")}]`;
    const cause = sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord, failFastMode: "FAILFAST" });
    return sparkError("FAILED_READ_FILE.NO_HINT", { path, reason: cause.message }, { cause });
  }
}

/** The columns that are looked for in records: all but those that take wrong records, and what no other takes. */
export function parsedColumns({ columns, options, rescue }: JsonScan): readonly JsonColumn[] {
  return columns.filter(({ name }) => name !== options.columnNameOfCorruptRecord && name !== rescue?.column);
}

export function converterSettings({ options, context }: JsonScan): ConverterSettings {
  return {
    options,
    timeZone: options.timeZone ?? context.settings.timeZone,
    rewritten: options.encoding !== undefined && !options.multiLine,
  };
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}
