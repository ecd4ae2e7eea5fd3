import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { sparkError } from "../common/index.ts";
import type { Batch, Slice } from "./batches.ts";
import type { LedgerFields } from "./ledger.ts";

/** What a generator thread needs to make the same records as the thread that started it. */
export interface ThreadData {
  /** URL of the module that exports the definition. */
  readonly module: string;
  readonly record: string;
  /** JSON form of the record's schema: tells definitions of one name apart. */
  readonly schema: string;
  readonly seed: string;
  readonly referenceDate: number | undefined;
  readonly lines: boolean;
  readonly ledger: LedgerFields | undefined;
}

// Run from the TypeScript sources, as tests do, the thread needs a loader for them.
const fromSources = import.meta.url.endsWith(".ts");
const entry = new URL(fromSources ? "./thread.ts" : "./thread.js", import.meta.url);
const loadSources = `
  const { createJiti } = require(${JSON.stringify(createRequire(import.meta.url).resolve("jiti"))});
  createJiti(${JSON.stringify(import.meta.url)}).import(${JSON.stringify(entry.href)});
`;

function startThread(data: ThreadData): Worker {
  return fromSources
    ? new Worker(loadSources, { eval: true, workerData: data })
    : new Worker(entry, { workerData: data });
}

/** One thread and the answers it owes, in the order of the questions. */
class Thread {
  readonly worker: Worker;
  #owed: { resolve: (batch: Batch) => void; reject: (error: unknown) => void }[] = [];
  #failure: unknown;

  constructor(data: ThreadData) {
    this.worker = startThread(data);
    this.worker.on("message", (batch: Batch) => this.#owed.shift()?.resolve(batch));
    this.worker.on("error", (error) => this.#fail(error));
    this.worker.on("exit", (code) => this.#fail(new Error(`exit code ${code}`)));
  }

  make(slice: Slice): Promise<Batch> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#owed.push({ resolve, reject });
      this.worker.postMessage(slice);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= sparkError("GENERATOR_WORKER_FAILED", { message: error.message }, { cause: error });
    for (const { reject } of this.#owed.splice(0)) reject(this.#failure);
  }
}

/** Slices handed to each thread ahead of need, so that none waits for the target. */
const AHEAD = 2;

/**
 * Files made by several threads, in order. A record is a function of seed and index, so the content does not depend on the number
 * of threads.
 *
 * @throws SparkException GENERATOR_WORKER_FAILED
 */
export async function* threadedBatches(
  slices: Iterable<Slice>,
  threads: number,
  data: ThreadData,
): AsyncGenerator<Batch, void, undefined> {
  const pool = Array.from({ length: threads }, () => new Thread(data));
  const pending: Promise<Batch>[] = [];
  try {
    let turn = 0;
    for (const slice of slices) {
      const batch = pool[turn++ % threads]!.make(slice);
      // The failure is raised where the batch is awaited; until then it must not count as unhandled.
      batch.catch(() => {});
      pending.push(batch);
      if (pending.length > threads * AHEAD) yield await pending.shift()!;
    }
    for (const batch of pending) yield await batch;
  } finally {
    await Promise.all(pool.map(({ worker }) => worker.terminate()));
  }
}
