import type { Clock } from "../../common/index.ts";
import { reached } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import type { BatchOffsets, Checkpoint, PlannedReads } from "../checkpoint/index.ts";
import type { Connection } from "../duckdb/index.ts";
import type { Executor } from "../execute/index.ts";
import type { ExpressionSettings } from "../plan/index.ts";
import type { OutputMode, Sink } from "../sinks/index.ts";
import type { Available, Binding, Offset, ReadLimit, StreamSource } from "../sources/index.ts";
import type { StateHistory } from "../state/index.ts";
import { type BatchResult, type PlannedWork, planBatch } from "./batch-work.ts";
import { emptyBinding } from "./empty-binding.ts";
import type { IncrementalPlan } from "./incremental-plan.ts";
import type { Phase } from "./progress.ts";
import { propagateWatermark, type RunningStage } from "./stages.ts";
import { turns } from "./turns.ts";
import { type WatermarkPolicy, Watermarks } from "./watermark-tracker.ts";

/** What a query's micro-batches work on; made once when the query starts. */
export interface MicroBatchParts {
  readonly plan: IncrementalPlan;
  /** In the order of `plan.sources`. */
  readonly sources: readonly StreamSource[];
  /** In the order of `plan.stages`. */
  readonly stages: readonly RunningStage[];
  readonly sink: Sink;
  readonly checkpoint: Checkpoint;
  /** Undefined where the checkpoint keeps the newest state only. */
  readonly history: StateHistory | undefined;
  readonly connection: Connection;
  /** For what sources find out while a batch is computed; undefined where programs see rows, which must be right the first time. */
  readonly beside: (() => Promise<Connection>) | undefined;
  readonly executor: Executor;
  readonly schema: StructType;
  readonly mode: OutputMode;
  readonly settings: ExpressionSettings;
  readonly clock: Clock;
  /** For a query that is started for the first time; a checkpoint keeps its own. */
  readonly watermarkPolicy: WatermarkPolicy;
  /** Whether a batch runs without new rows when the watermark has moved and state is done with. */
  readonly noDataBatches: boolean;
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
  /** The batch's watermark; without a batch the newest. Milliseconds since the epoch; undefined for a query without `withWatermark`. */
  readonly watermark: number | undefined;
}

const policySetting = "spark.sql.streaming.multipleWatermarkPolicy";

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
  /** What the rows of all committed batches have brought the watermarks to. */
  #watermarks: Watermarks;
  /** The watermark of the last committed batch. */
  #previousWatermark = 0;
  #conf: Readonly<Record<string, string>>;

  constructor(parts: MicroBatchParts) {
    this.#parts = parts;
    this.#committed = parts.sources.map(() => null);
    this.#conf = { [policySetting]: parts.watermarkPolicy };
    this.#watermarks = new Watermarks(
      parts.stages.filter(({ kind }) => kind === "watermark").map(() => 0),
      0,
    );
  }

  get batchId(): number {
    return this.#batchId;
  }

  get committedOffsets(): readonly (Offset | null)[] {
    return this.#committed;
  }

  /** When, by the clock, a batch is due without new rows; milliseconds since the epoch, infinity where none is. */
  nextDue(): number {
    const { noDataBatches, stages } = this.#parts;
    const times = stages.flatMap((running) => (running.kind === "operator" ? [running.operator.dueAt?.()] : []));
    return noDataBatches ? Math.min(...times.filter((time) => time !== undefined)) : Number.POSITIVE_INFINITY;
  }

  /** SQL of the newest batch; undefined before the first. */
  explain(): string | undefined {
    return this.#explain?.();
  }

  /** Takes up where an earlier run ended. */
  async recover(): Promise<void> {
    const { checkpoint, sources } = this.#parts;
    const origins = await checkpoint.origins(sources);
    const logged = await checkpoint.latestOffsets();
    const done = await checkpoint.latestCommit();
    if (logged !== undefined) {
      const isDone = done?.batchId === logged.batchId;
      const committed = isDone ? logged : await checkpoint.offsetsOf(logged.batchId - 1);
      this.#committed = committed?.offsets ?? this.#committed;
      this.#previousWatermark = committed?.metadata.watermark ?? 0;
      this.#pending = isDone ? undefined : logged;
      this.#batchId = logged.batchId + (isDone ? 1 : 0);
      this.#conf = logged.metadata.conf;
      const nodes = this.#watermarks.nodes.map((_, index) => done?.watermarks[index] ?? 0);
      this.#watermarks = new Watermarks(nodes, done?.nextWatermark ?? 0);
    }
    const files = await checkpoint.files();
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
    let watermark = this.#watermarks.current;
    const outcome = await this.#timed(durations, "triggerExecution", async () => {
      const end = await this.#timed(durations, "latestOffset", () => this.latestOffset(limit));
      if (end === undefined) return { end: start, result: undefined };
      found();
      watermark = end.offsets.metadata.watermark;
      const giveBack = await turns.take();
      try {
        return { end: end.offsets.offsets, result: await this.#runBatch(end, durations, signal) };
      } finally {
        giveBack();
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
      watermark: this.#watermarks.nodes.length === 0 ? undefined : watermark,
    };
  }

  async #runBatch(planned: PlannedBatch, durations: Map<Phase, number>, signal: AbortSignal): Promise<BatchResult> {
    const { offsets, fresh } = planned;
    if (fresh) await this.#timed(durations, "walCommit", () => this.walCommit(planned));
    const bindings = await this.#timed(durations, "getBatch", () => this.getBatch(offsets.offsets));
    try {
      const batch = await this.#timed(durations, "queryPlanning", () => this.queryPlanning(offsets, bindings));
      const result = await this.#timed(durations, "addBatch", () => batch.run(signal));
      await this.#timed(durations, "commitOffsets", () => this.commitOffsets(planned, batch, result));
      return result;
    } finally {
      for (const binding of bindings.values()) await binding.release();
    }
  }

  /** Where the next batch ends; undefined where there is nothing to do. */
  private async latestOffset(limit: ReadLimit): Promise<PlannedBatch | undefined> {
    if (this.#pending !== undefined) return { offsets: this.#pending, fresh: false, available: [] };
    const available = await Promise.all(
      this.#parts.sources.map((source, index) => source.latestOffset(this.#committed[index] ?? undefined, limit)),
    );
    const offsets = available.map((found, index) => found?.offset ?? this.#committed[index] ?? null);
    const isNew = offsets.some((offset, index) => offset !== this.#committed[index]);
    if (!isNew && !this.#wantsBatchWithoutData()) return undefined;
    const metadata = { watermark: this.#watermarks.current, conf: this.#conf };
    const entry = { batchId: this.#batchId, offsets, timestamp: this.#parts.clock.now(), metadata };
    return { offsets: entry, fresh: true, available };
  }

  /** Whether the watermark has moved since the last batch, and an operator has rows to give out or state to remove for that. */
  #wantsBatchWithoutData(): boolean {
    const { noDataBatches, stages } = this.#parts;
    if (!noDataBatches) return false;
    if (this.nextDue() <= this.#parts.clock.now()) return true;
    if (this.#watermarks.current <= this.#previousWatermark) return false;
    const last = propagateWatermark(stages, this.#previousWatermark);
    const next = propagateWatermark(stages, this.#watermarks.current);
    return stages.some(
      (running) =>
        running.kind === "operator" &&
        running.operator.wantsBatch(next.get(running.stage.id)!, last.get(running.stage.id)!),
    );
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
    const { plan, sources, connection, beside, settings } = this.#parts;
    // Tables and files beside the streams are read as they are now.
    const bindings = await this.#parts.executor.bindLeaves(plan.whole, { connection, settings });
    for (const [index, source] of sources.entries()) {
      const scan = plan.sources[index]!;
      const [from, to] = [this.#committed[index] ?? undefined, end[index] ?? undefined];
      const isEmpty = from === to;
      const context = { connection, settings, ...(beside && { beside }) };
      bindings.set(scan.id, isEmpty ? emptyBinding(scan) : await source.bind(scan, from, to, context));
    }
    return bindings;
  }

  /** Turns plan, bindings and state into the SQL of this batch. */
  private async queryPlanning(offsets: BatchOffsets, bindings: Map<number, Binding>): Promise<PlannedWork> {
    const batch = planBatch(this.#parts, { offsets, previousWatermark: this.#previousWatermark, bindings });
    this.#explain = batch.explain;
    return batch;
  }

  /** Commits state, offsets and watermarks as one; then the sources may forget what the batch read. */
  private async commitOffsets(planned: PlannedBatch, batch: PlannedWork, result: BatchResult): Promise<void> {
    const { checkpoint, clock, history } = this.#parts;
    const { offsets } = planned;
    const begun = clock.monotonic();
    const unlogged = planned.fresh && this.#pending === undefined;
    const watermarks = this.#watermarksAfter(result);
    const commit = { batchId: offsets.batchId, nextWatermark: watermarks.current, watermarks: watermarks.nodes };
    const state = batch.stateSql();
    const statements = history?.around(offsets.batchId, state) ?? state;
    await checkpoint.commit(commit, statements, unlogged ? readsOf(planned) : undefined);
    batch.committed(clock.monotonic() - begun);
    this.#pending = undefined;
    this.#committed = offsets.offsets;
    this.#watermarks = watermarks;
    this.#previousWatermark = offsets.metadata.watermark;
    await reached("commitOffsets:written");
    await Promise.all(
      this.#parts.sources.map((source, index) => {
        const end = offsets.offsets[index];
        return end == null ? undefined : source.commit(end);
      }),
    );
  }

  #watermarksAfter({ eventTimes }: BatchResult): Watermarks {
    const delays = this.#parts.stages.flatMap((each) => (each.kind === "watermark" ? [each.watermark.delayMs] : []));
    const seen = eventTimes.map((times, index) => times && times.max - delays[index]!);
    return this.#watermarks.after(seen, this.#conf[policySetting] as WatermarkPolicy);
  }

  async #timed<T>(durations: Map<Phase, number>, phase: Phase, body: () => Promise<T>): Promise<T> {
    const begun = this.#parts.clock.monotonic();
    try {
      if (phase === "triggerExecution") return await body();
      await reached(`${phase}:before`);
      const result = await body();
      await reached(`${phase}:after`);
      return result;
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
