import type { ServerHttp2Session } from "node:http2";
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
  readonly #open = new OpenSet<ServerHttp2Session>();
  readonly #firstCalls = new WeakMap<ServerHttp2Session, NodeJS.Timeout>();
  readonly #limits: Limits;
  #draining = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(session: ServerHttp2Session): void {
    session.setLocalWindowSize(windowBytes);
    // Nothing was let in: the connection is half open, or has no token.
    const firstCall = setTimeout(() => session.destroy(), this.#limits.firstCallMs);
    this.#firstCalls.set(session, firstCall);
    const stopPinging = pingRegularly(session, this.#limits.pingMs);
    this.#open.add(session);
    session.once("close", () => {
      clearTimeout(firstCall);
      stopPinging();
      this.#open.delete(session);
    });
    // One whose TLS was being agreed upon.
    if (this.#draining) outsideOfFrames(() => session.close());
  }

  /** A call of this connection was let in: it may stay. */
  keep(session: ServerHttp2Session): void {
    clearTimeout(this.#firstCalls.get(session));
  }

  /** Asks all clients to make no more calls. A connection closes when its last call has ended. */
  drain(): void {
    this.#draining = true;
    for (const session of this.#open) outsideOfFrames(() => session.close());
  }

  /** Closes what is left, at once where a client does not do its part. */
  async close(ms: number): Promise<void> {
    await this.#open.emptied(ms);
    for (const session of this.#open) outsideOfFrames(() => session.destroy());
    await this.#open.emptied(ms);
  }
}

/**
 * Promises go on within what a frame has set off. A connection must not be ended there: Node would free what its HTTP/2 library still works
 * with, and crash.
 */
const outsideOfFrames = (end: () => void): void => void setImmediate(end);

/**
 * Finds connections whose client died in silence, and those that Node has given up without closing them: after an error of the protocol it
 * neither reads nor ends, even when the client has hung up.
 *
 * @returns a function that ends it
 */
function pingRegularly(session: ServerHttp2Session, everyMs: number): () => void {
  let unanswered = false;
  const timer = setInterval(() => {
    if (!unanswered) {
      unanswered = true;
      session.ping((error) => {
        unanswered = error !== null;
      });
      return;
    }
    // Where this process was busy itself, the answer may be there and not read yet.
    outsideOfFrames(() => {
      if (unanswered) session.destroy();
    });
  }, everyMs);
  return () => clearInterval(timer);
}
