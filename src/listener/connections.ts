import type { ServerHttp2Session } from "node:http2";

/**
 * Bytes that a client may send ahead of what is read, of one connection; a call may take all of it. HTTP/2's own 64 KiB make an
 * upload over a network wait for each round trip.
 */
export const windowBytes: number = 8 * 1024 * 1024;

/** The connections of a listener. */
export class Connections {
  readonly #open = new Map<ServerHttp2Session, NodeJS.Timeout>();
  readonly #firstCallMs: number;
  #draining = false;
  #onEmpty: (() => void) | undefined;

  /** @param firstCallMs - how long a connection that nothing was let in from stays: one that is half open, or has no token */
  constructor(firstCallMs: number) {
    this.#firstCallMs = firstCallMs;
  }

  add(session: ServerHttp2Session): void {
    session.setLocalWindowSize(windowBytes);
    this.#open.set(
      session,
      setTimeout(() => session.destroy(), this.#firstCallMs),
    );
    session.once("close", () => {
      clearTimeout(this.#open.get(session));
      this.#open.delete(session);
      if (this.#open.size === 0) this.#onEmpty?.();
    });
    if (this.#draining) session.close();
  }

  /** A call of this connection was let in: it may stay. */
  keep(session: ServerHttp2Session | undefined): void {
    if (session !== undefined) clearTimeout(this.#open.get(session));
  }

  /** Asks all clients to make no more calls. A connection closes when its last call has ended. */
  drain(): void {
    this.#draining = true;
    for (const session of this.#open.keys()) session.close();
  }

  /** Resolves when no connection is left. @returns false where time ran out before */
  empty(ms: number): Promise<boolean> {
    if (this.#open.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Cuts off what is left. */
  destroy(): void {
    for (const session of this.#open.keys()) session.destroy();
  }
}
