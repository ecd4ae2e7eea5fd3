import { randomUUID } from "node:crypto";
import { constants, realpathSync, type Stats } from "node:fs";
import {
  copyFile,
  type FileHandle,
  link,
  lstat,
  open,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sparkError } from "../../common/index.ts";
import { BlockWriter } from "../block-writer.ts";
import { asDirectory, parentOf, requireKey } from "../keys.ts";
import type { Block, Change, Entry, GetManyOptions, GetOptions, ListOptions, Storage } from "../storage.ts";
import { errorCode, ioError } from "./io-errors.ts";
import { listFolder } from "./list-folder.ts";
import { makeFolders } from "./make-folders.ts";
import { watchFolder } from "./watch.ts";

/** Reading many files gives other work its turn after so many files or bytes. */
const filesPerTurn = 1000;
const bytesPerTurn = 4 << 20;

/** Options of {@link LocalStorage}. */
export interface LocalStorageOptions {
  /** Refuses symbolic links that lead out of the root, as a mount must. Default false. */
  readonly confined?: boolean;
}

/** A folder of this machine. */
export class LocalStorage implements Storage {
  readonly kind = "local";
  readonly root: string;
  readonly #confined: boolean;
  /** The root with a separator at its end: keys are clean, so paths are made by appending, thousands at a time. */
  readonly #base: string;
  #realRoot: string | undefined;

  /** @param root - absolute path of a folder, which need not exist yet */
  constructor(root: string, options: LocalStorageOptions = {}) {
    this.root = root;
    this.#base = root.endsWith(sep) ? root : root + sep;
    this.#confined = options.confined ?? false;
  }

  uri(key: string): string {
    return `file:${this.localPath(key).split(sep).join("/")}`;
  }

  localPath(key: string): string {
    return this.#base + requireKey(key);
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<readonly Entry[]> {
    requireKey(prefix);
    this.#check(prefix.slice(0, prefix.lastIndexOf("/") + 1));
    yield* listFolder(this.root, prefix, options, (key) => this.#leadsOutside(key));
  }

  async head(key: string): Promise<Entry | undefined> {
    this.#check(key);
    let stats: Stats;
    try {
      stats = await stat(this.localPath(key));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw ioError("FAILED_READ_FILE.NO_HINT", this.uri(key), error);
    }
    const isDirectory = stats.isDirectory();
    if (key.endsWith("/") && !isDirectory) return undefined;
    return {
      key: isDirectory ? asDirectory(key) : key,
      size: isDirectory ? 0 : stats.size,
      modified: Math.floor(stats.mtimeMs),
      isDirectory,
    };
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array> {
    this.#check(key);
    options.signal?.throwIfAborted();
    try {
      const file = await open(this.localPath(key), constants.O_RDONLY);
      try {
        return await (options.range === undefined ? file.readFile() : readRange(file, options.range));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw this.#readError(key, error);
    }
  }

  async getMany(keys: readonly string[], options: GetManyOptions = {}): Promise<Block> {
    const writer = new BlockWriter(keys.length, options.terminator);
    const folders = new Set<string>();
    let files = 0;
    let bytes = 0;
    for (const key of keys) {
      if (files++ === filesPerTurn || writer.size - bytes > bytesPerTurn) {
        await nextTurn();
        options.signal?.throwIfAborted();
        files = 1;
        bytes = writer.size;
      }
      try {
        this.#appendFile(writer, key, folders);
      } catch (error) {
        if (options.missing !== "skip" || !isAbsent(error)) throw this.#readError(key, error);
        writer.appendMissing();
      }
    }
    return writer.finish();
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#check(key);
    await this.#writeWhole(key, async (temporary, target) => {
      await writeFile(temporary, bytes, { flag: "wx" });
      await rename(temporary, target);
    });
  }

  async putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean> {
    this.#check(key);
    let created = false;
    await this.#writeWhole(key, async (temporary, target) => {
      await writeFile(temporary, bytes, { flag: "wx" });
      created = await publishIfAbsent(temporary, target);
    });
    return created;
  }

  async delete(key: string): Promise<void> {
    this.#check(parentOf(key));
    const path = this.localPath(key);
    try {
      await (key.endsWith("/") ? rmdir(path) : unlink(path));
    } catch (error) {
      if (!isAbsent(error)) throw ioError("FAILED_DELETE_PATH", this.uri(key), error);
    }
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.delete(key);
  }

  async deleteTree(key: string): Promise<void> {
    this.#check(parentOf(key));
    const path = this.localPath(key).replace(/(?<=.)[/\\]+$/, "");
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw ioError("FAILED_DELETE_PATH", this.uri(key), error);
    }
  }

  async mkdirs(key: string): Promise<void> {
    this.#check(key);
    try {
      await makeFolders(this.localPath(key));
    } catch (error) {
      throw ioError("FAILED_WRITE_FILE", this.uri(key), error);
    }
  }

  async copy(from: string, to: string): Promise<void> {
    this.#check(from);
    this.#check(to);
    await this.#requireFile(from, "copy");
    await this.#writeWhole(to, async (temporary, target) => {
      await copyFile(this.localPath(from), temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await rename(temporary, target);
    });
  }

  async move(from: string, to: string): Promise<void> {
    this.#check(parentOf(from));
    this.#check(to);
    await this.#requireFile(from, "move");
    const source = this.localPath(from);
    await this.#writeWhole(to, async (temporary, target) => {
      try {
        await rename(source, target);
      } catch (error) {
        if (errorCode(error) !== "EXDEV") throw error;
        // Another disk.
        await copyFile(source, temporary, constants.COPYFILE_EXCL);
        await rename(temporary, target);
        await unlink(source);
      }
    });
  }

  watch(key: string, signal: AbortSignal): AsyncIterable<readonly Change[] | undefined> {
    this.#check(key);
    return watchFolder(this.localPath(key), signal);
  }

  #appendFile(writer: BlockWriter, key: string, checkedFolders: Set<string>): void {
    const path = this.localPath(key);
    if (!this.#confined) {
      writer.appendFile(path, constants.O_RDONLY);
      return;
    }
    // A folder is checked once a call; a file that is a link shows itself when it is opened.
    const folder = parentOf(key);
    if (!checkedFolders.has(folder)) {
      this.#check(folder);
      checkedFolders.add(folder);
    }
    try {
      writer.appendFile(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    } catch (error) {
      if (errorCode(error) !== "ELOOP") throw error;
      this.#check(key);
      writer.appendFile(path, constants.O_RDONLY);
    }
  }

  /** Runs `write` with a temporary name beside the target; makes the folder where it is missing, leaves nothing behind. */
  async #writeWhole(key: string, write: (temporary: string, target: string) => Promise<void>): Promise<void> {
    const target = this.localPath(key);
    const folder = dirname(target);
    const temporary = join(folder, `.${randomUUID()}.tmp`);
    try {
      try {
        await write(temporary, target);
      } catch (error) {
        if (errorCode(error) !== "ENOENT") throw error;
        await makeFolders(folder);
        await write(temporary, target);
      }
    } catch (error) {
      // Whatever hindered the writing may hinder the tidying too; what is told is the writing.
      await rm(temporary, { force: true }).catch(() => {});
      throw ioError("FAILED_WRITE_FILE", this.uri(key), error);
    }
  }

  async #requireFile(key: string, operation: string): Promise<void> {
    const stats = await lstat(this.localPath(key)).catch((error: unknown) => {
      throw this.#readError(key, error);
    });
    if (stats.isDirectory()) throw sparkError("PATH_IS_DIRECTORY", { path: this.uri(key), operation });
  }

  #readError(key: string, error: unknown): Error {
    const path = this.uri(key);
    if (isAbsent(error)) return sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path }, { cause: error });
    if (errorCode(error) === undefined && error instanceof Error) return error;
    return ioError("FAILED_READ_FILE.NO_HINT", path, error);
  }

  /** @throws PATH_OUTSIDE_MOUNT where links on the way to a key lead out of the root */
  #check(key: string): void {
    if (!this.#confined || !this.#leadsOutside(key)) return;
    throw sparkError("PATH_OUTSIDE_MOUNT", { path: this.uri(key), root: this.uri("") });
  }

  /** Follows the links on the way to a key as far as the way exists. */
  #leadsOutside(key: string): boolean {
    if (!this.#confined) return false;
    this.#realRoot ??= realPathOf(this.root);
    // A root that does not exist yet holds no links.
    if (this.#realRoot === undefined) return false;
    const root = this.#realRoot;
    for (let path = this.localPath(key); ; path = dirname(path)) {
      const real = realPathOf(path);
      if (real !== undefined) return real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep);
      if (path === dirname(path) || path.length <= this.root.length) return false;
    }
  }
}

async function readRange(file: FileHandle, range: NonNullable<GetOptions["range"]>): Promise<Buffer> {
  const { size } = await file.stat();
  const wanted = Math.max(0, Math.min(range.end ?? size, size) - range.start);
  const bytes = Buffer.allocUnsafe(wanted);
  let filled = 0;
  while (filled < wanted) {
    const { bytesRead } = await file.read(bytes, filled, wanted - filled, range.start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

const isAbsent = (error: unknown): boolean => errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR";

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Gives a whole file its name unless the name is taken; the temporary name is gone afterwards. */
async function publishIfAbsent(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EEXIST") {
      await unlink(temporary);
      return false;
    }
    // File systems without hard links: the name is taken with an empty file first, then the whole one replaces it.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EMLINK") throw error;
    try {
      await (await open(target, "wx")).close();
    } catch (taken) {
      if (errorCode(taken) !== "EEXIST") throw taken;
      await unlink(temporary);
      return false;
    }
    await rename(temporary, target);
    return true;
  }
  await unlink(temporary);
  return true;
}
