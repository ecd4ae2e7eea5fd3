import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { sparkError } from "../common/index.ts";
import { type DataFrame, SparkSession } from "../entry/index.ts";
import { csvCell, formatValue, rowToJson } from "../types/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { type S3Flags, s3SettingsOf } from "./s3-flags.ts";
import { splitStatements } from "./sql-statements.ts";

/** Flags of `millrace sql`. */
export interface SqlFlags extends S3Flags {
  readonly file?: string;
  readonly format: string;
  readonly remote?: string;
}

/** Rows that `show()` is asked for: all. */
const allRows = 2_147_483_647;

/** How a result is printed, by the name in `--format`. */
const printers: Readonly<Record<string, (frame: DataFrame, io: Io) => Promise<void>>> = {
  table: async (frame, io) => print(io.stdout, (await frame.showString(allRows, false)).trimEnd()),
  json: printJson,
  csv: printCsv,
};

/** `millrace sql`: runs statements one after the other and prints the result of each that has one. */
export async function sqlCommand(text: string | undefined, flags: SqlFlags, io: Io): Promise<void> {
  const printer = printers[flags.format];
  if (printer === undefined) {
    throw new UsageError(`--format is one of ${Object.keys(printers).join(", ")}, not ${flags.format}`);
  }
  const statements = splitStatements(await statementText(text, flags, io));
  if (statements.length === 0) throw new UsageError("there is no statement: give one, or --file");
  const builder = SparkSession.builder.appName("millrace sql").config(s3SettingsOf(flags));
  const spark = await (flags.remote === undefined ? builder : builder.remote(flags.remote)).create();
  const interrupt = () => void spark.interruptAll();
  io.signal.addEventListener("abort", interrupt);
  try {
    for (const statement of statements) {
      if (io.signal.aborted) return;
      const frame = await spark.sql(statement);
      if ((await frame.schema()).fields.length > 0) await printer(frame, io);
    }
  } catch (error) {
    // What a signal has interrupted fails, as it should.
    if (!io.signal.aborted) throw error;
  } finally {
    io.signal.removeEventListener("abort", interrupt);
    await spark.stop();
  }
}

async function statementText(text: string | undefined, { file }: SqlFlags, io: Io): Promise<string> {
  if (file !== undefined && text !== undefined) throw new UsageError("give the statement or --file, not both");
  if (text === "-") return readText(io.stdin);
  if (text !== undefined) return text;
  if (file === undefined) throw new UsageError("there is no statement: give one, or --file, or - for standard input");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw sparkError("PATH_NOT_FOUND", { path: file }, { cause: error });
  }
}

const sessionZone = (frame: DataFrame): Promise<string> => frame.sparkSession.conf.get("spark.sql.session.timeZone");

/** A line for each row, with all columns, as Spark's `to_json` writes values. */
async function printJson(frame: DataFrame, io: Io): Promise<void> {
  const [schema, zone] = [await frame.schema(), await sessionZone(frame)];
  for await (const row of frame.toLocalIterator()) {
    await print(io.stdout, rowToJson(row, schema, { zone, ignoreNullFields: false }));
  }
}

/** A header and a line for each row; NULL is an empty cell, as Spark writes CSV, and an empty text is `""`. */
async function printCsv(frame: DataFrame, io: Io): Promise<void> {
  const { fields } = await frame.schema();
  const zone = await sessionZone(frame);
  await print(io.stdout, fields.map(({ name }) => csvCell(name)).join(","));
  for await (const row of frame.toLocalIterator()) {
    const cells = fields.map(({ name, dataType }) => {
      const value = row[name];
      return value === null || value === undefined
        ? ""
        : csvCell(formatValue(value, dataType, { zone, style: "cast" }));
    });
    await print(io.stdout, cells.join(","));
  }
}
