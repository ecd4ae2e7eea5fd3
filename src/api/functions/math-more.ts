import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of mathematics, and numbers at random. */

/** The inverse of the hyperbolic cosine. */
export const acosh = (col: Arg): Column => invoke("acosh", col);
/** The inverse of the hyperbolic sine. */
export const asinh = (col: Arg): Column => invoke("asinh", col);
/** The inverse of the hyperbolic tangent. */
export const atanh = (col: Arg): Column => invoke("atanh", col);
/** The least whole number that is not less; with a scale, of so many digits. */
export const ceiling = (col: Arg, scale?: number | Column): Column => invokeGiven("ceiling", col, given(scale));
/** A number of one base written in another. */
export const conv = (col: Arg, fromBase: number, toBase: number): Column =>
  invoke("conv", col, given(fromBase), given(toBase));
/** The cotangent. */
export const cot = (col: Arg): Column => invoke("cot", col);
/** The cosecant. */
export const csc = (col: Arg): Column => invoke("csc", col);
/** The number with the other sign. */
export const negate = (col: Arg): Column => invoke("negate", col);
/** The number as it is. */
export const positive = (col: Arg): Column => invoke("positive", col);
/** The secant. */
export const sec = (col: Arg): Column => invoke("sec", col);
/** -1, 0 or 1 by the sign. */
export const sign = (col: Arg): Column => invoke("sign", col);
/** The remainder of a division; null for zero. */
export const tryMod = (left: Arg, right: Arg): Column => invoke("try_mod", left, right);
/** A product; null where it overflows. */
export const tryMultiply = (left: Arg, right: Arg): Column => invoke("try_multiply", left, right);
/** A difference; null where it overflows. */
export const trySubtract = (left: Arg, right: Arg): Column => invoke("try_subtract", left, right);
/** A number at random between two others. */
export const uniform = (low: number | Column, high: number | Column, seed?: number | Column): Column =>
  invokeGiven("uniform", given(low), given(high), given(seed));
/** In which of equally wide buckets between two bounds a number lies. */
export const widthBucket = (v: Arg, low: Arg, high: Arg, numBucket: Arg | number): Column =>
  invoke("width_bucket", v, low, high, numberOrArg(numBucket));
/** How many bits are set. */
export const bitCount = (col: Arg): Column => invoke("bit_count", col);
/** The bit at a place, counted from the right. */
export const bitGet = (col: Arg, pos: Arg): Column => invoke("bit_get", col, pos);
/** The bit at a place, counted from the right. */
export const getbit = (col: Arg, pos: Arg): Column => invoke("getbit", col, pos);
/** Bits moved to the right, with zeros behind them. */
export const shiftrightunsigned = (col: Arg, numBits: number): Column =>
  invoke("shiftrightunsigned", col, given(numBits));
