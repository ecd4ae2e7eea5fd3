import { sparkError } from "../../../common/index.ts";
import { type Entry, type FileSystems, isGlob, type Location } from "../../../storage/index.ts";
import type { FileFilter } from "./file-filter.ts";
import { partitionSegments } from "./partitions.ts";
import { isInSinkLog, logFolderOf, SinkLog } from "./sink-log.ts";
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
  /** Only files whose keys come after this one. */
  readonly after?: string;
  /** With {@link after}: the folders that an earlier listing found. */
  readonly folders?: ReadonlySet<string>;
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
  // Where looking for a log is a request, the listing tells of it.
  const isNear = location.storage.kind === "local" && !glob;
  const log = options.log ?? (isNear ? await SinkLog.find(location) : undefined);
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
    if (isInSinkLog(root.key)) continue;
    if (root.isDirectory) {
      const found = await listFolder(place, root.key, options, !glob);
      if (found.hasLog && !glob) return listLogged(place, new SinkLog(location), options);
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

/**
 * A folder's files, and whether a bucket's listing came upon a log of the folder.
 *
 * @param cutAtLog - the listing then ends, since the log is what counts; its names are among the first
 */
async function listFolder(
  place: FilePlace,
  root: string,
  options: ListFilesOptions,
  cutAtLog: boolean,
): Promise<Listing & { readonly hasLog: boolean }> {
  const { after, filter, wanted, stat = true, signal } = options;
  const folders = new Set<string>([root, ...(options.folders ?? [])]);
  const logFolder = logFolderOf(root);
  let folder = root;
  let isHidden = false;
  let hasLog = false;
  const wants = (key: string): boolean => {
    hasLog ||= key.startsWith(logFolder);
    if (key.endsWith("/")) {
      if (isHiddenName(nameOf(key))) return false;
      folders.add(key);
      return true;
    }
    // Buckets tell folders by the keys of what is in them. Neighbours mostly share theirs.
    if (!key.startsWith(folder) || key.includes("/", folder.length)) {
      folder = folderOf(key);
      isHidden = folder.slice(root.length).split("/").some(isHiddenName);
      if (!isHidden) folders.add(folder);
    }
    const name = key.slice(folder.length);
    return !isHidden && !isHiddenName(name) && filter.acceptsName(name) && (wanted?.(key) ?? true);
  };
  const found: SourceFile[] = [];
  const { storage } = place.location;
  const more = { ...(signal && { signal }), ...(after !== undefined && { after }) };
  for await (const page of storage.list(root, { recursive: true, stat, filter: wants, ...more })) {
    for (const entry of page) {
      if (!entry.isDirectory && filter.acceptsTime(entry.modified)) found.push(place.file(entry, root));
    }
    if (hasLog && cutAtLog) break;
  }
  // In a partitioned tree files may appear anywhere.
  const partitioned = !filter.recursive && [...folders].some((key) => partitionSegments(key, root).length > 0);
  if (filter.recursive) return { files: found, folders: [...folders], hasLog };
  if (!partitioned && folders.size === 1) return { files: found, folders: [root], hasLog };
  const isRead = (key: string): boolean => (partitioned ? partitionSegments(key, root).length > 0 : key === root);
  const read = new Set([...folders].filter(isRead));
  const files = found.filter(({ key }) => read.has(folderOf(key)));
  return { files, folders: partitioned ? [...folders] : [root], hasLog };
}
