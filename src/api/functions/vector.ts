import type { Column } from "../column.ts";
import type { Always } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Arrays of FLOAT as vectors. */

/** The cosine of the angle between two vectors. */
export const vectorCosineSimilarity = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("vector_cosine_similarity", left, right);
/** The inner product. */
export const vectorInnerProduct = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("vector_inner_product", left, right);
/** The distance between two vectors. */
export const vectorL2Distance = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("vector_l2_distance", left, right);
/** The length of a vector. */
export const vectorNorm = <const A extends Arg, const B extends Arg = never>(
  vec: A,
  degree?: B,
): Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("vector_norm", vec, degree);
/** A vector of length 1. */
export const vectorNormalize = <const A extends Arg, const B extends Arg = never>(
  vec: A,
  degree?: B,
): Column<Always<number[] | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("vector_normalize", vec, degree);
/** The mean of vectors, element by element. */
export const vectorAvg = <const A extends Arg>(col: A): Column<Always<number[] | null, [ExprOf<A>]>> =>
  invoke("vector_avg", col);
/** The sum of vectors, element by element. */
export const vectorSum = <const A extends Arg>(col: A): Column<Always<number[] | null, [ExprOf<A>]>> =>
  invoke("vector_sum", col);
