import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** A folder that a stream reads. */
export class InputFolder {
  readonly path: string;
  #files = 0;
  #time = Math.floor(Date.now() / 1000) - 3600;

  constructor(root: string, name = "input") {
    this.path = join(root, name);
    mkdirSync(this.path, { recursive: true });
  }

  /** Publishes a file with a line for each record; text goes in as it is. */
  add(...records: readonly (object | string)[]): string {
    this.#files += 1;
    return this.addNamed(`part-${String(this.#files).padStart(5, "0")}`, ...records);
  }

  /** @param name - may lie in folders, which are made */
  addNamed(name: string, ...records: readonly (object | string)[]): string {
    return this.addBytes(name, Buffer.from(textOf(records)));
  }

  /** @param age - seconds by which the file's time lies before that of one that comes now */
  addBytes(name: string, bytes: Uint8Array, age = 0): string {
    const path = join(this.path, name);
    const temporary = join(dirname(path), `.${basename(path)}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, bytes);
    // Seconds apart: streams take files in the order of their times, and several can be made in a millisecond.
    this.#time += 1;
    utimesSync(temporary, this.#time - age, this.#time - age);
    renameSync(temporary, path);
    return path;
  }
}

/** A line for each record; text goes in as it is. */
export const textOf = (records: readonly (object | string)[]): string =>
  records.map((record) => `${typeof record === "string" ? record : JSON.stringify(record)}\n`).join("");

/** A temporary folder for one test. */
export function temporaryFolder(): { path: string; remove(): void; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose]: remove };
}
