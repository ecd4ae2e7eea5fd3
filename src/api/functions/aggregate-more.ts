import type { Column } from "../column.ts";
import type { Always, Op } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, invokeDistinct, invokeGiven } from "./invoke.ts";

/** More aggregates: bits, regressions, lists as text, results that are null where others fail. */

/** A value below which about a share of the others lie. */
export const approxPercentile = <const A extends Arg>(
  col: A,
  percentage: number | readonly number[] | Column,
  accuracy?: number | Column,
): Column<Always<unknown, [ExprOf<A>]>> => invokeGiven("approx_percentile", col, given(percentage), given(accuracy));
/** The bits that are set in all numbers. */
export const bitAnd = <const A extends Arg>(col: A): Column<Op<"nullable", [ExprOf<A>]>> => invoke("bit_and", col);
/** The bits that are set in any number. */
export const bitOr = <const A extends Arg>(col: A): Column<Op<"nullable", [ExprOf<A>]>> => invoke("bit_or", col);
/** The bits that are set in an odd number of numbers. */
export const bitXor = <const A extends Arg>(col: A): Column<Op<"nullable", [ExprOf<A>]>> => invoke("bit_xor", col);
/** The elements of arrays, each once. */
export const collectUnion = <const A extends Arg>(col: A): Column<Always<unknown, [ExprOf<A>]>> =>
  invoke("collect_union", col);
/** The value of the first row. */
export const firstValue = <const A extends Arg>(
  col: A,
  ignoreNulls?: boolean | Column,
): Column<Op<"nullable", [ExprOf<A>]>> => invokeGiven("first_value", col, given(ignoreNulls));
/** The centres and heights of a histogram of so many bins. */
export const histogramNumeric = <const A extends Arg>(
  col: A,
  nBins: Column,
): Column<Always<{ x: unknown; y: number }[] | null, [ExprOf<A>]>> => invoke("histogram_numeric", col, nBins);
/** The value of the last row. */
export const lastValue = <const A extends Arg>(
  col: A,
  ignoreNulls?: boolean | Column,
): Column<Op<"nullable", [ExprOf<A>]>> => invokeGiven("last_value", col, given(ignoreNulls));
/** Different texts joined, with a delimiter. */
export const listaggDistinct = <const A extends Arg>(
  col: A,
  delimiter?: string | Uint8Array | Column,
): Column<Op<"nullable", [ExprOf<A>]>> => invokeDistinct("listagg", col, delimiter);
/** As {@link listaggDistinct}. */
export const stringAggDistinct = <const A extends Arg>(
  col: A,
  delimiter?: string | Uint8Array | Column,
): Column<Op<"nullable", [ExprOf<A>]>> => invokeDistinct("string_agg", col, delimiter);
/** The product of numbers. */
export const product = <const A extends Arg>(col: A): Column<Always<number | null, [ExprOf<A>]>> =>
  invoke("product", col);
/** The mean of the second column, of rows where both are. */
export const regrAvgx = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_avgx", y, x);
/** The mean of the first column, of rows where both are. */
export const regrAvgy = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_avgy", y, x);
/** How many rows have both values. */
export const regrCount = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<bigint, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_count", y, x);
/** Where the line of regression begins. */
export const regrIntercept = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_intercept", y, x);
/** How well the line of regression fits. */
export const regrR2 = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_r2", y, x);
/** How steep the line of regression is. */
export const regrSlope = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_slope", y, x);
/** The squared differences of the second column from its mean. */
export const regrSxx = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_sxx", y, x);
/** The products of both differences from the means. */
export const regrSxy = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_sxy", y, x);
/** The squared differences of the first column from its mean. */
export const regrSyy = <const A extends Arg, const B extends Arg>(
  y: A,
  x: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regr_syy", y, x);
/** The standard deviation of a sample. */
export const std = <const A extends Arg>(col: A): Column<Always<number | null, [ExprOf<A>]>> => invoke("std", col);
/** Texts joined, with a delimiter. */
export const stringAgg = <const A extends Arg>(
  col: A,
  delimiter?: string | Uint8Array | Column,
): Column<Op<"nullable", [ExprOf<A>]>> => invokeGiven("string_agg", col, given(delimiter));
/** The mean; null where it overflows. */
export const tryAvg = <const A extends Arg>(col: A): Column<Op<"avg", [ExprOf<A>]>> => invoke("try_avg", col);
/** The sum; null where it overflows. */
export const trySum = <const A extends Arg>(col: A): Column<Op<"sum", [ExprOf<A>]>> => invoke("try_sum", col);
/** What a counter has grown by since the row before, over a window. */
export const counterDiff = <const A extends Arg, const B extends Arg = never>(
  value: A,
  startTime?: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>> => invokeGiven("counter_diff", value, startTime);
