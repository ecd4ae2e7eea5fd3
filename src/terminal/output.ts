import type { Writable } from "node:stream";
import pc from "picocolors";

/** A stream that text goes to; a terminal says so and knows its size. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** The functions of picocolors that are used: each gives its text back where colours are off. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for the process's own streams: off with NO_COLOR or where the output is no terminal, unless FORCE_COLOR is set. */
export const processColors = (): Colors => pc.createColors(pc.isColorSupported);

/** No colours. */
export const plainColors = (): Colors => pc.createColors(false);

/** Whether an output is a terminal that can be drawn on, at least so large. */
export function isDrawable(
  { isTTY, columns = 0, rows = 0 }: Output,
  least: { columns: number; rows: number },
): boolean {
  return isTTY === true && process.env.TERM !== "dumb" && columns >= least.columns && rows >= least.rows;
}
