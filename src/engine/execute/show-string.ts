/** How rows are printed. */
export interface ShowFormat {
  readonly columnNames: readonly string[];
  /** Cells as text, at most `numRows` of them shown. */
  readonly rows: readonly (readonly string[])[];
  readonly hasMoreRows: boolean;
  readonly numRows: number;
  /** Cells longer than this are cut; 0 for none, which also aligns to the left. */
  readonly truncate: number;
  readonly vertical: boolean;
}

const minimumWidth = 3;
const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
  "\u000b": "\\v",
  "\u0007": "\\a",
};
const escapable = new RegExp(`[${Object.keys(escapes).join("")}]`, "g");
/** Characters that take two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** Rows as a table of text, as Spark prints them; a remark at the end has no line break. @see Dataset.showString of Spark */
export function formatRows(format: ShowFormat): string {
  const names = format.columnNames.map(escaped);
  const rows = format.rows.map((row) => row.map((cell) => cut(escaped(cell), format.truncate)));
  const body = format.vertical ? records(names, rows) : table(names, rows, format.truncate > 0);
  if (format.vertical && rows.length === 0) return `${body}(0 rows)`;
  if (!format.hasMoreRows) return body;
  return `${body}only showing top ${format.numRows} ${format.numRows === 1 ? "row" : "rows"}`;
}

function table(names: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = names.map((name, i) => Math.max(minimumWidth, widthOf(name), ...rows.map((row) => widthOf(row[i]!))));
  const rule = `+${widths.map((width) => "-".repeat(width)).join("+")}+\n`;
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell, i) => padded(cell, widths[i]!, alignRight)).join("|")}|\n`;
  return rule + line(names) + rule + rows.map(line).join("") + rule;
}

function records(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = Math.max(minimumWidth, ...names.map(widthOf));
  const cellWidth = Math.max(minimumWidth, ...rows.flatMap((row) => row.map(widthOf)));
  // A name, a cell and the five characters around them.
  const width = nameWidth + cellWidth + 5;
  const lines = (row: readonly string[]): string =>
    row.map((cell, i) => ` ${padded(names[i]!, nameWidth, false)} | ${padded(cell, cellWidth, false)} \n`).join("");
  return rows.map((row, i) => `${`-RECORD ${i}`.padEnd(width, "-")}\n${lines(row)}`).join("");
}

const escaped = (text: string): string => text.replace(escapable, (char) => escapes[char]!);

function cut(text: string, truncate: number): string {
  if (truncate <= 0 || text.length <= truncate) return text;
  return truncate < 4 ? text.slice(0, truncate) : `${text.slice(0, truncate - 3)}...`;
}

const widthOf = (text: string): number => text.length + (text.match(wide)?.length ?? 0);

function padded(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}
