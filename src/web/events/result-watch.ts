import type { Monitor } from "../../monitor/index.ts";
import type { Backend } from "../backend.ts";
import { apiError } from "../errors.ts";
import { type ResultOrder, resultTable } from "../queries/result-table.ts";
import { keepsTable } from "../queries/views.ts";
import type { ServerEvents } from "../wire.ts";
import { eventText } from "./event-log.ts";
import { Throttle } from "./throttle.ts";

/** Milliseconds between two reads of a table. */
const pauseMs = 200;

/** The table of one query in one order, read again after its batches as long as somebody watches. */
export class ResultWatch {
  readonly #backend: Backend;
  readonly #runId: string;
  readonly #order: ResultOrder;
  readonly #waiting = new Set<() => void>();
  readonly #read: Throttle = new Throttle(pauseMs, () => this.#refresh());
  readonly #unsubscribe: () => void;
  /** The event that tells of the table as it is; empty before it was read. */
  #text = "";
  #version = 0;

  constructor(backend: Backend, runId: string, order: ResultOrder) {
    this.#backend = backend;
    this.#runId = runId;
    this.#order = order;
    const { monitor } = backend;
    this.#unsubscribe = monitor.subscribe(({ query }) => {
      if (query.runId === runId) this.#read.ask();
    });
    this.#read.ask();
  }

  /** Grows when the table changes. */
  get version(): number {
    return this.#version;
  }

  get text(): string {
    return this.#text;
  }

  /** @returns a function that ends it */
  onChange(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  close(): void {
    this.#unsubscribe();
    this.#read.close();
  }

  get #monitor(): Monitor {
    return this.#backend.monitor;
  }

  async #refresh(): Promise<void> {
    const query = this.#monitor.query(this.#runId);
    // It may keep one later: a query tells of its sink with its first report.
    if (query === undefined || !keepsTable(query)) return;
    let text: string;
    try {
      const spark = await this.#backend.session(query.session);
      const table: ServerEvents["result"] = await resultTable(query, spark, this.#order);
      text = eventText("result", table);
    } catch (error) {
      const failed: ServerEvents["resultFailed"] = { runId: this.#runId, error: apiError(error) };
      text = eventText("resultFailed", failed);
    }
    if (text === this.#text) return;
    this.#text = text;
    this.#version += 1;
    for (const wake of this.#waiting) wake();
  }
}

/** The tables that are watched; clients that watch the same share one. */
export class ResultWatches {
  readonly #backend: Backend;
  readonly #watches = new Map<string, { readonly watch: ResultWatch; clients: number }>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** @returns the watch, and a function that gives it back */
  open(runId: string, order: ResultOrder): { readonly watch: ResultWatch; readonly release: () => void } {
    const key = JSON.stringify([runId, order]);
    const shared = this.#watches.get(key) ?? { watch: new ResultWatch(this.#backend, runId, order), clients: 0 };
    this.#watches.set(key, shared);
    shared.clients += 1;
    const release = () => {
      shared.clients -= 1;
      if (shared.clients > 0) return;
      shared.watch.close();
      this.#watches.delete(key);
    };
    return { watch: shared.watch, release };
  }

  close(): void {
    for (const { watch } of this.#watches.values()) watch.close();
    this.#watches.clear();
  }
}
