import { sparkError } from "../common/index.ts";
import type { FileSystems, Location } from "./file-systems.ts";
import { asDirectory, nameOf } from "./keys.ts";
import type { MountInfo } from "./mounts.ts";
import { resolveParts } from "./paths.ts";
import type { Entry } from "./storage.ts";

/** @see FileInfo of Databricks' dbutils.fs.ls */
export interface FileInfo {
  /** `dbfs:/mnt/s3Data/transaction_1`, `s3://bucket/a/`, `file:/data/a.json` */
  readonly path: string;
  /** Last part of the path; of a directory with `/` at its end. */
  readonly name: string;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since the epoch; 0 where the store keeps none. */
  readonly modificationTime: number;
}

/** Files copied at once. */
const copiesAtOnce = 16;

/**
 * Commands on files, folders, objects and mounts, as notebooks of Databricks have them. Paths are those of
 * {@link FileSystems.resolve}.
 *
 * @see dbutils.fs
 */
export class FsCommands {
  readonly #open: () => FileSystems;

  /** @param files - the places that paths name, or a function that gives them when the first command needs them */
  constructor(files: FileSystems | (() => FileSystems)) {
    this.#open = typeof files === "function" ? files : () => files;
  }

  get #files(): FileSystems {
    return this.#open();
  }

  /** What is in a directory, by name; of a file, the file. @throws PATH_NOT_FOUND */
  async ls(path: string): Promise<FileInfo[]> {
    const mounts = this.#mountsBelow(path);
    if (mounts !== undefined) return mounts;
    const location = this.#files.resolve(path);
    const entry = await this.#require(location);
    if (!entry.isDirectory) return [infoOf(location, entry)];
    const infos: FileInfo[] = [];
    for await (const page of location.storage.list(entry.key))
      infos.push(...page.map((child) => infoOf(location, child)));
    return infos;
  }

  /**
   * The beginning of a file as text. @throws PATH_NOT_FOUND, PATH_IS_DIRECTORY
   *
   * @param maxBytes - a character that would be cut in two is left out
   */
  async head(path: string, maxBytes = 65_536): Promise<string> {
    const location = this.#files.resolve(path);
    const entry = await this.#require(location);
    if (entry.isDirectory) throw sparkError("PATH_IS_DIRECTORY", { path: location.path, operation: "fs.head" });
    const bytes = await location.storage.get(entry.key, { range: { start: 0, end: maxBytes } });
    return new TextDecoder().decode(bytes, { stream: bytes.length < entry.size });
  }

  /**
   * Copies a file, or with `recurse` what is in a directory. A file copied to a directory keeps its name there.
   *
   * @throws PATH_NOT_FOUND, PATH_IS_DIRECTORY
   */
  async cp(from: string, to: string, recurse = false): Promise<boolean> {
    await this.#transfer("fs.cp", from, to, recurse, copyFile);
    return true;
  }

  /** As {@link FsCommands.cp}, and takes the source away. */
  async mv(from: string, to: string, recurse = false): Promise<boolean> {
    await this.#transfer("fs.mv", from, to, recurse, moveFile);
    return true;
  }

  /**
   * Deletes a file, an empty directory, or with `recurse` a directory and all in it; false where there was nothing.
   *
   * @throws PATH_IS_DIRECTORY where a directory is not empty and `recurse` not set
   */
  async rm(path: string, recurse = false): Promise<boolean> {
    const location = this.#files.resolve(path);
    const { storage } = location;
    const entry = await storage.head(location.key);
    if (entry === undefined) return false;
    if (location.path === "file:/")
      throw sparkError("INVALID_PATH", { path, reason: "the root of the machine is not deleted" });
    if (!entry.isDirectory) await storage.delete(entry.key);
    else if (recurse) await storage.deleteTree(entry.key);
    else {
      for await (const _page of storage.list(entry.key, { limit: 1, stat: false })) {
        throw sparkError("PATH_IS_DIRECTORY", { path: location.path, operation: "fs.rm" });
      }
      await storage.delete(entry.key);
    }
    return true;
  }

  /** Makes a directory and those above it; of `s3://bucket`, the bucket. */
  async mkdirs(path: string): Promise<boolean> {
    const { storage, key } = this.#files.resolve(path);
    await storage.mkdirs(key);
    return true;
  }

  /** Writes a file whole, text as UTF-8. @throws PATH_ALREADY_EXISTS unless told to overwrite */
  async put(path: string, contents: string | Uint8Array, overwrite = false): Promise<boolean> {
    const location = this.#files.resolve(path);
    if (!overwrite && (await location.storage.head(location.key)) !== undefined) {
      throw sparkError("PATH_ALREADY_EXISTS", { outputPath: location.path });
    }
    await location.storage.put(location.key, typeof contents === "string" ? Buffer.from(contents) : contents);
    return true;
  }

  /**
   * Gives an existing folder, bucket or prefix the name `mountPoint`, which begins with `/mnt/`.
   *
   * @throws PATH_NOT_FOUND, MOUNT_ALREADY_EXISTS, INVALID_MOUNT
   */
  async mount(source: string, mountPoint: string): Promise<boolean> {
    this.#files.mounts.mount(await this.#existingSource(source), mountPoint);
    return true;
  }

  /** Gives a mount another source. @throws MOUNT_NOT_FOUND, PATH_NOT_FOUND, INVALID_MOUNT */
  async updateMount(source: string, mountPoint: string): Promise<boolean> {
    this.#files.mounts.updateMount(await this.#existingSource(source), mountPoint);
    return true;
  }

  /** All mounts, by name. */
  mounts(): MountInfo[] {
    return this.#files.mounts.list();
  }

  /** Makes mounts of other processes known to this one. */
  refreshMounts(): boolean {
    this.#files.mounts.refresh();
    return true;
  }

  /** Takes a mount's name away; what is at its source stays. @throws MOUNT_NOT_FOUND */
  unmount(mountPoint: string): boolean {
    this.#files.mounts.unmount(mountPoint);
    return true;
  }

  async #require(location: Location): Promise<Entry> {
    const entry = await location.storage.head(location.key);
    if (entry === undefined) throw sparkError("PATH_NOT_FOUND", { path: location.path });
    return entry;
  }

  /** Full path of what is to be mounted, which has to be there: a wrong name shows at once and not at the first read. */
  async #existingSource(source: string): Promise<string> {
    const location = this.#files.resolve(source);
    // A prefix of a bucket need not hold anything yet.
    const key = location.storage.kind === "s3" ? "" : asDirectory(location.key);
    if ((await location.storage.head(key)) === undefined) throw sparkError("PATH_NOT_FOUND", { path: location.path });
    return location.path;
  }

  /** The names below `/`, `/mnt` or a folder of mounts, undefined for any other path. */
  #mountsBelow(path: string): FileInfo[] | undefined {
    if (!/^(?:dbfs:)?\//.test(path)) return undefined;
    const parts = resolveParts(path.replace(/^dbfs:/, ""), () => {});
    const below = parts.length === 0 ? "/" : `/${parts.join("/")}/`;
    if (below === "/" && !path.startsWith("dbfs:")) return undefined;
    const inside = this.mounts().filter(({ mountPoint }) => mountPoint.startsWith(below));
    const names = new Set(inside.map(({ mountPoint }) => `${mountPoint.slice(below.length).split("/")[0]}/`));
    if (names.size === 0) return path.startsWith("dbfs:") && "/mnt/".startsWith(below) ? [] : undefined;
    return [...names].map((name) => ({ path: `dbfs:${below}${name}`, name, size: 0, modificationTime: 0 }));
  }

  async #transfer(operation: string, from: string, to: string, recurse: boolean, carry: Carry): Promise<void> {
    const source = this.#files.resolve(from);
    const target = this.#files.resolve(to);
    const entry = await this.#require(source);
    if (!entry.isDirectory) {
      const intoDirectory =
        target.key === "" || target.key.endsWith("/") || (await target.storage.head(target.key))?.isDirectory === true;
      await carry(source, entry.key, target, intoDirectory ? asDirectory(target.key) + nameOf(entry.key) : target.key);
      return;
    }
    if (!recurse) throw sparkError("PATH_IS_DIRECTORY", { path: source.path, operation });
    const within = asDirectory(target.key);
    if (asDirectory(target.storage.uri(within)).startsWith(asDirectory(source.storage.uri(entry.key)))) {
      throw sparkError("INVALID_PATH", { path: target.path, reason: `it lies within ${source.path}` });
    }
    await target.storage.mkdirs(target.key);
    for await (const page of source.storage.list(entry.key, { recursive: true, stat: false })) {
      let next = 0;
      const carryOn = async (): Promise<void> => {
        for (let child = page[next++]; child !== undefined; child = page[next++]) {
          const key = within + child.key.slice(entry.key.length);
          await (child.isDirectory ? target.storage.mkdirs(key) : carry(source, child.key, target, key));
        }
      };
      await Promise.all(Array.from({ length: Math.min(copiesAtOnce, page.length) }, carryOn));
    }
    if (carry === moveFile) await source.storage.deleteTree(entry.key);
  }
}

type Carry = (source: Location, from: string, target: Location, to: string) => Promise<void>;

const copyFile: Carry = async (source, from, target, to) => {
  if (source.storage === target.storage) return source.storage.copy(from, to);
  await target.storage.put(to, await source.storage.get(from));
};

const moveFile: Carry = async (source, from, target, to) => {
  if (source.storage === target.storage) return source.storage.move(from, to);
  await copyFile(source, from, target, to);
  await source.storage.delete(from);
};

function infoOf(location: Location, entry: Entry): FileInfo {
  const name = entry.isDirectory ? `${nameOf(entry.key)}/` : nameOf(entry.key);
  return { path: location.pathOf(entry.key), name, size: entry.size, modificationTime: entry.modified };
}
