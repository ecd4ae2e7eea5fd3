import { sparkError } from "../../../common/index.ts";
import { checkCodec, refusedOfRecords, refuseOptions, requireEnglish } from "../files/refused-options.ts";
import { samplingRatioOf } from "../files/sampling-ratio.ts";
import { invalidOption, SourceOptions } from "../options.ts";

/** What happens to records that do not fit the schema. */
export type ParseMode = "PERMISSIVE" | "DROPMALFORMED" | "FAILFAST";

/** Options of reading JSON, with Spark's defaults. @see org.apache.spark.sql.catalyst.json.JSONOptions */
export interface JsonOptions {
  readonly mode: ParseMode;
  readonly columnNameOfCorruptRecord: string;
  readonly multiLine: boolean;
  /** The bytes between lines; undefined: LF, CR, or CR LF. */
  readonly lineSep: Uint8Array | undefined;
  /** As Java names it, in capitals; undefined where it was not said, which is UTF-8. */
  readonly encoding: string | undefined;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNTZFormat: string | undefined;
  /** Whether texts that no given format fits are read as without one. */
  readonly dateTimeFallback: boolean;
  /** Overrides the session's time zone. */
  readonly timeZone: string | undefined;
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly inferTimestamp: boolean;
  readonly dropFieldIfAllNull: boolean;
  readonly samplingRatio: number;
  readonly maxNestingDepth: number;
  readonly maxNumLen: number;
  readonly ignoreMissingFiles: boolean;
  readonly ignoreCorruptFiles: boolean;
}

const modes: readonly string[] = ["PERMISSIVE", "DROPMALFORMED", "FAILFAST"];

/**
 * Reads the options of a JSON read; names are taken in any letter case, unknown names are other people's.
 *
 * @throws SparkException `INVALID_SOURCE_OPTION` for values that make no sense
 */
export function jsonOptions(options: Readonly<Record<string, string>>): JsonOptions {
  const given = new SourceOptions(options);
  const text = (name: string): string | undefined => given.get(name);
  const flag = (name: string, missing: boolean): boolean => given.boolean(name, missing);
  const number = (name: string, missing: number): number => {
    const value = text(name);
    if (value === undefined) return missing;
    if (value.trim() === "" || !Number.isFinite(Number(value))) throw invalidOption(name, value, "it must be a number");
    return Number(value);
  };
  refuseOptions(given, "JSON files", { ...refusedOfRecords, maxStringLen: "Texts are read whatever their length is." });
  requireEnglish(given);
  checkCodec(given);
  const mode = text("mode")?.toUpperCase() ?? "PERMISSIVE";
  const multiLine = flag("multiLine", flag("wholeFile", false));
  const encoding = encodingOf(text("encoding") ?? text("charset"));
  const lineSep = text("lineSep");
  if (lineSep === "") throw invalidOption("lineSep", "", "it must not be empty");
  if (encoding !== undefined && encoding !== "UTF-8" && !multiLine && lineSep === undefined)
    throw invalidOption("encoding", encoding, "this encoding needs the option lineSep, or multiLine");
  if ((encoding === "UTF-16" || encoding === "UTF-32") && !multiLine)
    throw invalidOption("encoding", encoding, "this encoding needs the option multiLine");
  return {
    // Spark takes a mode that it does not know for the default, with a warning.
    mode: (modes.includes(mode) ? mode : "PERMISSIVE") as ParseMode,
    columnNameOfCorruptRecord: text("columnNameOfCorruptRecord") ?? "_corrupt_record",
    multiLine,
    lineSep: lineSep === undefined ? undefined : new TextEncoder().encode(lineSep),
    encoding,
    dateFormat: text("dateFormat"),
    timestampFormat: text("timestampFormat"),
    timestampNTZFormat: text("timestampNTZFormat"),
    dateTimeFallback: flag("enableDateTimeParsingFallback", false),
    timeZone: text("timeZone"),
    allowComments: flag("allowComments", false),
    allowUnquotedFieldNames: flag("allowUnquotedFieldNames", false),
    allowSingleQuotes: flag("allowSingleQuotes", true),
    allowNumericLeadingZeros: flag("allowNumericLeadingZeros", false),
    allowNonNumericNumbers: flag("allowNonNumericNumbers", true),
    allowBackslashEscapingAnyCharacter: flag("allowBackslashEscapingAnyCharacter", false),
    allowUnquotedControlChars: flag("allowUnquotedControlChars", false),
    primitivesAsString: flag("primitivesAsString", false),
    prefersDecimal: flag("prefersDecimal", false),
    inferTimestamp: flag("inferTimestamp", false),
    dropFieldIfAllNull: flag("dropFieldIfAllNull", false),
    samplingRatio: samplingRatioOf(text("samplingRatio")),
    maxNestingDepth: number("maxNestingDepth", 1000),
    maxNumLen: number("maxNumLen", 1000),
    ignoreMissingFiles: flag("ignoreMissingFiles", false),
    ignoreCorruptFiles: flag("ignoreCorruptFiles", false),
  };
}

/** The encodings that Spark takes, and how each is decoded. */
const charsets: readonly string[] = ["US-ASCII", "ISO-8859-1", "UTF-8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"];

function encodingOf(name: string | undefined): string | undefined {
  const charset = name?.toUpperCase();
  if (charset === undefined || charsets.includes(charset)) return charset;
  throw sparkError("INVALID_PARAMETER_VALUE.CHARSET", {
    parameter: "`charset`",
    functionName: "`JSONOptions`",
    charset: name!,
    charsets: charsets.join(", "),
  });
}
