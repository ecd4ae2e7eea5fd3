import { readsByName, rescuedColumn } from "../evolution/evolution-options.ts";
import { type Tolerance, toleranceOf } from "../files/contents.ts";
import type { ParseMode } from "../json/index.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import { csvSeparator } from "./separator.ts";

/** What a quote inside a quoted value does that is not escaped. */
export type UnescapedQuoteHandling = "STOP_AT_DELIMITER" | "STOP_AT_CLOSING_QUOTE" | "SKIP_VALUE" | "RAISE_ERROR";

/** Options of reading CSV, with Spark's defaults. @see org.apache.spark.sql.catalyst.csv.CSVOptions */
export interface CsvOptions extends Tolerance {
  readonly mode: ParseMode;
  readonly separator: string;
  /** Empty for none. */
  readonly quote: string;
  readonly escape: string;
  readonly comment: string | undefined;
  readonly header: boolean;
  readonly enforceSchema: boolean;
  readonly inferSchema: boolean;
  readonly samplingRatio: number;
  readonly multiLine: boolean;
  readonly lineSeparator: string | undefined;
  readonly encoding: string;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly nanValue: string;
  readonly positiveInfinity: string;
  readonly negativeInfinity: string;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNTZFormat: string | undefined;
  readonly timeZone: string | undefined;
  readonly preferDate: boolean;
  readonly columnNameOfCorruptRecord: string;
  readonly columnPruning: boolean;
  readonly unescapedQuoteHandling: UnescapedQuoteHandling;
  readonly maxColumns: number;
  readonly maxCharsPerColumn: number;
  /** Columns are found by the header's names; else they are by their place, as Spark has it. */
  readonly byName: boolean;
  /** The column for data that has no other. */
  readonly rescued: string | undefined;
}

const modes: readonly string[] = ["PERMISSIVE", "DROPMALFORMED", "FAILFAST"];
const handlings: readonly string[] = ["STOP_AT_DELIMITER", "STOP_AT_CLOSING_QUOTE", "SKIP_VALUE", "RAISE_ERROR"];

/** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
export function csvOptions(values: Readonly<Record<string, string>>): CsvOptions {
  const options = new SourceOptions(values);
  const character = (name: string, missing: string): string => {
    const value = options.get(name) ?? missing;
    if (value.length > 1) throw invalidOption(name, value, "it must be one character");
    // The character NUL means that there is none.
    return value === "\0" ? "" : value;
  };
  const mode = (options.get("mode") ?? "PERMISSIVE").toUpperCase();
  const handling = (options.get("unescapedQuoteHandling") ?? "STOP_AT_DELIMITER").toUpperCase();
  if (!handlings.includes(handling)) {
    throw invalidOption("unescapedQuoteHandling", handling, `it must be one of ${handlings.join(", ")}`);
  }
  const escapeOfEscape = options.get("charToEscapeQuoteEscaping");
  const escapeCharacter = character("escape", "\\");
  if (escapeOfEscape !== undefined && escapeOfEscape !== escapeCharacter) {
    throw invalidOption("charToEscapeQuoteEscaping", escapeOfEscape, "only the escape character itself is supported");
  }
  const locale = options.get("locale") ?? "en-US";
  if (!/^en\b/i.test(locale)) throw invalidOption("locale", locale, "only en-US is supported");
  const samplingRatio = Number(options.get("samplingRatio") ?? "1");
  if (!(samplingRatio > 0))
    throw invalidOption("samplingRatio", String(options.get("samplingRatio")), "it must be greater than 0");
  const multiLine = options.boolean("multiLine", false);
  const encoding = options.get("encoding", "charset") ?? "UTF-8";
  const lineSeparator = options.get("lineSep");
  if (lineSeparator === "") throw invalidOption("lineSep", "", "it must not be empty");
  return {
    mode: (modes.includes(mode) ? mode : "PERMISSIVE") as ParseMode,
    separator: csvSeparator(options),
    quote: character("quote", '"'),
    escape: escapeCharacter,
    comment: character("comment", "") || undefined,
    header: options.boolean("header", false),
    enforceSchema: options.boolean("enforceSchema", true),
    inferSchema: options.boolean("inferSchema", false),
    samplingRatio,
    multiLine,
    lineSeparator,
    encoding: decoderName(encoding),
    ignoreLeadingWhiteSpace: options.boolean("ignoreLeadingWhiteSpace", false),
    ignoreTrailingWhiteSpace: options.boolean("ignoreTrailingWhiteSpace", false),
    nullValue: options.get("nullValue") ?? "",
    emptyValue: options.get("emptyValue") ?? "",
    nanValue: options.get("nanValue") ?? "NaN",
    positiveInfinity: options.get("positiveInf") ?? "Inf",
    negativeInfinity: options.get("negativeInf") ?? "-Inf",
    dateFormat: options.get("dateFormat"),
    timestampFormat: options.get("timestampFormat"),
    timestampNTZFormat: options.get("timestampNTZFormat"),
    timeZone: options.get("timeZone"),
    preferDate: options.boolean("preferDate", true),
    columnNameOfCorruptRecord: options.get("columnNameOfCorruptRecord") ?? "_corrupt_record",
    columnPruning: options.boolean("columnPruning", !multiLine),
    unescapedQuoteHandling: handling as UnescapedQuoteHandling,
    maxColumns: options.integer("maxColumns", 1) ?? 20_480,
    maxCharsPerColumn: options.integer("maxCharsPerColumn", -1) ?? -1,
    byName: options.boolean("header", false) && readsByName(options),
    rescued: rescuedColumn(options),
    ...toleranceOf(options),
  };
}

function decoderName(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    throw invalidOption("encoding", encoding, "there is no such character encoding");
  }
}
