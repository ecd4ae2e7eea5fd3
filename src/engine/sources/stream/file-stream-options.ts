import type { QueuePlace } from "../../../storage/index.ts";
import { durationMs, invalidOption, SourceOptions } from "../options.ts";
import { cleanMode } from "./source-cleaner.ts";

/** Options of the streaming file source. @see org.apache.spark.sql.execution.streaming.runtime.FileStreamOptions */
export interface FileStreamOptions {
  readonly maxFiles: number | undefined;
  readonly maxBytes: number | undefined;
  readonly latestFirst: boolean;
  /** A file is known by its name alone, wherever it lies. */
  readonly fileNameOnly: boolean;
  /** Milliseconds by which a file may be older than the newest that was taken. */
  readonly maxFileAge: number;
  /** Where S3 tells of new objects. */
  readonly queue: QueuePlace | undefined;
  /** Milliseconds between listings that make sure that the queue has told of all. */
  readonly backfillMs: number | undefined;
}

const week = "7d";

/** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
export function fileStreamOptions(values: Readonly<Record<string, string>>): FileStreamOptions {
  const options = new SourceOptions(values);
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
  cleanMode(options);
  const latestFirst = options.boolean("latestFirst", false);
  const limited = maxFiles !== undefined || maxBytes !== undefined;
  const age = options.get("maxFileAge") ?? week;
  const maxFileAge = durationMs("maxFileAge", age);
  if (maxFileAge < 0) throw invalidOption("maxFileAge", age, "it must not be negative");
  return {
    maxFiles,
    maxBytes,
    latestFirst,
    fileNameOnly: options.boolean("fileNameOnly", false),
    // The newest files come first and few at a time: what is left over grows old before its turn.
    maxFileAge: latestFirst && limited ? Number.POSITIVE_INFINITY : maxFileAge,
    ...notificationOptions(options),
  };
}

/** How a queue tells of files, in the manner of Databricks' Auto Loader. */
function notificationOptions(options: SourceOptions): Pick<FileStreamOptions, "queue" | "backfillMs"> {
  const url = options.get("queueUrl");
  const interval = options.get("backfillInterval");
  if (!options.boolean("fileNotification", false)) return { queue: undefined, backfillMs: undefined };
  if (url === undefined) throw invalidOption("fileNotification", "true", "queueUrl must be given with it");
  if (!URL.canParse(url)) throw invalidOption("queueUrl", url, "it is not the URL of a queue");
  const endpoint = options.get("queueEndpoint");
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw invalidOption("queueEndpoint", endpoint, "it is not a URL");
  const backfillMs = interval === undefined ? undefined : durationMs("backfillInterval", shortUnits(interval));
  if (backfillMs !== undefined && backfillMs <= 0)
    throw invalidOption("backfillInterval", interval!, "it must be longer than nothing");
  return { queue: { url, region: options.get("queueRegion"), endpoint }, backfillMs };
}

/** `1 day` as `1d`, `2 hours` as `2h`. */
const shortUnits = (text: string): string => text.replace(/^\s*(\d+)\s+(s|m|h|d)[a-z]*\s*$/i, "$1$2");
