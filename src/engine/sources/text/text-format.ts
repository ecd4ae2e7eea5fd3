import { sparkError } from "../../../common/index.ts";
import { type SparkType, StructType } from "../../../types/index.ts";
import { contentsOf, toleranceOf } from "../files/contents.ts";
import type { FileFormat, FormatScan } from "../files/file-format.ts";
import { checkCodec } from "../files/refused-options.ts";
import { loadedRows } from "../loaded-rows.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import type { Binding } from "../source.ts";
import { splitLines } from "./split-lines.ts";

const fixedSchema = new StructType().add("value", "string");
const rowSchema = new StructType().add("value", "string").add("file", "integer");
const rowsAtOnce = 100_000;

/** Lines of text, or with `wholetext` a row for each file. @see org.apache.spark.sql.execution.datasources.text.TextFileFormat */
export const textFormat: FileFormat = {
  title: "Text",
  fixedSchema,
  check(values, schema) {
    const options = new SourceOptions(values);
    options.boolean("wholetext", false);
    toleranceOf(options);
    if (options.get("lineSep") === "") throw invalidOption("lineSep", "", "it must not be empty");
    checkCodec(options);
    const encoding = options.get("encoding");
    if (options.has("lineSep") && encoding !== undefined && /^utf-?(?:16|32)/i.test(encoding))
      throw invalidOption("encoding", encoding, "lines are read as UTF-8");
    const [field, ...more] = schema?.fields ?? [];
    if (more.length > 0) throw sparkError("_LEGACY_ERROR_TEMP_1290", { schemaSize: String(more.length + 1) });
    if (field !== undefined && (field.dataType as SparkType).kind !== "string") {
      throw sparkError("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", {
        columnName: `\`${field.name}\``,
        columnType: `"${field.dataType.simpleString().toUpperCase()}"`,
        format: "Text",
      });
    }
  },
  infer: async () => fixedSchema,
  bind,
};

async function bind({ files, columns, context, fileColumn, options: values, read }: FormatScan): Promise<Binding> {
  const options = new SourceOptions(values);
  const whole = options.boolean("wholetext", false);
  const separator = options.get("lineSep");
  const table = await loadedRows(context.connection, rowSchema, files);
  let lines: string[] = [];
  let indexes: number[] = [];
  const flush = (): void => {
    table.append([lines, indexes]);
    lines = [];
    indexes = [];
  };
  try {
    for await (const { bytes, index } of contentsOf(files, read, toleranceOf(options))) {
      context.signal?.throwIfAborted();
      if (bytes.length === 0) continue;
      const text = new TextDecoder("utf-8", { ignoreBOM: whole }).decode(bytes);
      for (const line of whole ? [text] : splitLines(text, separator)) {
        lines.push(line);
        indexes.push(index);
        if (lines.length === rowsAtOnce) flush();
      }
    }
    flush();
  } catch (error) {
    await table.drop();
    throw error;
  }
  const list = columns.map(({ id }) => `value AS c${id}`);
  if (fileColumn !== undefined) list.push(`file AS c${fileColumn}`);
  return { sql: `SELECT ${list.join(", ") || "1"} FROM ${table.sqlName}`, release: () => table.drop() };
}
