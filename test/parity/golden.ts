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

/** Writes the outcomes of a group, in the order of the cases: a line for each row, so that changes are easy to read. */
export function writeGolden<T>(group: string, outcomes: Golden<T>): void {
  writeFileSync(pathOf(group), `${layout(outcomes, "")}\n`);
}

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
