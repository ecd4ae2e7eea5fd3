import type { Column } from "../column.ts";
import { type Arg, invoke } from "./invoke.ts";

/** Sets of numbers as bitmaps of 4 KB. */

/** The bits that are set in all bitmaps. */
export const bitmapAndAgg = (col: Arg): Column => invoke("bitmap_and_agg", col);
/** A bitmap of the positions in a column. */
export const bitmapConstructAgg = (col: Arg): Column => invoke("bitmap_construct_agg", col);
/** The bits that are set in any bitmap. */
export const bitmapOrAgg = (col: Arg): Column => invoke("bitmap_or_agg", col);
/** The bit of a number in its bitmap. */
export const bitmapBitPosition = (col: Arg): Column => invoke("bitmap_bit_position", col);
/** The bitmap in which a number is. */
export const bitmapBucketNumber = (col: Arg): Column => invoke("bitmap_bucket_number", col);
/** How many bits are set. */
export const bitmapCount = (col: Arg): Column => invoke("bitmap_count", col);
