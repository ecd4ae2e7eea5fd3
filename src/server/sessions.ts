import { randomId, sparkError } from "../common/index.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { isUuid } from "./operations/index.ts";
import { ServerSession, type SessionStart } from "./session.ts";

/** How many closed sessions are remembered, so that a client that goes on with one is told so. */
const closedKept = 1000;

/** What names a session in every request. */
export interface SessionRequest {
  readonly sessionId: string;
  readonly userContext?: { readonly userId: string } | undefined;
  readonly clientObservedServerSideSessionId?: string | undefined;
}

/**
 * The sessions of an engine, by user and id.
 *
 * @see org.apache.spark.sql.connect.service.SparkConnectSessionManager
 */
export class Sessions {
  readonly #engine: EmbeddedEngine;
  readonly #sessions = new Map<string, ServerSession>();
  readonly #closed = new Set<string>();
  readonly #reaping = new AbortController();

  constructor(engine: EmbeddedEngine) {
    this.#engine = engine;
  }

  /**
   * The session of a request, made at its first.
   *
   * @throws SparkException `INVALID_HANDLE.*` for an id that is no UUID, a session that is closed or that this server has lost;
   *   `LIMIT_EXCEEDED.SESSIONS`
   */
  open(request: SessionRequest): ServerSession {
    return this.#known(request) ?? this.#add(request);
  }

  /** The session of a request that makes none. @throws SparkException `INVALID_HANDLE.*`, also where there is no such session */
  find(request: SessionRequest): ServerSession {
    const session = this.#known(request);
    if (session === undefined) throw sparkError("INVALID_HANDLE.SESSION_NOT_FOUND", { handle: request.sessionId });
    return session;
  }

  /**
   * Makes a session that begins as another one is now: settings, views, functions.
   *
   * @throws SparkException `INVALID_CLONE_SESSION_REQUEST.*` for an id that is no UUID or taken
   */
  async clone(request: SessionRequest, newSessionId: string): Promise<ServerSession> {
    const source = this.find(request);
    const target = { sessionId: newSessionId, userContext: request.userContext };
    const refuse = (why: string) =>
      sparkError(`INVALID_CLONE_SESSION_REQUEST.${why}`, { targetSessionId: newSessionId });
    if (!isUuid(newSessionId)) throw refuse("TARGET_SESSION_ID_FORMAT");
    if (this.#sessions.has(keyOf(target))) throw refuse("TARGET_SESSION_ID_ALREADY_EXISTS");
    if (this.#closed.has(keyOf(target))) throw refuse("TARGET_SESSION_ID_ALREADY_CLOSED");
    return this.#clone(source, target);
  }

  /** As {@link clone}, for the engine itself: the session stays until {@link end}. */
  async fork(source: ServerSession, newSessionId: string): Promise<ServerSession> {
    const session = await this.#clone(source, { sessionId: newSessionId, userContext: source });
    session.isHeld = true;
    return session;
  }

  /** A session of whoever runs the engine, beside those of clients: no limit counts it, and it stays until {@link end}. */
  openOwn(): ServerSession {
    const session = this.#make({ sessionId: randomId() });
    session.isHeld = true;
    return session;
  }

  /** Ends a session that {@link fork} or {@link openOwn} has made. */
  async end(session: ServerSession): Promise<void> {
    this.#sessions.delete(keyOf({ sessionId: session.id, userContext: session }));
    await session.close();
  }

  /**
   * Ends a session. A client that goes on with it is refused, unless `allowReconnect`: then it gets a new one.
   *
   * @returns the session, where there was one
   */
  async release(request: SessionRequest, allowReconnect: boolean): Promise<ServerSession | undefined> {
    const key = keyOf(request);
    if (!allowReconnect) this.#rememberClosed(key);
    const session = this.#sessions.get(key);
    this.#sessions.delete(key);
    await session?.close();
    return session;
  }

  /** The sessions that there are, the oldest first. */
  all(): ServerSession[] {
    return [...this.#sessions.values()];
  }

  /** The session of a request, without a sign of life. */
  peek(request: SessionRequest): ServerSession | undefined {
    return this.#sessions.get(keyOf(request));
  }

  /** Looks now and then for what clients have left behind, until {@link close}. */
  startReaping(): void {
    const { clock, limits } = this.#engine;
    const interval = Math.min(30_000, limits.detachedOperationMs / 2, limits.idleSessionMs / 2);
    const { signal } = this.#reaping;
    void (async () => {
      while (!signal.aborted) {
        await clock.sleep(interval, signal);
        // What cannot be ended stays with its error known; the server and the other sessions go on.
        if (!signal.aborted) await this.reap().catch((error: Error) => process.emitWarning(error));
      }
    })();
  }

  /** Ends what no client has asked about for longer than the limits. */
  async reap(): Promise<void> {
    const now = this.#engine.clock.monotonic();
    const { idleSessionMs } = this.#engine.limits;
    for (const [key, session] of this.#sessions) {
      session.operations.reap();
      if (!session.isIdle || now - session.lastAccess < idleSessionMs) continue;
      this.#sessions.delete(key);
      this.#rememberClosed(key);
      await session.close();
    }
  }

  /** Whether the engine is being closed, and what was cut off was cut off by that. */
  get isClosed(): boolean {
    return this.#reaping.signal.aborted;
  }

  /** Ends all sessions, each query after its running batch and each operation after the grace at the latest. */
  async close(graceMs?: number): Promise<void> {
    this.#reaping.abort();
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(all.map((session) => session.close(graceMs)));
  }

  #known(request: SessionRequest): ServerSession | undefined {
    const { sessionId: handle, clientObservedServerSideSessionId: observed } = request;
    if (!isUuid(handle)) throw sparkError("INVALID_HANDLE.FORMAT", { handle });
    const key = keyOf(request);
    if (this.#closed.has(key)) throw sparkError("INVALID_HANDLE.SESSION_CLOSED", { handle });
    const session = this.#sessions.get(key);
    if (observed !== undefined && observed !== "" && observed !== session?.serverSideId) {
      throw sparkError("INVALID_HANDLE.SESSION_CHANGED", { handle });
    }
    if (session !== undefined) session.lastAccess = this.#engine.clock.monotonic();
    return session;
  }

  async #clone(source: ServerSession, target: SessionRequest): Promise<ServerSession> {
    const { settings, catalog, functions } = source;
    return this.#add(target, { settings, catalog, functions, artifacts: await source.artifacts.clone() });
  }

  #add(request: SessionRequest, source?: SessionStart): ServerSession {
    const { sessions } = this.#engine.limits;
    const open = [...this.#sessions.values()].filter(({ isHeld }) => !isHeld).length;
    if (open >= sessions) throw sparkError("LIMIT_EXCEEDED.SESSIONS", { limit: String(sessions) });
    return this.#make(request, source);
  }

  #make(request: SessionRequest, source?: SessionStart): ServerSession {
    const session = new ServerSession(request.sessionId, request.userContext?.userId ?? "", this.#engine, source);
    this.#sessions.set(keyOf(request), session);
    session.queries.bus.add((event) => this.#engine.tellQueryEvent(event, session));
    return session;
  }

  #rememberClosed(key: string): void {
    this.#closed.add(key);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= closedKept) break;
      this.#closed.delete(oldest);
    }
  }
}

const keyOf = ({ userContext, sessionId }: SessionRequest): string =>
  JSON.stringify([userContext?.userId ?? "", sessionId]);
