import type { Column } from "../column.ts";
import type { Always, Call, Op } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of mathematics, and numbers at random. */

/** The inverse of the hyperbolic cosine. */
export const acosh = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("acosh", col);
/** The inverse of the hyperbolic sine. */
export const asinh = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("asinh", col);
/** The inverse of the hyperbolic tangent. */
export const atanh = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("atanh", col);
/** The least whole number that is not less; with a scale, of so many digits. */
export const ceiling = <const A extends Arg>(col: A, scale?: number | Column): Column<Op<"whole", [ExprOf<A>]>> =>
  invokeGiven("ceiling", col, given(scale));
/** A number of one base written in another. */
export const conv = <const A extends Arg>(
  col: A,
  fromBase: number,
  toBase: number,
): Column<Always<string | null, [ExprOf<A>]>> => invoke("conv", col, given(fromBase), given(toBase));
/** The cotangent. */
export const cot = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("cot", col);
/** The cosecant. */
export const csc = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("csc", col);
/** The number with the other sign. */
export const negate = <const A extends Arg>(col: A): Column<Op<"same", [ExprOf<A>]>> => invoke("negate", col);
/** The number as it is. */
export const positive = <const A extends Arg>(col: A): Column<Op<"same", [ExprOf<A>]>> => invoke("positive", col);
/** The secant. */
export const sec = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("sec", col);
/** -1, 0 or 1 by the sign. */
export const sign = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("sign", col);
/** The remainder of a division; null for zero. */
export const tryMod = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>> => invoke("try_mod", left, right);
/** A product; null where it overflows. */
export const tryMultiply = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>> => invoke("try_multiply", left, right);
/** A difference; null where it overflows. */
export const trySubtract = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>> => invoke("try_subtract", left, right);
/** A number at random between two others. */
export const uniform = (
  low: number | Column,
  high: number | Column,
  seed?: number | Column,
): Column<Always<number, []>> => invokeGiven("uniform", given(low), given(high), given(seed));
/** In which of equally wide buckets between two bounds a number lies. */
export const widthBucket = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg,
  const D extends Arg | number,
>(
  v: A,
  low: B,
  high: C,
  numBucket: D,
): Column<Always<bigint | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>]>> =>
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
