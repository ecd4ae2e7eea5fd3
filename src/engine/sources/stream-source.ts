import type { ScanRelation } from "../plan/index.ts";
import type { BindContext, Binding } from "./source.ts";

/** A position in a stream as its source writes it: JSON text, `{"logOffset":3}` for files, a number of seconds for `rate`. */
export type Offset = string;

/** A file that a stream has taken, as the checkpoint logs it with the batch that read it. */
export interface SeenFile {
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly size: number;
  /** The log offset of the batch that took the file. */
  readonly batch: number;
}

/** What the checkpoint has of a source. */
export interface EarlierRun {
  /** Where the newest logged batch ends. */
  readonly offset: Offset | undefined;
  /** All files that batches have taken. */
  readonly files: readonly SeenFile[];
  /** The {@link StreamSource.origin} of the first run. */
  readonly origin: string | undefined;
}

/** What `latestOffset` found: where the next batch may end, and the files that it would read. */
export interface Available {
  readonly offset: Offset;
  readonly files?: readonly SeenFile[];
}

/**
 * How far one batch may go: `default` follows the source's own limits (`maxFilesPerTrigger`), `all` takes whatever is there, which
 * is what the `once` trigger wants.
 */
export type ReadLimit = "default" | "all";

/** How far a source of files has come. */
export interface SourceFigures {
  /** Files taken, of all runs. */
  readonly files: number;
  /** Path of the file that was taken last. */
  readonly lastFile: string | null;
  /** Files found and not taken yet, and their bytes. */
  readonly backlogFiles: number;
  readonly backlogBytes: number;
}

/**
 * A stream of rows with positions. A batch is all between two offsets and can be read again after a restart: what makes that so
 * (offsets, seen files) is written to the checkpoint before the batch runs.
 *
 * @see org.apache.spark.sql.connector.read.streaming.MicroBatchStream
 */
export interface StreamSource {
  /** The name in progress reports: `FileStreamSource[file:/data]`. */
  readonly description: string;
  /** Whether progress reports name the newest offset as well; Spark's file source does not. */
  readonly reportsLatest: boolean;
  /** What the checkpoint keeps of the source from its first start on, where offsets alone do not say it: the start of a clock. */
  readonly origin?: string;
  /** Takes up an earlier run, before the first call of {@link latestOffset}. */
  restore(earlier: EarlierRun): void;
  /**
   * Looks for data behind `start`.
   *
   * @returns where a batch may end; `start` itself where nothing is new; undefined where nothing was ever there
   */
  latestOffset(start: Offset | undefined, limit: ReadLimit): Promise<Available | undefined>;
  /** From now on nothing newer than what is there at this moment is reported: what `availableNow` works off. */
  prepareForAvailableNow(): Promise<void>;
  /** SQL of the rows between two offsets, `start` excluded; no rows where `end` is undefined. */
  bind(scan: ScanRelation, start: Offset | undefined, end: Offset | undefined, context: BindContext): Promise<Binding>;
  /** The batch that ended at `end` is committed; what only served to read it again may go. */
  commit(end: Offset): Promise<void>;
  /** Resolves when there may be new data, at the latest after `ms` milliseconds. */
  waitForData(ms: number, signal: AbortSignal): Promise<void>;
  /** How far it has come, where it reads files. */
  figures?(): SourceFigures;
  /** What progress reports say of it beside rows and offsets. @see org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics */
  metrics?(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}
