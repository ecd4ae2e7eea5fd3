/** What a listing or {@link Storage.head} says of one file, object or directory. */
export interface Entry {
  /** Key below the storage's root, with `/` between its parts. The key of a directory ends with `/`. */
  readonly key: string;
  /** Bytes; 0 for a directory, NaN where the listing was asked not to look (`stat: false`). */
  readonly size: number;
  /** Milliseconds since the epoch; 0 where the store keeps no time (prefixes of S3), NaN with `stat: false`. */
  readonly modified: number;
  readonly isDirectory: boolean;
}

/** Options of {@link Storage.list}. */
export interface ListOptions {
  /** Yields only entries whose key comes after this one: how a listing is resumed. */
  readonly after?: string;
  /** Goes into directories; otherwise a directory is one entry. Default false. */
  readonly recursive?: boolean;
  /** Ends after so many entries. */
  readonly limit?: number;
  /** `false`: sizes and times are not wanted, which spares local folders a call per file. Default true. */
  readonly stat?: boolean;
  /** Called with the key before anything is asked of the file; `false` leaves the entry out (of a directory: all below it). */
  readonly filter?: (key: string) => boolean;
  readonly signal?: AbortSignal;
}

/** Options of {@link Storage.get}. */
export interface GetOptions {
  /** Bytes from `start` up to but not including `end`. A range beyond the end of the file is cut off there. */
  readonly range?: { readonly start: number; readonly end?: number };
  readonly signal?: AbortSignal;
}

/** Options of {@link Storage.getMany}. */
export interface GetManyOptions {
  /** Requests under way at once, where the store answers over a network. Default 64. */
  readonly concurrency?: number;
  /** What a file that is not there does: fails the call, or gives an empty piece that {@link Block.missing} names. */
  readonly missing?: "fail" | "skip";
  /** A byte put after each non-empty file that does not end with it, so that lines of neighbours never join. */
  readonly terminator?: number;
  readonly signal?: AbortSignal;
}

/** Many files in one piece of memory: file `i` is `bytes.subarray(starts[i], ends[i])`. */
export interface Block {
  readonly bytes: Buffer;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Indexes of files that were not there, with `missing: "skip"`. */
  readonly missing: readonly number[];
}

/**
 * One place that keeps files: a local folder, or a bucket (or a prefix of it). Keys are relative to its root, have no leading
 * `/`, no `.` or `..` parts, and sort by the bytes of their UTF-8 form. Whatever it raises is a `SparkException` that names the
 * place; credentials are in none of them.
 */
export interface Storage {
  readonly kind: "local" | "s3";
  /** How the place of a key is written for people and for other systems: `file:/data/a.json`, `s3://bucket/a.json`. */
  uri(key: string): string;
  /** Absolute path in the file system of this machine, where there is one: for readers that open files themselves. */
  localPath(key: string): string | undefined;
  /**
   * Entries whose key begins with `prefix` (any string: `logs/2026-`), page by page in key order. What does not exist has no
   * entries. Directories are entries where the store keeps them as such.
   */
  list(prefix: string, options?: ListOptions): AsyncIterable<readonly Entry[]>;
  /** The entry at a key, directory or file; undefined where there is nothing. */
  head(key: string, signal?: AbortSignal): Promise<Entry | undefined>;
  /** @throws FAILED_READ_FILE.FILE_NOT_EXIST */
  get(key: string, options?: GetOptions): Promise<Uint8Array>;
  /** Reads thousands of small files fast. @throws FAILED_READ_FILE.FILE_NOT_EXIST unless told to skip */
  getMany(keys: readonly string[], options?: GetManyOptions): Promise<Block>;
  /** Writes a file whole, replacing what was there: no reader ever sees a part of it. Missing folders are made. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** As {@link put}, but only where there is nothing yet, decided by the store itself; false where something was. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Deletes a file, or with a key that ends in `/` an empty directory. Nothing to delete is no error. */
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Deletes a directory with all that is in it, or a file. Links are deleted, not followed. */
  deleteTree(key: string): Promise<void>;
  /** Makes a directory and those above it; `""` makes the root: the folder, or the bucket. */
  mkdirs(key: string): Promise<void>;
  /** Copies one file, replacing the target. */
  copy(from: string, to: string): Promise<void>;
  /** Moves one file, replacing the target; atomic in a local folder. */
  move(from: string, to: string): Promise<void>;
  /**
   * Yields what may have changed in a directory; several changes may come as one. A hint to look there, no promise.
   * Undefined as an item: anything may have, so list all of it. Undefined as a whole where the store tells nothing.
   */
  watch(key: string, signal: AbortSignal): AsyncIterable<readonly Change[] | undefined> | undefined;
}

/** A name in a watched directory that came, went or changed. */
export interface Change {
  readonly name: string;
  /** The file came whole, by a move from a name that begins with `.` or `_` in the same directory. */
  readonly moved: boolean;
}

/** A listing as one array, for when it is known to be small. */
export async function listAll(storage: Storage, prefix: string, options: ListOptions = {}): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of storage.list(prefix, options)) for (const entry of page) entries.push(entry);
  return entries;
}
