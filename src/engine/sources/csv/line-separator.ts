import { sparkError } from "../../../common/index.ts";
import type { SourceOptions } from "../options.ts";

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
