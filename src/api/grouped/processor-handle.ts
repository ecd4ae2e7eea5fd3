import { sparkError } from "../../common/index.ts";
import type { GroupBatch } from "../../protocol/index.ts";
import type { GroupStore } from "./group-store.ts";
import { stateText, stateValue } from "./state-text.ts";
import type {
  ListState,
  MapState,
  QueryInfo,
  StatefulProcessorHandle,
  TimeMode,
  TtlConfig,
  ValueState,
} from "./stateful-processor.ts";

/** What a processor may do: state variables come in `init`, states and timers are used with the rows of a group. */
type HandleState = "CREATED" | "DATA_PROCESSED" | "CLOSED";

/** The handle of one batch. */
export class ProcessorHandle implements StatefulProcessorHandle {
  readonly #store: GroupStore;
  readonly #timeMode: TimeMode;
  readonly #batch: GroupBatch;
  /** Kinds of the state variables, by name: those of earlier batches that this one does not name stay what they were. */
  readonly variables: Map<string, string>;
  /** Variables that {@link deleteIfExists} has emptied. */
  readonly deleted: string[] = [];
  readonly #named = new Set<string>();
  readonly counts: Record<string, number> = {
    numValueStateVars: 0,
    numListStateVars: 0,
    numMapStateVars: 0,
    numValueStateWithTTLVars: 0,
    numListStateWithTTLVars: 0,
    numMapStateWithTTLVars: 0,
    numRegisteredTimers: 0,
    numDeletedTimers: 0,
  };
  #state: HandleState = "CREATED";

  constructor(store: GroupStore, timeMode: TimeMode, batch: GroupBatch) {
    this.#store = store;
    this.#timeMode = timeMode;
    this.#batch = batch;
    this.variables = new Map(batch.variables);
  }

  enter(state: HandleState): void {
    this.#state = state;
  }

  getQueryInfo(): QueryInfo {
    return { batchId: this.#batch.batchId };
  }

  getValueState<T>(stateName: string, ttl?: TtlConfig): ValueState<T> {
    const { read, write, store } = this.#variable<T>("Value", stateName, ttl);
    return {
      exists: () => read("") !== undefined,
      get: () => read(""),
      update: (value) => write("", value),
      clear: () => store().clear(stateName),
    };
  }

  getListState<T>(stateName: string, ttl?: TtlConfig): ListState<T> {
    const { write, store } = this.#variable<T>("List", stateName, ttl);
    const all = () => store().items(stateName);
    const append = (values: readonly T[]) => {
      if (values.length === 0) throw sparkError("ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE", { stateName });
      let place = all().reduce((next, [item]) => Math.max(next, Number(item) + 1), 0);
      for (const value of values) write(String(place++), value);
    };
    const inOrder = () => all().toSorted(([a], [b]) => Number(a) - Number(b));
    return {
      exists: () => all().length > 0,
      get: () => inOrder().map(([, text]) => stateValue(text) as T),
      put(values) {
        if (values.length === 0) throw sparkError("ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE", { stateName });
        store().clear(stateName);
        append(values);
      },
      appendValue: (value) => append([value]),
      appendList: append,
      clear: () => store().clear(stateName),
    };
  }

  getMapState<K, V>(stateName: string, ttl?: TtlConfig): MapState<K, V> {
    const { read, write, store } = this.#variable<V>("Map", stateName, ttl);
    const keyOf = (key: K): string => {
      if (key === null || key === undefined) throw sparkError("ILLEGAL_STATE_STORE_VALUE.NULL_VALUE", { stateName });
      return stateText(key);
    };
    const entries = () =>
      store()
        .items(stateName)
        .map(([key, text]): [K, V] => [stateValue(key) as K, stateValue(text) as V]);
    return {
      exists: () => store().items(stateName).length > 0,
      getValue: (key) => read(keyOf(key)),
      containsKey: (key) => read(keyOf(key)) !== undefined,
      updateValue: (key, value) => write(keyOf(key), value),
      iterator: () => entries().values(),
      keys: () =>
        entries()
          .map(([key]) => key)
          .values(),
      values: () =>
        entries()
          .map(([, value]) => value)
          .values(),
      removeKey: (key) => store().delete(stateName, keyOf(key)),
      clear: () => store().clear(stateName),
    };
  }

  deleteIfExists(stateName: string): void {
    this.#checkInit("delete_if_exists");
    if (!this.variables.delete(stateName)) return;
    this.deleted.push(stateName);
    this.#store.forget(stateName);
  }

  registerTimer(expiryTimestampMs: number): void {
    this.#checkTimers("register_timer").setTimer(wholeMs(expiryTimestampMs));
    this.counts.numRegisteredTimers! += 1;
  }

  deleteTimer(expiryTimestampMs: number): void {
    if (this.#checkTimers("delete_timer").deleteTimer(wholeMs(expiryTimestampMs))) this.counts.numDeletedTimers! += 1;
  }

  listTimers(): readonly number[] {
    return this.#checkTimers("list_timers").timers();
  }

  #checkTimers(operationType: string): GroupStore {
    if (this.#timeMode === "none")
      throw sparkError("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE", {
        operationType,
        timeMode: "None",
      });
    return this.#used(operationType);
  }

  /** The store, where a group is at hand. */
  #used(operationType: string): GroupStore {
    if (this.#state === "DATA_PROCESSED") return this.#store;
    throw sparkError("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE", {
      operationType,
      handleState: this.#state,
    });
  }

  /** State variables are named, and deleted, in `init`. */
  #checkInit(operationType: string): void {
    if (this.#state === "CREATED") return;
    throw sparkError("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE", {
      operationType,
      handleState: this.#state,
    });
  }

  #variable<T>(kind: "Value" | "List" | "Map", stateName: string, ttl: TtlConfig | undefined) {
    const operationType = `get_${kind.toLowerCase()}_state`;
    this.#checkInit(operationType);
    if (this.#named.has(stateName))
      throw sparkError("STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED", { stateVarName: stateName });
    if (ttl !== undefined && this.#timeMode !== "processingTime")
      throw sparkError("STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL", { stateName, timeMode: this.#timeMode });
    if (ttl !== undefined && !(ttl.ttlDurationMs > 0))
      throw sparkError("STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE", { operationType, stateName });
    const [oldType, newType] = [this.variables.get(stateName), `${kind}State`];
    if (oldType !== undefined && oldType !== newType)
      throw sparkError("STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE", { stateVarName: stateName, oldType, newType });
    this.#named.add(stateName);
    this.variables.set(stateName, newType);
    this.counts[`num${kind}State${ttl === undefined ? "" : "WithTTL"}Vars`]! += 1;
    const expires = ttl === undefined ? null : this.#batch.timestamp + Math.trunc(ttl.ttlDurationMs);
    const store = (): GroupStore => this.#used(`the use of state ${stateName}`);
    return {
      store,
      read: (item: string): T | undefined => {
        const text = store().get(stateName, item);
        return text === undefined ? undefined : (stateValue(text) as T);
      },
      write: (item: string, value: T): void => {
        if (value === null || value === undefined)
          throw sparkError("ILLEGAL_STATE_STORE_VALUE.NULL_VALUE", { stateName });
        store().set(stateName, item, stateText(value), expires);
      },
    };
  }
}

function wholeMs(time: number): number {
  if (Number.isSafeInteger(time)) return time;
  throw sparkError("STATE_VALUE_NOT_STORABLE", { type: `timer at ${time}` });
}
