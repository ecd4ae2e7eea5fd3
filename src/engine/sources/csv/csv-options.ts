import { csvSeparator } from "../../../types/index.ts";
import { readsByName, rescuedColumn } from "../evolution/evolution-options.ts";
import { type Tolerance, toleranceOf } from "../files/contents.ts";
import { checkCodec, refusedOfRecords, refuseOptions, requireEnglish } from "../files/refused-options.ts";
import { samplingRatioOf } from "../files/sampling-ratio.ts";
import type { ParseMode } from "../json/index.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import { csvLineSeparator } from "./line-separator.ts";

/** What a quote inside a quoted value does that is not escaped. */
export type UnescapedQuoteHandling = "STOP_AT_DELIMITER" | "STOP_AT_CLOSING_QUOTE" | "SKIP_VALUE" | "RAISE_ERROR";

/** Options of reading CSV, with Spark's defaults. @see org.apache.spark.sql.catalyst.csv.CSVOptions */
export interface CsvOptions extends Tolerance {
  readonly mode: ParseMode;
  readonly separator: string;
  /** Empty for none. */
  readonly quote: string;
  readonly escape: string;
  /** Stands before an escape character inside quotes; empty for none. */
  readonly escapeOfEscape: string;
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
  /** Whether texts that no given format fits are read as without one; `false` also makes dates without a format strict. */
  readonly dateTimeFallback: boolean | undefined;
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
    const value = options.character(name) ?? missing;
    // The character NUL means that there is none.
    return value === "\0" ? "" : value;
  };
  const mode = (options.get("mode") ?? "PERMISSIVE").toUpperCase();
  const handling = (options.get("unescapedQuoteHandling") ?? "STOP_AT_DELIMITER").toUpperCase();
  if (!handlings.includes(handling)) {
    throw invalidOption("unescapedQuoteHandling", handling, `it must be one of ${handlings.join(", ")}`);
  }
  const [quote, escapeCharacter] = [character("quote", '"'), character("escape", "\\")];
  refuseOptions(options, "CSV files", refusedOfRecords);
  requireEnglish(options);
  checkCodec(options);
  const multiLine = options.boolean("multiLine", false);
  const encoding = options.get("encoding", "charset") ?? "UTF-8";
  options.integer("inputBufferSize", 1);
  return {
    mode: (modes.includes(mode) ? mode : "PERMISSIVE") as ParseMode,
    separator: csvSeparator(options.get("sep", "delimiter")),
    quote,
    escape: escapeCharacter,
    escapeOfEscape: character("charToEscapeQuoteEscaping", escapeCharacter === quote ? "" : escapeCharacter),
    comment: character("comment", "") || undefined,
    header: options.boolean("header", false),
    enforceSchema: options.boolean("enforceSchema", true),
    inferSchema: options.boolean("inferSchema", false),
    samplingRatio: samplingRatioOf(options.get("samplingRatio")),
    multiLine,
    lineSeparator: csvLineSeparator(options),
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
    dateTimeFallback: options.has("enableDateTimeParsingFallback")
      ? options.boolean("enableDateTimeParsingFallback", false)
      : undefined,
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
