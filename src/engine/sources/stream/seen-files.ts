import { nameOf } from "../files/source-file.ts";
import type { FileStreamOptions } from "./file-stream-options.ts";

/**
 * The files that a stream has taken. Very old ones are forgotten, as everything that old is passed over anyway.
 *
 * @see FileStreamSource.SeenFilesMap of Spark
 */
export class SeenFiles {
  readonly #times = new Map<string, number>();
  readonly #options: Pick<FileStreamOptions, "fileNameOnly" | "maxFileAge">;
  #newest = 0;
  #oldestKept = 0;
  /** Whether a time below the newest by more than the age may be among `#times`. */
  #oldest = Number.POSITIVE_INFINITY;

  constructor(options: Pick<FileStreamOptions, "fileNameOnly" | "maxFileAge">) {
    this.#options = options;
  }

  get size(): number {
    return this.#times.size;
  }

  add(key: string, modified: number): void {
    this.#times.set(this.#nameOf(key), modified);
    this.#newest = Math.max(this.#newest, modified);
    this.#oldest = Math.min(this.#oldest, modified);
  }

  has(key: string): boolean {
    return this.#times.has(this.#nameOf(key));
  }

  isTooOld(modified: number): boolean {
    return modified < this.#oldestKept;
  }

  /** Forgets what is older than the age allowed, counted from the newest. */
  purge(): void {
    this.#oldestKept = this.#newest - this.#options.maxFileAge;
    if (this.#oldest >= this.#oldestKept) return;
    this.#oldest = Number.POSITIVE_INFINITY;
    for (const [name, modified] of this.#times) {
      if (modified < this.#oldestKept) this.#times.delete(name);
      else this.#oldest = Math.min(this.#oldest, modified);
    }
  }

  #nameOf(key: string): string {
    return this.#options.fileNameOnly ? nameOf(key) : key;
  }
}
