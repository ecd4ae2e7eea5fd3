import { sparkError } from "../common/index.ts";
import type { Expression, Expression_SortOrder } from "../protocol/index.ts";
import { type Column, toColumn } from "./column.ts";
import { asSortOrder } from "./plan/expressions.ts";
import type { Frame } from "./plan/window.ts";

/**
 * The rows that a function computes over, beside each row. Immutable.
 *
 * @see pyspark.sql.WindowSpec
 */
export class WindowSpec {
  /** Expressions whose equal values make a partition. */
  readonly partition: readonly Expression[];
  /** The order within a partition. */
  readonly order: readonly Expression_SortOrder[];
  readonly frame: Frame | undefined;

  constructor(partition: readonly Expression[], order: readonly Expression_SortOrder[], frame: Frame | undefined) {
    this.partition = partition;
    this.order = order;
    this.frame = frame;
  }

  partitionBy(...cols: readonly (string | Column)[]): WindowSpec {
    return new WindowSpec(
      cols.map((column) => toColumn(column).expression),
      this.order,
      this.frame,
    );
  }

  orderBy(...cols: readonly (string | Column)[]): WindowSpec {
    const order = cols.map((column) => asSortOrder(toColumn(column).expression));
    return new WindowSpec(this.partition, order, this.frame);
  }

  /** Rows by their number from the current row: -1 is the one before, 0 the current one. */
  rowsBetween(start: number, end: number): WindowSpec {
    return new WindowSpec(this.partition, this.order, { unit: "row", ...bounds(start, end) });
  }

  /** Rows by the distance of their ordering value from that of the current row. */
  rangeBetween(start: number, end: number): WindowSpec {
    return new WindowSpec(this.partition, this.order, { unit: "range", ...bounds(start, end) });
  }
}

/** Offsets below or above these mean "unbounded", as in PySpark. */
const THRESHOLD = 2 ** 63;

function bounds(start: number, end: number): { start: number; end: number } {
  for (const bound of [start, end]) {
    if (!Number.isInteger(bound) && Math.abs(bound) !== Number.POSITIVE_INFINITY)
      throw sparkError("INVALID_WINDOW_BOUND", { bound: String(bound) });
  }
  return {
    start: start <= -THRESHOLD ? Number.NEGATIVE_INFINITY : start,
    end: end >= THRESHOLD ? Number.POSITIVE_INFINITY : end,
  };
}

const empty = new WindowSpec([], [], undefined);

/**
 * Starts window definitions.
 *
 * @example
 * ```ts
 * const w = Window.partitionBy("currency").orderBy("at").rowsBetween(Window.unboundedPreceding, Window.currentRow);
 * df.withColumn("running", F.sum("amount").over(w));
 * ```
 * @see pyspark.sql.Window
 */
export const Window = {
  unboundedPreceding: Number.NEGATIVE_INFINITY as number,
  unboundedFollowing: Number.POSITIVE_INFINITY as number,
  currentRow: 0,
  partitionBy: (...cols: readonly (string | Column)[]): WindowSpec => empty.partitionBy(...cols),
  orderBy: (...cols: readonly (string | Column)[]): WindowSpec => empty.orderBy(...cols),
  rowsBetween: (start: number, end: number): WindowSpec => empty.rowsBetween(start, end),
  rangeBetween: (start: number, end: number): WindowSpec => empty.rangeBetween(start, end),
} as const;
