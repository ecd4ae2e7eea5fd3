import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import type { GrpcTransportOptions } from "@connectrpc/connect-node";
import type { Keepalive } from "./connection-string.ts";

/** How long a server may take to accept a connection, as in other gRPC clients. */
const CONNECT_TIMEOUT_MS = 20_000;

/** What may be under way to this client unread. HTTP/2's 64 KB make a far server slow: it waits for leave to go on. */
const WINDOW_BYTES = 8 * 1024 * 1024;

type SessionManager = NonNullable<GrpcTransportOptions["sessionManager"]>;

/**
 * The HTTP/2 connection to a server: opened by the first call, and again by the first one after it was lost. It keeps the process alive
 * while it has calls only.
 *
 * Takes the place of the library's own: that one throws from a timer, where no caller can catch it, when a ping stays without an answer
 * while it is being closed, and lets calls wait forever that the server closed without an answer.
 */
export class Http2Connection implements SessionManager {
  readonly authority: string;
  readonly #keepalive: Pings;
  #open: Promise<Session> | undefined;
  #closed = false;

  constructor(authority: string, keepalive: Keepalive) {
    this.authority = authority;
    this.#keepalive = { ...keepalive };
  }

  async request(
    ...[method, path, headers, options]: Parameters<SessionManager["request"]>
  ): Promise<ClientHttp2Stream> {
    for (;;) {
      if (this.#closed) throw new ConnectError("the connection was closed", Code.FailedPrecondition);
      const session = await (this.#open ?? this.#connect());
      if (session.isUsable) return session.request({ ...headers, ":method": method, ":path": path }, options);
      this.#open = undefined;
    }
  }

  notifyResponseByteRead(stream: ClientHttp2Stream): void {
    sessions.get(stream)?.heard();
  }

  /** Ends the connection with its calls; there is no other one after it. */
  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#open?.catch(() => undefined))?.end();
  }

  #connect(): Promise<Session> {
    const open = openSession(this.authority, this.#keepalive);
    this.#open = open;
    open.catch(() => {
      if (this.#open === open) this.#open = undefined;
    });
    return open;
  }
}

const sessions = new WeakMap<ClientHttp2Stream, Session>();

/** Servers may demand less frequent pings. */
type Pings = { -readonly [Key in keyof Keepalive]: Keepalive[Key] };

function openSession(authority: string, pings: Pings): Promise<Session> {
  const session = connect(authority, { settings: { initialWindowSize: WINDOW_BYTES } });
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: Error) =>
      reject(new ConnectError(message, Code.Unavailable, undefined, undefined, cause));
    const late = () => session.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`));
    const timer = setTimeout(late, CONNECT_TIMEOUT_MS);
    session.once("connect", () => {
      clearTimeout(timer);
      // Node says so too of a connection that was lost meanwhile.
      if (session.destroyed) return fail("the connection was lost while it was made");
      session.setLocalWindowSize(WINDOW_BYTES);
      resolve(new Session(session, pings));
    });
    // Stays for the life of the connection: what it has to say of the loss, its streams say too.
    session.on("error", (error) => fail(error.message, error));
    session.once("close", () => {
      clearTimeout(timer);
      fail("the server closed the connection");
    });
  });
}

/** A connection that is open or was so. */
class Session {
  readonly #session: ClientHttp2Session;
  readonly #pings: Pings;
  #calls = 0;
  #goesAway = false;
  #lastHeard = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(session: ClientHttp2Session, pings: Pings) {
    this.#session = session;
    this.#pings = pings;
    session.unref();
    session.once("goaway", (_code, _lastStream, why) => {
      this.#goesAway = true;
      if (why?.toString() === "too_many_pings") pings.timeMs *= 2;
    });
    session.once("close", () => clearTimeout(this.#timer));
    if (pings.enabled) this.#watch(pings.timeMs);
  }

  get isUsable(): boolean {
    return !this.#goesAway && !this.#session.closed && !this.#session.destroyed;
  }

  request(...call: Parameters<ClientHttp2Session["request"]>): ClientHttp2Stream {
    const stream = this.#session.request(...call);
    sessions.set(stream, this);
    let answered = false;
    stream.once("response", () => {
      answered = true;
      this.heard();
    });
    stream.once("close", () => {
      // Whoever waits for the answer is not told otherwise of a stream that the server closed in order before it gave one.
      if (!answered) stream.emit("error", silentEnd());
      this.#calls -= 1;
      if (this.#calls === 0 && !this.#session.destroyed) this.#session.unref();
    });
    this.#calls += 1;
    this.#session.ref();
    return stream;
  }

  /** The server has said something. */
  heard(): void {
    this.#lastHeard = performance.now();
  }

  end(): Promise<void> {
    if (this.#session.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#session.once("close", resolve);
      // Never from within what a frame has set off, as promises are: Node then frees what its HTTP/2 library still works with, and crashes.
      setImmediate(() => this.#session.destroy(undefined, constants.NGHTTP2_CANCEL));
    });
  }

  /** Looks after `wait` milliseconds whether the server has been silent for too long, and pings it where it was. */
  #watch(wait: number): void {
    const { timeMs, timeoutMs, withoutCalls } = this.#pings;
    this.#timer = setTimeout(() => {
      const left = this.#lastHeard + timeMs - performance.now();
      if (left > 0) this.#watch(left);
      else if (this.#calls === 0 && !withoutCalls) this.#watch(timeMs);
      else this.#ping(timeoutMs);
    }, wait);
    this.#timer.unref();
  }

  #ping(timeoutMs: number): void {
    const lost = () => this.#session.destroy(new Error(`the server has not answered a ping for ${timeoutMs} ms`));
    this.#timer = setTimeout(lost, timeoutMs);
    this.#timer.unref();
    this.#session.ping((error) => {
      if (error !== null) return;
      clearTimeout(this.#timer);
      this.heard();
      this.#watch(this.#pings.timeMs);
    });
  }
}

const silentEnd = () =>
  Object.assign(new Error("the server closed the call without an answer"), { code: "ERR_HTTP2_STREAM_ERROR" });
