import { Client, connectRemote, SparkSession, type StreamingQuery } from "../api/index.ts";
import { randomId, systemClock } from "../common/index.ts";
import { Monitor } from "../monitor/index.ts";
import { FileSystems } from "../storage/index.ts";
import { type Backend, notFound } from "../web/index.ts";
import { mountsOf } from "./files.ts";

/** How often the session is asked for reports, in milliseconds. */
const lookMs = 1000;

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
  const queries = new RemoteQueries(spark);
  await queries.look();
  const ending = new AbortController();
  const looking = queries.keepLooking(ending.signal);
  let local: Promise<SparkSession> | undefined;

  return {
    engine: connection.address ?? url,
    monitor: queries.monitor,
    files: new FileSystems({ mounts: mountsOf({}) }),
    async sessions() {
      const activeQueries = queries.monitor.queries().filter(({ state }) => state === "active").length;
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
      await (await local)?.stop();
      if (!joins) await spark.stop();
      await connection.close();
    },
  };
}

const nameOf = (spark: SparkSession): Promise<string> => spark.conf.get("spark.app.name");

/**
 * The streaming queries of a session on a server, by their reports, which the server keeps a while. A listener would bring them sooner, but
 * Spark has room for one in a session, which is the program's: with a second one the program, or this, would wait for ever.
 */
class RemoteQueries {
  readonly monitor: Monitor = new Monitor();
  readonly #spark: SparkSession;
  /** Queries that ran when they were last looked for, by run. */
  #active = new Map<string, StreamingQuery>();

  constructor(spark: SparkSession) {
    this.#spark = spark;
  }

  /** Looks until it is told to stop; what fails is told once and tried again, since servers come back. */
  async keepLooking(signal: AbortSignal): Promise<void> {
    let told = false;
    while (!signal.aborted) {
      await systemClock.sleep(lookMs, signal);
      if (signal.aborted) return;
      try {
        await this.look();
        told = false;
      } catch (error) {
        if (!told) process.emitWarning(error instanceof Error ? error : String(error));
        told = true;
      }
    }
  }

  /** Brings the monitor up to date. */
  async look(): Promise<void> {
    const active = new Map((await this.#spark.streams.active()).map((query) => [query.runId, query]));
    const ended = [...this.#active.values()].filter(({ runId }) => !active.has(runId));
    this.#active = active;
    await Promise.all([...active.values()].map((query) => this.#report(query)));
    for (const query of ended) await this.#end(query);
  }

  get #session(): string {
    return this.#spark.sessionId;
  }

  /** Takes the reports that are new. */
  async #report(query: StreamingQuery): Promise<void> {
    const { id, runId, name } = query;
    const known = this.monitor.query(runId);
    const newest = await query.lastProgress();
    if (known !== undefined && (newest === null || !isAfter(newest, known.last))) return;
    const reports = newest === null ? [] : await query.recentProgress();
    if (known === undefined) {
      const timestamp = reports[0]?.timestamp ?? new Date().toISOString();
      this.monitor.accept({ type: "started", session: this.#session, id, runId, name, timestamp });
    }
    for (const progress of reports)
      if (isAfter(progress, this.monitor.query(runId)!.last))
        this.monitor.accept({ type: "progress", session: this.#session, progress });
  }

  async #end(query: StreamingQuery): Promise<void> {
    const { id, runId } = query;
    await this.#report(query);
    const exception = (await query.exception())?.message ?? null;
    this.monitor.accept({ type: "terminated", session: this.#session, id, runId, exception });
  }
}

const isAfter = (report: { readonly timestamp: string }, last: { readonly timestamp: string } | null): boolean =>
  last === null || Date.parse(report.timestamp) > Date.parse(last.timestamp);
