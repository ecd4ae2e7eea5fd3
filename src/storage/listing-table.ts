import type { FileInfo } from "./fs-commands.ts";

const columns = ["path", "name", "size", "modificationTime"] as const;

/** A listing as the table that `%fs ls` shows: text to the left, numbers to the right, a row for each file. */
export function formatListing(infos: readonly FileInfo[]): string {
  const rows = infos.map((info) => columns.map((column) => String(info[column])));
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => [...row[at]!].length)));
  const line = `+${widths.map((width) => "-".repeat(width + 2)).join("+")}+`;
  const format = (cells: readonly string[], numbersRight: boolean): string => {
    const padded = cells.map((cell, at) => {
      const padding = " ".repeat(widths[at]! - [...cell].length);
      return numbersRight && at >= 2 ? padding + cell : cell + padding;
    });
    return `| ${padded.join(" | ")} |`;
  };
  return [line, format(columns, false), line, ...rows.map((row) => format(row, true)), line].join("\n");
}
