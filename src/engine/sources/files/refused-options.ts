import { sparkError } from "../../../common/index.ts";
import { invalidOption, type SourceOptions } from "../options.ts";

/**
 * Refuses options of Spark that would change what is read or written, and do not here.
 *
 * @param what - how they are named: `CSV files`
 * @param hints - by option, what to do instead
 * @throws UnsupportedOperationException `UNSUPPORTED_FEATURE.MILLRACE`
 */
export function refuseOptions(options: SourceOptions, what: string, hints: Readonly<Record<string, string>>): void {
  for (const [name, hint] of Object.entries(hints))
    if (options.has(name))
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature: `the option ${name} of ${what}`, hint });
}

/** Names of months and signs of numbers are English. @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
export function requireEnglish(options: SourceOptions): void {
  const locale = options.get("locale");
  if (locale !== undefined && !/^en(?:[-_]US)?$/i.test(locale))
    throw invalidOption("locale", locale, "only en-US is supported");
}

/** Options of all formats that are not there. */
export const refusedOfFiles: Readonly<Record<string, string>> = {
  ignoredPathSegmentRegex: "Files whose names begin with _ or . are passed over; choose others with pathGlobFilter.",
  archivePathFilter: "Unpack the archives, and read the files in them.",
};

const variants =
  "Read the records as text, with format('text') or wholetext, and make variants of them with parse_json.";

/** Options that neither JSON nor CSV has here. */
export const refusedOfRecords: Readonly<Record<string, string>> = {
  singleVariantColumn: variants,
  explodeEmbeddedArray: "Objects of an array at the top of a record are rows each.",
};

const codecs: ReadonlySet<string> = new Set("bzip2 deflate uncompressed snappy none lz4 gzip zstd".split(" "));

/**
 * The names of codecs say nothing of reading, which goes by the names of files; Spark looks at them all the same.
 *
 * @throws IllegalArgumentException `CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION`
 */
export function checkCodec(options: SourceOptions): void {
  for (const name of ["compression", "codec"]) {
    const codecName = options.get(name);
    if (codecName === undefined || codecs.has(codecName.toLowerCase())) continue;
    const availableCodecs = [...codecs].join(", ");
    throw sparkError("CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", { codecName, availableCodecs });
  }
}
