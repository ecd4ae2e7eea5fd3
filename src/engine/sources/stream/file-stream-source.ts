import { type Clock, sparkError } from "../../../common/index.ts";
import { type FileSystems, globMatcher, isGlob, type Location } from "../../../storage/index.ts";
import type { ScanRelation, SourceDescription } from "../../plan/index.ts";
import { bindFiles, noRows } from "../files/bind-files.ts";
import { type FileFilter, fileFilter } from "../files/file-filter.ts";
import type { FileFormat } from "../files/file-format.ts";
import { streamPathOf } from "../files/file-source.ts";
import { entryAt, listFiles, withoutSlash } from "../files/list-files.ts";
import { isInSinkLog, type SinkLog } from "../files/sink-log.ts";
import {
  asFolder,
  FilePlace,
  fixedFolder,
  folderOf,
  isHiddenName,
  nameOf,
  type SourceFile,
} from "../files/source-file.ts";
import { ReadOptions } from "../options.ts";
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
import { type FileStreamOptions, fileStreamOptions } from "./file-stream-options.ts";
import { FolderWatch } from "./folder-watch.ts";
import { SeenFiles } from "./seen-files.ts";
import { SourceCleaner } from "./source-cleaner.ts";

/** Where nothing tells of changes, a listing has to, this often. */
const pollMs = 1000;
/** Where watches tell of changes, a listing still makes sure, this often. */
const relistMs = 10_000;
/** A file that came by being written to where it is counts as whole when it has not changed for so long. */
const settleMs = 20;
/** More names than this are found faster by one listing. */
const mostLooks = 256;

/**
 * Streams the files that appear in a folder, each once. What a batch took is in the checkpoint; here are the files seen, by key, and
 * those found but not taken yet. Listing happens at the start and now and then; between, watches of the folder name what is new, so
 * that a batch costs the same however many files were seen.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.FileStreamSource
 */
export class FileStreamSource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = false;
  readonly #format: FileFormat;
  readonly #fileSystems: FileSystems;
  readonly #location: Location;
  readonly #place: FilePlace;
  /** The folder from which on folders may give columns by their names. */
  readonly #root: string;
  readonly #clock: Clock;
  readonly #filter: FileFilter;
  readonly #watch: FolderWatch;
  readonly #seen: SeenFiles;
  readonly #backlog: Backlog<SourceFile>;
  /** Files of batches that may be asked for again, by log offset. */
  readonly #batches = new Map<number, readonly SourceFile[]>();
  /** Keys of files that are there but too old, so that listings need not ask for their times again. */
  #tooOld: ReadonlySet<string> = new Set();
  /** Files that are being written to where they are, with their sizes and times when last looked at. */
  #unsettled = new Map<string, { size: number; modified: number; since: number }>();
  #matches: (key: string) => boolean = () => true;
  #offset = -1;
  #taken = 0;
  #lastFile: string | null = null;
  #mustList = true;
  #listedAt = Number.NEGATIVE_INFINITY;
  #frozen = false;
  #folders: ReadonlySet<string> = new Set();
  /** Where another stream writes the files: the log that says which are there. */
  #log: SinkLog | undefined;
  readonly #cleaner: SourceCleaner | undefined;

  private constructor(
    source: SourceDescription,
    options: FileStreamOptions,
    format: FileFormat,
    fileSystems: FileSystems,
    clock: Clock,
  ) {
    this.#location = fileSystems.resolve(streamPathOf(source));
    this.description = `FileStreamSource[${withoutSlash(this.#location.path)}]`;
    this.#place = new FilePlace(this.#location);
    this.#root = asFolder(fixedFolder(this.#location.key));
    this.#format = format;
    this.#fileSystems = fileSystems;
    this.#clock = clock;
    this.#filter = fileFilter(new ReadOptions(source.options));
    this.#seen = new SeenFiles(options);
    this.#backlog = new Backlog(options);
    this.#watch = new FolderWatch(this.#location.storage);
    this.#cleaner = SourceCleaner.of(source.options, this.#location, fileSystems);
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
    const pending: SourceFile[] = [];
    for (const { path, modified, size, batch } of earlier.files) {
      const key = this.#place.keyOf(path);
      this.#seen.add(key, modified);
      if (batch === this.#offset) pending.push(this.#place.file({ key, size, modified }, this.#root));
    }
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
      for (const { key, modified } of files) this.#seen.add(key, modified);
      this.#seen.purge();
    }
    if (this.#offset < 0) return undefined;
    const offset = JSON.stringify({ logOffset: this.#offset });
    if (files.length === 0) return { offset };
    const batch = this.#offset;
    return { offset, files: files.map(({ path, modified, size }): SeenFile => ({ path, modified, size, batch })) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#mustList = true;
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
    return files.length === 0 ? noRows(scan) : bindFiles(this.#format, scan, files, context);
  }

  async commit(end: Offset): Promise<void> {
    const committed = logOffset(end);
    for (const [batch, files] of this.#batches) {
      if (batch > committed) continue;
      this.#batches.delete(batch);
      this.#cleaner?.clean(files);
    }
  }

  /**
   * Ends with the first name that a watch tells, or in time for the next listing. A wait that was stopped or ran out has the next
   * {@link latestOffset} list everything.
   */
  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      this.#mustList = true;
      return;
    }
    const done = new AbortController();
    const stop = () => done.abort();
    signal.addEventListener("abort", stop, { once: true });
    let told = false;
    this.#watch.onHint(() => {
      told = true;
      done.abort();
    });
    try {
      const most = this.#isTold ? (this.#unsettled.size > 0 ? settleMs : ms) : Math.min(ms, pollMs);
      if (!told) await this.#clock.sleep(most, done.signal);
    } finally {
      signal.removeEventListener("abort", stop);
      this.#watch.onHint(() => {});
    }
    const settling = this.#unsettled.size > 0 && !signal.aborted;
    if (!told && !settling) this.#mustList = true;
    if (signal.aborted) this.#mustList = true;
  }

  figures(): SourceFigures {
    const { size, bytes } = this.#backlog;
    return { files: this.#taken, lastFile: this.#lastFile, backlogFiles: size, backlogBytes: bytes };
  }

  metrics(): Readonly<Record<string, string>> {
    const failures = this.#cleaner?.failures ?? 0;
    return failures === 0 ? {} : { filesNotCleaned: String(failures) };
  }

  async close(): Promise<void> {
    this.#watch.close();
    await this.#cleaner?.settled();
  }

  /** Whether watches tell of all files that may come. A pattern for folders may come to match folders that nobody watches. */
  get #isTold(): boolean {
    const { key } = this.#location;
    return this.#watch.complete && (!isGlob(key) || fixedFolder(key) === folderOf(key));
  }

  /** Brings the backlog up to date. */
  async #discover(): Promise<void> {
    const hints = await this.#watch.takeHints();
    const { keys } = hints;
    const due = this.#clock.monotonic() - this.#listedAt >= relistMs;
    if (this.#mustList || hints.unknown || due || !this.#isTold || keys.size > mostLooks) return this.#list();
    for (const [key, moved] of keys) {
      if (isInSinkLog(key)) return this.#list();
      // Of files that a log names, only the log tells whether they count.
      if (this.#log !== undefined || this.#folders.has(asFolder(key))) continue;
      if (!(await this.#look(key, moved))) return this.#list();
    }
    for (const key of this.#unsettled.keys()) {
      if (!keys.has(key)) await this.#look(key, false);
    }
  }

  /** Lists everything. What is seen, waiting or too old is passed over by its name. */
  async #list(): Promise<void> {
    // Watches come first, so that what appears while the listing goes on is told.
    if (this.#folders.size === 0) this.#watchFolders([]);
    let complete = false;
    while (!complete) {
      const old = this.#tooOld;
      const tooOld = new Set<string>();
      const wanted = (key: string): boolean => {
        if (!old.has(key)) return !this.#seen.has(key) && !this.#backlog.has(key);
        tooOld.add(key);
        return false;
      };
      const listing = await listFiles(this.#fileSystems, this.#location, {
        filter: this.#filter,
        wanted,
        log: this.#log,
      });
      this.#log = listing?.log;
      if (this.#log !== undefined && this.#cleaner !== undefined) throw sparkError("_LEGACY_ERROR_TEMP_2261");
      for (const file of listing?.files ?? []) {
        if (this.#seen.isTooOld(file.modified)) tooOld.add(file.key);
        else this.#backlog.add(file);
      }
      this.#tooOld = tooOld;
      const folders = listing?.folders ?? [];
      // A folder that was not watched while it was listed is listed again.
      complete = folders.every((folder) => this.#folders.has(folder)) || this.#location.storage.kind !== "local";
      this.#watchFolders(folders);
    }
    this.#unsettled.clear();
    this.#mustList = false;
    this.#listedAt = this.#clock.monotonic();
  }

  #watchFolders(found: readonly string[]): void {
    const folders = new Set([this.#root, ...found]);
    this.#folders = folders;
    this.#watch.watch([...folders]);
    const isRoot = new Set(found);
    if (isGlob(this.#location.key)) {
      const matches = globMatcher(this.#location.key);
      this.#matches = (key) => isRoot.has(folderOf(key)) || matches(key);
    }
  }

  /** Looks at one name. @returns false where it takes a listing to see what it means */
  async #look(key: string, moved: boolean): Promise<boolean> {
    const name = nameOf(key);
    if (isHiddenName(name) || this.#seen.has(key) || this.#backlog.has(key)) return true;
    const entry = await this.#location.storage.head(key);
    const before = this.#unsettled.get(key);
    this.#unsettled.delete(key);
    if (entry === undefined) return true;
    if (entry.isDirectory) return false;
    if (!this.#filter.acceptsName(name) || !this.#matches(key) || this.#seen.isTooOld(entry.modified)) return true;
    const unchanged = before !== undefined && before.size === entry.size && before.modified === entry.modified;
    const since = unchanged ? before.since : this.#clock.monotonic();
    const settled = moved || (unchanged && this.#clock.monotonic() - since >= settleMs);
    if (!settled) this.#unsettled.set(key, { ...entry, since });
    // An empty file may be one that is about to be written; the next listing takes it if it stays so.
    else if (entry.size > 0) this.#backlog.add(this.#place.file(entry, this.#root));
    return true;
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
