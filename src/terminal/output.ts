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

/** Colours for what goes to an output: off with NO_COLOR, with `TERM=dumb`, or where it is no terminal, unless FORCE_COLOR is set. */
export function colorsFor(
  { isTTY }: Pick<Output, "isTTY">,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return plainColors();
  if (FORCE_COLOR && FORCE_COLOR !== "0") return pc.createColors(true);
  return pc.createColors(isTTY === true && TERM !== "dumb" && FORCE_COLOR !== "0");
}

/** No colours. */
export const plainColors = (): Colors => pc.createColors(false);

/** Whether an output is a terminal that can be drawn on, at least so large. Machines that build (`CI`) keep what is written, line by line. */
export function isDrawable(
  { isTTY, columns = 0, rows = 0 }: Output,
  least: { readonly columns: number; readonly rows: number } = { columns: 40, rows: 4 },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (isTTY !== true || env.TERM === "dumb" || (env.CI && env.CI !== "false")) return false;
  return columns >= least.columns && rows >= least.rows;
}
