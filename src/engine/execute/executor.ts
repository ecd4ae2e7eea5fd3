import { quoteIdentifier, type StructType } from "../../types/index.ts";
import { pruneScans } from "../analyze/index.ts";
import { compileQuery, leavesOf } from "../compile/index.ts";
import {
  type Connection,
  countOf,
  type Database,
  loadArrow,
  type QueryResult,
  type Rows,
  ValueRows,
} from "../duckdb/index.ts";
import {
  type ExpressionSettings,
  type LocalRowsRelation,
  type ResolvedRelation,
  schemaOf,
  streamsOf,
} from "../plan/index.ts";
import { PythonWorkers } from "../python/index.ts";
import type { Binding, SourceRegistry } from "../sources/index.ts";
import { literalRows } from "./literal-rows.ts";
import { LocalTables } from "./local-tables.ts";
import { mostRows } from "./most-rows.ts";
import type { Observations } from "./observe.ts";
import { extractPython } from "./python/extract.ts";
import { runWithRebinding } from "./rebinding.ts";
import { runSpeculating } from "./speculation.ts";
import { withSteps } from "./steps.ts";

/** How a plan is run. */
export interface ExecuteOptions {
  readonly settings: ExpressionSettings;
  /** Stops the run, which then fails with `OPERATION_CANCELED`. */
  readonly signal?: AbortSignal;
  /** Is told how much of a statement is done, from 0 to 1; a plan may take several. */
  readonly onProgress?: (share: number) => void;
  /** Where to run; without: a connection of the executor's own. A batch of a stream is visible on its connection alone. */
  readonly connection?: Connection;
  /** Is filled with what the plan observes; without: nobody wants to know, and nothing is computed for it. */
  readonly observations?: Observations;
  /** Puts rows that are kept in the place of parts of a plan. */
  readonly kept?: (plan: ResolvedRelation) => Promise<ResolvedRelation>;
}

/** How leaves are made ready. */
type LeafOptions = ExecuteOptions & {
  readonly connection: Connection;
  /** Whether the connection is the executor's and has no transaction under way. */
  readonly own?: boolean;
};

/** A plan that has been run. */
export interface Execution {
  readonly schema: StructType;
  readonly result: QueryResult;
  readonly sql: string;
}

/** A plan whose rows are being computed while they are read. */
export interface OpenExecution {
  readonly schema: StructType;
  readonly result: Rows;
  /** Has to be called when no more rows are wanted, whether all were read or not. */
  close(): Promise<void>;
}

/** Runs resolved plans on the database. Each run has a connection to itself, so that runs go on side by side and stop one by one. */
export class Executor {
  readonly #database: Database;
  readonly #sources: SourceRegistry;
  readonly #python: PythonWorkers;
  readonly #idle: Connection[] = [];
  readonly #localTables = new LocalTables();
  #closed = false;
  #locals = 0;

  /** @param python - without: functions in Python are refused */
  constructor(database: Database, sources: SourceRegistry, python: PythonWorkers = noPython()) {
    this.#database = database;
    this.#sources = sources;
    this.#python = python;
  }

  /**
   * Runs a plan to its end; the rows lie in the database's memory.
   *
   * @throws SparkException where reading or computing fails
   */
  execute(plan: ResolvedRelation, options: ExecuteOptions): Promise<Execution> {
    return this.withQuery(plan, options, async (sql, connection) => ({
      schema: schemaOf(plan),
      result: await connection.query(sql, options),
      sql,
    }));
  }

  /**
   * Starts a plan; its rows are computed while they are read, so that they need not have room in memory all at once.
   *
   * @throws SparkException where the plan cannot be begun; what fails later is thrown to who reads
   */
  async open(plan: ResolvedRelation, options: ExecuteOptions): Promise<OpenExecution> {
    const rows = literalRows(plan);
    if (rows !== undefined) {
      const schema = schemaOf(plan);
      return { schema, result: new ValueRows(schema, rows), close: async () => undefined };
    }
    // A file may need another way of reading when rows of it are out already; and a given connection has other statements to run. A few
    // rows are there sooner in one go than by waiting for the statement, its start, its rows and its end, one after the other.
    if (
      options.connection !== undefined ||
      mostRows(plan) <= fewRows ||
      leavesOf(plan).some((leaf) => leaf.kind === "scan")
    ) {
      const { schema, result } = await this.execute(plan, options);
      return { schema, result, close: async () => undefined };
    }
    return new Promise((resolve, reject) => {
      const ended = this.#withSql(plan, options, false, async (sql, connection) => {
        const result = await connection.stream(sql, options);
        await new Promise<void>((close) => {
          const closed = async (): Promise<void> => {
            close();
            await ended;
          };
          resolve({ schema: schemaOf(plan), result, close: closed });
        });
        // Any statement ends the query before it.
        if (result.isOpen) await connection.run("SELECT NULL");
      });
      ended.catch(reject);
    });
  }

  /**
   * Compiles a plan, makes its sources ready and hands the SQL to `run`, for statements around the query: `CREATE TABLE … AS`. Where a
   * source has to be read in another way or a speculation has failed, `run` is called again, so it must leave nothing behind when it fails.
   */
  withQuery<T>(
    plan: ResolvedRelation,
    options: ExecuteOptions,
    run: (sql: string, connection: Connection) => Promise<T>,
  ): Promise<T> {
    // In somebody's transaction a statement that fails would be the end of it.
    return this.#withSql(plan, options, options.connection === undefined, run);
  }

  async #withSql<T>(
    plan: ResolvedRelation,
    options: ExecuteOptions,
    speculate: boolean,
    run: (sql: string, connection: Connection) => Promise<T>,
  ): Promise<T> {
    const { settings } = options;
    // Sources read only what the query uses, which also decides what counts as a broken record.
    const pruned = this.prepare((await options.kept?.(plan)) ?? plan);
    return this.#withConnection(options, async (connection) => {
      const bindings = await this.bindLeaves(pruned, { ...options, connection, own: options.connection === undefined });
      try {
        return await runWithRebinding(bindings, (scans) =>
          this.withSteps(pruned, scans, { ...options, connection }, (sqlOf) =>
            speculate
              ? runSpeculating(pruned, sqlOf, settings, (sql) => run(sql, connection))
              : run(compileQuery(pruned, sqlOf, settings), connection),
          ),
        );
      } finally {
        for (const binding of bindings.values()) await binding.release();
      }
    });
  }

  /** The form of a plan that is run: scans read only what is used, functions in Python stand in relations of their own. */
  prepare(plan: ResolvedRelation): ResolvedRelation {
    return extractPython(pruneScans(plan));
  }

  /**
   * Computes what a prepared plan needs ahead, results of functions in Python and rows that are observed, on the connection that the plan
   * runs on, and calls `run` with SQL for these relations besides that of `sqlOf`.
   *
   * @throws SparkException `PYTHON_EXCEPTION` where a function fails, `UNSUPPORTED_FEATURE.MILLRACE` where no Python is configured
   */
  withSteps<T>(
    plan: ResolvedRelation,
    sqlOf: (id: number) => string,
    options: ExecuteOptions & { readonly connection: Connection },
    run: (sqlOf: (id: number) => string) => Promise<T>,
  ): Promise<T> {
    return withSteps(plan, sqlOf, { ...options, workers: this.#python }, run);
  }

  /**
   * Makes a plan's files and local rows ready on a connection; a stream's rows are its micro-batch's to bind. The caller releases the
   * bindings.
   */
  async bindLeaves(plan: ResolvedRelation, options: LeafOptions): Promise<Map<number, Binding>> {
    const bindings = new Map<number, Binding>();
    try {
      for (const leaf of leavesOf(plan)) {
        if (bindings.has(leaf.id) || (leaf.kind === "scan" && leaf.source.streaming)) continue;
        const binding =
          leaf.kind === "localRows"
            ? await this.#bindLocal(leaf, options)
            : await this.#sources.source(leaf.source.format).bind(leaf, options);
        bindings.set(leaf.id, binding);
      }
    } catch (error) {
      for (const binding of bindings.values()) await binding.release();
      throw error;
    }
    return bindings;
  }

  /** Runs statements that are no plan: dropping a table. */
  run(sql: string, options: ExecuteOptions): Promise<void> {
    return this.#withConnection(options, (connection) => connection.run(sql, options));
  }

  /**
   * Makes a table of a plan's rows, in the place of one that has the name, from which the rows may come.
   *
   * @returns how many rows the table has
   */
  createTable(table: NamedColumns, plan: ResolvedRelation, options: ExecuteOptions): Promise<number> {
    return this.withQuery(plan, options, async (sql, connection) => {
      const statement = `CREATE OR REPLACE TABLE ${table.sqlName} AS ${renamed(table, sql)}`;
      return Number(await countOf(await connection.query(statement)));
    });
  }

  /** Adds a plan's rows to a table by position. @returns how many they are */
  insert(table: NamedColumns, plan: ResolvedRelation, options: ExecuteOptions): Promise<number> {
    return this.withQuery(
      plan,
      options,
      async (sql, connection) =>
        (await connection.query(`INSERT INTO ${table.sqlName} ${renamed(table, sql)}`, options)).rowsChanged,
    );
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  async #withConnection<T>(options: ExecuteOptions, body: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = options.connection ?? this.#idle.pop() ?? (await this.#connect());
    try {
      await connection.setTimeZone(options.settings.timeZone);
      return await body(connection);
    } finally {
      if (connection !== options.connection) {
        if (this.#closed) connection.close();
        else this.#idle.push(connection);
      }
    }
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#database.connection();
    // A program asks its files several questions. DuckDB looks whether a file is still the one whose footer it keeps.
    await connection.run("SET parquet_metadata_cache = true");
    return connection;
  }

  async #bindLocal(local: LocalRowsRelation, options: LeafOptions): Promise<Binding> {
    const columns = local.output.map(({ id }, i) => `${localColumn(i)} AS c${id}`);
    const sqlOf = (table: string): string =>
      `SELECT ${columns.length === 0 ? "NULL" : columns.join(", ")} FROM ${table}`;
    const { connection } = options;
    // A transaction that is under way would not see a table that others make.
    const kept = options.own
      ? await this.#localTables.use(local, (load) => this.#withConnection({ settings: options.settings }, load))
      : undefined;
    if (kept !== undefined) return { sql: sqlOf(kept.table), release: kept.release };
    this.#locals += 1;
    const table = `local_${this.#locals}`;
    await loadArrow(connection, streamsOf(local.data), local.schema, table);
    return { sql: sqlOf(table), release: () => connection.run(`DROP TABLE IF EXISTS ${table}`) };
  }
}

/** As many as DuckDB computes at once. */
const fewRows = 2048;

const noPython = (): PythonWorkers => new PythonWorkers({ program: undefined, output: () => {} });

/** A table of the database and the names of its columns there. */
export interface NamedColumns {
  readonly sqlName: string;
  readonly columnNames: readonly string[];
}

/** A query's columns under a table's names. */
const renamed = (table: NamedColumns, sql: string): string =>
  `SELECT * FROM (${sql}) AS rows(${table.columnNames.map(quoteIdentifier).join(", ")})`;

/** Columns of loaded Arrow data are named by position, since names may repeat. */
const localColumn = (index: number): string => `f${index}`;
