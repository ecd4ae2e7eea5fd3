import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

  addNamed(name: string, ...records: readonly (object | string)[]): string {
    const lines = records.map((record) => (typeof record === "string" ? record : JSON.stringify(record)));
    writeFileSync(join(this.path, `.${name}`), lines.map((line) => `${line}\n`).join(""));
    // Seconds apart: streams take files in the order of their times, and several can be made in a millisecond.
    this.#time += 1;
    utimesSync(join(this.path, `.${name}`), this.#time, this.#time);
    renameSync(join(this.path, `.${name}`), join(this.path, name));
    return join(this.path, name);
  }
}

/** A temporary folder for one test. */
export function temporaryFolder(): { path: string; remove(): void; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose]: remove };
}
