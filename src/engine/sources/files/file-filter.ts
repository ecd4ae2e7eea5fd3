import { sparkError } from "../../../common/index.ts";
import { globMatcher } from "../../../storage/index.ts";
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
export function fileFilter(options: SourceOptions): FileFilter {
  const pattern = options.get("pathGlobFilter");
  const matches = pattern === undefined ? () => true : globMatcher(pattern);
  const before = timeOption(options, "modifiedBefore") ?? Number.POSITIVE_INFINITY;
  const after = timeOption(options, "modifiedAfter") ?? Number.NEGATIVE_INFINITY;
  return {
    recursive: options.boolean("recursiveFileLookup", false),
    acceptsName: matches,
    byTime: before !== Number.POSITIVE_INFINITY || after !== Number.NEGATIVE_INFINITY,
    // A time that was not asked for is none, NaN, and no hindrance.
    acceptsTime: (modified) => !(modified <= after || modified >= before),
  };
}

/** Times stand for UTC where they name no zone: `2024-01-31T12:00:00`. */
function timeOption(options: SourceOptions, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(
    text.trim(),
  );
  const two = (part: string | undefined) => (part ?? "0").padStart(2, "0");
  const time =
    match === null
      ? Number.NaN
      : Date.parse(
          `${match[1]}-${two(match[2])}-${two(match[3])}T${two(match[4])}:${two(match[5])}:${two(match[6])}${match[7] ?? ""}${match[8] ?? "Z"}`,
        );
  if (Number.isNaN(time)) {
    throw sparkError("_LEGACY_ERROR_TEMP_1294", { strategy: name.toLowerCase(), timeString: text });
  }
  return time;
}
