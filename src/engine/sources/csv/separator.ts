import { sparkError } from "../../../common/index.ts";
import { invalidOption, type SourceOptions } from "../options.ts";

const escapes: Readonly<Record<string, string>> = {
  "\\t": "\t",
  "\\r": "\r",
  "\\n": "\n",
  "\\b": "\b",
  "\\f": "\f",
  "\\\\": "\\",
  "\\0": "\0",
  "\\u0000": "\0",
  '\\"': '"',
  "\\'": "'",
};

/**
 * What stands between the values of a line: the option `sep`, or `delimiter`, which may be written with a backslash: `\t`.
 *
 * @throws IllegalArgumentException `INVALID_SOURCE_OPTION`
 */
export function csvSeparator(options: SourceOptions): string {
  const text = options.get("sep", "delimiter") ?? ",";
  if (text === "") throw invalidOption("sep", text, "it must not be empty");
  if (text === "\\") throw invalidOption("sep", text, "write a backslash as \\\\");
  return text.replace(/\\(?:u0000|.)/g, (written) => {
    const character = escapes[written];
    if (character === undefined) throw invalidOption("sep", text, `there is no ${written}`);
    return character;
  });
}

/**
 * What stands between lines; undefined where nothing is said of it.
 *
 * @throws IllegalArgumentException `INVALID_LINE_SEPARATOR.*`
 */
export function csvLineSeparator(options: SourceOptions): string | undefined {
  const separator = options.get("lineSep");
  if (separator === "") throw sparkError("INVALID_LINE_SEPARATOR.EMPTY");
  if (separator !== undefined && separator.length > 2)
    throw sparkError("INVALID_LINE_SEPARATOR.TOO_LONG", { length: String(separator.length) });
  return separator;
}
