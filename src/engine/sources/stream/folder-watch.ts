import { setImmediate as nextTurn } from "node:timers/promises";
import type { Change, Storage } from "../../../storage/index.ts";
import type { ChangeWatch, Hints } from "./change-watch.ts";

/** Folders watched at once; systems give a program only so many watches. */
const mostFolders = 1000;
/** With more names than this waiting, the system may have dropped some. */
const mostNames = 8192;

/** Gathers names that the watches of some folders of a storage tell of. */
export class FolderWatch implements ChangeWatch {
  readonly knowsPatterns = false;
  readonly #storage: Storage;
  readonly #watches = new Map<string, AbortController>();
  #keys = new Map<string, boolean>();
  #unknown = false;
  #complete = false;
  #onHint: () => void = () => {};

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get complete(): boolean {
    return this.#complete;
  }

  watch(folders: readonly string[]): void {
    const wanted = new Set(folders.slice(0, mostFolders));
    for (const [folder, watch] of this.#watches) if (!wanted.has(folder)) this.#end(folder, watch);
    for (const folder of wanted) if (!this.#watches.has(folder)) this.#begin(folder);
    this.#complete = folders.length > 0 && folders.every((folder) => this.#watches.has(folder));
  }

  async takeHints(): Promise<Hints> {
    // The system's messages are read once a turn; the first call may come in the middle of one.
    await nextTurn();
    await nextTurn();
    const hints = { keys: this.#keys, unknown: this.#unknown || this.#keys.size > mostNames };
    this.#keys = new Map();
    this.#unknown = false;
    return hints;
  }

  onHint(callback: () => void): void {
    this.#onHint = callback;
    if (this.#unknown || this.#keys.size > 0) callback();
  }

  /** The system needs no telling. */
  done(): void {}

  async close(): Promise<void> {
    for (const [folder, watch] of this.#watches) this.#end(folder, watch);
    this.#complete = false;
  }

  #begin(folder: string): void {
    const stop = new AbortController();
    const changes = this.#storage.watch(folder, stop.signal);
    if (changes === undefined) return;
    this.#watches.set(folder, stop);
    void this.#follow(folder, stop, changes);
  }

  #end(folder: string, watch: AbortController): void {
    this.#watches.delete(folder);
    watch.abort();
  }

  async #follow(
    folder: string,
    watch: AbortController,
    changes: AsyncIterable<readonly Change[] | undefined>,
  ): Promise<void> {
    try {
      for await (const told of changes) {
        if (watch.signal.aborted) return;
        if (told === undefined) break;
        for (const { name, moved } of told) this.#keys.set(folder + name, moved);
        this.#onHint();
      }
    } catch {
      // No watch, or no longer: from now on listings find what there is, and whatever is wrong with the folder.
    }
    if (watch.signal.aborted) return;
    this.#end(folder, watch);
    this.#complete = false;
    this.#unknown = true;
    this.#onHint();
  }
}
