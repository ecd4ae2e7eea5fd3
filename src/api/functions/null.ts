import type { Column } from "../column.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Functions that decide by what is NULL, and patterns of text. */

/** Null for zero. */
export const nullifzero = (col: Arg): Column => invoke("nullifzero", col);
/** One value where the first is not null, another where it is. */
export const nvl2 = (col1: Arg, col2: Arg, col3: Arg): Column => invoke("nvl2", col1, col2, col3);
/** Zero for null. */
export const zeroifnull = (col: Arg): Column => invoke("zeroifnull", col);
/** Whether two values are equal, or both null. */
export const equalNull = (col1: Arg, col2: Arg): Column => invoke("equal_null", col1, col2);
/** Whether text has a pattern of `%` and `_`, in capital or small letters. */
export const ilike = (text: Arg, pattern: Arg, escapeChar?: Column): Column =>
  invokeGiven("ilike", text, pattern, escapeChar);
/** Whether text has a pattern of `%` and `_`. */
export const like = (text: Arg, pattern: Arg, escapeChar?: Column): Column =>
  invokeGiven("like", text, pattern, escapeChar);
/** Whether a regular expression finds something in text. */
export const regexp = (text: Arg, pattern: Arg): Column => invoke("regexp", text, pattern);
/** Whether a regular expression finds something in text. */
export const rlike = (text: Arg, pattern: Arg): Column => invoke("rlike", text, pattern);
