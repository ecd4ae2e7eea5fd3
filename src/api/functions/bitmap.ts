import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke } from "./invoke.ts";

/** Sets of numbers as bitmaps of 4 KB. */

/** The bits that are set in all bitmaps. */
export const bitmapAndAgg = <const A extends Arg>(col: A): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invoke("bitmap_and_agg", col);
/** A bitmap of the positions in a column. */
export const bitmapConstructAgg = <const A extends Arg>(col: A): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invoke("bitmap_construct_agg", col);
/** The bits that are set in any bitmap. */
export const bitmapOrAgg = <const A extends Arg>(col: A): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invoke("bitmap_or_agg", col);
/** The bit of a number in its bitmap. */
export const bitmapBitPosition = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("bitmap_bit_position", col);
/** The bitmap in which a number is. */
export const bitmapBucketNumber = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("bitmap_bucket_number", col);
/** How many bits are set. */
export const bitmapCount = <const A extends Arg>(col: A): Column<Call<bigint, [ExprOf<A>]>> =>
  invoke("bitmap_count", col);
