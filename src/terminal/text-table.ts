import { clip, isWide, widthOf } from "./text-width.ts";

/** Cells as a table with a frame, drawn as Spark draws `show()`: text and numbers to the right, as there. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, at) => Math.max(3, ...[header, ...rows].map((row) => widthOf(row[at] ?? name))));
  const rule = ruleOf(widths);
  const line = (cells: readonly string[]) => lineOf(cells.map((cell, at) => pad(cell, widths[at]!, true)));
  return [rule, line(header), rule, ...rows.map(line), rule];
}

/** The least room for what a cell of a table shows. */
const leastCell = 6;

/**
 * A table as `show()` draws it, made to fit a terminal: its widest columns give way, their texts end with `…`.
 *
 * @returns undefined where it has so many columns that nothing readable would be left
 */
export function fitTable(lines: readonly string[], columns: number): string[] | undefined {
  const [rule = ""] = lines;
  const frames = lines.filter((line) => /^\+[-+]*\+$/.test(line));
  if (frames.length === 0 || rule.length <= columns) return [...lines];
  const widths = rule
    .slice(1, -1)
    .split("+")
    .map(({ length }) => length);
  const room = columns - widths.length - 1;
  let cap = Math.max(...widths);
  const total = () => widths.reduce((sum, width) => sum + Math.min(width, cap), 0);
  while (cap >= leastCell && total() > room) cap--;
  if (cap < leastCell) return undefined;
  const fitting = widths.map((width) => Math.min(width, cap));
  const header = cellsOf(lines[1] ?? "", widths);
  // `show()` puts either all texts to the right or none.
  const isRight = header.some((cell) => cell.startsWith(" ")) || !header.some((cell) => cell.endsWith(" "));
  return lines.map((line) => {
    if (line === rule) return ruleOf(fitting);
    if (!line.startsWith("|")) return clip(line, columns);
    return lineOf(
      cellsOf(line, widths).map((cell, at) => {
        const text = isRight ? cell.trimStart() : cell.trimEnd();
        return pad(clip(text, fitting[at]!), fitting[at]!, isRight);
      }),
    );
  });
}

/** The rows of a table as `show()` draws it, one below the other: a line for each column, as `show(vertical = true)` has them. */
export function tableAsRecords(lines: readonly string[]): string[] {
  const [rule = ""] = lines;
  const widths = rule
    .slice(1, -1)
    .split("+")
    .map(({ length }) => length);
  const trimmed = (line: string) => cellsOf(line, widths).map((cell) => cell.trim());
  const [names = [], ...rows] = lines.filter((line) => line.startsWith("|")).map(trimmed);
  const width = Math.max(0, ...names.map(widthOf));
  const rest = lines.filter((line) => line !== rule && !line.startsWith("|"));
  const records = rows.flatMap((row, number) => [
    `-RECORD ${number}`.padEnd(width + 4, "-"),
    ...row.map((cell, at) => ` ${pad(names[at]!, width, false)} | ${cell}`),
  ]);
  return [...(rows.length === 0 ? ["(0 rows)"] : records), ...rest];
}

const ruleOf = (widths: readonly number[]): string => `+${widths.map((width) => "-".repeat(width)).join("+")}+`;
const lineOf = (cells: readonly string[]): string => `|${cells.join("|")}|`;

function pad(text: string, width: number, isRight: boolean): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return isRight ? space + text : text + space;
}

/** The cells of a line, whose texts may hold `|` as well, by the widths that `show()` has counted: one or two for each unit of UTF-16. */
function cellsOf(line: string, widths: readonly number[]): string[] {
  let at = 1;
  return widths.map((width) => {
    const start = at;
    for (let taken = 0; taken < width && at < line.length; at++) taken += isWide(line[at]!) ? 2 : 1;
    const cell = line.slice(start, at);
    at++;
    return cell;
  });
}
