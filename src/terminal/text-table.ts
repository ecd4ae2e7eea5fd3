/** Cells as a table with a frame, drawn as Spark draws `show()`: text and numbers to the right, as there. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, at) => Math.max(3, ...[header, ...rows].map((row) => widthOf(row[at] ?? name))));
  const rule = `+${widths.map((width) => "-".repeat(width)).join("+")}+`;
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, at) => " ".repeat(widths[at]! - widthOf(cell)) + cell).join("|")}|`;
  return [rule, line(header), rule, ...rows.map(line), rule];
}

/** Columns that a text takes on a terminal, for text without wide characters. */
export const widthOf = (text: string): number => [...text].length;

/** A text cut to a width, with `…` where something is left out. */
export const clip = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join("")}…`;
