import { randomId } from "../../common/index.ts";
import type { FollowedRows } from "../plan/index.ts";

/**
 * The rows of a table that all sessions see, as those see them who follow a table: rows are added at the end, until all of them are
 * replaced or the table is dropped. Writers go through here, so that followers are told, and that nothing is added to rows that are
 * being replaced.
 */
export class TableRows implements FollowedRows {
  /** The newest batch that each streaming query has added, by the query's id: one that runs again adds nothing. */
  readonly batches: Map<string, number> = new Map();
  readonly #listeners = new Set<() => void>();
  #version: string | undefined = randomId();
  #count: number;
  #replacing: Promise<unknown> = Promise.resolve();
  readonly #appending = new Set<Promise<unknown>>();

  constructor(count: number) {
    this.#count = count;
  }

  get version(): string | undefined {
    return this.#version;
  }

  get count(): number {
    return this.#count;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param write - adds rows. @returns how many they were, which is what `write` has to tell */
  async append(write: () => Promise<number>): Promise<number> {
    const added = this.#replacing.then(write);
    this.#appending.add(added);
    try {
      const count = await added;
      this.#count += count;
      this.#tell();
      return count;
    } finally {
      this.#appending.delete(added);
    }
  }

  /** @param write - puts other rows in the place of these. @returns how many they are, which is what `write` has to tell */
  async replace(write: () => Promise<number>): Promise<number> {
    const before = [this.#replacing, ...this.#appending];
    const replaced = Promise.allSettled(before).then(write);
    // Who comes later waits for the end of this, not for its success.
    this.#replacing = replaced.catch(() => {});
    this.#count = await replaced;
    this.#version = randomId();
    this.#tell();
    return this.#count;
  }

  /** The table is gone. */
  drop(): void {
    this.#version = undefined;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
