import { mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { randomId, sparkError } from "../../../common/index.ts";
import type { Location, Storage } from "../../../storage/index.ts";
import { readyFolder } from "./stage.ts";

/** The file that says that a write is whole. */
const success = "_SUCCESS";

/** Most bytes of a file that goes into a bucket, which gets files in one piece. */
const mostBytes = 2 ** 31 - 1;

/** What becomes of files that are there already: they stay, all of them go, or those in folders that are written to. */
export type Replacing = "nothing" | "everything" | "writtenFolders";

const asFolder = (key: string): string => (key === "" || key.endsWith("/") ? key : `${key}/`);
const parentOf = (key: string): string => key.slice(0, key.lastIndexOf("/", key.length - 2) + 1);

/**
 * The folder that a write goes to. Files are written to a folder of their own first, beside the target where that is on this machine,
 * and moved when all are there: new files come before old ones go, so a failure never loses rows.
 */
export class WriteTarget {
  readonly #storage: Storage;
  /** `""` or with `/` at its end. */
  readonly #key: string;
  readonly #path: string;
  readonly #exists: "no" | "folder" | "file";

  private constructor(location: Location, exists: "no" | "folder" | "file") {
    this.#storage = location.storage;
    this.#key = asFolder(location.key);
    this.#path = /[^/:]\/+$/.test(location.path) ? location.path.replace(/\/+$/, "") : location.path;
    this.#exists = exists;
  }

  static async find(location: Location, signal?: AbortSignal): Promise<WriteTarget> {
    const entry = await location.storage.head(location.key.replace(/\/+$/, ""), signal);
    return new WriteTarget(location, entry === undefined ? "no" : entry.isDirectory ? "folder" : "file");
  }

  /** As it is shown to people. */
  get path(): string {
    return this.#path;
  }

  get exists(): boolean {
    return this.#exists !== "no";
  }

  /** Runs `write` with a folder of this machine that is gone afterwards. */
  async staged<T>(write: (folder: string) => Promise<T>): Promise<T> {
    const folder = await this.#stagingFolder();
    try {
      return await write(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Moves staged files to where they belong. @param files - their names below {@link readyFolder} */
  async publish(folder: string, files: readonly string[], replacing: Replacing): Promise<void> {
    const ready = join(folder, readyFolder);
    if (this.#exists === "file") {
      if (replacing === "nothing")
        throw sparkError("FAILED_WRITE_FILE", { path: this.#path, reason: "it is a file, not a folder" });
      await this.#storage.delete(this.#key.slice(0, -1));
    }
    if (this.#exists !== "folder" && (await this.#publishWhole(ready))) return;
    await this.#storage.mkdirs(this.#key);
    await this.#add(ready, files);
    if (replacing !== "nothing") await this.#removeOld(folder, new Set(files), replacing);
    await this.#storage.put(`${this.#key}${success}`, new Uint8Array(0));
  }

  /** A folder that nobody has seen yet gets its name when all is in it. */
  async #publishWhole(ready: string): Promise<boolean> {
    const target = this.#storage.localPath(this.#key.replace(/\/$/, ""));
    if (target === undefined) return false;
    await writeFile(join(ready, success), "");
    await this.#storage.mkdirs(parentOf(this.#key));
    try {
      await rename(ready, target);
    } catch (error) {
      // Somebody else made the folder in the meantime.
      if (error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST"))
        throw sparkError("PATH_ALREADY_EXISTS", { outputPath: this.#path }, { cause: error });
      const reason = error instanceof Error ? error.message : String(error);
      throw sparkError("FAILED_WRITE_FILE", { path: this.#path, reason }, { cause: error });
    }
    return true;
  }

  /** Adds the files, all or none. */
  async #add(ready: string, files: readonly string[]): Promise<void> {
    const added: string[] = [];
    const made = new Set<string>();
    try {
      for (const file of files) {
        const key = `${this.#key}${file}`;
        for (const folder of foldersOf(file)) {
          if (made.has(folder) || (await this.#storage.head(`${this.#key}${folder}`)) !== undefined) continue;
          made.add(folder);
        }
        added.push(key);
        await placeFile(this.#storage, join(ready, file), key);
      }
    } catch (error) {
      // What hindered the adding may hinder the tidying too; what is told is the adding.
      await this.#storage.deleteMany(added).catch(() => {});
      for (const folder of [...made].sort().reverse())
        await this.#storage.delete(`${this.#key}${folder}`).catch(() => {});
      throw error;
    }
  }

  async #removeOld(staging: string, files: ReadonlySet<string>, replacing: Replacing): Promise<void> {
    const kept = new Set([...files].flatMap(foldersOf));
    if (replacing === "everything") return this.#clear("", files, kept, staging);
    for (const folder of new Set([...files].map(parentOf))) await this.#clear(folder, files, kept, staging);
  }

  /** Deletes what is in a folder of the target, but for new files and the folders that lead to them. */
  async #clear(folder: string, files: ReadonlySet<string>, kept: ReadonlySet<string>, staging: string): Promise<void> {
    const stagingName = staging.slice(staging.lastIndexOf("/") + 1);
    const old: string[] = [];
    const folders: string[] = [];
    for await (const page of this.#storage.list(`${this.#key}${folder}`, { stat: false })) {
      for (const { key, isDirectory } of page) {
        const name = key.slice(this.#key.length);
        if (isDirectory && name !== `${stagingName}/`) folders.push(name);
        else if (!isDirectory && !files.has(name)) old.push(key);
      }
    }
    await this.#storage.deleteMany(old);
    for (const name of folders) {
      if (kept.has(name)) await this.#clear(name, files, kept, staging);
      else await this.#storage.deleteTree(`${this.#key}${name}`);
    }
  }

  /** Beside the target, so that moving is naming; for a bucket, among the machine's temporary files. */
  async #stagingFolder(): Promise<string> {
    const name = `.millrace-write-${randomId()}`;
    let key = this.#exists === "folder" ? this.#key : parentOf(this.#key);
    while (key !== "" && (await this.#storage.head(key)) === undefined) key = parentOf(key);
    const local = this.#storage.localPath(`${key}${name}`);
    if (local === undefined) return mkdtemp(join(tmpdir(), "millrace-write-"));
    await this.#storage.mkdirs(`${key}${name}`);
    return local;
  }
}

/** Moves a file of this machine to where it belongs: readers see it whole or not at all. */
export async function placeFile(storage: Storage, path: string, key: string): Promise<void> {
  const local = storage.localPath(key);
  if (local !== undefined) {
    await storage.mkdirs(parentOf(key));
    return rename(path, local);
  }
  const { size } = await stat(path);
  if (size > mostBytes) {
    const reason = "a file of more than 2 GiB is not put into a bucket; set the option maxRecordsPerFile";
    throw sparkError("FAILED_WRITE_FILE", { path: storage.uri(key), reason });
  }
  return storage.put(key, await readFile(path));
}

/** Waits until files of this machine, and their names in the folders from `root` down, are on the disk. */
export async function settleFiles(storage: Storage, root: string, keys: readonly string[]): Promise<void> {
  const top = storage.localPath(root);
  if (top === undefined) return;
  const files = keys.map((key) => storage.localPath(key)!);
  const folders = new Set([resolve(top)]);
  for (const file of files) {
    for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  // Windows knows no such thing for folders.
  for (const path of process.platform === "win32" ? files : [...files, ...folders]) {
    const file = await open(path, "r");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** The folders that a file's name leads through: `a=1/`, `a=1/b=2/`. */
function foldersOf(file: string): string[] {
  const folders: string[] = [];
  for (let at = file.indexOf("/"); at >= 0; at = file.indexOf("/", at + 1)) folders.push(file.slice(0, at + 1));
  return folders;
}
