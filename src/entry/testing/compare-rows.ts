import { Timestamp } from "../../types/index.ts";

/** How two lists of rows differ, whatever their order. */
export interface RowDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Rows as text, one line each, so that equal rows have equal texts: `{ user: "ada", n: 2n }`. */
export function rowText(value: unknown): string {
  if (value === null || value === undefined) return "null";
  switch (typeof value) {
    case "bigint":
      return `${value}n`;
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      return objectText(value);
    default:
      return String(value);
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(rowText).join(", ")}]`;
  if (value instanceof Date || value instanceof Timestamp) return value.toISOString();
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex")}'`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${rowText(key)} => ${rowText(item)}`);
    return `Map { ${entries.sort().join(", ")} }`;
  }
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  if (!isPlain) return String(value);
  const fields = Object.entries(value).map(([name, item]) => `${name}: ${rowText(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.sort().join(", ")} }`;
}

/** @returns undefined where both lists have the same rows, equally often */
export function differenceOf(actual: readonly unknown[], expected: readonly unknown[]): RowDifference | undefined {
  const left = new Map<string, number>();
  const unexpected: string[] = [];
  for (const row of expected.map(rowText)) left.set(row, (left.get(row) ?? 0) + 1);
  for (const row of actual.map(rowText)) {
    const count = left.get(row) ?? 0;
    if (count === 0) unexpected.push(row);
    else left.set(row, count - 1);
  }
  const missing = [...left].flatMap(([row, count]) => Array<string>(count).fill(row));
  return missing.length + unexpected.length === 0 ? undefined : { missing, unexpected };
}

/** A difference as lines for people. */
export function differenceText({ missing, unexpected }: RowDifference): string {
  return [...listed("missing", missing), ...listed("unexpected", unexpected)].join("\n");
}

const mostShown = 20;

function listed(title: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > mostShown ? [`    … and ${rows.length - mostShown} more`] : [];
  return [
    `  ${title}:`,
    ...rows
      .toSorted()
      .slice(0, mostShown)
      .map((row) => `    ${row}`),
    ...more,
  ];
}
