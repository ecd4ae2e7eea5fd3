import type { Clock } from "../../../common/index.ts";
import { compareKeys, type FileSystems, globMatcher, isGlob, type Location } from "../../../storage/index.ts";
import type { FileFilter } from "../files/file-filter.ts";
import { listFiles } from "../files/list-files.ts";
import { partitionSegments } from "../files/partitions.ts";
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
import type { ChangeWatch } from "./change-watch.ts";

/** Where nothing tells of changes, a listing has to, this often. */
const pollMs = 1000;
/** Where something does, or where listings begin behind the last key, a whole listing still makes sure, this often. */
const relistMs = 10_000;
/** Whole listings may take one part in so many of the time. */
const listingShare = 20;
/** A file that came by being written to where it is counts as whole when it has not changed for so long. */
const settleMs = 20;
/** More names than this are found faster by one listing of a folder, unless that has many more. */
const mostLooks = 256;
/** So many names are listed while one is looked at. */
const listedInALook = 16;
/** Objects that are looked up at once. */
const looksAtOnce = 32;

/** What a discovery works on. */
export interface DiscoveryOptions {
  readonly fileSystems: FileSystems;
  readonly location: Location;
  readonly filter: FileFilter;
  readonly clock: Clock;
  readonly watch: ChangeWatch;
  /** Milliseconds between listings that only make sure, where a queue tells of files. */
  readonly backfillMs: number | undefined;
}

/** What knows the stream's files. */
export interface Discovered {
  /** Whether a file was taken, or waits to be. */
  isKnown(key: string): boolean;
  isTooOld(modified: number): boolean;
  add(file: SourceFile): void;
}

/**
 * Finds the new files of a stream. Listing happens at the start and now and then; between, a watch of the folders or a queue names what is
 * new. Where neither is to be had, in buckets, listings begin behind the last key for as long as new keys come in ascending order. So
 * looking costs the same however many files were seen.
 */
export class FileDiscovery {
  /** The folder from which on folders may give columns by their names. */
  readonly root: string;
  readonly place: FilePlace;
  readonly #options: DiscoveryOptions;
  readonly #files: Discovered;
  /** Keys of files that are there but too old, so that listings need not ask for their times again. */
  #tooOld: ReadonlySet<string> = new Set();
  /** Files that are being written to where they are, with their sizes and times when last looked at. */
  #unsettled = new Map<string, { size: number; modified: number; since: number }>();
  #belongs: (key: string) => boolean = () => true;
  #mustList = true;
  #listedAt = Number.NEGATIVE_INFINITY;
  #listingMs = 0;
  /** How many files there are, about. */
  #names = 0;
  #folders: ReadonlySet<string> = new Set();
  #log: SinkLog | undefined;
  /** The greatest key that a listing has found. */
  #lastKey: string | undefined;
  /** Whether keys have come in ascending order; undefined before any have come. */
  #ascends: boolean | undefined;

  constructor(options: DiscoveryOptions, files: Discovered) {
    this.#options = options;
    this.#files = files;
    this.place = new FilePlace(options.location);
    this.root = asFolder(fixedFolder(options.location.key));
  }

  /** The log that says which files are there, where another stream writes them. */
  get log(): SinkLog | undefined {
    return this.#log;
  }

  /** Files that earlier runs have found. */
  restore(keys: Iterable<string>): void {
    for (const key of keys) this.#note(key);
  }

  /** The next {@link discover} lists everything. */
  expectAll(): void {
    this.#mustList = true;
  }

  /** Adds the files that are new. @returns keys that were told, but for those that have to be looked at again */
  async discover(): Promise<readonly string[]> {
    const { clock, watch } = this.#options;
    const { keys, unknown } = await watch.takeHints();
    const age = clock.monotonic() - this.#listedAt;
    const hasQueue = watch.knowsPatterns;
    if (this.#mustList || unknown || age >= this.#relistMs) await this.#list();
    else if (!this.#isTold) await this.#listNew();
    else if (!hasQueue && keys.size > Math.max(mostLooks, this.#names / listedInALook)) await this.#list();
    else await this.#lookAt(keys);
    return [...keys.keys()].filter((key) => !this.#unsettled.has(key));
  }

  /**
   * Ends with the first name that is told, or in time for the next listing. A wait that was stopped or ran out has the next
   * {@link discover} list everything, but for one that hears of files from a queue.
   */
  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      this.#mustList = true;
      return;
    }
    const { clock, watch } = this.#options;
    const done = new AbortController();
    const stop = () => done.abort();
    signal.addEventListener("abort", stop, { once: true });
    let told = false;
    watch.onHint(() => {
      told = true;
      done.abort();
    });
    try {
      const most = this.#isTold ? (this.#unsettled.size > 0 ? settleMs : ms) : Math.min(ms, pollMs);
      if (!told) await clock.sleep(most, done.signal);
    } finally {
      signal.removeEventListener("abort", stop);
      watch.onHint(() => {});
    }
    const settling = this.#unsettled.size > 0 && !signal.aborted;
    if (signal.aborted || (!told && !settling && this.#isTold && !watch.knowsPatterns)) this.#mustList = true;
  }

  /** Whether all files that may come are told of. A pattern for folders may come to match folders that nobody watches. */
  get #isTold(): boolean {
    const { location, watch } = this.#options;
    const { key } = location;
    return watch.complete && (watch.knowsPatterns || !isGlob(key) || fixedFolder(key) === folderOf(key));
  }

  /** How old a whole listing may be. */
  get #relistMs(): number {
    const { backfillMs, watch } = this.#options;
    if (watch.knowsPatterns) return backfillMs ?? Number.POSITIVE_INFINITY;
    return Math.max(relistMs, this.#listingMs * listingShare);
  }

  async #lookAt(keys: ReadonlyMap<string, boolean>): Promise<void> {
    const { watch } = this.#options;
    const wanted: [string, boolean][] = [];
    for (const [key, moved] of keys) {
      if (isInSinkLog(key)) return this.#list();
      // Of files that a log names, only the log tells whether they count.
      if (this.#log !== undefined || this.#folders.has(asFolder(key))) continue;
      wanted.push([key, moved]);
    }
    for (const key of this.#unsettled.keys()) if (!keys.has(key)) wanted.push([key, false]);
    const atOnce = watch.knowsPatterns ? looksAtOnce : 1;
    for (let first = 0; first < wanted.length; first += atOnce) {
      const looks = wanted.slice(first, first + atOnce).map(([key, moved]) => this.#look(key, moved));
      if ((await Promise.all(looks)).includes(false)) return this.#list();
    }
  }

  /** What came where nothing tells of it. */
  async #listNew(): Promise<void> {
    const { location } = this.#options;
    const isPlain = location.storage.kind !== "local" && !isGlob(location.key) && this.#log === undefined;
    if (!isPlain || this.#ascends !== true || this.#lastKey === undefined) return this.#list();
    const { fileSystems, filter } = this.#options;
    const listing = await listFiles(fileSystems, location, {
      filter,
      wanted: (key) => !this.#files.isKnown(key),
      after: this.#lastKey,
      folders: this.#folders,
    });
    if (listing?.log !== undefined) return this.#list();
    for (const file of listing?.files ?? []) if (!this.#files.isTooOld(file.modified)) this.#add(file);
    this.#watchFolders(listing?.folders ?? []);
  }

  /** Lists everything. What is seen, waiting or too old is passed over by its name. */
  async #list(): Promise<void> {
    const { clock, fileSystems, filter, location } = this.#options;
    // Watches come first, so that what appears while the listing goes on is told.
    if (this.#folders.size === 0) this.#watchFolders([]);
    const begun = clock.monotonic();
    const lastKey = this.#lastKey;
    let complete = false;
    while (!complete) {
      const old = this.#tooOld;
      const tooOld = new Set<string>();
      this.#names = 0;
      const wanted = (key: string): boolean => {
        this.#names += 1;
        if (!old.has(key)) return !this.#files.isKnown(key);
        tooOld.add(key);
        return false;
      };
      const listing = await listFiles(fileSystems, location, { filter, wanted, log: this.#log });
      this.#log = listing?.log;
      const files = listing?.files ?? [];
      for (const file of files) {
        if (this.#files.isTooOld(file.modified)) tooOld.add(file.key);
        else this.#add(file);
      }
      this.#ascends = stillAscends(this.#ascends, files, lastKey);
      this.#tooOld = tooOld;
      const folders = listing?.folders ?? [];
      // A folder that was not watched while it was listed is listed again.
      complete = folders.every((folder) => this.#folders.has(folder)) || location.storage.kind !== "local";
      this.#watchFolders(folders);
    }
    this.#unsettled.clear();
    this.#mustList = false;
    this.#listedAt = clock.monotonic();
    this.#listingMs = this.#listedAt - begun;
  }

  #add(file: SourceFile): void {
    this.#files.add(file);
    this.#names += 1;
    this.#note(file.key);
  }

  #note(key: string): void {
    if (this.#lastKey === undefined || compareKeys(key, this.#lastKey) > 0) this.#lastKey = key;
  }

  #watchFolders(found: readonly string[]): void {
    const { location, filter, watch } = this.#options;
    const folders = new Set([this.root, ...found]);
    this.#folders = folders;
    watch.watch([...folders]);
    const roots = new Set(found);
    const isGlobbed = isGlob(location.key);
    const matches = isGlobbed ? globMatcher(location.key) : () => false;
    const tree = (key: string): boolean => {
      if (!key.startsWith(this.root)) return false;
      const folder = folderOf(key);
      if (folder.slice(this.root.length).split("/").some(isHiddenName)) return false;
      return filter.recursive || folder === this.root || partitionSegments(folder, this.root).length > 0;
    };
    this.#belongs = isGlobbed
      ? (key) => roots.has(folderOf(key)) || matches(key) || matches(folderOf(key).replace(/\/$/, ""))
      : tree;
  }

  /** Looks at one name. @returns false where it takes a listing to see what it means */
  async #look(key: string, moved: boolean): Promise<boolean> {
    const { clock, filter, location, watch } = this.#options;
    const name = nameOf(key);
    if (isHiddenName(name) || this.#files.isKnown(key)) return true;
    if (watch.knowsPatterns && (key.endsWith("/") || !filter.acceptsName(name) || !this.#belongs(key))) return true;
    const entry = await location.storage.head(key);
    const before = this.#unsettled.get(key);
    this.#unsettled.delete(key);
    if (entry === undefined) return true;
    if (entry.isDirectory) return watch.knowsPatterns;
    if (!filter.acceptsName(name) || !this.#belongs(key) || this.#files.isTooOld(entry.modified)) return true;
    const unchanged = before !== undefined && before.size === entry.size && before.modified === entry.modified;
    const since = unchanged ? before.since : clock.monotonic();
    const settled = moved || (unchanged && clock.monotonic() - since >= settleMs);
    if (!settled) this.#unsettled.set(key, { ...entry, since });
    // An empty file may be one that is about to be written; the next listing takes it if it stays so. Objects come whole.
    else if (entry.size > 0 || watch.knowsPatterns) this.#add(this.place.file(entry, this.root));
    return true;
  }
}

/**
 * Whether keys come in ascending order, by what a listing of everything has found: new files come behind those that were there. The first
 * listing shows it by the files' times.
 */
function stillAscends(
  before: boolean | undefined,
  files: readonly SourceFile[],
  lastKey: string | undefined,
): boolean | undefined {
  if (files.length === 0) return before;
  if (lastKey !== undefined) return files.every(({ key }) => compareKeys(key, lastKey) > 0);
  if (files.length === 1) return undefined;
  const byKey = [...files].sort((a, b) => compareKeys(a.key, b.key));
  return byKey.every(({ modified }, at) => at === 0 || modified >= byKey[at - 1]!.modified);
}
