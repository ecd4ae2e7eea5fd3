import type { Column } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import type { Always, Op } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, nullary, value } from "./invoke.ts";

/** Functions that only stand before `.over(window)`. */

type Ranking<T> = () => Column<Always<T, []>>;

/** 1, 2, 3, … in the order of the window. */
export const rowNumber: Ranking<number> = nullary("row_number");
/** The place in the order; equal rows share one, and leave a gap after them. */
export const rank: Ranking<number> = nullary("rank");
/** As {@link rank}, without gaps. */
export const denseRank: Ranking<number> = nullary("dense_rank");
/** The place in the order from 0 to 1. */
export const percentRank: Ranking<number> = nullary("percent_rank");
/** The share of rows that are not behind. */
export const cumeDist: Ranking<number> = nullary("cume_dist");
/** The number, from 1, of the one of `n` equal parts that the row is in. */
export const ntile = (n: number): Column<Always<number, []>> => invoke("ntile", value(n));

/** The value some rows before, or the default. */
export const lag = <const A extends Arg>(
  col: A,
  offset = 1,
  defaultValue: LiteralValue = null,
): Column<Op<"nullable", [ExprOf<A>]>> => shifted("lag", col, offset, defaultValue);
/** The value some rows after, or the default. */
export const lead = <const A extends Arg>(
  col: A,
  offset = 1,
  defaultValue: LiteralValue = null,
): Column<Op<"nullable", [ExprOf<A>]>> => shifted("lead", col, offset, defaultValue);
/** The n-th value of the window, counted from 1. */
export const nthValue = <const A extends Arg>(
  col: A,
  offset: number,
  ignoreNulls = false,
): Column<Op<"nullable", [ExprOf<A>]>> => invoke("nth_value", col, value(offset), value(ignoreNulls));

const shifted = <C extends Column>(name: string, col: Arg, offset: number, defaultValue: LiteralValue): C =>
  defaultValue === null
    ? invoke<C>(name, col, value(offset))
    : invoke<C>(name, col, value(offset), value(defaultValue));
