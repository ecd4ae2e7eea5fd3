import { randomId } from "../common/index.ts";

/**
 * JavaScript functions that an engine in this process calls. A plan cannot carry them, so it carries their id: as the payload of
 * `StreamingForeachFunction.scala_function`.
 */

/** Called with each micro-batch: the id of the cached remote relation that holds its rows, and its number. */
export type LocalBatchFunction = (relationId: string, batchId: bigint) => Promise<void>;

const PREFIX = "millrace:local-function:";
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
