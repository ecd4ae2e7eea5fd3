import type { Column } from "../column.ts";
import type { Always, Call, Op } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Functions that decide by what is NULL, and patterns of text. */

/** Null for zero. */
export const nullifzero = <const A extends Arg>(col: A): Column<Op<"nullable", [ExprOf<A>]>> =>
  invoke("nullifzero", col);
/** One value where the first is not null, another where it is. */
export const nvl2 = (col1: Arg, col2: Arg, col3: Arg): Column => invoke("nvl2", col1, col2, col3);
/** Zero for null. */
export const zeroifnull = (col: Arg): Column => invoke("zeroifnull", col);
/** Whether two values are equal, or both null. */
export const equalNull = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Always<boolean, [ExprOf<A>, ExprOf<B>]>> => invoke("equal_null", col1, col2);
/** Whether text has a pattern of `%` and `_`, in capital or small letters. */
export const ilike = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
  escapeChar?: Column,
): Column<Call<boolean, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("ilike", text, pattern, escapeChar);
/** Whether text has a pattern of `%` and `_`. */
export const like = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
  escapeChar?: Column,
): Column<Call<boolean, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("like", text, pattern, escapeChar);
/** Whether a regular expression finds something in text. */
export const regexp = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
): Column<Call<boolean, [ExprOf<A>, ExprOf<B>]>> => invoke("regexp", text, pattern);
/** Whether a regular expression finds something in text. */
export const rlike = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
): Column<Call<boolean, [ExprOf<A>, ExprOf<B>]>> => invoke("rlike", text, pattern);
