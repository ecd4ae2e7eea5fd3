import { sparkError } from "../../../common/index.ts";
import { IntegerType, type SparkType, StructField, StructType } from "../../../types/index.ts";
import type { ResolvedColumn } from "../../plan/index.ts";
import { contentsOf } from "../files/contents.ts";
import { checkCorruptRecordType } from "../files/corrupt-record.ts";
import type { FileFormat, FormatScan } from "../files/file-format.ts";
import { loadedRows } from "../loaded-rows.ts";
import type { Binding } from "../source.ts";
import { columnNames, inferCsv } from "./csv-infer.ts";
import { type CsvOptions, csvOptions } from "./csv-options.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { type CsvConvert, csvConverter } from "./csv-values.ts";

const rowsAtOnce = 20_480;

/** Values between separators. @see org.apache.spark.sql.execution.datasources.csv.CSVFileFormat */
export const csvFormat: FileFormat = {
  title: "CSV",
  infersFromOne: true,
  rescues: true,
  check(values, schema) {
    const options = csvOptions(values);
    for (const { name, dataType } of schema?.fields ?? []) {
      if (["array", "map", "struct", "interval", "void"].includes((dataType as SparkType).kind)) {
        throw sparkError("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", {
          columnName: `\`${name}\``,
          columnType: `"${dataType.sql()}"`,
          format: "CSV",
        });
      }
      if (name === options.columnNameOfCorruptRecord) checkCorruptRecordType(name, dataType);
    }
  },
  infer: inferCsv,
  bind,
};

async function bind(scan: FormatScan): Promise<Binding> {
  const { columns, context, fileColumn } = scan;
  const options = csvOptions(scan.options);
  if (columns.length === 1 && columns[0]!.name === options.columnNameOfCorruptRecord) {
    throw sparkError("UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN");
  }
  const fields: StructField[] = columns.map(({ id, type }) => new StructField(`c${id}`, type));
  // At least one column, so that rows can be counted.
  fields.push(new StructField(fileColumn === undefined ? "file" : `c${fileColumn}`, new IntegerType()));
  const schema = new StructType(fields);
  const table = await loadedRows(context.connection, schema, scan.files);
  try {
    let rows = 0;
    let pending = schema.fields.map((): unknown[] => []);
    const flush = (): void => {
      rows += pending[0]!.length;
      table.append(pending);
      pending = schema.fields.map(() => []);
    };
    for await (const row of rowsOf(scan, options)) {
      for (let i = 0; i < row.length; i++) pending[i]!.push(row[i]);
      if (pending[0]!.length === rowsAtOnce) flush();
    }
    flush();
    const list = schema.names.filter((name) => name !== "file");
    return { sql: `SELECT ${list.join(", ") || "1"} FROM ${table.sqlName}`, rows, release: () => table.drop() };
  } catch (error) {
    await table.drop();
    throw error;
  }
}

/** The rows of files: values of the scan's columns, and the file's number. */
async function* rowsOf(scan: FormatScan, options: CsvOptions): AsyncGenerator<readonly unknown[]> {
  const reader = new RecordReader(scan, options);
  const { context } = scan;
  for await (const { file, index, bytes } of contentsOf(scan.files, scan.read, options)) {
    if (context.signal?.aborted) throw sparkError("OPERATION_CANCELED");
    let isHeader = options.header;
    reader.begin();
    for (const record of csvRecords(file, bytes, options)) {
      if (isHeader) {
        isHeader = false;
        if (options.byName) reader.begin(columnNames(record.values, options));
        else reader.checkHeader(record, file.path);
        continue;
      }
      const row = reader.read(record, index, file.path);
      if (row !== undefined) yield row;
    }
  }
}

/** Makes rows of records, in the mode that was asked for. @see org.apache.spark.sql.catalyst.csv.UnivocityParser */
class RecordReader {
  readonly #options: CsvOptions;
  readonly #columns: readonly ResolvedColumn[];
  readonly #schema: readonly StructField[];
  /** Of each column that is parsed: its place in the schema, where it goes in rows (-1: it is only checked). */
  readonly #parsed: readonly { readonly column: number; readonly to: number; readonly convert: CsvConvert }[];
  /** Where the schema's columns stand in the records of the file; -1 for one that it lacks. */
  #places: readonly number[] = [];
  /** The header of the file, where columns are found by their names. */
  #header: readonly string[] | undefined;
  /** Position of the column for data that has no other in rows; -1 where it was not asked for. */
  readonly #rescued: number;
  /** Position of the corrupt record in rows; -1 where it was not asked for. */
  readonly #corrupt: number;
  /** Whether records must have as many values as the schema has columns. */
  readonly #checksCount: boolean;

  constructor({ columns, schema, context }: FormatScan, options: CsvOptions) {
    this.#options = options;
    this.#columns = columns;
    const { columnNameOfCorruptRecord, rescued } = options;
    this.#schema = schema.fields.filter(({ name }) => name !== columnNameOfCorruptRecord && name !== rescued);
    this.#rescued = columns.findIndex(({ name }) => name === rescued);
    this.#corrupt = columns.findIndex(({ name }) => name === options.columnNameOfCorruptRecord);
    const asked = (name: string): number => columns.findIndex((column) => column.name === name);
    const prunes = options.columnPruning && this.#rescued < 0 && this.#schema.some(({ name }) => asked(name) < 0);
    this.#checksCount = !prunes && rescued === undefined && !options.byName;
    this.#parsed = this.#schema.flatMap(({ name, dataType }, column) => {
      const to = asked(name);
      // Values that nobody asked for are looked at only where what does not fit is to be kept.
      if (to < 0 && this.#rescued < 0) return [];
      return [{ column, to, convert: csvConverter(dataType, options, context.settings.timeZone) }];
    });
  }

  /** A file begins. @param header - where its columns are found by their names */
  begin(header?: readonly string[]): void {
    this.#header = header;
    this.#places = this.#schema.map(({ name }, i) => (header === undefined ? i : header.indexOf(name)));
  }

  /** @throws IllegalArgumentException where the header is to agree with the schema and does not */
  checkHeader({ values }: CsvRecord, path: string): void {
    if (this.#options.enforceSchema) return;
    const names = this.#schema.map(({ name }) => name);
    const isNamed = (column: number): boolean => values[column]?.toLowerCase() === names[column]!.toLowerCase();
    const same = this.#checksCount
      ? values.length === names.length && names.every((_, column) => isNamed(column))
      : this.#parsed.every(({ column }) => isNamed(column));
    if (same) return;
    const reason = `its header ${values.join(", ")} does not agree with the schema's ${names.join(", ")}`;
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason });
  }

  /** What a record holds that its columns do not: values without a column, and those that do not fit, as JSON text. */
  #leftOver(values: readonly (string | null)[], wrong: readonly number[], path: string): string | null {
    const left: Record<string, string> = {};
    for (const [place, value] of values.entries()) {
      const column = this.#places.indexOf(place);
      if (value === null || value === this.#options.nullValue || (column >= 0 && !wrong.includes(place))) continue;
      left[this.#header?.[place] ?? this.#schema[column]?.name ?? `_c${place}`] = value;
    }
    return Object.keys(left).length === 0 ? null : JSON.stringify({ ...left, _file_path: path });
  }

  /** @returns undefined for a record that is dropped */
  read({ values, text }: CsvRecord, file: number, path: string): unknown[] | undefined {
    const row: unknown[] = this.#columns.map(() => null);
    row.push(file);
    let malformed = this.#checksCount && values.length !== this.#schema.length;
    const wrong: number[] = [];
    for (const { column, to, convert } of this.#parsed) {
      const place = this.#places[column]!;
      const value = values[place];
      if (value === undefined || value === null || value === this.#options.nullValue) continue;
      const converted = convert(value);
      if (converted === undefined) wrong.push(place);
      else if (to >= 0) row[to] = converted;
    }
    if (this.#rescued >= 0) row[this.#rescued] = this.#leftOver(values, wrong, path);
    malformed ||= wrong.length > 0 && this.#options.rescued === undefined;
    if (!malformed) return row;
    switch (this.#options.mode) {
      case "DROPMALFORMED":
        return undefined;
      case "FAILFAST": {
        const cause = sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
          badRecord: `[${row.slice(0, -1).join(",")}]`,
          failFastMode: "FAILFAST",
        });
        throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason: cause.message }, { cause });
      }
      case "PERMISSIVE":
        if (this.#corrupt >= 0) row[this.#corrupt] = text;
        return row;
    }
  }
}
