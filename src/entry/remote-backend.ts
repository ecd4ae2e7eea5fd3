import { Client, connectRemote, SparkSession, type StreamingQuery, type StreamingQueryProgress } from "../api/index.ts";
import { randomId, systemClock } from "../common/index.ts";
import { Monitor } from "../monitor/index.ts";
import { FileSystems } from "../storage/index.ts";
import { type Backend, notFound } from "../web/index.ts";
import { mountsOf } from "./files.ts";

/** How often the session is asked which queries run: those that others start are heard of with their first report only. */
const lookMs = 5000;

/**
 * Shows one session of a Spark Connect server: the one that the address names with `;session_id=…`, where programs have their queries, or
 * a new one.
 *
 * @param url - as `sc://host:15002/;session_id=…;user_id=…`
 * @throws SparkException INVALID_CONNECT_URL, SERVER_UNREACHABLE
 */
export async function remoteBackend(url: string): Promise<Backend> {
  const connection = await connectRemote(url);
  const joins = /;session_id=/.test(url);
  // All handles speak over the one connection, which none of them closes.
  const handle = (): SparkSession =>
    new SparkSession(
      new Client({ ...connection, fork: (id) => ({ ...connection, sessionId: id ?? randomId() }), close: () => {} }),
    );
  const spark = handle();
  try {
    await spark.client.reach();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const { sessionId } = spark;
  const hearing = new RemoteQueries(spark);
  await hearing.look();
  const ending = new AbortController();
  const looking = hearing.keepLooking(ending.signal);
  let local: Promise<SparkSession> | undefined;

  return {
    engine: connection.address ?? url,
    monitor: hearing.monitor,
    files: new FileSystems({ mounts: mountsOf({}) }),
    async sessions() {
      const activeQueries = hearing.monitor.queries().filter(({ state }) => state === "active").length;
      return [{ id: sessionId, sessionId, userId: connection.userId, name: await nameOf(spark), activeQueries }];
    },
    async session(id) {
      if (id !== undefined && id !== "" && id !== sessionId) throw notFound(`session ${id}`);
      return handle();
    },
    local() {
      local ??= SparkSession.builder.master("local[*]").create();
      return local;
    },
    sources: () => [],
    async close() {
      ending.abort();
      await looking;
      await hearing.close();
      await (await local)?.stop();
      if (!joins) await spark.stop();
      await connection.close();
    },
  };
}

const nameOf = (spark: SparkSession): Promise<string> => spark.conf.get("spark.app.name");

/** The streaming queries of a session on a server: by its events, and by looking now and then. */
class RemoteQueries {
  readonly monitor: Monitor = new Monitor();
  readonly #spark: SparkSession;
  /** Queries that ran when they were last looked for, by run. */
  #active = new Map<string, StreamingQuery>();
  #hears = false;

  constructor(spark: SparkSession) {
    this.#spark = spark;
  }

  /** Looks until it is told to stop; what fails is tried again, since servers come back. */
  async keepLooking(signal: AbortSignal): Promise<void> {
    let told = false;
    while (!signal.aborted) {
      await systemClock.sleep(lookMs, signal);
      if (signal.aborted) return;
      try {
        await this.look();
        told = false;
      } catch (error) {
        if (!told && error instanceof Error) process.emitWarning(error);
        told = true;
      }
    }
  }

  /** Brings the monitor up to date, and listens where nobody does. */
  async look(): Promise<void> {
    const active = new Map((await this.#spark.streams.active()).map((query) => [query.runId, query]));
    for (const query of active.values()) {
      const { id, runId, name } = query;
      const progress = await query.recentProgress();
      if (this.monitor.query(runId) === undefined) {
        const timestamp = progress[0]?.timestamp ?? new Date().toISOString();
        this.monitor.accept({ type: "started", session: this.#session, id, runId, name, timestamp });
      }
      for (const report of progress) this.#report(report);
    }
    for (const [runId, query] of this.#active) if (!active.has(runId)) await this.#ended(query);
    this.#active = active;
    await this.#listen();
  }

  async close(): Promise<void> {
    if (this.#hears && !this.#spark.isStopped) await this.#spark.streams.removeListener(this.#listener);
  }

  get #session(): string {
    return this.#spark.sessionId;
  }

  async #listen(): Promise<void> {
    if (this.#hears) return;
    await this.#spark.streams.addListener(this.#listener);
    this.#hears = true;
  }

  readonly #listener = {
    onQueryProgress: ({ progress }: { readonly progress: StreamingQueryProgress }): void => this.#report(progress),
    onQueryTerminated: ({
      id,
      runId,
      exception,
    }: {
      readonly id: string;
      readonly runId: string;
      readonly exception: string | null;
    }): void => this.#terminate(id, runId, exception),
  };

  /** Reports come as events and by looking; each counts once. */
  #report(progress: StreamingQueryProgress): void {
    const last = this.monitor.query(progress.runId)?.last;
    const isNew = last == null || Date.parse(progress.timestamp) > Date.parse(last.timestamp);
    if (isNew) this.monitor.accept({ type: "progress", session: this.#session, progress });
  }

  async #ended(query: StreamingQuery): Promise<void> {
    if (this.monitor.query(query.runId)?.state !== "active") return;
    const exception = await query.exception();
    this.#terminate(query.id, query.runId, exception?.message ?? null);
  }

  #terminate(id: string, runId: string, exception: string | null): void {
    const known = this.monitor.query(runId);
    if (known !== undefined && known.state !== "active") return;
    this.monitor.accept({ type: "terminated", session: this.#session, id, runId, exception });
  }
}
