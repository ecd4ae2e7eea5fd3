import { randomId } from "../common/index.ts";

/**
 * JavaScript functions that an engine in this process calls. A plan cannot carry them, so it carries their id: as the payload of
 * `StreamingForeachFunction.scala_function`.
 */

const PREFIX = "millrace:local-function:";

/** Called with each micro-batch: the id of the cached remote relation that holds its rows, and its number. */
export type LocalBatchFunction = (relationId: string, batchId: bigint) => Promise<void>;

/** A state of a group as the checkpoint has it. */
export interface StoredState {
  /** The group's key as text. */
  readonly group: string;
  /** The variable. */
  readonly variable: string;
  /** Which of the variable's values: a key of a map, a place in a list. */
  readonly item: string;
  /** The value as text. */
  readonly value: string;
  /** When the value goes, in milliseconds since the epoch; null where it stays. */
  readonly expires: number | null;
}

/** A timer of a group. */
export interface StoredTimer {
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a program over groups gets of a micro-batch. */
export interface GroupBatch {
  readonly batchId: number;
  /** The batch's time in milliseconds since the epoch. */
  readonly timestamp: number;
  /** The batch's watermark in milliseconds since the epoch; 0 as long as there is none. */
  readonly watermark: number;
  readonly outputMode: string;
  /** Names of the columns of {@link rows}. */
  readonly columns: readonly string[];
  /** The rows that came, in parts, as tuples. */
  rows(): AsyncIterable<readonly (readonly unknown[])[]>;
  readonly initialColumns: readonly string[];
  /** The rows that the state begins with; without any behind the first batch. */
  initialRows(): AsyncIterable<readonly (readonly unknown[])[]>;
  /** Timers that are due, by time. */
  due(): Promise<readonly StoredTimer[]>;
  /** The kinds of the state variables that earlier batches had, by name: `ValueState`, `ListState`, `MapState`. */
  readonly variables: ReadonlyMap<string, string>;
  /** All that is kept of groups. */
  load(
    groups: readonly string[],
  ): Promise<{ readonly states: readonly StoredState[]; readonly timers: readonly StoredTimer[] }>;
}

/** What a program over groups makes of a micro-batch. */
export interface GroupOutcome {
  readonly rows: readonly (readonly unknown[])[];
  /** Values that are new, others or, without a value, gone. */
  readonly states: readonly (Omit<StoredState, "value"> & { readonly value: string | null })[];
  /** Timers that were set or, where they do not stay, deleted. */
  readonly timers: readonly (StoredTimer & { readonly stays: boolean })[];
  /** The kinds of the state variables, by name. */
  readonly variables: ReadonlyMap<string, string>;
  /** State variables of which nothing stays that earlier batches have kept. */
  readonly deleted: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
}

/** JavaScript over the groups of a stream's rows, with state. */
export interface LocalGroupProgram {
  readonly timeMode: "none" | "processingTime" | "eventTime";
  readonly outputMode: string;
  readonly eventTimeColumn: string | undefined;
  /** Changes nothing but what it gives back; may be called again for a batch. */
  run(batch: GroupBatch): Promise<GroupOutcome>;
}

const programs = new Map<string, LocalGroupProgram>();
/** Plans are copied by reference within the process, so a program is done with when nobody has its payload any more. */
const payloads = new FinalizationRegistry<string>((id) => programs.delete(id));

/** Keeps a program for as long as some plan has the payload that stands for it. */
export function registerLocalGroups(program: LocalGroupProgram): Uint8Array<ArrayBuffer> {
  const id = randomId();
  const payload = new TextEncoder().encode(PREFIX + id);
  programs.set(id, program);
  payloads.register(payload, id);
  return payload;
}

/** The program that a payload stands for; undefined where it is none of this process. */
export function lookUpLocalGroups(payload: Uint8Array): LocalGroupProgram | undefined {
  const id = idOf(payload);
  return id === undefined ? undefined : programs.get(id);
}

const functions = new Map<string, LocalBatchFunction>();

/** Keeps a function until it is released; gives the payload that stands for it. */
export function registerLocalFunction(f: LocalBatchFunction): Uint8Array<ArrayBuffer> {
  const id = randomId();
  functions.set(id, f);
  return new TextEncoder().encode(PREFIX + id);
}

/** The function that a payload stands for; undefined where it is none of this process. */
export function lookUpLocalFunction(payload: Uint8Array): LocalBatchFunction | undefined {
  const id = idOf(payload);
  return id === undefined ? undefined : functions.get(id);
}

/** Forgets a function. The engine does so when the query that calls it has ended for good. */
export function releaseLocalFunction(payload: Uint8Array): void {
  const id = idOf(payload);
  if (id !== undefined) functions.delete(id);
}

function idOf(payload: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(payload);
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}
