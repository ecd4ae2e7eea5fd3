import type { Cell, ColumnInfo } from "../../web/wire.ts";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 20 });

/** A value as a table shows it. */
export function cellText(cell: Cell, { kind }: Pick<ColumnInfo, "kind">): string {
  if (cell === null) return "NULL";
  if (typeof cell === "number") return grouped.format(cell);
  // Numbers beyond what JavaScript counts exactly come as text.
  if (kind === "number" && typeof cell === "string" && /^-?\d+$/.test(cell)) return grouped.format(BigInt(cell));
  return String(cell);
}

/** A value as a chart can draw it. */
export function cellNumber(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === "") return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** A time as a chart can place it: milliseconds, of a window its start. Times come as text in the session's zone. */
export function cellTime(cell: Cell): number | null {
  const [, text = ""] = /^\{?([^,}]+)/.exec(String(cell ?? "")) ?? [];
  const value = Date.parse(text.trim().replace(" ", "T"));
  return Number.isNaN(value) ? null : value;
}
