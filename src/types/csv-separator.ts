import { sparkError } from "../common/index.ts";

const escapes: Readonly<Record<string, string>> = {
  "\\t": "\t",
  "\\r": "\r",
  "\\b": "\b",
  "\\f": "\f",
  "\\\\": "\\",
  '\\"': '"',
  "\\'": "'",
};

/**
 * What stands between the values of a line of CSV.
 *
 * @param written - the option `sep`, in which a backslash may stand for a character: `\t`; a comma where absent
 * @see org.apache.spark.sql.catalyst.csv.CSVExprUtils.toDelimiterStr
 * @throws IllegalArgumentException `INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER`, `INVALID_SOURCE_OPTION`
 */
export function csvSeparator(written = ","): string {
  const refused = (reason: string): Error =>
    sparkError("INVALID_SOURCE_OPTION", { option: "sep", value: written, reason });
  if (written === "") throw refused("it must not be empty");
  return written.replace(/\\.?/gs, (pair) => {
    if (pair === "\\") throw refused("write a backslash as \\\\");
    const character = escapes[pair];
    if (character === undefined)
      throw sparkError("INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER", { str: pair });
    return character;
  });
}
