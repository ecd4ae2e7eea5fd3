import type { Column } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, invokeGiven, numberOrArg, valueOrColumn } from "./invoke.ts";

/** More of arrays and maps, and rows made of them. */

/** An array with a value more, at a place counted from 1, or from the end where negative. */
export const arrayInsert = <const A extends Arg, const B extends Arg | number>(
  arr: A,
  pos: B,
  value: LiteralValue | Column,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>]>> =>
  invoke("array_insert", arr, numberOrArg(pos), valueOrColumn(value));
/** The map that text such as `a:1,b:2` tells. */
export const strToMap = <const A extends Arg, const B extends Arg = never, const C extends Arg = never>(
  text: A,
  pairDelim?: B,
  keyValueDelim?: C,
): Column<Call<Map<string, string | null>, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> =>
  invokeGiven("str_to_map", text, pairDelim, keyValueDelim);
/** A row for each struct of an array, one of nulls where there is none. */
export const inlineOuter = (col: Arg): Column => invoke("inline_outer", col);
/** Values in so many rows as the first argument says. */
export const stack = (...cols: readonly Arg[]): Column => invoke("stack", ...cols);
