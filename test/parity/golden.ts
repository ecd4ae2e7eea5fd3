import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goldenFolder } from "./places.ts";

/** Outcomes of real Spark, by the name of the case. */
export type Golden<T> = Record<string, T>;

const pathOf = (group: string) => join(goldenFolder, `${group}.json`);

/** What real Spark made of a group of cases; nothing where it was never asked. */
export function readGolden<T>(group: string): Golden<T> {
  return existsSync(pathOf(group)) ? (JSON.parse(readFileSync(pathOf(group), "utf8")) as Golden<T>) : {};
}

/** Whether Spark's answers are written down, rather than held against those that are. */
export const isRecording: boolean = process.env.MILLRACE_RECORD === "1";

/** The golden file of a group beside real Spark: recorded anew where `--record` was given, else held against it. */
export class GoldenRecorder<T> {
  readonly #group: string;
  readonly #names: readonly string[];
  readonly #outcomes: Golden<T>;

  constructor(group: string, cases: readonly { readonly name: string }[]) {
    this.#group = group;
    this.#names = cases.map(({ name }) => name);
    this.#outcomes = readGolden(group);
  }

  of(name: string): T | undefined {
    return this.#outcomes[name];
  }

  /** Records an outcome, where that is wanted; a run that is ended before its time keeps what it has. */
  take(name: string, outcome: T): boolean {
    if (isRecording) {
      this.#outcomes[name] = outcome;
      this.close();
    }
    return isRecording;
  }

  /** Writes what was recorded, in the order of the cases. A run of some cases keeps the others. */
  close(): void {
    if (!isRecording) return;
    const known = this.#names.filter((name) => name in this.#outcomes);
    const outcomes = Object.fromEntries(known.map((name) => [name, this.#outcomes[name]]));
    writeFileSync(pathOf(this.#group), `${layout(outcomes, "")}\n`);
  }
}

/** JSON with a line for each part that fits one, so that changes are easy to read. */
function layout(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= 120 || typeof value !== "object" || value === null) return flat;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => layout(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${layout(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}
