import { type Clock, sparkError } from "../../../common/index.ts";
import { type FileSystems, isGlob, type Location, S3Storage } from "../../../storage/index.ts";
import type { ScanRelation, SourceDescription } from "../../plan/index.ts";
import { SchemaGuard } from "../evolution/schema-guard.ts";
import { bindFiles, noRows } from "../files/bind-files.ts";
import { fileFilter } from "../files/file-filter.ts";
import type { FileFormat } from "../files/file-format.ts";
import { streamPathOf } from "../files/file-source.ts";
import { entryAt, withoutSlash } from "../files/list-files.ts";
import type { SourceFile } from "../files/source-file.ts";
import { SourceOptions } from "../options.ts";
import type { BindContext, Binding } from "../source.ts";
import type {
  Available,
  EarlierRun,
  Offset,
  ReadLimit,
  SeenFile,
  SourceFigures,
  StreamSource,
} from "../stream-source.ts";
import { Backlog } from "./backlog.ts";
import type { ChangeWatch } from "./change-watch.ts";
import { FileDiscovery } from "./file-discovery.ts";
import { type FileStreamOptions, fileStreamOptions } from "./file-stream-options.ts";
import { FolderWatch } from "./folder-watch.ts";
import { QueueWatch } from "./queue-watch.ts";
import { SeenFiles } from "./seen-files.ts";
import { SourceCleaner } from "./source-cleaner.ts";

/**
 * Streams the files that appear in a folder, each once. What a batch took is in the checkpoint; here are the files seen, by key, and
 * those found but not taken yet.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.FileStreamSource
 */
export class FileStreamSource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = false;
  readonly #format: FileFormat;
  readonly #location: Location;
  readonly #watch: ChangeWatch;
  readonly #discovery: FileDiscovery;
  readonly #seen: SeenFiles;
  readonly #backlog: Backlog<SourceFile>;
  readonly #cleaner: SourceCleaner | undefined;
  readonly #guard: SchemaGuard | undefined;
  /** Files of batches that may be asked for again, by log offset. */
  readonly #batches = new Map<number, readonly SourceFile[]>();
  /** The keys of {@link #batches}. */
  readonly #uncommitted = new Set<string>();
  #offset = -1;
  #taken = 0;
  #lastFile: string | null = null;
  #frozen = false;

  private constructor(
    source: SourceDescription,
    options: FileStreamOptions,
    format: FileFormat,
    fileSystems: FileSystems,
    clock: Clock,
  ) {
    const location = fileSystems.resolve(streamPathOf(source));
    this.#location = location;
    this.description = `FileStreamSource[${withoutSlash(location.path)}]`;
    this.#format = format;
    const seen = new SeenFiles(options);
    const backlog = new Backlog<SourceFile>(options);
    this.#seen = seen;
    this.#backlog = backlog;
    this.#cleaner = SourceCleaner.of(source.options, location, fileSystems);
    this.#guard = SchemaGuard.of(source.options, fileSystems);
    this.#watch = watchOf(location, options);
    const filter = fileFilter(new SourceOptions(source.options), "UTC");
    const { backfillMs } = options;
    this.#discovery = new FileDiscovery(
      { fileSystems, location, filter, clock, watch: this.#watch, backfillMs },
      {
        isKnown: (key) => seen.has(key) || backlog.has(key),
        isTooOld: (modified) => seen.isTooOld(modified),
        add: (file) => backlog.add(file),
      },
    );
  }

  /**
   * @throws IllegalArgumentException `INVALID_SOURCE_OPTION`
   * @throws AnalysisException `PATH_NOT_FOUND` for a folder that does not exist; a pattern may match nothing yet
   */
  static async open(
    source: SourceDescription,
    format: FileFormat,
    fileSystems: FileSystems,
    clock: Clock,
  ): Promise<FileStreamSource> {
    format.check(source.options, source.schema);
    const stream = new FileStreamSource(source, fileStreamOptions(source.options), format, fileSystems, clock);
    await stream.#requireFolder(streamPathOf(source));
    return stream;
  }

  restore(earlier: EarlierRun): void {
    if (earlier.offset !== undefined) this.#offset = logOffset(earlier.offset);
    const { place, root } = this.#discovery;
    const pending: SourceFile[] = [];
    const keys: string[] = [];
    for (const { path, modified, size, batch } of earlier.files) {
      const key = place.keyOf(path);
      keys.push(key);
      this.#seen.add(key, modified);
      if (batch !== this.#offset) continue;
      pending.push(place.file({ key, size, modified }, root));
      this.#uncommitted.add(key);
    }
    this.#discovery.restore(keys);
    this.#seen.purge();
    this.#taken = earlier.files.length;
    this.#lastFile = earlier.files.at(-1)?.path ?? null;
    if (this.#offset >= 0) this.#batches.set(this.#offset, pending);
  }

  async latestOffset(_start: Offset | undefined, limit: ReadLimit): Promise<Available | undefined> {
    if (!this.#frozen) await this.#discover();
    const files = this.#backlog.take(limit === "all");
    if (files.length > 0) {
      this.#offset += 1;
      this.#batches.set(this.#offset, files);
      this.#taken += files.length;
      this.#lastFile = files.at(-1)!.path;
      for (const { key, modified } of files) {
        this.#seen.add(key, modified);
        this.#uncommitted.add(key);
      }
      this.#seen.purge();
    }
    if (this.#offset < 0) return undefined;
    const offset = JSON.stringify({ logOffset: this.#offset });
    if (files.length === 0) return { offset };
    const batch = this.#offset;
    return { offset, files: files.map(({ path, modified, size }): SeenFile => ({ path, modified, size, batch })) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#discovery.expectAll();
    await this.#discover();
    this.#frozen = true;
  }

  async bind(
    scan: ScanRelation,
    start: Offset | undefined,
    end: Offset | undefined,
    context: BindContext,
  ): Promise<Binding> {
    const [from, to] = [start === undefined ? -1 : logOffset(start), end === undefined ? -1 : logOffset(end)];
    const files: SourceFile[] = [];
    for (let batch = from + 1; batch <= to; batch++) {
      const taken = this.#batches.get(batch);
      if (taken === undefined)
        throw sparkError("INTERNAL_ERROR", { message: `the files of batch ${batch} of ${this.description} are gone` });
      for (const file of taken) files.push(file);
    }
    if (files.length === 0) return noRows(scan);
    const { options, schema } = scan.source;
    await this.#guard?.check({ format: this.#format, files, options, timeZone: context.settings.timeZone }, schema);
    return bindFiles(this.#format, scan, files, context);
  }

  async commit(end: Offset): Promise<void> {
    const committed = logOffset(end);
    for (const [batch, files] of this.#batches) {
      if (batch > committed) continue;
      this.#batches.delete(batch);
      const keys = files.map(({ key }) => key);
      for (const key of keys) this.#uncommitted.delete(key);
      this.#watch.done(keys);
      this.#cleaner?.clean(files);
    }
  }

  waitForData(ms: number, signal: AbortSignal): Promise<void> {
    return this.#discovery.waitForData(ms, signal);
  }

  figures(): SourceFigures {
    const { size, bytes } = this.#backlog;
    return { files: this.#taken, lastFile: this.#lastFile, backlogFiles: size, backlogBytes: bytes };
  }

  metrics(): Readonly<Record<string, string>> {
    const notCleaned = this.#cleaner?.failures ?? 0;
    const notUnderstood = this.#watch instanceof QueueWatch ? this.#watch.notUnderstood : 0;
    return {
      ...(notCleaned > 0 && { filesNotCleaned: String(notCleaned) }),
      ...(notUnderstood > 0 && { messagesNotUnderstood: String(notUnderstood) }),
    };
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#cleaner?.settled();
  }

  /** Brings the backlog up to date. */
  async #discover(): Promise<void> {
    const told = await this.#discovery.discover();
    // Files that wait, or whose batch is not committed, may have to be told of again; the others are none of the stream's, or done.
    this.#watch.done(told.filter((key) => !this.#backlog.has(key) && !this.#uncommitted.has(key)));
    if (this.#discovery.log !== undefined && this.#cleaner !== undefined) throw sparkError("_LEGACY_ERROR_TEMP_2261");
  }

  async #requireFolder(path: string): Promise<void> {
    if (isGlob(this.#location.key)) return;
    const entry = await entryAt(this.#location);
    if (entry === undefined) throw sparkError("PATH_NOT_FOUND", { path });
    if (!entry.isDirectory) {
      throw sparkError("INVALID_SOURCE_OPTION", {
        option: "path",
        value: path,
        reason: "a stream reads a folder or a pattern, not one file",
      });
    }
  }
}

/** The number in `{"logOffset":3}`. @throws SparkException for offsets of another source */
function logOffset(offset: Offset): number {
  const value = (JSON.parse(offset) as { logOffset?: unknown }).logOffset;
  if (typeof value !== "number") throw sparkError("STREAMING_OFFSET_INVALID", { offset, source: "files" });
  return value;
}

/** What tells of new files: the queue that was named, else the system, where it can. @throws SparkException for a queue beside a folder */
function watchOf({ storage, path }: Location, { queue }: FileStreamOptions): ChangeWatch {
  if (queue === undefined) return new FolderWatch(storage);
  if (storage instanceof S3Storage) return new QueueWatch(storage.queue(queue), storage);
  throw sparkError("INVALID_SOURCE_OPTION", {
    option: "fileNotification",
    value: "true",
    reason: `a queue tells of objects in S3, and ${path} is none; new files of folders are told of without it`,
  });
}
