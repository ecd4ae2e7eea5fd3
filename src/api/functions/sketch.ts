import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, invokeGiven } from "./invoke.ts";

/** Sketches, which the embedded engine refuses by name: use `approxCountDistinct` and `percentileApprox`. A Spark cluster has them. */

/** A count-min sketch of a column. */
export const countMinSketch = <const A extends Arg>(
  col: A,
  eps: number | Column,
  confidence: number | Column,
  seed?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invokeGiven("count_min_sketch", col, given(eps), given(confidence), given(seed));
/** A HyperLogLog sketch of a column. */
export const hllSketchAgg = <const A extends Arg>(
  col: A,
  lgConfigK?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("hll_sketch_agg", col, given(lgConfigK));
/** The HyperLogLog sketch of what is in any. */
export const hllUnionAgg = <const A extends Arg>(
  col: A,
  allowDifferentLgConfigK?: boolean | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("hll_union_agg", col, given(allowDifferentLgConfigK));
/** A quantiles (KLL) sketch of a column. */
export const kllSketchAggBigint = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_sketch_agg_bigint", col, given(k));
/** A quantiles (KLL) sketch of a column. */
export const kllSketchAggDouble = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_sketch_agg_double", col, given(k));
/** A quantiles (KLL) sketch of a column. */
export const kllSketchAggFloat = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_sketch_agg_float", col, given(k));
/** One sketch of quantiles (KLL) from many. */
export const kllMergeAggBigint = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_merge_agg_bigint", col, given(k));
/** One sketch of quantiles (KLL) from many. */
export const kllMergeAggDouble = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_merge_agg_double", col, given(k));
/** One sketch of quantiles (KLL) from many. */
export const kllMergeAggFloat = <const A extends Arg>(
  col: A,
  k?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("kll_merge_agg_float", col, given(k));
/** The theta sketch of what is in all. */
export const thetaIntersectionAgg = <const A extends Arg>(col: A): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invoke("theta_intersection_agg", col);
/** A theta sketch of a column. */
export const thetaSketchAgg = <const A extends Arg>(
  col: A,
  lgNomEntries?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("theta_sketch_agg", col, given(lgNomEntries));
/** The theta sketch of what is in any. */
export const thetaUnionAgg = <const A extends Arg>(
  col: A,
  lgNomEntries?: number | Column,
): Column<Always<Uint8Array | null, [ExprOf<A>]>> => invokeGiven("theta_union_agg", col, given(lgNomEntries));
/** The tuple sketch of what is in all. */
export const tupleIntersectionAggDouble = (col: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_agg_double", col, given(mode));
/** The tuple sketch of what is in all. */
export const tupleIntersectionAggInteger = (col: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_agg_integer", col, given(mode));
/** A tuple sketch of a column. */
export const tupleSketchAggDouble = (
  key: Arg,
  summary: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_sketch_agg_double", key, summary, given(lgNomEntries), given(mode));
/** A tuple sketch of a column. */
export const tupleSketchAggInteger = (
  key: Arg,
  summary: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_sketch_agg_integer", key, summary, given(lgNomEntries), given(mode));
/** The tuple sketch of what is in any. */
export const tupleUnionAggDouble = (col: Arg, lgNomEntries?: number | Column, mode?: string | Column): Column =>
  invokeGiven("tuple_union_agg_double", col, given(lgNomEntries), given(mode));
/** The tuple sketch of what is in any. */
export const tupleUnionAggInteger = (col: Arg, lgNomEntries?: number | Column, mode?: string | Column): Column =>
  invokeGiven("tuple_union_agg_integer", col, given(lgNomEntries), given(mode));
/** The number that a HyperLogLog sketch estimates. */
export const hllSketchEstimate = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("hll_sketch_estimate", col);
/** The HyperLogLog sketch of what is in either. */
export const hllUnion = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
  allowDifferentLgConfigK?: boolean,
): Column<Always<Uint8Array | null, [ExprOf<A>, ExprOf<B>]>> =>
  invokeGiven("hll_union", col1, col2, given(allowDifferentLgConfigK));
/** How many values a sketch of quantiles (KLL) has seen. */
export const kllSketchGetNBigint = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("kll_sketch_get_n_bigint", col);
/** How many values a sketch of quantiles (KLL) has seen. */
export const kllSketchGetNDouble = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("kll_sketch_get_n_double", col);
/** How many values a sketch of quantiles (KLL) has seen. */
export const kllSketchGetNFloat = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("kll_sketch_get_n_float", col);
/** A quantile of a sketch of quantiles (KLL). */
export const kllSketchGetQuantileBigint = (sketch: Arg, rank: Arg): Column =>
  invoke("kll_sketch_get_quantile_bigint", sketch, rank);
/** A quantile of a sketch of quantiles (KLL). */
export const kllSketchGetQuantileDouble = (sketch: Arg, rank: Arg): Column =>
  invoke("kll_sketch_get_quantile_double", sketch, rank);
/** A quantile of a sketch of quantiles (KLL). */
export const kllSketchGetQuantileFloat = (sketch: Arg, rank: Arg): Column =>
  invoke("kll_sketch_get_quantile_float", sketch, rank);
/** The rank of a value in a sketch of quantiles (KLL). */
export const kllSketchGetRankBigint = (sketch: Arg, quantile: Arg): Column =>
  invoke("kll_sketch_get_rank_bigint", sketch, quantile);
/** The rank of a value in a sketch of quantiles (KLL). */
export const kllSketchGetRankDouble = (sketch: Arg, quantile: Arg): Column =>
  invoke("kll_sketch_get_rank_double", sketch, quantile);
/** The rank of a value in a sketch of quantiles (KLL). */
export const kllSketchGetRankFloat = (sketch: Arg, quantile: Arg): Column =>
  invoke("kll_sketch_get_rank_float", sketch, quantile);
/** One sketch of quantiles (KLL) from two. */
export const kllSketchMergeBigint = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invoke("kll_sketch_merge_bigint", left, right);
/** One sketch of quantiles (KLL) from two. */
export const kllSketchMergeDouble = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invoke("kll_sketch_merge_double", left, right);
/** One sketch of quantiles (KLL) from two. */
export const kllSketchMergeFloat = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invoke("kll_sketch_merge_float", left, right);
/** A sketch of quantiles (KLL) as text. */
export const kllSketchToStringBigint = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("kll_sketch_to_string_bigint", col);
/** A sketch of quantiles (KLL) as text. */
export const kllSketchToStringDouble = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("kll_sketch_to_string_double", col);
/** A sketch of quantiles (KLL) as text. */
export const kllSketchToStringFloat = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("kll_sketch_to_string_float", col);
/** The theta sketch of what is in the first and not in the second. */
export const thetaDifference = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invoke("theta_difference", col1, col2);
/** The theta sketch of what is in both. */
export const thetaIntersection = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invoke("theta_intersection", col1, col2);
/** The number that a theta sketch estimates. */
export const thetaSketchEstimate = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("theta_sketch_estimate", col);
/** The theta sketch of what is in either. */
export const thetaUnion = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
  lgNomEntries?: number | Column,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("theta_union", col1, col2, given(lgNomEntries));
/** The tuple sketch of what is in the first and not in the second. */
export const tupleDifferenceDouble = (col1: Arg, col2: Arg): Column => invoke("tuple_difference_double", col1, col2);
/** The tuple sketch of what is in the first and not in the second. */
export const tupleDifferenceInteger = (col1: Arg, col2: Arg): Column => invoke("tuple_difference_integer", col1, col2);
/** The tuple sketch of what is in the first and not in the second. */
export const tupleDifferenceThetaDouble = (col1: Arg, col2: Arg): Column =>
  invoke("tuple_difference_theta_double", col1, col2);
/** The tuple sketch of what is in the first and not in the second. */
export const tupleDifferenceThetaInteger = (col1: Arg, col2: Arg): Column =>
  invoke("tuple_difference_theta_integer", col1, col2);
/** The tuple sketch of what is in both. */
export const tupleIntersectionDouble = (col1: Arg, col2: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_double", col1, col2, given(mode));
/** The tuple sketch of what is in both. */
export const tupleIntersectionInteger = (col1: Arg, col2: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_integer", col1, col2, given(mode));
/** The tuple sketch of what is in both. */
export const tupleIntersectionThetaDouble = (col1: Arg, col2: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_theta_double", col1, col2, given(mode));
/** The tuple sketch of what is in both. */
export const tupleIntersectionThetaInteger = (col1: Arg, col2: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_intersection_theta_integer", col1, col2, given(mode));
/** The number that a tuple sketch estimates. */
export const tupleSketchEstimateDouble = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> =>
  invoke("tuple_sketch_estimate_double", col);
/** The number that a tuple sketch estimates. */
export const tupleSketchEstimateInteger = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> =>
  invoke("tuple_sketch_estimate_integer", col);
/** What the summaries of a tuple sketch add up to. */
export const tupleSketchSummaryDouble = (col: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_sketch_summary_double", col, given(mode));
/** What the summaries of a tuple sketch add up to. */
export const tupleSketchSummaryInteger = (col: Arg, mode?: string | Column): Column =>
  invokeGiven("tuple_sketch_summary_integer", col, given(mode));
/** A tuple sketch as a theta sketch. */
export const tupleSketchThetaDouble = (col: Arg): Column => invoke("tuple_sketch_theta_double", col);
/** A tuple sketch as a theta sketch. */
export const tupleSketchThetaInteger = (col: Arg): Column => invoke("tuple_sketch_theta_integer", col);
/** The tuple sketch of what is in either. */
export const tupleUnionDouble = (
  col1: Arg,
  col2: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_union_double", col1, col2, given(lgNomEntries), given(mode));
/** The tuple sketch of what is in either. */
export const tupleUnionInteger = (
  col1: Arg,
  col2: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_union_integer", col1, col2, given(lgNomEntries), given(mode));
/** The tuple sketch of what is in either. */
export const tupleUnionThetaDouble = (
  col1: Arg,
  col2: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_union_theta_double", col1, col2, given(lgNomEntries), given(mode));
/** The tuple sketch of what is in either. */
export const tupleUnionThetaInteger = (
  col1: Arg,
  col2: Arg,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column => invokeGiven("tuple_union_theta_integer", col1, col2, given(lgNomEntries), given(mode));
