import * as zlib from "node:zlib";
import type { Outcome } from "./case.ts";

/** Where the answer is another one than Spark's. */
export interface Deviation {
  /** `refused`: an error names the option or the way out; `differs`: there is another answer. */
  readonly kind: "refused" | "differs";
  /** The rows that come instead; left out where an error does. */
  readonly outcome?: Outcome;
  /** The condition of the error that comes instead. */
  readonly error?: string;
  readonly why: string;
}

type Entry = readonly [names: readonly string[], deviation: Deviation];

const refused = (error: string, why: string, names: readonly string[]): Entry => [
  names,
  { kind: "refused", error, why },
];
const differs = (why: string, outcome: Outcome, names: readonly string[]): Entry => [
  names,
  { kind: "differs", outcome, why },
];

const formats = ["json", "csv", "text", "parquet"];
const ofAll = (...labels: readonly string[]): string[] =>
  formats.flatMap((format) => labels.map((label) => `${format}: ${label}`));
const ofRecords = (...labels: readonly string[]): string[] =>
  ["json", "csv"].flatMap((format) => labels.map((label) => `${format}: ${label}`));

const here = "UNSUPPORTED_FEATURE.MILLRACE";
const option = "INVALID_SOURCE_OPTION";

const entries: readonly Entry[] = [
  refused(
    here,
    "refused; `pathGlobFilter` chooses files",
    ofAll("ignoredPathSegmentRegex", "ignoredPathSegmentRegex of a folder", "ignoredPathSegmentRegex that is empty"),
  ),
  refused(here, "refused; archives are to be unpacked", ofAll("archivePathFilter")),
  refused(here, "a pattern that Java does not know is refused; Spark reads null", [
    "json: dateFormat that is wrong",
    "json: timestampFormat that is wrong",
    "csv: dateFormat that is wrong",
  ]),
  refused(
    option,
    "only en-US is supported",
    ofRecords("locale", "locale of decimals", "locale that is English", "locale with nothing that asks for it"),
  ),
  refused(
    "UNSUPPORTED_DATATYPE",
    "there is no type TIME; Spark has it behind a setting",
    ofRecords("timeFormat", "times of day"),
  ),
  refused(here, "refused; read text and use parse_json", [
    ...ofRecords("singleVariantColumn", "singleVariantColumn, schema"),
    "json: singleVariantColumn and what is wrong",
    "json: singleVariantColumn and a schema",
    "csv: singleVariantColumn without a header",
  ]),
  refused(here, "refused; arrays at the top of a record are rows each", [
    "json: explodeEmbeddedArray off",
    "json: explodeEmbeddedArray",
    "json: explodeEmbeddedArray of variants",
  ]),
  refused(here, "refused; texts have any length", ["json: maxStringLen"]),
  refused(option, "another condition than Spark's", [
    "csv: encoding that is none",
    "csv: maxColumns that is no number",
  ]),
  refused(option, "UTF-32 is refused", ["csv: encoding UTF-32 and multiLine"]),
  refused(option, "BACK_TO_DELIMITER is refused", ["csv: unescapedQuoteHandling BACK_TO_DELIMITER"]),
  refused(option, "UTF-16 and UTF-32 with `lineSep` are refused", ["text: encoding UTF-16LE and lineSep"]),
  refused("UNSUPPORTED_COMPRESSION", "DuckDB does not read Hadoop's LZ4 in Parquet", ["parquet: written with lz4"]),
  refused(here, "times before 1900 of the old calendar are refused in the mode LEGACY", [
    "parquet: datetimeRebaseMode LEGACY",
  ]),
  refused(option, "modes that do not exist are refused", [
    "parquet: datetimeRebaseMode that is none",
    "parquet: int96RebaseMode nonsense",
  ]),
  refused(here, "Parquet's VARIANT and intervals are refused", ["parquet: variants", "parquet: intervals"]),
  differs(
    "dates before 1582 that a file keeps in the old calendar are taken as they stand",
    { types: "struct<d:date,t:timestamp>", rows: ['["1500-01-10","1500-01-10 00:03:58"]'] },
    ["parquet: datetimeRebaseMode EXCEPTION"],
  ),
  refused(
    "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
    "the same condition, which Spark may wrap in an error without one",
    ["parquet: a schema that is narrower", "parquet: a schema of text for a number"],
  ),
  differs(
    "the name as the first folder writes it",
    { types: "struct<a:int,P:int>", rows: ['["1","1"]', '["1","2"]'] },
    ["folders: names in another case"],
  ),
  differs("more encodings are read", { types: "struct<a:int,b:string>", rows: ['["1","x"]'] }, [
    "csv: encoding windows-1252",
  ]),
  differs(
    "a character that escapes nothing stays in the value",
    { types: "struct<a:int,b:string>", rows: ['["1","x#"]', '["2","y\\"z"]', '["3","a$$b"]', '["4","a#"]'] },
    ["csv: charToEscapeQuoteEscaping"],
  ),
  differs(
    "all records are looked at, so none lacks its column",
    {
      types: `struct<${Array.from({ length: 8 }, (_, i) => `c${i}:bigint`).join(",")}>`,
      rows: Array.from({ length: 8 }, (_, i) =>
        JSON.stringify(Array.from({ length: 8 }, (_, j) => (i === j ? String(i) : null))),
      ).sort(),
    },
    ["json: samplingRatio of less"],
  ),
  // Node has it from version 22 on.
  ...("zstdDecompress" in zlib
    ? []
    : [refused("UNSUPPORTED_COMPRESSION", "Zstandard needs Node 22", ["compressed: zstd"])]),
];

/** By the names of cases. */
export const deviations: Readonly<Record<string, Deviation>> = Object.fromEntries(
  entries.flatMap(([names, deviation]) => names.map((name) => [name, deviation])),
);
