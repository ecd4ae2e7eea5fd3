import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Clock, sparkError, systemClock } from "../common/index.ts";
import { GlobalCatalog, Warehouse } from "../engine/catalog/index.ts";
import { Database } from "../engine/duckdb/index.ts";
import { Executor } from "../engine/execute/index.ts";
import { macros, scripts } from "../engine/functions/index.ts";
import { PythonWorkers, pythonSetting } from "../engine/python/index.ts";
import { createSources, type Sources } from "../engine/sources/index.ts";
import { stateSources } from "../engine/state-source/index.ts";
import type { QueryEvent } from "../engine/stream/index.ts";
import { FileSystems, type FileSystemsOptions } from "../storage/index.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import type { ServerSession } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { SessionSettings } from "./settings.ts";

/** Where tables are, with the records of databases, tables, views and functions. */
const warehouseSetting = "spark.sql.warehouse.dir";

/** The folder of `MILLRACE_WAREHOUSE`, else `spark-warehouse` in the working folder, as Spark has it. */
const defaultWarehouse = (): string => {
  const folder = process.env.MILLRACE_WAREHOUSE;
  return `file:${decodeURI(pathToFileURL(resolve(folder || "spark-warehouse")).pathname)}`;
};

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
  /** What clients may use of it; see {@link defaultLimits}. */
  readonly limits?: Partial<Limits>;
  /**
   * A connection string by which processes on this machine that the engine starts reach its sessions, such as Python workers; where
   * absent, the engine cannot be reached by them.
   */
  readonly localAddress?: () => Promise<string>;
}

/** Hears of the streaming queries of all sessions. */
export type SessionQueryListener = (event: QueryEvent, session: ServerSession) => void;

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
  readonly limits: Limits;
  /** See {@link EngineOptions.localAddress}. */
  readonly localAddress: (() => Promise<string>) | undefined;
  /** Processes that run the functions of PySpark's clients. */
  readonly python: PythonWorkers;
  readonly sessions: Sessions = new Sessions(this);
  readonly #queryListeners = new Set<SessionQueryListener>();
  #lastId = 0;

  private constructor(database: Database, options: EngineOptions) {
    this.database = database;
    this.settings = new SessionSettings([[warehouseSetting, defaultWarehouse()], ...(options.settings ?? [])]);
    this.clock = options.clock ?? systemClock;
    this.limits = { ...defaultLimits, ...options.limits };
    this.localAddress = options.localAddress;
    this.print = options.print ?? ((text) => void process.stdout.write(text));
    this.fileSystems = new FileSystems(options.storage);
    const others = stateSources(this.fileSystems, database);
    this.sources = createSources({ fileSystems: this.fileSystems, clock: this.clock, database, others });
    this.python = new PythonWorkers({
      program: this.settings.find(pythonSetting) ?? process.env.PYSPARK_PYTHON,
      output: (text) => void process.stderr.write(text),
    });
    this.executor = new Executor(database, this.sources, this.python);
    this.catalog = new GlobalCatalog(new Warehouse(() => this.#warehouseFolder()));
  }

  static async open(options: EngineOptions = {}): Promise<EmbeddedEngine> {
    const database = await Database.open({
      macros,
      functions: scripts,
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.memoryLimit !== undefined && { memoryLimit: options.memoryLimit }),
    });
    return new EmbeddedEngine(database, options);
  }

  /** @returns a function that removes the listener */
  onQueryEvent(listener: SessionQueryListener): () => void {
    this.#queryListeners.add(listener);
    return () => this.#queryListeners.delete(listener);
  }

  tellQueryEvent(event: QueryEvent, session: ServerSession): void {
    for (const listener of this.#queryListeners) listener(event, session);
  }

  /** Tells all sessions that there are other files at a location now, so that what they keep of these is computed anew. */
  async filesChanged(location: string): Promise<void> {
    for (const { cachedPlans, settings } of this.sessions.all()) await cachedPlans.invalidate(location, settings);
  }

  /** Tells all sessions that a table is no more what it was. @param table - catalog, database and name */
  async tableGone(table: readonly string[]): Promise<void> {
    for (const { cachedPlans, settings } of this.sessions.all()) await cachedPlans.removeTable(table, settings);
  }

  /** @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for a warehouse that is in a bucket */
  #warehouseFolder(): string {
    const location = this.settings.get(warehouseSetting);
    const { key, storage } = this.fileSystems.resolve(location);
    const folder = storage.localPath(key);
    if (folder !== undefined) return resolve(folder);
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `a warehouse at ${location}`,
      hint: `Set ${warehouseSetting} to a folder of this machine, and give tables a LOCATION in the bucket.`,
    });
  }

  /** A number that no column, scan or relation of this engine has yet. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /**
   * Ends all sessions, each query after its running batch, and the database.
   *
   * @param options.graceMs - how long running batches, and then operations, have to end by themselves before they are stopped; where
   *   absent, batches have the {@link Limits.batchGraceMs}, and operations none
   */
  async close({ graceMs }: { readonly graceMs?: number } = {}): Promise<void> {
    await this.sessions.close(graceMs);
    this.executor.close();
    await this.python.close();
    await this.fileSystems.close();
    this.database.close();
  }
}
