import type { ExecutePlanRequest } from "../protocol/index.ts";

/** A plan that is being executed. */
export interface Operation {
  readonly id: string;
  readonly tags: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** The running operations of a session, for whoever wants to stop them. */
export class Operations {
  readonly #running = new Map<string, { readonly tags: ReadonlySet<string>; readonly abort: AbortController }>();

  /**
   * Runs `body` as an operation that can be interrupted by its id and tags.
   *
   * @param callSignal - the caller's own: an abandoned call stops its operation
   */
  async *run<T>(
    request: Pick<ExecutePlanRequest, "tags">,
    id: string,
    callSignal: AbortSignal,
    body: (operation: Operation) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const abort = new AbortController();
    const tags = new Set(request.tags);
    const stop = () => abort.abort();
    callSignal.addEventListener("abort", stop);
    this.#running.set(id, { tags, abort });
    try {
      yield* body({ id, tags, signal: abort.signal });
    } finally {
      callSignal.removeEventListener("abort", stop);
      this.#running.delete(id);
    }
  }

  /** Stops the operations that `which` picks. @returns their ids */
  interrupt(which: { readonly tag?: string; readonly id?: string }): string[] {
    const ids: string[] = [];
    for (const [id, { tags, abort }] of this.#running) {
      if (which.id !== undefined && which.id !== id) continue;
      if (which.tag !== undefined && !tags.has(which.tag)) continue;
      abort.abort();
      ids.push(id);
    }
    return ids;
  }
}
