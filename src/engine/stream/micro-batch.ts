import type { Clock } from "../../common/index.ts";
import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import type { BatchOffsets, Checkpoint, PlannedReads } from "../checkpoint/index.ts";
import type { Connection } from "../duckdb/index.ts";
import type { Executor } from "../execute/index.ts";
import type { ExpressionSettings } from "../plan/index.ts";
import type { OutputMode, Sink } from "../sinks/index.ts";
import type { Available, Binding, Offset, ReadLimit, StreamSource } from "../sources/index.ts";
import type { AggregateStateTable } from "../state/index.ts";
import type { AddBatch, BatchResult, PlannedWork } from "./add-batch.ts";
import type { IncrementalPlan } from "./incremental-plan.ts";
import type { Phase } from "./progress.ts";

/** What a query's micro-batches work on; made once when the query starts. */
export interface MicroBatchParts {
  readonly plan: IncrementalPlan;
  /** In the order of `plan.sources`. */
  readonly sources: readonly StreamSource[];
  readonly state: AggregateStateTable | undefined;
  readonly sink: Sink;
  readonly checkpoint: Checkpoint;
  readonly connection: Connection;
  readonly executor: Executor;
  readonly schema: StructType;
  readonly mode: OutputMode;
  readonly settings: ExpressionSettings;
  readonly clock: Clock;
  readonly addBatch: AddBatch;
}

/** What a trigger came to. */
export interface TriggerOutcome {
  readonly batchId: number;
  /** Whether a batch ran. */
  readonly executed: boolean;
  readonly durations: ReadonlyMap<Phase, number>;
  readonly start: readonly (Offset | null)[];
  readonly end: readonly (Offset | null)[];
  readonly result: BatchResult | undefined;
}

/**
 * The spine of a streaming query. Each trigger goes through Spark's phases in their order: look for data, log what the batch will
 * read, read it, plan, compute and hand over, commit. Whatever is interrupted between the log and the commit runs again with the
 * same rows under the same batch id.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution
 */
export class MicroBatchExecution {
  readonly #parts: MicroBatchParts;
  #batchId = 0;
  #explain: (() => string) | undefined;
  /** Where the last committed batch ended. */
  #committed: readonly (Offset | null)[];
  /** A batch that was logged but not committed when an earlier run ended. */
  #pending: BatchOffsets | undefined;

  constructor(parts: MicroBatchParts) {
    this.#parts = parts;
    this.#committed = parts.sources.map(() => null);
  }

  get batchId(): number {
    return this.#batchId;
  }

  get committedOffsets(): readonly (Offset | null)[] {
    return this.#committed;
  }

  /** SQL of the newest batch; undefined before the first. */
  explain(): string | undefined {
    return this.#explain?.();
  }

  /** Takes up where an earlier run ended. */
  async recover(): Promise<void> {
    const { checkpoint, sources } = this.#parts;
    const logged = await checkpoint.latestOffsets();
    const done = await checkpoint.latestCommit();
    if (logged !== undefined) {
      if (logged.offsets.length !== sources.length) {
        throw sparkError("STREAMING_SOURCE_CHANGED", {
          stored: String(logged.offsets.length),
          current: String(sources.length),
        });
      }
      if (done === logged.batchId) {
        this.#committed = logged.offsets;
        this.#batchId = logged.batchId + 1;
      } else {
        this.#pending = logged;
        this.#batchId = logged.batchId;
        this.#committed = (await checkpoint.offsetsOf(logged.batchId - 1))?.offsets ?? this.#committed;
      }
    }
    const files = await checkpoint.files();
    const origins = await checkpoint.origins(sources.map((source) => source.origin));
    sources.forEach((source, index) => {
      const offset = (this.#pending ?? { offsets: this.#committed }).offsets[index] ?? undefined;
      source.restore({ offset, files: files.filter((file) => file.source === index), origin: origins[index] });
    });
  }

  /**
   * Runs one trigger.
   *
   * @param found - is called when there is a batch to run
   * @param signal - stops the batch while it is computed and handed over; one that has come to its commit is committed
   * @throws SparkException where a phase fails; the batch is then still pending
   */
  async runTrigger(limit: ReadLimit, found: () => void, signal: AbortSignal): Promise<TriggerOutcome> {
    const durations = new Map<Phase, number>();
    const start = this.#committed;
    const outcome = await this.#timed(durations, "triggerExecution", async () => {
      const end = await this.#timed(durations, "latestOffset", () => this.latestOffset(limit));
      if (end === undefined) return { end: start, result: undefined };
      found();
      if (end.fresh) await this.#timed(durations, "walCommit", () => this.walCommit(end));
      const bindings = await this.#timed(durations, "getBatch", () => this.getBatch(end.offsets.offsets));
      try {
        const batch = await this.#timed(durations, "queryPlanning", () => this.queryPlanning(end.offsets, bindings));
        const result = await this.#timed(durations, "addBatch", () => batch.run(signal));
        await this.#timed(durations, "commitOffsets", () => this.commitOffsets(end, batch));
        return { end: end.offsets.offsets, result };
      } finally {
        for (const binding of bindings.values()) await binding.release();
      }
    });
    const batchId = this.#batchId;
    if (outcome.result !== undefined) this.#batchId += 1;
    return {
      batchId,
      executed: outcome.result !== undefined,
      durations,
      start,
      end: outcome.end,
      result: outcome.result,
    };
  }

  /** Where the next batch ends; undefined where there is nothing to do. */
  private async latestOffset(limit: ReadLimit): Promise<PlannedBatch | undefined> {
    if (this.#pending !== undefined) return { offsets: this.#pending, fresh: false, available: [] };
    const available = await Promise.all(
      this.#parts.sources.map((source, index) => source.latestOffset(this.#committed[index] ?? undefined, limit)),
    );
    const offsets = available.map((found, index) => found?.offset ?? this.#committed[index] ?? null);
    if (offsets.every((offset, index) => offset === this.#committed[index])) return undefined;
    return { offsets: { batchId: this.#batchId, offsets, timestamp: this.#parts.clock.now() }, fresh: true, available };
  }

  /**
   * Logs what the batch will read: from here on a restart runs this very batch. A sink that nobody outside of the process sees needs no
   * such promise, and the log is written with the commit, which saves a wait for the disk.
   */
  private async walCommit(planned: PlannedBatch): Promise<void> {
    if (!this.#parts.sink.outlivesProcess) return;
    await this.#parts.checkpoint.writeOffsets(readsOf(planned));
    this.#pending = planned.offsets;
  }

  /** Makes the rows of the batch readable: SQL for each streaming scan. */
  private async getBatch(end: readonly (Offset | null)[]): Promise<Map<number, Binding>> {
    const { plan, sources, connection, settings } = this.#parts;
    // Tables and files beside the streams are read as they are now.
    const bindings = await this.#parts.executor.bindLeaves(plan.whole, { connection, settings });
    for (const [index, source] of sources.entries()) {
      const scan = plan.sources[index]!;
      const from = this.#committed[index] ?? undefined;
      bindings.set(scan.id, await source.bind(scan, from, end[index] ?? undefined, { connection, settings }));
    }
    return bindings;
  }

  /** Turns plan, bindings and state into the SQL of this batch. */
  private async queryPlanning(offsets: BatchOffsets, bindings: Map<number, Binding>): Promise<PlannedWork> {
    const batch = this.#parts.addBatch(this.#parts, offsets, bindings);
    this.#explain = batch.explain;
    return batch;
  }

  /** Commits state and offsets as one; then the sources may forget what the batch read. */
  private async commitOffsets(planned: PlannedBatch, batch: PlannedWork): Promise<void> {
    const { checkpoint, clock } = this.#parts;
    const { offsets } = planned;
    const begun = clock.monotonic();
    const unlogged = planned.fresh && this.#pending === undefined;
    await checkpoint.commit(offsets.batchId, batch.stateSql(), unlogged ? readsOf(planned) : undefined);
    batch.committed(clock.monotonic() - begun);
    this.#pending = undefined;
    this.#committed = offsets.offsets;
    await Promise.all(
      this.#parts.sources.map((source, index) => {
        const end = offsets.offsets[index];
        return end == null ? undefined : source.commit(end);
      }),
    );
  }

  async #timed<T>(durations: Map<Phase, number>, phase: Phase, body: () => Promise<T>): Promise<T> {
    const begun = this.#parts.clock.monotonic();
    try {
      return await body();
    } finally {
      durations.set(phase, this.#parts.clock.monotonic() - begun);
    }
  }
}

/** What the offset log says of a batch. */
const readsOf = ({ offsets, available }: PlannedBatch): PlannedReads => ({
  entry: offsets,
  files: available.flatMap((found, source) => (found?.files ?? []).map((file) => ({ source, ...file }))),
});

interface PlannedBatch {
  readonly offsets: BatchOffsets;
  /** False for a batch that an earlier run has logged. */
  readonly fresh: boolean;
  readonly available: readonly (Available | undefined)[];
}
