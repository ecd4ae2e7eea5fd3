import { type Block, isGlob, type Location, type Storage } from "../../../storage/index.ts";
import type { InputFile, ReadFiles } from "../json/index.ts";

/** A file that a scan reads, with the place that holds it. */
export interface SourceFile extends InputFile {
  readonly storage: Storage;
  readonly key: string;
  /** The folder that the reader was pointed to; folders below it may give columns by their names. */
  readonly root: string;
}

/** Makes files of what listings of a place find, thousands at a time: paths are made by appending keys. */
export class FilePlace {
  readonly location: Location;
  readonly #path: string;
  readonly #localPath: string | undefined;

  constructor(location: Location) {
    this.location = location;
    this.#path = location.pathOf("k").slice(0, -1);
    this.#localPath = location.storage.localPath("k")?.slice(0, -1);
  }

  file({ key, size, modified }: { key: string; size: number; modified: number }, root: string): SourceFile {
    const localPath = this.#localPath === undefined ? undefined : this.#localPath + key;
    return { path: this.#path + key, localPath, size, modified, storage: this.location.storage, key, root };
  }

  /** The key of a path that {@link file} made; the path itself where it is of another place. */
  keyOf(path: string): string {
    return path.startsWith(this.#path) ? path.slice(this.#path.length) : path;
  }
}

/**
 * Whether Spark passes over a name: hidden ones, those that Hadoop's tools make for themselves, copies under way.
 *
 * @see HadoopFSUtils.shouldFilterOutPathName of Spark
 */
export function isHiddenName(name: string): boolean {
  return (name.startsWith("_") && !name.includes("=")) || name.startsWith(".") || name.endsWith("._COPYING_");
}

/** The part of a key, a folder's or a file's, behind its last `/`. */
export function nameOf(key: string): string {
  const end = key.endsWith("/") ? key.length - 1 : key.length;
  return key.slice(key.lastIndexOf("/", end - 1) + 1, end);
}

/** The folder of a key, with `/` at its end; `""` for the root. */
export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/", key.length - 2) + 1);

/** A key as a folder's: `""`, or with `/` at its end. */
export const asFolder = (key: string): string => (key === "" || key.endsWith("/") ? key : `${key}/`);

/** The folder that a pattern begins with; for a path without wildcards the path itself, which may be a file. */
export function fixedFolder(key: string): string {
  if (!isGlob(key)) return key;
  const parts = key.split("/");
  const wild = parts.findIndex((_, at) => isGlob(parts.slice(0, at + 1).join("/")));
  return parts
    .slice(0, wild)
    .map((part) => `${part.replace(/\\(.)/g, "$1")}/`)
    .join("");
}

/** Reads files whole, those that are gone as empty ones that the block names. */
export const readSourceFiles = async (files: readonly SourceFile[], signal?: AbortSignal): Promise<Block> => {
  const storages = new Map<Storage, number[]>();
  files.forEach(({ storage }, index) => {
    const indexes = storages.get(storage);
    if (indexes === undefined) storages.set(storage, [index]);
    else indexes.push(index);
  });
  const blocks: { indexes: number[]; block: Block }[] = [];
  for (const [storage, indexes] of storages) {
    const keys = indexes.map((index) => files[index]!.key);
    const block = await storage.getMany(keys, { missing: "skip", ...(signal && { signal }) });
    blocks.push({ indexes, block });
  }
  if (blocks.length === 1) return blocks[0]!.block;
  const starts = new Float64Array(files.length);
  const ends = new Float64Array(files.length);
  const missing: number[] = [];
  let offset = 0;
  for (const { indexes, block } of blocks) {
    indexes.forEach((index, at) => {
      starts[index] = block.starts[at]! + offset;
      ends[index] = block.ends[at]! + offset;
    });
    missing.push(...block.missing.map((at) => indexes[at]!));
    offset += block.bytes.length;
  }
  return { bytes: Buffer.concat(blocks.map(({ block }) => block.bytes)), starts, ends, missing };
};

/** {@link readSourceFiles} in the form that formats ask for. */
export function fileReader(signal?: AbortSignal): ReadFiles {
  return (files) => readSourceFiles(files as readonly SourceFile[], signal);
}
