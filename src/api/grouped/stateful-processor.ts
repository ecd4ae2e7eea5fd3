import { sparkError } from "../../common/index.ts";

/** Which time timers and TTL go by. */
export type TimeMode = "none" | "processingTime" | "eventTime";

/** How long a value stays after it was last written. Only in the time mode `processingTime`. */
export interface TtlConfig {
  /** Milliseconds. */
  readonly ttlDurationMs: number;
}

/** One value for each group. */
export interface ValueState<T> {
  exists(): boolean;
  /** Undefined where there is none. */
  get(): T | undefined;
  update(value: T): void;
  clear(): void;
}

/** A list of values for each group. */
export interface ListState<T> {
  exists(): boolean;
  get(): readonly T[];
  /** Puts other values in the place of those that are there. @throws IllegalArgumentException `ILLEGAL_STATE_STORE_VALUE` for none */
  put(values: readonly T[]): void;
  appendValue(value: T): void;
  appendList(values: readonly T[]): void;
  clear(): void;
}

/** Values by keys for each group. */
export interface MapState<K, V> {
  exists(): boolean;
  /** Undefined where the key has none. */
  getValue(key: K): V | undefined;
  containsKey(key: K): boolean;
  updateValue(key: K, value: V): void;
  iterator(): IterableIterator<[K, V]>;
  keys(): IterableIterator<K>;
  values(): IterableIterator<V>;
  removeKey(key: K): void;
  clear(): void;
}

/** The times of a batch. */
export interface TimerValues {
  /** Milliseconds since the epoch; the same throughout the batch. -1 without processing time. */
  getCurrentProcessingTimeInMs(): number;
  /** Milliseconds since the epoch. */
  getCurrentWatermarkInMs(): number;
}

/** A timer that has run out. */
export interface ExpiredTimerInfo {
  /** When it was due, in milliseconds since the epoch. */
  readonly expiryTimeInMs: number;
}

/** Which batch is at work. */
export interface QueryInfo {
  readonly batchId: number;
}

/**
 * Gives a processor its state. Variables are named in `init`, timers are set and deleted for the group at hand.
 *
 * @see org.apache.spark.sql.streaming.StatefulProcessorHandle
 */
export interface StatefulProcessorHandle {
  getValueState<T>(stateName: string, ttl?: TtlConfig): ValueState<T>;
  getListState<T>(stateName: string, ttl?: TtlConfig): ListState<T>;
  getMapState<K, V>(stateName: string, ttl?: TtlConfig): MapState<K, V>;
  /** Takes away what all groups have kept under a name, for a processor that needs it no longer, or as another kind. Called in `init`. */
  deleteIfExists(stateName: string): void;
  getQueryInfo(): QueryInfo;
  /** @param expiryTimestampMs - milliseconds since the epoch */
  registerTimer(expiryTimestampMs: number): void;
  deleteTimer(expiryTimestampMs: number): void;
  /** The group's timers, by time. */
  listTimers(): readonly number[];
}

/** What a processor gives out. */
export type GroupRows<O> = Iterable<O> | AsyncIterable<O> | Promise<Iterable<O>>;

/**
 * Computes rows of each group's rows, with state that lasts from batch to batch and commits with each. `init` comes before each batch
 * and `close` behind it; values in fields of the object do not survive a restart, and a batch that failed runs again: only state counts.
 *
 * @example
 * ```ts
 * class RunningCount extends StatefulProcessor<string, { user: string }, { user: string; n: bigint }> {
 *   #count!: ValueState<bigint>;
 *   override init() {
 *     this.#count = this.getHandle().getValueState("count");
 *   }
 *   override *handleInputRows(user: string, rows: Iterable<{ user: string }>) {
 *     const n = (this.#count.get() ?? 0n) + BigInt([...rows].length);
 *     this.#count.update(n);
 *     yield { user, n };
 *   }
 * }
 * ```
 * @typeParam K - the groups' keys
 * @typeParam I - the rows that come in
 * @typeParam O - the rows that go out
 * @typeParam S - the rows of the initial state
 * @see org.apache.spark.sql.streaming.StatefulProcessor
 */
export abstract class StatefulProcessor<K, I, O, S = never> {
  #handle: StatefulProcessorHandle | undefined;

  /** @internal */
  attachHandle(handle: StatefulProcessorHandle | undefined): void {
    this.#handle = handle;
  }

  /** @throws UnsupportedOperationException `STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE` outside of a batch */
  getHandle(): StatefulProcessorHandle {
    if (this.#handle !== undefined) return this.#handle;
    throw sparkError("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE", {
      operationType: "getHandle",
      handleState: "PRE_INIT",
    });
  }

  /** Names the state variables. */
  abstract init(outputMode: string, timeMode: TimeMode): void | Promise<void>;

  /** The rows of one group that a batch brings. */
  abstract handleInputRows(key: K, inputRows: Iterable<I>, timerValues: TimerValues): GroupRows<O>;

  /** A timer of the group is due; comes behind the input of all groups. */
  handleExpiredTimer(_key: K, _timerValues: TimerValues, _expiredTimerInfo: ExpiredTimerInfo): GroupRows<O> {
    return [];
  }

  /** A row that the state begins with; comes before the input of its group in the first batch. */
  handleInitialState(_key: K, _initialState: S, _timerValues: TimerValues): void | Promise<void> {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "an initial state for a processor without handleInitialState",
      hint: "Write handleInitialState, or leave initialState out.",
    });
  }

  close(): void | Promise<void> {}
}
