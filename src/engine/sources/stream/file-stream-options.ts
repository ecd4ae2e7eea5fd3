import { sparkError } from "../../../common/index.ts";
import { durationMs, invalidOption, ReadOptions } from "../options.ts";

/** Options of the streaming file source. @see org.apache.spark.sql.execution.streaming.runtime.FileStreamOptions */
export interface FileStreamOptions {
  readonly maxFiles: number | undefined;
  readonly maxBytes: number | undefined;
  readonly latestFirst: boolean;
  /** A file is known by its name alone, wherever it lies. */
  readonly fileNameOnly: boolean;
  /** Milliseconds by which a file may be older than the newest that was taken. */
  readonly maxFileAge: number;
}

const week = "7d";

/** @throws IllegalArgumentException for values that make no sense, UnsupportedOperationException for `cleanSource` */
export function fileStreamOptions(values: Readonly<Record<string, string>>): FileStreamOptions {
  const options = new ReadOptions(values);
  const maxFiles = options.integer("maxFilesPerTrigger", 1);
  const maxBytes = options.integer("maxBytesPerTrigger", 1);
  if (maxFiles !== undefined && maxBytes !== undefined) {
    throw invalidOption(
      "maxBytesPerTrigger",
      String(maxBytes),
      "maxFilesPerTrigger is set too, and only one of them may be",
    );
  }
  for (const name of ["modifiedBefore", "modifiedAfter"]) {
    const value = options.get(name);
    if (value !== undefined) throw invalidOption(name, value, "streams of files do not take it");
  }
  // Spark's cache of listed files; here nothing is listed twice, so there is nothing to set, but wrong values are told.
  options.integer("maxCachedFiles", 0);
  const ratio = options.get("discardCachedInputRatio");
  if (ratio !== undefined && !(Number(ratio) >= 0 && Number(ratio) <= 1)) {
    throw invalidOption("discardCachedInputRatio", ratio, "it must be a number from 0 to 1");
  }
  checkCleanSource(options);
  const latestFirst = options.boolean("latestFirst", false);
  const limited = maxFiles !== undefined || maxBytes !== undefined;
  const maxFileAge = durationMs("maxFileAge", options.get("maxFileAge") ?? week);
  return {
    maxFiles,
    maxBytes,
    latestFirst,
    fileNameOnly: options.boolean("fileNameOnly", false),
    // The newest files come first and few at a time: what is left over grows old before its turn.
    maxFileAge: latestFirst && limited ? Number.POSITIVE_INFINITY : maxFileAge,
  };
}

function checkCleanSource(options: ReadOptions): void {
  const mode = options.get("cleanSource") ?? "off";
  if (!/^(?:off|archive|delete)$/i.test(mode)) {
    throw invalidOption("cleanSource", mode, "it must be archive, delete or off");
  }
  if (mode.toLowerCase() !== "off") throw sparkError("CLEAN_SOURCE_UNSUPPORTED", { mode });
}
