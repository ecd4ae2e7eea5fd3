/** What was told: keys of files, and whether they came whole. */
export interface Hints {
  readonly keys: ReadonlyMap<string, boolean>;
  /** Something changed that has no name: only a listing tells what. */
  readonly unknown: boolean;
}

/** Tells of files that come, so that they need not be looked for. */
export interface ChangeWatch {
  /** Whether it tells of all that happens in the folders that are watched. */
  readonly complete: boolean;
  /** Whether it also tells of folders that come to match a pattern, so that a listing is nothing but a safety net. */
  readonly knowsPatterns: boolean;
  /** Watches these folders and no others. */
  watch(folders: readonly string[]): void;
  /** What was told since the last call, of all that had happened before this one. @throws SparkException where nothing can be told any more */
  takeHints(): Promise<Hints>;
  /** Calls back once, with the next thing told. */
  onHint(callback: () => void): void;
  /** These files are in committed batches, or are none of the stream's: who told of them need not do so again. */
  done(keys: Iterable<string>): void;
  close(): Promise<void>;
}
