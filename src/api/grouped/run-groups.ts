import { SparkException, sparkError } from "../../common/index.ts";
import type { GroupBatch, GroupOutcome, LocalGroupProgram } from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import { GroupStore } from "./group-store.ts";
import { ProcessorHandle } from "./processor-handle.ts";
import { stateText, stateValue } from "./state-text.ts";
import type { GroupRows, StatefulProcessor, TimeMode, TimerValues } from "./stateful-processor.ts";

/** What {@link groupProgram} makes a program of. */
export interface GroupProgramParts<K, I, O, S> {
  readonly processor: StatefulProcessor<K, I, O, S> | (() => StatefulProcessor<K, I, O, S>);
  readonly keyOf: (row: I) => K;
  readonly initialKeyOf: ((row: S) => K) | undefined;
  readonly outputSchema: StructType;
  readonly timeMode: TimeMode;
  readonly outputMode: string;
  readonly eventTimeColumn: string | undefined;
}

/** Batches that an object is at work for: queries that share one take turns. */
const turns = new WeakMap<object, Promise<unknown>>();

interface Group<K, I, S> {
  readonly key: K;
  readonly rows: I[];
  readonly initial: S[];
}

/** The program that an engine in this process runs for each batch. */
export function groupProgram<K, I, O, S>(parts: GroupProgramParts<K, I, O, S>): LocalGroupProgram {
  const { eventTimeColumn, outputMode, processor, timeMode } = parts;
  return {
    eventTimeColumn,
    outputMode,
    timeMode,
    run(batch) {
      const object = typeof processor === "function" ? processor() : processor;
      const run = () => new GroupRun(parts, object, batch).run();
      const turn = (turns.get(object) ?? Promise.resolve()).then(run, run);
      turns.set(object, turn);
      return turn;
    },
  };
}

/** One batch. */
class GroupRun<K, I, O, S> {
  readonly #parts: GroupProgramParts<K, I, O, S>;
  readonly #processor: StatefulProcessor<K, I, O, S>;
  readonly #batch: GroupBatch;
  readonly #groups = new Map<string, Group<K, I, S>>();
  readonly #output: (readonly unknown[])[] = [];

  constructor(parts: GroupProgramParts<K, I, O, S>, processor: StatefulProcessor<K, I, O, S>, batch: GroupBatch) {
    this.#parts = parts;
    this.#processor = processor;
    this.#batch = batch;
  }

  async run(): Promise<GroupOutcome> {
    const { initialKeyOf, keyOf, outputMode, timeMode } = this.#parts;
    const batch = this.#batch;
    if (initialKeyOf !== undefined)
      for await (const row of objectsOf<S>(batch.initialRows(), batch.initialColumns))
        this.#groupOf(() => initialKeyOf(row)).initial.push(row);
    for await (const row of objectsOf<I>(batch.rows(), batch.columns)) this.#groupOf(() => keyOf(row)).rows.push(row);
    const due = await batch.due();
    const stored = await batch.load([...new Set([...this.#groups.keys(), ...due.map(({ group }) => group)])]);
    const store = new GroupStore(stored.states, stored.timers, batch.timestamp);
    const handle = new ProcessorHandle(store, timeMode, batch);
    this.#processor.attachHandle(handle);
    try {
      await this.#call("init", undefined, () => this.#processor.init(outputMode, timeMode));
      handle.enter("DATA_PROCESSED");
      for (const [text, group] of this.#groups) {
        store.group = text;
        await this.#handleGroup(group);
      }
      const expired = timeMode === "none" ? [] : store.dueTimers(this.#now);
      for (const { group, at } of expired) {
        store.group = group;
        // One that was due may have been deleted by another.
        if (store.deleteTimer(at)) await this.#handleTimer(stateValue(group) as K, at);
      }
      handle.enter("CLOSED");
      await this.#call("close", undefined, () => this.#processor.close());
      const metrics = { ...handle.counts, numExpiredTimers: expired.length };
      const { deleted, variables } = handle;
      return { rows: this.#output, ...store.changes(), variables, deleted, metrics };
    } finally {
      this.#processor.attachHandle(undefined);
    }
  }

  /** What timers are held against. */
  get #now(): number {
    return this.#parts.timeMode === "eventTime" ? this.#batch.watermark : this.#batch.timestamp;
  }

  get #timerValues(): TimerValues {
    const { timestamp, watermark } = this.#batch;
    const { timeMode } = this.#parts;
    return {
      getCurrentProcessingTimeInMs: () => (timeMode === "processingTime" ? timestamp : -1),
      getCurrentWatermarkInMs: () => watermark,
    };
  }

  #groupOf(keyOf: () => K): Group<K, I, S> {
    let key: K;
    try {
      key = keyOf();
    } catch (error) {
      throw userError("groupByKey", undefined, error);
    }
    const text = stateText(key);
    let group = this.#groups.get(text);
    if (group === undefined) {
      group = { key, rows: [], initial: [] };
      this.#groups.set(text, group);
    }
    return group;
  }

  async #handleGroup({ key, rows, initial }: Group<K, I, S>): Promise<void> {
    const processor = this.#processor;
    for (const row of initial)
      await this.#call("handleInitialState", key, () => processor.handleInitialState(key, row, this.#timerValues));
    if (rows.length === 0) return;
    await this.#take("handleInputRows", key, () => processor.handleInputRows(key, rows.values(), this.#timerValues));
  }

  #handleTimer(key: K, expiryTimeInMs: number): Promise<void> {
    const call = () => this.#processor.handleExpiredTimer(key, this.#timerValues, { expiryTimeInMs });
    return this.#take("handleExpiredTimer", key, call);
  }

  #take(name: string, key: K, call: () => GroupRows<O>): Promise<void> {
    return this.#call(name, key, async () => {
      const { names } = this.#parts.outputSchema;
      for await (const row of await call()) this.#output.push(tupleOf(row, names));
    });
  }

  async #call(name: string, key: K | undefined, body: () => void | Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      throw userError(name, key, error);
    }
  }
}

async function* objectsOf<R>(
  parts: AsyncIterable<readonly (readonly unknown[])[]>,
  names: readonly string[],
): AsyncGenerator<R, void, undefined> {
  for await (const rows of parts)
    for (const values of rows) yield Object.fromEntries(names.map((name, at) => [name, values[at]])) as R;
}

function tupleOf(row: unknown, names: readonly string[]): readonly unknown[] {
  if (Array.isArray(row)) return row;
  if (typeof row === "object" && row !== null)
    return names.map((name) => (row as Record<string, unknown>)[name] ?? null);
  throw new TypeError(`a row must be an object, not ${row === null ? "null" : typeof row}`);
}

/** What the program's own code has thrown; conditions of the handle go on as they are. */
function userError(name: string, key: unknown, error: unknown): Error {
  if (error instanceof SparkException) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const forKey = key === undefined ? "" : ` for the key ${stateText(key)}`;
  return sparkError(
    "TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR",
    { function: `${name}${forKey}`, reason },
    { cause: error },
  );
}
