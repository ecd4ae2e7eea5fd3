import type { InputFile } from "../json/index.ts";
import { splitLines } from "../text/split-lines.ts";
import type { CsvOptions } from "./csv-options.ts";
import { CsvFailure, CsvTokens, csvFailure } from "./csv-tokens.ts";

/** A record: its values, and its text as it stands in the file. */
export interface CsvRecord {
  readonly values: readonly (string | null)[];
  readonly text: string;
}

/** The records of a file, its header among them. @throws SparkIOException for what the parser gives up on */
export function* csvRecords(file: InputFile, bytes: Uint8Array, options: CsvOptions): Generator<CsvRecord> {
  const text = new TextDecoder(options.encoding).decode(bytes);
  try {
    yield* options.multiLine ? recordsOfText(text, options) : recordsOfLines(text, options);
  } catch (error) {
    throw error instanceof CsvFailure ? csvFailure(file.path, error) : error;
  }
}

function* recordsOfText(text: string, options: CsvOptions): Generator<CsvRecord> {
  const tokens = new CsvTokens(text, options);
  for (;;) {
    const start = tokens.position;
    const values = tokens.next();
    if (values === undefined) return;
    yield { values, text: text.slice(start, tokens.position).replace(/^[\r\n]+|[\r\n]+$/g, "") };
  }
}

/** Lines are cut first: a quoted value that goes on in the next line ends with its own. */
function* recordsOfLines(text: string, options: CsvOptions): Generator<CsvRecord> {
  const { comment } = options;
  for (const line of splitLines(text, options.lineSeparator)) {
    if (line.trim() === "" || (comment !== undefined && line.startsWith(comment))) continue;
    const values = new CsvTokens(line, options).next();
    if (values !== undefined) yield { values, text: line };
  }
}
