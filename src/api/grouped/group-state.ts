import { sparkError } from "../../common/index.ts";
import {
  type ExpiredTimerInfo,
  type GroupRows,
  StatefulProcessor,
  type TimeMode,
  type TimerValues,
  type ValueState,
} from "./stateful-processor.ts";

/** By which time groups run out in `mapGroupsWithState` and `flatMapGroupsWithState`. */
export type GroupStateTimeout = "none" | "processingTime" | "eventTime";

/**
 * The state of one group, for the length of a call.
 *
 * @see org.apache.spark.sql.streaming.GroupState
 */
export interface GroupState<S> {
  readonly exists: boolean;
  /** Whether the call comes because the group has run out; it has no rows then. */
  readonly hasTimedOut: boolean;
  /** @throws NoSuchElementException where there is none */
  get(): S;
  getOption(): S | undefined;
  update(state: S): void;
  remove(): void;
  /** Has the group run out so many milliseconds from now, unless rows come before. Needs `timeout: "processingTime"`. */
  setTimeoutDuration(durationMs: number): void;
  /** Has the group run out when the watermark passes a time in milliseconds since the epoch. Needs `timeout: "eventTime"`. */
  setTimeoutTimestamp(timestampMs: number): void;
  getCurrentProcessingTimeMs(): number;
  getCurrentWatermarkMs(): number;
}

/** Makes rows of the rows of a group and its state. */
export type GroupFunction<K, I, O, S> = (key: K, rows: Iterable<I>, state: GroupState<S>) => GroupRows<O>;

/** `flatMapGroupsWithState` as a processor: one value and at most one timer for each group. */
export class GroupStateProcessor<K, I, O, S> extends StatefulProcessor<K, I, O, S> {
  readonly #f: GroupFunction<K, I, O, S>;
  #state!: ValueState<S>;
  #timeMode: TimeMode = "none";

  constructor(f: GroupFunction<K, I, O, S>) {
    super();
    this.#f = f;
  }

  override init(_outputMode: string, timeMode: TimeMode): void {
    this.#timeMode = timeMode;
    this.#state = this.getHandle().getValueState("groupState");
  }

  override handleInitialState(_key: K, initialState: S): void {
    this.#state.update(initialState);
  }

  override handleInputRows(key: K, rows: Iterable<I>, times: TimerValues): GroupRows<O> {
    // Rows that come take the timeout away.
    this.#dropTimeout();
    return this.#f(key, rows, this.#groupState(times, false));
  }

  override handleExpiredTimer(key: K, times: TimerValues, _info: ExpiredTimerInfo): GroupRows<O> {
    return this.#f(key, [], this.#groupState(times, true));
  }

  #dropTimeout(): void {
    if (this.#timeMode === "none") return;
    const handle = this.getHandle();
    for (const at of handle.listTimers()) handle.deleteTimer(at);
  }

  #expireAt(mode: GroupStateTimeout, setter: string, at: () => number): void {
    if (this.#timeMode !== mode)
      throw sparkError("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE", {
        operationType: setter,
        timeMode: this.#timeMode,
      });
    this.#dropTimeout();
    this.getHandle().registerTimer(at());
  }

  #groupState(times: TimerValues, hasTimedOut: boolean): GroupState<S> {
    const state = this.#state;
    return {
      get exists() {
        return state.exists();
      },
      hasTimedOut,
      get() {
        const value = state.get();
        if (value === undefined) throw new Error("the group has no state: ask getOption() or exists");
        return value;
      },
      getOption: () => state.get(),
      update: (value) => state.update(value),
      remove: () => {
        state.clear();
        this.#dropTimeout();
      },
      setTimeoutDuration: (durationMs) => {
        if (!(durationMs > 0)) throw new RangeError(`a timeout must be more than 0 ms, not ${durationMs}`);
        const at = () => times.getCurrentProcessingTimeInMs() + Math.trunc(durationMs);
        this.#expireAt("processingTime", "setTimeoutDuration", at);
      },
      setTimeoutTimestamp: (timestampMs) => {
        const watermark = times.getCurrentWatermarkInMs();
        if (timestampMs <= watermark)
          throw new RangeError(`the timeout ${timestampMs} must be later than the watermark, ${watermark}`);
        this.#expireAt("eventTime", "setTimeoutTimestamp", () => timestampMs);
      },
      getCurrentProcessingTimeMs: () => times.getCurrentProcessingTimeInMs(),
      getCurrentWatermarkMs: () => times.getCurrentWatermarkInMs(),
    };
  }
}
