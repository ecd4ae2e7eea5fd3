import { type Clock, SparkException, sparkError } from "../../common/index.ts";
import { ListenerBus } from "./listener-bus.ts";
import type { StreamingQuery } from "./streaming-query.ts";

/** How many ended queries can still be asked for their progress and error. */
const endedQueriesKept = 100;
/** How long a new run of a query waits for the end of the older one. */
const stopTimeoutMs = 30_000;

/**
 * The streaming queries of a session.
 *
 * @see org.apache.spark.sql.streaming.StreamingQueryManager
 */
export class StreamingQueryManager {
  readonly bus: ListenerBus = new ListenerBus();
  readonly #active = new Map<string, StreamingQuery>();
  /** By run id; ended queries too, as long as clients may ask for them. */
  readonly #runs = new Map<string, StreamingQuery>();
  /** Names of queries that are being started. */
  readonly #starting = new Set<string>();
  #terminated: StreamingQuery[] = [];
  #waiters: (() => void)[] = [];

  constructor() {
    this.bus.add((event) => {
      if (event.type !== "terminated") return;
      const query = this.#active.get(event.id);
      if (query?.runId !== event.runId) return;
      this.#active.delete(event.id);
      this.#terminated.push(query);
      for (const wake of this.#waiters.splice(0)) wake();
    });
  }

  /** Queries that are running. */
  get active(): readonly StreamingQuery[] {
    return [...this.#active.values()];
  }

  /** A running query by its id. */
  get(id: string): StreamingQuery | undefined {
    return this.#active.get(id);
  }

  /** A query of this session, running or ended, by its run id. */
  run(runId: string): StreamingQuery | undefined {
    return this.#runs.get(runId);
  }

  /**
   * Makes room for a query: refuses a name that is taken, and ends an older run on the same checkpoint, as Spark does.
   *
   * @returns to be called when the query has been added or its start has failed: until then its name is taken
   * @throws SparkException `DUPLICATE_QUERY_NAME`; `STREAMING_QUERY_DOES_NOT_STOP` where the older run is at a batch that does not come to
   * its end
   */
  async admit(name: string | undefined, checkpointLocation: string | undefined, clock: Clock): Promise<() => void> {
    if (name === undefined) {
      await this.#endOlder(checkpointLocation, clock);
      return () => undefined;
    }
    if (this.#starting.has(name) || this.active.some((query) => query.name === name))
      throw sparkError("DUPLICATE_QUERY_NAME", { name });
    this.#starting.add(name);
    const admitted = () => void this.#starting.delete(name);
    await this.#endOlder(checkpointLocation, clock).catch((error: unknown) => {
      admitted();
      throw error;
    });
    return admitted;
  }

  async #endOlder(checkpointLocation: string | undefined, clock: Clock): Promise<void> {
    if (checkpointLocation === undefined) return;
    const older = this.active.filter((query) => query.checkpointLocation === checkpointLocation);
    if (older.length === 0) return;
    const waiting = new AbortController();
    const ended = await Promise.race([
      Promise.all(older.map((query) => query.stop())).then(() => true),
      clock.sleep(stopTimeoutMs, waiting.signal).then(() => false),
    ]);
    waiting.abort();
    if (ended) return;
    throw sparkError("STREAMING_QUERY_DOES_NOT_STOP", {
      location: checkpointLocation,
      seconds: String(stopTimeoutMs / 1000),
      status: older.map((query) => query.status.message).join(", "),
    });
  }

  add(query: StreamingQuery): void {
    this.#active.set(query.id, query);
    this.#runs.set(query.runId, query);
    if (this.#runs.size > endedQueriesKept) {
      for (const [runId, old] of this.#runs) {
        if (this.#runs.size <= endedQueriesKept) break;
        if (!old.isActive) this.#runs.delete(runId);
      }
    }
  }

  /**
   * Waits until a query has ended since the session's start or the last {@link resetTerminated}.
   *
   * @returns false where the time was up first
   * @throws SparkException the error of a query that failed
   */
  async awaitAnyTermination(sleep?: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    if (this.#terminated.length === 0) {
      const timeout = new AbortController();
      const ended = new Promise<void>((resolve) => this.#waiters.push(resolve));
      await (sleep === undefined ? ended : Promise.race([ended, sleep(timeout.signal)]));
      timeout.abort();
    }
    const failed = this.#terminated.find((query) => query.exception instanceof SparkException);
    if (failed?.exception !== undefined) throw failed.exception;
    return this.#terminated.length > 0;
  }

  /** Forgets the queries that have ended, so that {@link awaitAnyTermination} waits for the next one. */
  resetTerminated(): void {
    this.#terminated = [];
  }

  /** Ends all queries, each after its running batch. */
  async stopAll(): Promise<void> {
    await Promise.all(this.active.map((query) => query.stop()));
  }

  /** Ends all queries now, without their running batches. */
  async abortAll(): Promise<void> {
    await Promise.all(this.active.map((query) => query.abort()));
  }
}
