import { homedir } from "node:os";
import { parse as parseNative, resolve as resolveNative, sep } from "node:path";
import { sparkError } from "../common/index.ts";
import { type GlobOptions, globKeys } from "./glob.ts";
import { LocalStorage } from "./local/local-storage.ts";
import { Mounts } from "./mounts.ts";
import { type ParsedPath, parsePath, resolveParts } from "./paths.ts";
import { type S3Options, s3OptionsFromSettings } from "./s3/options.ts";
import { S3Client } from "./s3/s3-client.ts";
import { S3Storage } from "./s3/s3-storage.ts";
import type { Entry, Storage } from "./storage.ts";

/** Options of {@link FileSystems}. */
export interface FileSystemsOptions {
  /** Default: no mounts. A program of a user passes `new Mounts(defaultMountsFile())`. */
  readonly mounts?: Mounts;
  readonly s3?: S3Options;
  /** Settings in Hadoop's names (`fs.s3a.endpoint`), taken where {@link FileSystemsOptions.s3} leaves something out. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder that relative paths start from. Default: the process's. */
  readonly workingFolder?: string;
}

/** A path found: the storage that holds it, its key there, and how people write it. */
export interface Location {
  readonly storage: Storage;
  readonly key: string;
  /** The place as it is shown: `dbfs:/mnt/s3Data/a`, `s3://bucket/a`, `file:/data/a`. */
  readonly path: string;
  /** As {@link Location.path}, for another key of the same storage. */
  pathOf(key: string): string;
}

/** An entry found by {@link FileSystems.glob}. */
export interface LocatedEntry extends Entry {
  readonly path: string;
}

/**
 * All places that paths can name: local folders, buckets and mounts. One is made for each engine and shared by all that read or
 * write in it.
 *
 * @example
 * ```ts
 * const files = new FileSystems({ mounts });
 * const { storage, key } = files.resolve("/mnt/s3Data/transactions");
 * for await (const page of storage.list(`${key}/`)) …
 * ```
 */
export class FileSystems {
  readonly mounts: Mounts;
  readonly #workingFolder: string;
  readonly #s3: S3Client;
  readonly #storages = new Map<string, Storage>();

  /** @throws INVALID_S3_OPTION */
  constructor(options: FileSystemsOptions = {}) {
    this.mounts = options.mounts ?? new Mounts();
    this.#workingFolder = options.workingFolder ?? process.cwd();
    this.#s3 = new S3Client({ ...s3OptionsFromSettings(options.settings ?? {}), ...options.s3 });
  }

  /**
   * Finds the storage of a path; nothing is read, and the path need not exist.
   *
   * @param path - `/abs`, `relative`, `~/in-home`, `file:/abs`, `s3://bucket/key`, `s3a://…`, `/mnt/name/…`, `dbfs:/mnt/name/…`
   * @throws INVALID_PATH, PATH_OUTSIDE_MOUNT, MOUNT_NOT_FOUND, FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM
   */
  resolve(path: string): Location {
    const parsed = parsePath(path);
    switch (parsed.scheme) {
      case "s3":
        return this.#inBucket(parsed, path);
      case "dbfs":
        return this.#inMount(parsed.path, true)!;
      case "file":
        return (parsed.explicit ? undefined : this.#inMount(parsed.path, false)) ?? this.#inFolder(parsed.path);
    }
  }

  /**
   * What a path or pattern names, page by page in key order: `*`, `?`, `[a-z]`, `[^a]`, `{a,b}`, `\` before a character that is
   * meant as it is. Only folders that can match are listed. A path without wildcards gives its one entry, if it exists.
   *
   * @see FileSystem.globStatus of Hadoop
   * @throws INVALID_GLOB
   */
  async *glob(pattern: string, options: GlobOptions = {}): AsyncGenerator<readonly LocatedEntry[]> {
    const location = this.resolve(pattern);
    for await (const page of globKeys(location.storage, location.key, options)) {
      yield page.map((entry) => ({ ...entry, path: location.pathOf(entry.key) }));
    }
  }

  /** Closes connections; afterwards nothing may be read or written. */
  async close(): Promise<void> {
    await this.#s3.close();
  }

  #inBucket(parsed: Extract<ParsedPath, { scheme: "s3" }>, path: string): Location {
    const { bucket, written } = parsed;
    const root = `${written}://${bucket}`;
    const parts = resolveParts(parsed.path, () => {
      throw sparkError("INVALID_PATH", { path, reason: "it climbs out of its bucket" });
    });
    const storage = this.#storage(`s3://${bucket}`, () => new S3Storage(this.#s3, bucket));
    return locate(storage, keyOf(parts, parsed.path), (key) => `${root}/${key}`);
  }

  #inMount(path: string, required: true): Location;
  #inMount(path: string, required: boolean): Location | undefined;
  #inMount(path: string, required: boolean): Location | undefined {
    const found = path.startsWith("/") ? this.mounts.find(path) : undefined;
    if (found === undefined) {
      if (!required) return undefined;
      throw sparkError("MOUNT_NOT_FOUND", { mountPoint: path, mounts: this.mounts.names() });
    }
    const { source, mountPoint } = found;
    const storage = this.#storage(`mount ${source}`, () => this.#open(source));
    return locate(storage, keyOf([found.key], path), (key) => `dbfs:${mountPoint}${key === "" ? "" : `/${key}`}`);
  }

  #inFolder(path: string): Location {
    const inHome = /^~(?=$|\/)/.test(path) ? path.replace("~", homedir()) : path;
    const full = resolveNative(this.#workingFolder, inHome);
    const { root } = parseNative(full);
    const storage = this.#storage(`file:${root}`, () => new LocalStorage(root));
    const parts = full.slice(root.length).split(sep);
    return locate(storage, keyOf(parts, path), (key) => storage.uri(key));
  }

  /** The storage of a mount's source. */
  #open(source: string): Storage {
    const parsed = parsePath(source);
    if (parsed.scheme !== "s3") return new LocalStorage(parsed.path, { confined: true });
    const prefix = parsed.path.replace(/^\//, "");
    return new S3Storage(this.#s3, parsed.bucket, prefix === "" ? "" : `${prefix}/`);
  }

  #storage(name: string, make: () => Storage): Storage {
    const known = this.#storages.get(name);
    if (known !== undefined) return known;
    const storage = make();
    this.#storages.set(name, storage);
    return storage;
  }
}

/** A key of parts, with the `/` at the end that the path was written with. */
function keyOf(parts: readonly string[], written: string): string {
  const key = parts.join("/");
  return key !== "" && written.endsWith("/") ? `${key}/` : key;
}

function locate(storage: Storage, key: string, pathOf: (key: string) => string): Location {
  return { storage, key, path: pathOf(key), pathOf };
}
