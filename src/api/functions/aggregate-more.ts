import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeDistinct, invokeGiven } from "./invoke.ts";

/** More aggregates: bits, regressions, lists as text, results that are null where others fail. */

/** A value below which about a share of the others lie. */
export const approxPercentile = (
  col: Arg,
  percentage: number | readonly number[] | Column,
  accuracy?: number | Column,
): Column => invokeGiven("approx_percentile", col, given(percentage), given(accuracy));
/** The bits that are set in all numbers. */
export const bitAnd = (col: Arg): Column => invoke("bit_and", col);
/** The bits that are set in any number. */
export const bitOr = (col: Arg): Column => invoke("bit_or", col);
/** The bits that are set in an odd number of numbers. */
export const bitXor = (col: Arg): Column => invoke("bit_xor", col);
/** The elements of arrays, each once. */
export const collectUnion = (col: Arg): Column => invoke("collect_union", col);
/** The value of the first row. */
export const firstValue = (col: Arg, ignoreNulls?: boolean | Column): Column =>
  invokeGiven("first_value", col, given(ignoreNulls));
/** The centres and heights of a histogram of so many bins. */
export const histogramNumeric = (col: Arg, nBins: Column): Column => invoke("histogram_numeric", col, nBins);
/** The value of the last row. */
export const lastValue = (col: Arg, ignoreNulls?: boolean | Column): Column =>
  invokeGiven("last_value", col, given(ignoreNulls));
/** Different texts joined, with a delimiter. */
export const listaggDistinct = (col: Arg, delimiter?: string | Uint8Array | Column): Column =>
  invokeDistinct("listagg", col, delimiter);
/** As {@link listaggDistinct}. */
export const stringAggDistinct = (col: Arg, delimiter?: string | Uint8Array | Column): Column =>
  invokeDistinct("string_agg", col, delimiter);
/** The product of numbers. */
export const product = (col: Arg): Column => invoke("product", col);
/** The mean of the second column, of rows where both are. */
export const regrAvgx = (y: Arg, x: Arg): Column => invoke("regr_avgx", y, x);
/** The mean of the first column, of rows where both are. */
export const regrAvgy = (y: Arg, x: Arg): Column => invoke("regr_avgy", y, x);
/** How many rows have both values. */
export const regrCount = (y: Arg, x: Arg): Column => invoke("regr_count", y, x);
/** Where the line of regression begins. */
export const regrIntercept = (y: Arg, x: Arg): Column => invoke("regr_intercept", y, x);
/** How well the line of regression fits. */
export const regrR2 = (y: Arg, x: Arg): Column => invoke("regr_r2", y, x);
/** How steep the line of regression is. */
export const regrSlope = (y: Arg, x: Arg): Column => invoke("regr_slope", y, x);
/** The squared differences of the second column from its mean. */
export const regrSxx = (y: Arg, x: Arg): Column => invoke("regr_sxx", y, x);
/** The products of both differences from the means. */
export const regrSxy = (y: Arg, x: Arg): Column => invoke("regr_sxy", y, x);
/** The squared differences of the first column from its mean. */
export const regrSyy = (y: Arg, x: Arg): Column => invoke("regr_syy", y, x);
/** The standard deviation of a sample. */
export const std = (col: Arg): Column => invoke("std", col);
/** Texts joined, with a delimiter. */
export const stringAgg = (col: Arg, delimiter?: string | Uint8Array | Column): Column =>
  invokeGiven("string_agg", col, given(delimiter));
/** The mean; null where it overflows. */
export const tryAvg = (col: Arg): Column => invoke("try_avg", col);
/** The sum; null where it overflows. */
export const trySum = (col: Arg): Column => invoke("try_sum", col);
/** What a counter has grown by since the row before, over a window. */
export const counterDiff = (value: Arg, startTime?: Arg): Column => invokeGiven("counter_diff", value, startTime);
