import { compareKeys } from "../../../storage/index.ts";
import type { FileStreamOptions } from "./file-stream-options.ts";

interface BacklogFile {
  readonly key: string;
  readonly size: number;
  readonly modified: number;
}

/** Files found but not taken yet, in the order in which batches take them: by time, then by name. */
export class Backlog<File extends BacklogFile> {
  readonly #options: Pick<FileStreamOptions, "latestFirst" | "maxFiles" | "maxBytes">;
  readonly #keys = new Set<string>();
  #files: File[] = [];
  /** Where in `#files` the next batch begins: what lies before is taken. */
  #taken = 0;
  #sorted = true;
  #bytes = 0;

  constructor(options: Pick<FileStreamOptions, "latestFirst" | "maxFiles" | "maxBytes">) {
    this.#options = options;
  }

  get size(): number {
    return this.#files.length - this.#taken;
  }

  /** Bytes of the files. */
  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(file: File): void {
    if (this.#keys.has(file.key)) return;
    this.#keys.add(file.key);
    this.#files.push(file);
    this.#bytes += file.size;
    this.#sorted = false;
  }

  /** Takes the files of the next batch: as many as the limits allow, but one at least. */
  take(all: boolean): File[] {
    this.#sort();
    const { maxFiles = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = all ? {} : this.#options;
    const first = this.#taken;
    let bytes = 0;
    while (this.#taken < this.#files.length && this.#taken - first < maxFiles) {
      const { size } = this.#files[this.#taken]!;
      if (this.#taken > first && bytes + size > maxBytes) break;
      bytes += size;
      this.#taken += 1;
    }
    const files = this.#files.slice(first, this.#taken);
    for (const { key, size } of files) {
      this.#keys.delete(key);
      this.#bytes -= size;
    }
    if (this.#taken === this.#files.length) {
      this.#files = [];
      this.#taken = 0;
    }
    return files;
  }

  #sort(): void {
    if (this.#sorted) return;
    const direction = this.#options.latestFirst ? -1 : 1;
    this.#files = this.#files
      .slice(this.#taken)
      .sort((a, b) => direction * (a.modified - b.modified) || compareKeys(a.key, b.key));
    this.#taken = 0;
    this.#sorted = true;
  }
}
