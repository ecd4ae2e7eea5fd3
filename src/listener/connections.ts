import type { ServerHttp2Session } from "node:http2";
import { OpenSet } from "./open-set.ts";

/**
 * Bytes that a client may send ahead of what is read, of one connection; a call may take all of it. HTTP/2's own 64 KiB make an
 * upload over a network wait for each round trip.
 */
export const windowBytes: number = 8 * 1024 * 1024;

/** The connections of a listener. */
export class Connections {
  readonly #open = new OpenSet<ServerHttp2Session>();
  readonly #firstCalls = new WeakMap<ServerHttp2Session, NodeJS.Timeout>();
  readonly #firstCallMs: number;

  /** @param firstCallMs - how long a connection stays that nothing was let in from: one that is half open, or has no token */
  constructor(firstCallMs: number) {
    this.#firstCallMs = firstCallMs;
  }

  add(session: ServerHttp2Session): void {
    session.setLocalWindowSize(windowBytes);
    const firstCall = setTimeout(() => session.destroy(), this.#firstCallMs);
    this.#firstCalls.set(session, firstCall);
    this.#open.add(session);
    session.once("close", () => {
      clearTimeout(firstCall);
      this.#open.delete(session);
    });
  }

  /** A call of this connection was let in: it may stay. */
  keep(session: ServerHttp2Session): void {
    clearTimeout(this.#firstCalls.get(session));
  }

  /** Asks all clients to make no more calls. A connection closes when its last call has ended. */
  drain(): void {
    for (const session of this.#open) session.close();
  }

  /** Closes what is left, at once where a client does not do its part. */
  async close(ms: number): Promise<void> {
    await this.#open.emptied(ms);
    for (const session of this.#open) session.destroy();
  }
}
