import { sparkError } from "../../../common/index.ts";
import { type Entry, type FileSystems, isGlob, type Location } from "../../../storage/index.ts";
import type { FileFilter } from "./file-filter.ts";
import { partitionSegments } from "./partitions.ts";
import { isInSinkLog, SinkLog } from "./sink-log.ts";
import { asFolder, FilePlace, folderOf, isHiddenName, nameOf, type SourceFile } from "./source-file.ts";

export interface Listing {
  readonly files: readonly SourceFile[];
  /** Keys of the folders in which a file that appears would be one more of the reader's. */
  readonly folders: readonly string[];
  /** The log that named the files, where a streaming query wrote them. */
  readonly log?: SinkLog;
}

export interface ListFilesOptions {
  readonly filter: FileFilter;
  /** Called with a file's key before anything is asked of it; `false` leaves it out. */
  readonly wanted?: (key: string) => boolean;
  /** `false`: sizes and times are not wanted, and spared where they cost. Default true. */
  readonly stat?: boolean;
  /** The folder's log, where an earlier listing found one: what it has read is not read again. */
  readonly log?: SinkLog | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Lists what a reader that is pointed to a path, a folder, a file or a pattern, reads: as Spark, files of a folder itself, or of all
 * folders below where these are named `column=value` or the reader asked for it. In a folder that a streaming query writes to, its log
 * says which files count.
 *
 * @see org.apache.spark.sql.execution.datasources.InMemoryFileIndex
 * @returns undefined where there is nothing at the path
 */
export async function listFiles(
  fileSystems: FileSystems,
  location: Location,
  options: ListFilesOptions,
): Promise<Listing | undefined> {
  const place = new FilePlace(location);
  const roots: Entry[] = [];
  const glob = isGlob(location.key);
  if (isInSinkLog(location.key)) return { files: [], folders: [] };
  const log = glob ? undefined : (options.log ?? (await SinkLog.find(location)));
  if (log !== undefined) return listLogged(place, log, options);
  if (glob) {
    for await (const page of fileSystems.glob(location.path, {
      filter: (key) => key.endsWith("/") || (options.wanted?.(key) ?? true),
      ...(options.signal && { signal: options.signal }),
    }))
      roots.push(...page);
  } else {
    const entry = await entryAt(location, options.signal);
    if (entry === undefined) return undefined;
    roots.push(entry);
  }
  if (roots.length === 0 && !glob) return undefined;
  const files: SourceFile[] = [];
  const folders = new Set<string>();
  for (const root of roots) {
    if (root.isDirectory) {
      const found = await listFolder(place, root.key, options);
      for (const file of found.files) files.push(file);
      for (const folder of found.folders) folders.add(folder);
    } else if (accepts(root, options.filter)) {
      files.push(place.file(root, folderOf(root.key)));
    }
  }
  return { files, folders: [...folders] };
}

/**
 * The files that several paths name together, with the log where it is one path that has one.
 *
 * @throws AnalysisException `PATH_NOT_FOUND` where a path names nothing
 */
export async function listPaths(
  fileSystems: FileSystems,
  paths: readonly string[],
  options: ListFilesOptions,
): Promise<Pick<Listing, "files" | "log">> {
  const files: SourceFile[] = [];
  let log: SinkLog | undefined;
  for (const path of paths) {
    const location = fileSystems.resolve(path);
    const listing = await listFiles(fileSystems, location, options);
    if (listing === undefined || (isGlob(location.key) && (await isEmptyGlob(fileSystems, location, listing)))) {
      throw sparkError("PATH_NOT_FOUND", { path: withoutSlash(location.path) });
    }
    for (const file of listing.files) files.push(file);
    if (paths.length === 1) log = listing.log;
  }
  return { files, ...(log && { log }) };
}

/** A path without the `/` that it may have been written with at its end. */
export const withoutSlash = (path: string): string => (/[^/:]\/+$/.test(path) ? path.replace(/\/+$/, "") : path);

async function isEmptyGlob(fileSystems: FileSystems, location: Location, listing: Listing): Promise<boolean> {
  if (listing.files.length > 0 || listing.folders.length > 0) return false;
  for await (const page of fileSystems.glob(location.path, { stat: false, limit: 1 }))
    if (page.length > 0) return false;
  return true;
}

/** What is at a path without wildcards. Buckets have folders only by what is in them. */
export async function entryAt(location: Location, signal?: AbortSignal): Promise<Entry | undefined> {
  const { storage, key } = location;
  const entry = await storage.head(key, signal);
  if (entry !== undefined || storage.kind === "local") return entry;
  const folder = asFolder(key);
  for await (const page of storage.list(folder, { limit: 1 })) {
    if (page.length > 0) return { key: folder, size: 0, modified: 0, isDirectory: true };
  }
  return undefined;
}

/** The files that a sink's log names, in the order in which they were written. */
async function listLogged(place: FilePlace, log: SinkLog, { filter, wanted }: ListFilesOptions): Promise<Listing> {
  const root = asFolder(place.location.key);
  const files: SourceFile[] = [];
  for (const file of await log.files()) {
    if (!filter.acceptsName(nameOf(file.key)) || !filter.acceptsTime(file.modified)) continue;
    if (wanted?.(file.key) ?? true) files.push(place.file(file, root));
  }
  return { files, folders: [log.folder], log };
}

const accepts = (entry: Entry, filter: FileFilter): boolean => {
  const name = nameOf(entry.key);
  return !isHiddenName(name) && filter.acceptsName(name) && filter.acceptsTime(entry.modified);
};

async function listFolder(place: FilePlace, root: string, options: ListFilesOptions): Promise<Listing> {
  const { filter, wanted, stat = true, signal } = options;
  const folders = new Set<string>([root]);
  let folder = root;
  const wants = (key: string): boolean => {
    if (key.endsWith("/")) {
      if (isHiddenName(nameOf(key))) return false;
      folders.add(key);
      return true;
    }
    // Buckets tell folders by the keys of what is in them. Neighbours mostly share theirs.
    if (!key.startsWith(folder) || key.includes("/", folder.length)) {
      folder = folderOf(key);
      folders.add(folder);
    }
    const name = key.slice(folder.length);
    return !isHiddenName(name) && filter.acceptsName(name) && (wanted?.(key) ?? true);
  };
  const found: SourceFile[] = [];
  const { storage } = place.location;
  for await (const page of storage.list(root, { recursive: true, stat, filter: wants, ...(signal && { signal }) })) {
    for (const entry of page) {
      if (!entry.isDirectory && filter.acceptsTime(entry.modified)) found.push(place.file(entry, root));
    }
  }
  // In a partitioned tree files may appear anywhere.
  const partitioned = !filter.recursive && [...folders].some((key) => partitionSegments(key, root).length > 0);
  if (filter.recursive) return { files: found, folders: [...folders] };
  if (!partitioned && folders.size === 1) return { files: found, folders: [root] };
  const isRead = (key: string): boolean => (partitioned ? partitionSegments(key, root).length > 0 : key === root);
  const read = new Set([...folders].filter(isRead));
  return { files: found.filter(({ key }) => read.has(folderOf(key))), folders: partitioned ? [...folders] : [root] };
}
