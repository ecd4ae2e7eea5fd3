import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { randomId, sparkError } from "../../common/index.ts";

/** What the warehouse keeps: one folder of records for each kind. */
export type RecordKind = "databases" | "relations" | "functions" | "claims";

interface Cached {
  readonly stamp: string;
  readonly value: unknown;
}

/**
 * The records of a warehouse folder: one JSON file for each database, table, view and function, below `.millrace`, which readers of
 * files pass over. A record is written whole under another name and then gets its own, so a process that is killed leaves the old one or
 * the new one; and of two that make the same name at once, one is told that it is taken. Whoever asks for a record sees what other
 * processes have done: a file that has not changed since is not read again.
 */
export class Warehouse {
  readonly #folder: () => string;
  readonly #link: typeof linkSync;
  readonly #cache = new Map<string, Cached>();

  /**
   * @param folder - the warehouse's path on this machine; asked when a record is first wanted, and allowed to throw
   * @param link - makes a hard link, as the operating system does
   */
  constructor(folder: () => string, link: typeof linkSync = linkSync) {
    this.#folder = folder;
    this.#link = link;
  }

  /** The folder that holds the tables of the default database. */
  get folder(): string {
    return this.#folder();
  }

  /** A record, undefined where there is none. The same object comes back for as long as the file stays what it is. */
  get<T>(kind: RecordKind, ...name: readonly string[]): T | undefined {
    const path = this.#pathOf(kind, name);
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) {
      this.#cache.delete(path);
      return undefined;
    }
    const stamp = `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
    const known = this.#cache.get(path);
    if (known?.stamp === stamp) return known.value as T;
    const value = readRecord(path);
    if (value !== undefined) this.#cache.set(path, { stamp, value });
    return value as T | undefined;
  }

  /** The last parts of the names below a name, in order. */
  list(kind: RecordKind, ...name: readonly string[]): string[] {
    const folder = join(this.#folder(), recordsFolder, kind, ...name);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith(extension) && !file.startsWith("."));
    return files.map((file) => file.slice(0, -extension.length)).sort();
  }

  /** Writes a record where there is none. @returns false where there is one */
  create(kind: RecordKind, name: readonly string[], value: unknown): boolean {
    return this.#write(kind, name, value, (temporary, path) => {
      try {
        this.#publish(temporary, path);
        return true;
      } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
      } finally {
        unlinkSync(temporary);
      }
    });
  }

  /** Gives a file a name that no other has. File systems without hard links copy it, which a kill in the middle leaves in part. */
  #publish(temporary: string, path: string): void {
    try {
      this.#link(temporary, path);
    } catch (error) {
      if (!withoutLinks.has(codeOf(error))) throw error;
      copyFileSync(temporary, path, constants.COPYFILE_EXCL);
    }
  }

  /** Gives a folder of this machine another name, where it still has the old one. */
  moveFolder(from: string, to: string): void {
    try {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw failure(to, error);
    }
  }

  /** Writes a record in the place of another. */
  replace(kind: RecordKind, name: readonly string[], value: unknown): void {
    this.#write(kind, name, value, (temporary, path) => {
      renameSync(temporary, path);
      return true;
    });
  }

  /** @returns false where there was no record */
  delete(kind: RecordKind, ...name: readonly string[]): boolean {
    const path = this.#pathOf(kind, name);
    try {
      unlinkSync(path);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw failure(path, error);
    }
    this.#cache.delete(path);
    return true;
  }

  /** Deletes the records below a name, of which none may be left that matters. */
  deleteBelow(kind: RecordKind, ...name: readonly string[]): void {
    rmSync(join(this.#folder(), recordsFolder, kind, ...name), { recursive: true, force: true });
  }

  #write(
    kind: RecordKind,
    name: readonly string[],
    value: unknown,
    publish: (temporary: string, path: string) => boolean,
  ): boolean {
    const path = this.#pathOf(kind, name);
    const folder = dirname(path);
    try {
      mkdirSync(folder, { recursive: true });
      const temporary = join(folder, `.${randomId()}`);
      writeFileSync(temporary, `${JSON.stringify(value, undefined, 1)}\n`, { flush: true });
      const published = publish(temporary, path);
      settle(folder);
      return published;
    } catch (error) {
      throw failure(path, error);
    }
  }

  #pathOf(kind: RecordKind, name: readonly string[]): string {
    return `${join(this.#folder(), recordsFolder, kind, ...name)}${extension}`;
  }
}

const recordsFolder = ".millrace";
const extension = ".json";
/** What a file system says that has no hard links: FAT, some network and container file systems. */
const withoutLinks: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** Undefined where the file is gone again. */
function readRecord(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason: String(error) }, { cause: error });
  }
}

/** Waits until the names in a folder are on the disk. Windows knows no such thing. */
function settle(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

const failure = (path: string, error: unknown): unknown =>
  error instanceof Error && "code" in error
    ? sparkError("FAILED_WRITE_FILE", { path, reason: error.message }, { cause: error })
    : error;
