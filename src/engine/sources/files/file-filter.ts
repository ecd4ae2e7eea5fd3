import { sparkError } from "../../../common/index.ts";
import { globMatcher } from "../../../storage/index.ts";
import { zoneOffset } from "../../../types/index.ts";
import { instantOfText } from "../json/date-text.ts";
import type { SourceOptions } from "../options.ts";

/** Which of the files in a folder a reader takes. */
export interface FileFilter {
  readonly recursive: boolean;
  /** Of a file's name. */
  acceptsName(name: string): boolean;
  /** Whether times matter. */
  readonly byTime: boolean;
  /** Of milliseconds since the epoch. */
  acceptsTime(modified: number): boolean;
}

/** @throws SparkException for a wrong pattern or time */
export function fileFilter(options: SourceOptions, sessionZone: string): FileFilter {
  const pattern = options.get("pathGlobFilter");
  const matches = pattern === undefined ? () => true : globMatcher(pattern);
  const timeZone = options.get("timeZone") ?? sessionZone;
  const before = timeOption(options, "modifiedBefore", timeZone) ?? Number.POSITIVE_INFINITY;
  const after = timeOption(options, "modifiedAfter", timeZone) ?? Number.NEGATIVE_INFINITY;
  return {
    recursive: options.boolean("recursiveFileLookup", false),
    acceptsName: matches,
    byTime: before !== Number.POSITIVE_INFINITY || after !== Number.NEGATIVE_INFINITY,
    acceptsTime(modified) {
      // A time that was not asked for is none, and no hindrance.
      if (Number.isNaN(modified)) return true;
      // Spark holds the local time of the file, as if it were one in UTC, against the instant of the option.
      const local = modified + zoneOffset(timeZone, Math.floor(modified / 1000)) * 1000;
      return !(local <= after || local >= before);
    },
  };
}

/** Times are of the option `timeZone`, or of the session's zone, where they name none: `2024-01-31T12:00:00`. */
function timeOption(options: SourceOptions, name: string, timeZone: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const micros = instantOfText(text, timeZone);
  if (micros === undefined)
    throw sparkError("_LEGACY_ERROR_TEMP_1294", { strategy: name.toLowerCase(), timeString: text });
  return Number(micros) / 1000;
}
