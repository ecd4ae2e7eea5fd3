import { randomId, SparkException, StreamingQueryException, sparkError } from "../../common/index.ts";
import { planText } from "../execute/index.ts";
import type { ReadLimit, SourceFigures } from "../sources/index.ts";
import type { StateOperatorProgress } from "../state/index.ts";
import type { ListenerBus, QueryEvent } from "./listener-bus.ts";
import { MicroBatchExecution, type MicroBatchParts, type TriggerOutcome } from "./micro-batch.ts";
import { observedRows } from "./observed-json.ts";
import { reportProgress, type StreamingQueryProgress } from "./progress.ts";
import { nextTriggerTime, type Trigger } from "./trigger.ts";

/** Where `recentProgress` ends, one report before it: `spark.sql.streaming.numRecentProgressUpdates`. */
const defaultRecentProgress = 100;
/** An idle query reports itself this often: `spark.sql.streaming.noDataProgressEventInterval`. */
const defaultIdleReportMs = 10_000;
const shortestWaitMs = 100;

/** @see org.apache.spark.sql.streaming.StreamingQueryStatus */
export interface StreamingQueryStatus {
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}

export interface StreamingQueryOptions {
  readonly name: string | undefined;
  readonly trigger: Trigger;
  readonly parts: MicroBatchParts;
  readonly bus: ListenerBus;
  /** One more than the reports that are kept for `recentProgress`, as Spark counts them; with 1 there are none. Asked at each report. */
  readonly recentProgress?: () => number;
  /** Milliseconds from report to report where there is nothing to do. */
  readonly idleReportMs?: number;
  /** Runs between recovery and the first trigger, with the number of the next batch. */
  readonly prepare?: (nextBatch: number) => Promise<void>;
  /** Frees what the query holds, after its end. */
  readonly release: () => Promise<void>;
}

/**
 * A running streaming query: the loop that fires triggers, and what there is to know about it.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.StreamExecution
 */
export class StreamingQuery {
  readonly id: string;
  readonly runId: string = randomId();
  readonly name: string | undefined;
  readonly #options: StreamingQueryOptions;
  readonly #execution: MicroBatchExecution;
  readonly #stopping = new AbortController();
  readonly #aborting = new AbortController();
  readonly #progress: StreamingQueryProgress[] = [];
  readonly #done: Promise<void>;
  #status: StreamingQueryStatus = { message: "Initializing sources", isDataAvailable: false, isTriggerActive: false };
  #exception: StreamingQueryException | undefined;
  #active = true;
  #wake = new AbortController();
  #previousStarted: number | undefined;
  #lastReport = Number.NEGATIVE_INFINITY;
  #lastState: readonly StateOperatorProgress[] = [];
  /** Callers of `processAllAvailable`; each waits for a trigger that began after its call and found nothing. */
  #waiters: { readonly since: number; readonly resolve: () => void }[] = [];
  #triggers = 0;

  private constructor(options: StreamingQueryOptions, execution: MicroBatchExecution) {
    this.id = options.parts.checkpoint.queryId;
    this.name = options.name;
    this.#options = options;
    this.#execution = execution;
    this.#done = this.#run();
  }

  /** Recovers from the checkpoint and starts the loop. @throws SparkException where the checkpoint cannot be used */
  static async start(options: StreamingQueryOptions): Promise<StreamingQuery> {
    const execution = new MicroBatchExecution(options.parts);
    await execution.recover();
    await options.prepare?.(execution.batchId);
    return new StreamingQuery(options, execution);
  }

  get isActive(): boolean {
    return this.#active;
  }

  get status(): StreamingQueryStatus {
    return this.#status;
  }

  get exception(): StreamingQueryException | undefined {
    return this.#exception;
  }

  get recentProgress(): readonly StreamingQueryProgress[] {
    return this.#progress;
  }

  get lastProgress(): StreamingQueryProgress | undefined {
    return this.#progress.at(-1);
  }

  get checkpointLocation(): string | undefined {
    return this.#options.parts.checkpoint.location;
  }

  /** How far the sources have come that read files; undefined for the others. */
  get sourceFigures(): readonly (SourceFigures | undefined)[] {
    return this.#options.parts.sources.map((source) => source.figures?.());
  }

  /** The query's plan, which is analyzed before the query starts, and the SQL of its newest batch. */
  explain(extended: boolean): string {
    const { executor, plan, settings } = this.#options.parts;
    const sql = this.#execution.explain();
    if (sql === undefined) return "No physical plan. Waiting for data.";
    const physical = `== Physical Plan ==\n${sql}\n`;
    if (!extended) return physical;
    const analyzed = planText(plan.whole, settings.timeZone);
    const logical = {
      "Parsed Logical Plan": analyzed,
      "Analyzed Logical Plan": analyzed,
      "Optimized Logical Plan": planText(executor.prepare(plan.whole), settings.timeZone),
    };
    return `${Object.entries(logical)
      .map(([title, text]) => `== ${title} ==\n${text}\n`)
      .join("")}${physical}`;
  }

  /**
   * Resolves when all data that is there now has been processed and committed; at once for a query that has ended.
   *
   * @throws StreamingQueryException where the query fails
   */
  async processAllAvailable(): Promise<void> {
    if (this.#active) {
      await new Promise<void>((resolve) => {
        this.#waiters.push({ since: this.#triggers, resolve });
        this.#wake.abort();
      });
    }
    if (this.#exception !== undefined) throw this.#exception;
  }

  /**
   * Waits for the query's end.
   *
   * @param timeoutMs - milliseconds; without: for as long as it takes
   * @returns whether the query has ended
   * @throws StreamingQueryException where it failed
   */
  async awaitTermination(timeoutMs?: number): Promise<boolean> {
    if (timeoutMs === undefined) await this.#done;
    else {
      const timeout = new AbortController();
      await Promise.race([this.#done, this.#options.parts.clock.sleep(timeoutMs, timeout.signal)]);
      timeout.abort();
    }
    if (this.#exception !== undefined) throw this.#exception;
    return !this.#active;
  }

  /** Ends the query when its running batch has been committed. A second call waits for the same end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    await this.#done;
  }

  /**
   * Ends the query now, also in the middle of a batch: that one is not committed, and runs again when the query is started again from its
   * checkpoint. No failure of the query.
   */
  async abort(): Promise<void> {
    this.#aborting.abort();
    await this.stop();
  }

  async #run(): Promise<void> {
    // The caller of `start` holds the query before its first event goes out.
    await Promise.resolve();
    const { bus } = this.#options;
    const { clock } = this.#options.parts;
    bus.post({
      type: "started",
      id: this.id,
      runId: this.runId,
      name: this.name ?? null,
      timestamp: new Date(clock.now()).toISOString(),
      jobTags: [],
    });
    try {
      await this.#loop().catch((error: unknown) => {
        const isCanceled = error instanceof SparkException && error.condition === "OPERATION_CANCELED";
        if (!(isCanceled && this.#aborting.signal.aborted)) throw error;
      });
      this.#status = { message: "Stopped", isDataAvailable: false, isTriggerActive: false };
    } catch (error) {
      this.#fail(error);
    }
    await this.#options.release().catch((error: unknown) => this.#fail(error));
    this.#active = false;
    this.#releaseWaiters(Number.POSITIVE_INFINITY);
    bus.post({
      type: "terminated",
      id: this.id,
      runId: this.runId,
      ...this.#deathCause(),
    });
  }

  async #loop(): Promise<void> {
    const { trigger } = this.#options;
    const { clock, sources } = this.#options.parts;
    if (trigger.kind === "availableNow") await Promise.all(sources.map((source) => source.prepareForAvailableNow()));
    const limit: ReadLimit = trigger.kind === "once" ? "all" : "default";
    while (!this.#stopping.signal.aborted) {
      const began = this.#triggers;
      this.#triggers += 1;
      this.#wake = new AbortController();
      if (this.#stopping.signal.aborted) return;
      const executed = await this.#trigger(limit);
      if (!executed) this.#releaseWaiters(began);
      if (trigger.kind === "once" || (trigger.kind === "availableNow" && !executed)) return;
      if (trigger.kind === "processingTime") {
        const due = nextTriggerTime(clock.now(), trigger.intervalMs);
        this.#status = { message: "Waiting for next trigger", isDataAvailable: false, isTriggerActive: false };
        await clock.sleep(due - clock.now(), this.#stopping.signal);
      } else if (!executed) {
        await this.#waitForData();
      }
    }
  }

  /** @returns whether a batch ran */
  async #trigger(limit: ReadLimit): Promise<boolean> {
    const { clock, sources } = this.#options.parts;
    const started = clock.now();
    const waitingFor = sources[0]?.description;
    this.#status = { message: `Getting offsets from ${waitingFor}`, isDataAvailable: false, isTriggerActive: true };
    const found = () => {
      this.#status = { message: "Processing new data", isDataAvailable: true, isTriggerActive: true };
    };
    const outcome = await this.#execution.runTrigger(limit, found, this.#aborting.signal);
    this.#report(outcome, started);
    this.#previousStarted = started;
    this.#status = { message: "Waiting for data to arrive", isDataAvailable: outcome.executed, isTriggerActive: false };
    return outcome.executed;
  }

  get #idleReportMs(): number {
    return this.#options.idleReportMs ?? defaultIdleReportMs;
  }

  async #waitForData(): Promise<void> {
    const { clock, sources } = this.#options.parts;
    // Reports as often as can be are no reason to look around without a pause.
    const idle = Math.min(defaultIdleReportMs, Math.max(this.#idleReportMs, shortestWaitMs));
    const most = Math.max(0, Math.min(idle, this.#execution.nextDue() - clock.now()));
    const anyOf = new AbortController();
    const wake = this.#wake.signal;
    const stop = () => anyOf.abort();
    wake.addEventListener("abort", stop);
    if (wake.aborted) anyOf.abort();
    try {
      await Promise.race(sources.map((source) => source.waitForData(most, anyOf.signal)));
    } finally {
      anyOf.abort();
      wake.removeEventListener("abort", stop);
    }
  }

  #report(outcome: TriggerOutcome, started: number): void {
    const { bus } = this.#options;
    const { clock, sources, sink, checkpoint, mode, settings } = this.#options.parts;
    const finished = clock.now();
    if (!outcome.executed && finished - this.#idleReportMs < this.#lastReport) return;
    const result = outcome.result;
    if (result !== undefined) this.#lastState = result.stateOperators();
    else {
      this.#lastState = this.#lastState.map((state) => ({
        ...state,
        numRowsUpdated: 0,
        allUpdatesTimeMs: 0,
        numRowsRemoved: 0,
        allRemovalsTimeMs: 0,
        numRowsDroppedByWatermark: 0,
        commitTimeMs: 0,
      }));
    }
    const observations = result?.observations ?? new Map();
    const progress = reportProgress({
      id: checkpoint.queryId,
      runId: this.runId,
      name: this.name,
      batchId: outcome.batchId,
      started,
      finished,
      previousStarted: this.#previousStarted,
      durations: outcome.durations,
      sources: sources.map((source, index) => ({
        description: source.description,
        start: outcome.start[index] ?? null,
        end: outcome.end[index] ?? null,
        latest: source.reportsLatest ? (outcome.end[index] ?? null) : null,
        rows: result?.inputRows[index] ?? 0,
        metrics: source.metrics?.() ?? {},
      })),
      stateOperators: this.#lastState,
      sink: {
        description: sink.description,
        rows: result?.outputRows ?? (outcome.batchId === 0 || mode === "append" ? -1 : 0),
      },
      observations,
      eventTimes: result?.eventTimes.find((times) => times !== undefined),
      watermark: outcome.watermark,
    });
    const first = this.#lastReport === Number.NEGATIVE_INFINITY;
    this.#lastReport = finished;
    this.#progress.push(progress);
    const most = this.#options.recentProgress?.() ?? defaultRecentProgress;
    this.#progress.splice(0, Math.max(0, this.#progress.length - most + 1));
    if (outcome.executed)
      bus.post({ type: "progress", progress, observed: observedRows(observations, settings.timeZone) });
    else if (!first) bus.post({ type: "idle", id: this.id, runId: this.runId, timestamp: progress.timestamp });
  }

  #releaseWaiters(trigger: number): void {
    const ready = this.#waiters.filter((waiter) => waiter.since <= trigger);
    this.#waiters = this.#waiters.filter((waiter) => waiter.since > trigger);
    for (const waiter of ready) waiter.resolve();
  }

  /** Why the query ended, as its last event tells: in the words and with the condition of the cause, not of what wraps it. */
  #deathCause(): Pick<Extract<QueryEvent, { type: "terminated" }>, "exception" | "errorClassOnException"> {
    const cause = this.#exception?.cause;
    return cause instanceof SparkException
      ? { exception: cause.message, errorClassOnException: cause.condition }
      : { exception: null, errorClassOnException: null };
  }

  #fail(error: unknown): void {
    if (this.#exception !== undefined) return;
    const cause =
      error instanceof SparkException
        ? error
        : sparkError("INTERNAL_ERROR", { message: String(error) }, { cause: error });
    this.#exception = new StreamingQueryException(
      "STREAM_FAILED",
      { id: this.id, runId: this.runId, message: cause.message },
      { cause },
    );
    this.#status = {
      message: `Terminated with exception: ${cause.message}`,
      isDataAvailable: false,
      isTriggerActive: false,
    };
  }
}
