import type { Column } from "../column.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Arrays of FLOAT as vectors. */

/** The cosine of the angle between two vectors. */
export const vectorCosineSimilarity = (left: Arg, right: Arg): Column =>
  invoke("vector_cosine_similarity", left, right);
/** The inner product. */
export const vectorInnerProduct = (left: Arg, right: Arg): Column => invoke("vector_inner_product", left, right);
/** The distance between two vectors. */
export const vectorL2Distance = (left: Arg, right: Arg): Column => invoke("vector_l2_distance", left, right);
/** The length of a vector. */
export const vectorNorm = (vec: Arg, degree?: Arg): Column => invokeGiven("vector_norm", vec, degree);
/** A vector of length 1. */
export const vectorNormalize = (vec: Arg, degree?: Arg): Column => invokeGiven("vector_normalize", vec, degree);
/** The mean of vectors, element by element. */
export const vectorAvg = (col: Arg): Column => invoke("vector_avg", col);
/** The sum of vectors, element by element. */
export const vectorSum = (col: Arg): Column => invoke("vector_sum", col);
