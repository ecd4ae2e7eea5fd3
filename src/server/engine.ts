import { type Clock, sparkError, systemClock } from "../common/index.ts";
import { GlobalCatalog } from "../engine/catalog/index.ts";
import { Database } from "../engine/duckdb/index.ts";
import { Executor } from "../engine/execute/index.ts";
import { macros } from "../engine/functions/index.ts";
import { createSources, type Sources } from "../engine/sources/index.ts";
import { FileSystems, type FileSystemsOptions } from "../storage/index.ts";
import { ServerSession } from "./session.ts";
import { SessionSettings } from "./settings.ts";

/** How an embedded engine is set up. */
export interface EngineOptions {
  /** Settings that every session starts with. */
  readonly settings?: Iterable<readonly [string, string]>;
  /** Mounts and S3 settings. */
  readonly storage?: FileSystemsOptions;
  readonly clock?: Clock;
  /** Threads for queries; as many as the machine has cores where absent. */
  readonly threads?: number;
  /** As `4GB`; 80 % of the machine's memory where absent. */
  readonly memoryLimit?: string;
  /** Where console sinks print. */
  readonly print?: (text: string) => void;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One database with all that works on it: what a process runs one of. Sessions share it and see nothing of each other. */
export class EmbeddedEngine {
  readonly settings: SessionSettings;
  readonly database: Database;
  readonly fileSystems: FileSystems;
  readonly sources: Sources;
  readonly executor: Executor;
  readonly catalog: GlobalCatalog;
  readonly clock: Clock;
  readonly print: (text: string) => void;
  readonly #sessions = new Map<string, ServerSession>();
  #lastId = 0;

  private constructor(database: Database, options: EngineOptions) {
    this.database = database;
    this.settings = new SessionSettings(options.settings);
    this.clock = options.clock ?? systemClock;
    this.print = options.print ?? ((text) => void process.stdout.write(text));
    this.fileSystems = new FileSystems(options.storage);
    this.sources = createSources({ fileSystems: this.fileSystems, clock: this.clock, database });
    this.executor = new Executor(database, this.sources);
    this.catalog = new GlobalCatalog();
  }

  static async open(options: EngineOptions = {}): Promise<EmbeddedEngine> {
    const database = await Database.open({
      macros,
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.memoryLimit !== undefined && { memoryLimit: options.memoryLimit }),
    });
    return new EmbeddedEngine(database, options);
  }

  /** A number that no column, scan or relation of this engine has yet. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /**
   * The session of a client, made at its first request.
   *
   * @param observed - the server-side id that the client knows from earlier answers
   * @throws SparkException `INVALID_HANDLE.*` for an id that is no UUID, or a session that this server has lost
   */
  session(userId: string, sessionId: string, observed: string | undefined): ServerSession {
    if (!uuid.test(sessionId)) throw sparkError("INVALID_HANDLE.FORMAT", { handle: sessionId });
    const key = JSON.stringify([userId, sessionId]);
    let session = this.#sessions.get(key);
    if (observed !== undefined && observed !== "" && observed !== session?.serverSideId) {
      throw sparkError("INVALID_HANDLE.SESSION_CHANGED", { handle: sessionId });
    }
    if (session === undefined) {
      session = new ServerSession(sessionId, this);
      this.#sessions.set(key, session);
    }
    return session;
  }

  async releaseSession(userId: string, sessionId: string): Promise<ServerSession | undefined> {
    const key = JSON.stringify([userId, sessionId]);
    const session = this.#sessions.get(key);
    this.#sessions.delete(key);
    await session?.close();
    return session;
  }

  /** Ends all sessions, each query after its running batch, and the database. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    this.#sessions.clear();
    this.executor.close();
    await this.fileSystems.close();
    this.database.close();
  }
}
