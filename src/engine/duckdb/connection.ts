import duckdb, { type Connection as NativeConnection } from "@duckdb/node-bindings";
import { sparkError } from "../../common/index.ts";
import { quoteIdentifier, type StructType } from "../../types/index.ts";
import { appendColumns, type ColumnSource, type TableName, valueColumn } from "./append.ts";
import { sparkErrorOf } from "./errors.ts";
import type { MacroLibrary } from "./macro-library.ts";
import { QueryResult } from "./result.ts";
import { duckDbTimeZone } from "./time-zone.ts";

/** How often a query that has been told to stop is told again: the first call may come before DuckDB has begun. */
const interruptEveryMs = 20;
/** How often somebody who wants to know is told how far a statement has come. */
const progressEveryMs = 100;

/** How a statement is run. */
export interface RunOptions {
  /** Stops the statement, which then fails with `OPERATION_CANCELED`. */
  readonly signal?: AbortSignal;
  /** Is told now and then how much of the statement is done, from 0 to 1, as far as DuckDB can say: by the rows that its scans have read. */
  readonly onProgress?: (share: number) => void;
}

/**
 * One line to the database, for one user at a time: statements run in the order of the calls, and a transaction holds whatever is
 * run before it ends. Temporary tables and settings belong to the connection.
 *
 * Every method that runs SQL throws a SparkException; DuckDB's error is its cause.
 */
export class Connection {
  readonly #native: NativeConnection;
  readonly #macros: MacroLibrary;
  /** Names of the macros that this connection has. */
  readonly #defined = new Set<string>();
  #timeZone: string | undefined;
  #countsProgress = false;
  #closed = false;

  /** @internal */
  constructor(native: NativeConnection, macros: MacroLibrary) {
    this.#native = native;
    this.#macros = macros;
  }

  /** Runs statements, separated by semicolons, and forgets their rows. */
  async run(sql: string, options: RunOptions = {}): Promise<void> {
    await this.query(sql, options);
  }

  /** Runs a query to its end; the rows lie in DuckDB's memory until the result is garbage. */
  query(sql: string, options: RunOptions = {}): Promise<QueryResult> {
    return this.#interruptible(async () => {
      await this.#define(sql);
      return new QueryResult(await duckdb.query(this.#open(), sql));
    }, options);
  }

  /**
   * Starts a query whose rows are computed while they are read. The connection is busy until the last row was read, or until its next
   * statement, which ends the query.
   */
  stream(sql: string, options: RunOptions = {}): Promise<QueryResult> {
    return this.#interruptible(async () => {
      await this.#define(sql);
      const statement = await duckdb.prepare(this.#open(), sql);
      try {
        return new QueryResult(await duckdb.execute_prepared_streaming(statement), {
          whileFetching: (fetch) => this.#interruptible(fetch, options),
          failure: () => this.#failureOf(sql, options),
        });
      } finally {
        duckdb.destroy_prepare_sync(statement);
      }
    }, options);
  }

  /** Runs `body` in a transaction: committed when it returns, rolled back when it throws. */
  async transaction<T>(body: () => Promise<T>): Promise<T> {
    await this.run("BEGIN TRANSACTION");
    const result = await this.#orRollback(body);
    await this.run("COMMIT");
    return result;
  }

  /**
   * Runs a statement in a transaction, which is committed where `check` takes the result, and rolled back where it throws.
   */
  async checked<T>(sql: string, check: (result: QueryResult) => T | Promise<T>, options: RunOptions = {}): Promise<T> {
    const checked = await this.#orRollback(async () => check(await this.query(`BEGIN TRANSACTION;\n${sql}`, options)));
    await this.run("COMMIT");
    return checked;
  }

  /** Runs statements as one transaction in one call: all of them count, or none. */
  atomically(statements: readonly string[], options: RunOptions = {}): Promise<void> {
    return this.#orRollback(() => this.run(["BEGIN TRANSACTION", ...statements, "COMMIT"].join(";\n"), options));
  }

  /** Stops what is running; it fails with `OPERATION_CANCELED`. */
  interrupt(): void {
    duckdb.interrupt(this.#open());
  }

  /** Sets the session's time zone, a name or an offset as Spark takes them. */
  async setTimeZone(zone: string): Promise<void> {
    if (zone === this.#timeZone) return;
    await this.run(`SET TimeZone = '${duckDbTimeZone(zone).replaceAll("'", "''")}'`);
    this.#timeZone = zone;
  }

  /** Opens a database file under a name, for all connections of the database. */
  async attach(path: string, alias: string): Promise<void> {
    await this.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${quoteIdentifier(alias)}`);
  }

  async detach(alias: string): Promise<void> {
    await this.run(`DETACH ${quoteIdentifier(alias)}`);
  }

  /**
   * Adds rows to a table, given by columns: one array for each field of the schema, of the values that its type declares, null and
   * undefined for NULL. Whole numbers are also taken as bigint and the other way round. Very many rows reach the table in parts, so
   * that a failure on the way undoes them only within a transaction.
   */
  appendColumns(table: TableName | string, schema: StructType, columns: readonly (readonly unknown[])[]): void {
    const sources = schema.fields.map((field, i) => valueColumn(field.dataType, columns[i]!));
    this.appendSources(table, schema, sources);
  }

  /** As {@link appendColumns}, for rows: one array for each, with its values in the order of the schema's fields. */
  appendRows(table: TableName | string, schema: StructType, rows: readonly (readonly unknown[])[]): void {
    if (rows.length === 0) return;
    this.appendColumns(
      table,
      schema,
      schema.fields.map((_, column) => rows.map((row) => row[column])),
    );
  }

  /** @internal */
  appendSources(table: TableName | string, schema: StructType, columns: readonly ColumnSource[]): void {
    appendColumns(this.#open(), table, schema, columns);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    duckdb.disconnect_sync(this.#native);
  }

  /** Why a query fails, found by running it once more. */
  async #failureOf(sql: string, options: RunOptions): Promise<unknown> {
    try {
      await this.query(sql, options);
    } catch (error) {
      return error;
    }
    return sparkError("INTERNAL_ERROR", {
      message: "The query failed while its rows were read, but not when run again.",
    });
  }

  /** Defines the macros that a statement names for the first time. */
  async #define(sql: string): Promise<void> {
    const statements = this.#macros.needed(sql, this.#defined);
    if (statements.length > 0) await duckdb.query(this.#open(), statements.join(";\n"));
  }

  async #orRollback<T>(body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  async #rollback(): Promise<void> {
    // A failed COMMIT or a fatal error has already ended the transaction; the first error is the one to tell.
    await this.run("ROLLBACK").catch(() => undefined);
    // Macros defined in the transaction went with it.
    this.#defined.clear();
  }

  #open(): NativeConnection {
    if (this.#closed) throw sparkError("INTERNAL_ERROR", { message: "The database connection is closed." });
    return this.#native;
  }

  /** Has DuckDB count how far its statements have come, which it does from the next one on. */
  async #countProgress(): Promise<void> {
    if (this.#countsProgress) return;
    this.#countsProgress = true;
    await duckdb.query(this.#open(), "SET enable_progress_bar = true; SET enable_progress_bar_print = false");
  }

  #tellProgress(onProgress: (share: number) => void): NodeJS.Timeout {
    const tell = () => {
      // Below 0 where nothing can be said of what runs.
      if (!this.#closed) onProgress(Math.max(0, duckdb.query_progress(this.#native).percentage) / 100);
    };
    return setInterval(tell, progressEveryMs).unref();
  }

  async #interruptible<T>(work: () => Promise<T>, { signal, onProgress }: RunOptions): Promise<T> {
    if (signal?.aborted) throw sparkError("OPERATION_CANCELED");
    if (onProgress !== undefined) await this.#countProgress();
    const progress = onProgress && this.#tellProgress(onProgress);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      timer ??= setInterval(stop, interruptEveryMs);
      if (!this.#closed) duckdb.interrupt(this.#native);
    };
    signal?.addEventListener("abort", stop);
    try {
      return await work();
    } catch (error) {
      throw sparkErrorOf(error);
    } finally {
      signal?.removeEventListener("abort", stop);
      clearInterval(timer);
      clearInterval(progress);
    }
  }
}
