import type { Column } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import { type Arg, invoke, invokeGiven, numberOrArg, valueOrColumn } from "./invoke.ts";

/** More of arrays and maps, and rows made of them. */

/** An array with a value more, at a place counted from 1, or from the end where negative. */
export const arrayInsert = (arr: Arg, pos: Arg | number, value: LiteralValue | Column): Column =>
  invoke("array_insert", arr, numberOrArg(pos), valueOrColumn(value));
/** The map that text such as `a:1,b:2` tells. */
export const strToMap = (text: Arg, pairDelim?: Arg, keyValueDelim?: Arg): Column =>
  invokeGiven("str_to_map", text, pairDelim, keyValueDelim);
/** A row for each struct of an array, one of nulls where there is none. */
export const inlineOuter = (col: Arg): Column => invoke("inline_outer", col);
/** Values in so many rows as the first argument says. */
export const stack = (...cols: readonly Arg[]): Column => invoke("stack", ...cols);
