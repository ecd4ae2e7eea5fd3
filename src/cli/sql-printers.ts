import type { DataFrame } from "../entry/index.ts";
import { csvCell, formatValue, rowToJson } from "../types/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";

/** Prints the rows of a result. */
export type Printer = (frame: DataFrame, io: Io) => Promise<void>;

/** Rows that `show()` is asked for: all. */
const allRows = 2_147_483_647;

/** How a result is printed, by the name of the format. */
const printers: Readonly<Record<string, Printer>> = {
  table: async (frame, io) => print(io.stdout, (await frame.showString(allRows, false)).trimEnd()),
  json: printJson,
  csv: printCsv,
};

/** @param flag - what the format was given with. @throws UsageError where there is no such format */
export function printerOf(format: string, flag: string): Printer {
  const printer = printers[format];
  if (printer === undefined)
    throw new UsageError(`${flag} is one of ${Object.keys(printers).join(", ")}, not ${format}`);
  return printer;
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
