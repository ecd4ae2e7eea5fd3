import { SparkException } from "../../common/index.ts";
import { asNullable, type StructType } from "../../types/index.ts";
import { type Database, rowsOf } from "../duckdb/index.ts";
import type { ExpressionSettings, ResolvedColumn } from "../plan/index.ts";
import type { FileFormat } from "./files/file-format.ts";

/** Texts that are records of a format: JSON objects, or lines of CSV. */
export interface Texts {
  readonly values: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Found in the texts where absent. */
  readonly schema?: StructType;
}

/** What texts have been parsed to. */
export interface ParsedTexts {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

/** A character for private use that no text holds. */
function unusedCharacter(texts: readonly string[]): string {
  for (let code = 0xe000; code <= 0xf8ff; code++) {
    const character = String.fromCharCode(code);
    if (!texts.some((text) => text.includes(character))) return character;
  }
  throw new Error("texts that hold all characters for private use cannot be told apart");
}

/** A text is a record by itself, whatever is said of how files are cut into records. */
const ofFiles: ReadonlySet<string> = new Set(["linesep", "multiline", "wholefile", "encoding", "charset"]);

/**
 * Reads texts as a format reads the records of a file, all of their columns.
 *
 * @throws SparkException for wrong options, and in the mode FAILFAST for a wrong record
 * @see org.apache.spark.sql.DataFrameReader.json of a Dataset
 */
export async function parseTexts(
  format: FileFormat,
  { values, options: given, schema: declared }: Texts,
  settings: ExpressionSettings,
  database: Database,
): Promise<ParsedTexts> {
  const separator = unusedCharacter(values);
  const kept = Object.entries(given).filter(([name]) => !ofFiles.has(name.toLowerCase()));
  const options = { ...Object.fromEntries(kept), lineSep: separator };
  format.check(options, declared);
  const bytes = Buffer.from(values.join(separator));
  const file = { path: "texts", localPath: undefined, size: bytes.length, modified: 0 };
  const files = values.length === 0 ? [] : [file];
  const read = async () => ({ bytes, starts: Float64Array.of(0), ends: Float64Array.of(bytes.length), missing: [] });
  try {
    const { timeZone } = settings;
    const found = declared ?? (await format.infer({ files, options, read, timeZone }));
    if (found === undefined) throw new Error("a format of records finds a schema in no records");
    const schema = asNullable(found) as StructType;
    const connection = await database.connection();
    try {
      await connection.setTimeZone(timeZone);
      const columns = schema.fields.map(({ name, dataType }, id): ResolvedColumn => {
        return { kind: "column", type: dataType, nullable: true, id, name, qualifier: [] };
      });
      const context = { connection, settings };
      const binding = await format.bind({ files, columns, schema, options, context, read });
      const rows: (readonly unknown[])[] = [];
      for await (const batch of rowsOf(await connection.query(binding.sql), schema)) rows.push(...batch);
      await binding.release();
      return { schema, rows };
    } finally {
      connection.close();
    }
  } catch (error) {
    // There is no file that could have failed.
    const isOfFile = error instanceof SparkException && error.condition === "FAILED_READ_FILE.NO_HINT";
    throw isOfFile && error.cause instanceof SparkException ? error.cause : error;
  }
}
