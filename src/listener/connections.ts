import type { Http2Connection } from "./http2/index.ts";
import { OpenSet } from "./open-set.ts";
import type { ListenLimits } from "./options.ts";

/**
 * Bytes that a client may send ahead of what is read, of one connection; a call may take all of it. HTTP/2's own 64 KiB make an
 * upload over a network wait for each round trip.
 */
export const windowBytes: number = 8 * 1024 * 1024;

type Limits = Pick<ListenLimits, "firstCallMs" | "pingMs">;

/** The connections of a listener. */
export class Connections {
  readonly #open = new OpenSet<Http2Connection>();
  readonly #firstCalls = new WeakMap<Http2Connection, NodeJS.Timeout>();
  readonly #limits: Limits;
  #draining = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(connection: Http2Connection): void {
    // Nothing was let in: the connection is half open, or has no token.
    const firstCall = setTimeout(() => connection.destroy(), this.#limits.firstCallMs);
    this.#firstCalls.set(connection, firstCall);
    const stopPinging = pingRegularly(connection, this.#limits.pingMs);
    this.#open.add(connection);
    connection.onClose = () => {
      clearTimeout(firstCall);
      stopPinging();
      this.#open.delete(connection);
    };
    // One whose TLS was being agreed upon.
    if (this.#draining) connection.drain();
  }

  /** A call of this connection was let in: it may stay. */
  keep(connection: Http2Connection): void {
    clearTimeout(this.#firstCalls.get(connection));
  }

  /** Asks all clients to make no more calls. A connection closes when its last call has ended. */
  drain(): void {
    this.#draining = true;
    for (const connection of this.#open) connection.drain();
  }

  /** Closes what is left, at once where a client does not do its part. */
  async close(ms: number): Promise<void> {
    await this.#open.emptied(ms);
    for (const connection of this.#open) connection.destroy();
    await this.#open.emptied(ms);
  }
}

/** Finds connections whose client died in silence. @returns a function that ends it */
function pingRegularly(connection: Http2Connection, everyMs: number): () => void {
  let unanswered = false;
  const timer = setInterval(() => {
    if (!unanswered) {
      unanswered = true;
      connection.ping(() => {
        unanswered = false;
      });
      return;
    }
    // Where this process was busy itself, the answer may be there and not read yet.
    setImmediate(() => {
      if (unanswered) connection.destroy();
    });
  }, everyMs);
  return () => clearInterval(timer);
}
