/** Which watermark a query with several goes by. @see `spark.sql.streaming.multipleWatermarkPolicy` */
export type WatermarkPolicy = "min" | "max";

/** Event times of the rows that passed a `withWatermark` in a batch, in milliseconds since the epoch. */
export interface EventTimes {
  readonly max: number;
  readonly min: number;
  readonly avg: number;
}

/**
 * How far event time has come: for each `withWatermark` of the plan the latest time seen minus its delay, and of these the one that the
 * query goes by. Neither ever falls.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.WatermarkTracker
 */
export class Watermarks {
  /** Milliseconds since the epoch, in the order of the plan; 0 where no row has passed. */
  readonly nodes: readonly number[];
  /** Milliseconds since the epoch, 0 as long as there is none. */
  readonly current: number;

  constructor(nodes: readonly number[], current: number) {
    this.nodes = nodes;
    this.current = current;
  }

  /** The watermarks behind a batch. @param seen - for each node the latest event time minus the delay; undefined where no row passed */
  after(seen: readonly (number | undefined)[], policy: WatermarkPolicy): Watermarks {
    const nodes = this.nodes.map((node, index) => Math.max(node, seen[index] ?? node));
    if (nodes.length === 0) return this;
    const chosen = policy === "min" ? Math.min(...nodes) : Math.max(...nodes);
    return new Watermarks(nodes, Math.max(this.current, chosen));
  }
}
