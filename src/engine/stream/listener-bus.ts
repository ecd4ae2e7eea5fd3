import type { StreamingQueryProgress } from "./progress.ts";

/** An event of a query's life. @see org.apache.spark.sql.streaming.StreamingQueryListener */
export type QueryEvent =
  | {
      readonly type: "started";
      readonly id: string;
      readonly runId: string;
      readonly name: string | null;
      readonly timestamp: string;
      readonly jobTags: readonly string[];
    }
  | {
      readonly type: "progress";
      readonly progress: StreamingQueryProgress;
      /** What was observed, by name: rows as objects of their columns. */
      readonly observed: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "idle"; readonly id: string; readonly runId: string; readonly timestamp: string }
  | {
      readonly type: "terminated";
      readonly id: string;
      readonly runId: string;
      readonly exception: string | null;
      readonly errorClassOnException: string | null;
    };

export type QueryListener = (event: QueryEvent) => void;

/** Hands the events of a session's queries to its listeners, in order. */
export class ListenerBus {
  readonly #listeners = new Set<QueryListener>();

  /** @returns a function that removes the listener */
  add(listener: QueryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  post(event: QueryEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
