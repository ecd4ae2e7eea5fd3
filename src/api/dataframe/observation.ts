import { randomId, sparkError } from "../../common/index.ts";
import type { Client } from "../client/client.ts";
import type { Observer } from "../client/observations.ts";
import type { Row } from "../typing/row.ts";

/**
 * Metrics of the rows that pass a place of a plan, computed on the way while an action runs, and asked for afterwards: no second
 * run for a count beside a write. An observation observes one frame; of several actions the first counts.
 *
 * `M` is the type of the metrics, by their names.
 *
 * @example
 * ```ts
 * const written = new Observation<{ rows: bigint }>();
 * await df.observe(written, F.count("*").alias("rows")).write.parquet("out");
 * console.log((await written.get()).rows);
 * ```
 * @see pyspark.sql.Observation
 */
export class Observation<M extends object = Row> {
  /** As plans name it; of its own where none was given. */
  readonly name: string;
  readonly #metrics: Promise<M>;
  readonly #settle: Pick<Observer, "resolve" | "reject">;
  #observes = false;

  /** @throws IllegalArgumentException VALUE_NOT_NON_EMPTY_STR */
  constructor(name: string = randomId()) {
    if (name === "") throw sparkError("VALUE_NOT_NON_EMPTY_STR", { arg_name: "name", arg_value: name });
    this.name = name;
    let settle: Pick<Observer, "resolve" | "reject"> | undefined;
    this.#metrics = new Promise<M>((resolve, reject) => {
      settle = { resolve: (metrics) => resolve(metrics as M), reject };
    });
    this.#settle = settle!;
    // Nobody has to ask; who asks is told of the error.
    this.#metrics.catch(() => undefined);
  }

  /**
   * The metrics; waits until an action on the observed frame has ended.
   *
   * @throws IllegalStateException NO_OBSERVE_BEFORE_GET where it observes no frame yet, and the error of a metric that failed
   */
  async get(): Promise<M> {
    if (!this.#observes) throw sparkError("NO_OBSERVE_BEFORE_GET");
    return this.#metrics;
  }

  /**
   * Begins to observe the relation with this number: {@link DataFrame.observe} calls it.
   *
   * @internal
   * @throws IllegalStateException REUSE_OBSERVATION
   */
  observes(client: Client, planId: bigint): void {
    if (this.#observes) throw sparkError("REUSE_OBSERVATION");
    this.#observes = true;
    client.observations.add({ name: this.name, planId, ...this.#settle });
  }
}
