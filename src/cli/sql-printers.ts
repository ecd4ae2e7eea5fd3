import type { DataFrame } from "../entry/index.ts";
import { fitTable, tableAsRecords } from "../terminal/index.ts";
import { csvCell, formatValue, rowToJson } from "../types/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";

/** Prints the rows of a result: of a table not more than so many, where a number is given. */
export type Printer = (frame: DataFrame, io: Io, rows?: number) => Promise<void>;

/** Rows that `show()` is asked for: all. */
export const allRows = 2_147_483_647;

/** How a result is printed, by the name of the format. */
const printers: Readonly<Record<string, Printer>> = {
  table: printTable,
  vertical: async (frame, io, rows = allRows) =>
    print(io.stdout, (await frame.showString(rows, false, true)).trimEnd()),
  json: printJson,
  csv: printCsv,
};

/** The names of the formats. */
export const formats: readonly string[] = Object.keys(printers);

/** @param flag - what the format was given with. @throws UsageError where there is no such format */
export function printerOf(format: string, flag: string): Printer {
  const printer = printers[format];
  if (printer === undefined) throw new UsageError(`${flag} is one of ${formats.join(", ")}, not ${format}`);
  return printer;
}

/** As `show()` draws it; on a terminal so that it fits, else whole. */
async function printTable(frame: DataFrame, { stdout }: Io, rows: number = allRows): Promise<void> {
  const text = (await frame.showString(rows, false)).trimEnd();
  if (stdout.isTTY !== true) return print(stdout, text);
  const lines = text.split("\n");
  await print(stdout, (fitTable(lines, stdout.columns ?? 80) ?? tableAsRecords(lines)).join("\n"));
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
