import { lstatSync, type Stats, statSync } from "node:fs";
import { opendir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { asDirectory, firstAfter, isBehind, parentOf, sortKeys } from "../keys.ts";
import type { Entry, ListOptions } from "../storage.ts";
import { errorCode, ioError } from "./io-errors.ts";

/** Most entries given at once; between two pages other work has its turn. */
const pageSize = 2000;

/** Names that the system is asked for at once: all of a folder's in one go would leave holes in memory as large as the folder. */
const namesAtOnce = 1024;

/** What a name in a folder is: itself, a link that is followed, or a link that must not be followed. */
type Child = "plain" | "link" | "outside";

/**
 * Lists a local folder as S3 lists a bucket.
 *
 * @param leadsOutside - whether the link at a key must not be followed; such a link is listed as the small file that it is
 */
export async function* listFolder(
  root: string,
  prefix: string,
  options: ListOptions,
  leadsOutside: (key: string) => boolean,
): AsyncGenerator<readonly Entry[]> {
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  for await (const page of new Walk(root, options, leadsOutside).below(prefix, [])) {
    yield page.length <= left ? page : page.slice(0, left);
    left -= page.length;
    if (left <= 0) return;
  }
}

class Walk {
  readonly #root: string;
  /** The root with a separator at its end: keys are clean, so paths are made by appending, thousands at a time. */
  readonly #base: string;
  readonly #options: ListOptions;
  readonly #leadsOutside: (key: string) => boolean;

  constructor(root: string, options: ListOptions, leadsOutside: (key: string) => boolean) {
    this.#root = root;
    this.#base = root.endsWith(sep) ? root : root + sep;
    this.#options = options;
    this.#leadsOutside = leadsOutside;
  }

  /** @param entered - real paths of the linked folders that the walk is in */
  async *below(prefix: string, entered: readonly string[]): AsyncGenerator<readonly Entry[]> {
    const { after, recursive = false, signal } = this.#options;
    const cut = prefix.lastIndexOf("/") + 1;
    const folder = prefix.slice(0, cut);
    const children = await this.#childrenOf(folder, prefix.slice(cut));
    const keys = sortKeys([...children.keys()]);
    const fresh = after === undefined ? 0 : firstAfter(keys, after);
    // The directory that `after` lies in was given before, but not all of its inside.
    const first = recursive && fresh > 0 && after?.startsWith(asDirectory(keys[fresh - 1]!)) ? fresh - 1 : fresh;
    let page: Entry[] = [];
    for (let at = first; at < keys.length; at++) {
      const key = keys[at]!;
      const entry = at < fresh ? undefined : this.#describe(key, children.get(key)!);
      if (entry !== undefined) page.push(entry);
      const enters = recursive && key.endsWith("/") && !isBehind(key, after);
      if (page.length === pageSize || (enters && page.length > 0)) {
        signal?.throwIfAborted();
        yield page;
        page = [];
      }
      if (!enters) continue;
      const chain = children.get(key) === "link" ? await this.#enterLink(key, entered) : entered;
      if (chain !== undefined) yield* this.below(key, chain);
    }
    signal?.throwIfAborted();
    if (page.length > 0) yield page;
  }

  /**
   * What of a folder is wanted, by key. Links to nothing are left out, as Hadoop does. What is not wanted is dropped name by name: of a
   * folder with very many files, a stream has seen nearly all.
   */
  async #childrenOf(folder: string, namePrefix: string): Promise<Map<string, Child>> {
    const { filter, signal } = this.#options;
    signal?.throwIfAborted();
    const found = new Map<string, Child>();
    const add = (key: string, child: Child): void => {
      if (filter === undefined || filter(key)) found.set(key, child);
    };
    const links: string[] = [];
    const path = join(this.#root, folder);
    try {
      for await (const child of await opendir(path, { bufferSize: namesAtOnce })) {
        if (namePrefix !== "" && !child.name.startsWith(namePrefix)) continue;
        const key = folder + child.name;
        if (child.isSymbolicLink()) links.push(key);
        else add(child.isDirectory() ? `${key}/` : key, "plain");
      }
    } catch (error) {
      const code = errorCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return new Map();
      throw ioError("FAILED_LIST_PATH", `file:${path}`, error);
    }
    for (const key of links) {
      if (this.#leadsOutside(key)) add(key, "outside");
      else {
        const target = this.#stat(key, "link");
        if (target !== undefined) add(target.isDirectory() ? `${key}/` : key, "link");
      }
    }
    return found;
  }

  /** Undefined where the file went away since its name was read. */
  #describe(key: string, child: Child): Entry | undefined {
    const isDirectory = key.endsWith("/");
    if (this.#options.stat === false) {
      return { key, size: isDirectory ? 0 : Number.NaN, modified: Number.NaN, isDirectory };
    }
    const stats = this.#stat(key, child);
    if (stats === undefined) return undefined;
    return { key, size: isDirectory ? 0 : stats.size, modified: Math.floor(stats.mtimeMs), isDirectory };
  }

  #stat(key: string, child: Child): Stats | undefined {
    const path = this.#base + key;
    try {
      return (child === "outside" ? lstatSync : statSync)(path, { throwIfNoEntry: false });
    } catch (error) {
      if (errorCode(error) === "ELOOP") return undefined;
      throw ioError("FAILED_LIST_PATH", `file:${path}`, error);
    }
  }

  /** The linked folders of the walk with one more; undefined where the link leads back to where the walk is, for ever. */
  async #enterLink(key: string, entered: readonly string[]): Promise<readonly string[] | undefined> {
    const target = await realpath(join(this.#root, key));
    const here = await realpath(join(this.#root, parentOf(key)));
    const goesUp = here === target || here.startsWith(target.endsWith(sep) ? target : target + sep);
    return goesUp || entered.includes(target) ? undefined : [...entered, target];
  }
}
