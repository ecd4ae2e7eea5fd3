import { closeSync, openSync, readSync } from "node:fs";
import type { Block } from "./storage.ts";

/** Room asked for at first; it doubles when full, and ends as a view of the right length. */
const firstRoom = 1 << 20;
/** A read of at least this many bytes is always possible, so that most files need one call for their bytes. */
const leastRoom = 1 << 16;

/**
 * Puts one file after the other into one piece of memory. Small files are read with synchronous calls: for tiny files the
 * round trips through the thread pool cost ten times the reading.
 */
export class BlockWriter {
  #bytes: Buffer = Buffer.allocUnsafe(firstRoom);
  #used = 0;
  #count = 0;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  readonly #missing: number[] = [];
  readonly #terminator: number | undefined;

  /** @param files - how many files will follow */
  constructor(files: number, terminator?: number) {
    this.#starts = new Float64Array(files);
    this.#ends = new Float64Array(files);
    this.#terminator = terminator;
  }

  /** Bytes held so far. */
  get size(): number {
    return this.#used;
  }

  /**
   * Appends the file at a path.
   *
   * @param flags - flags of `open`
   * @throws the error of the system call
   */
  appendFile(path: string, flags: number): void {
    const fd = openSync(path, flags);
    const start = this.#used;
    try {
      // A read that leaves room is followed by another: only an empty one says for sure that the file has ended.
      for (;;) {
        this.#reserve(leastRoom);
        const read = readSync(fd, this.#bytes, this.#used, this.#bytes.length - this.#used, null);
        if (read === 0) break;
        this.#used += read;
      }
    } catch (error) {
      this.#used = start;
      throw error;
    } finally {
      closeSync(fd);
    }
    this.#finish(start);
  }

  /** Appends bytes that were read elsewhere. */
  appendBytes(bytes: Uint8Array): void {
    const start = this.#used;
    this.#reserve(bytes.length + 1);
    this.#bytes.set(bytes, start);
    this.#used += bytes.length;
    this.#finish(start);
  }

  /** Notes a file that is not there. */
  appendMissing(): void {
    this.#missing.push(this.#count);
    this.#starts[this.#count] = this.#used;
    this.#ends[this.#count++] = this.#used;
  }

  finish(): Block {
    return {
      bytes: this.#bytes.subarray(0, this.#used),
      starts: this.#starts,
      ends: this.#ends,
      missing: this.#missing,
    };
  }

  #finish(start: number): void {
    this.#starts[this.#count] = start;
    this.#ends[this.#count++] = this.#used;
    if (this.#terminator === undefined || this.#used === start || this.#bytes[this.#used - 1] === this.#terminator)
      return;
    this.#reserve(1);
    this.#bytes[this.#used++] = this.#terminator;
  }

  #reserve(room: number): void {
    if (this.#bytes.length - this.#used >= room) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + room));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
