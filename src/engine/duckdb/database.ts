import duckdb, { type Database as NativeDatabase } from "@duckdb/node-bindings";
import { Connection } from "./connection.ts";
import { sparkErrorOf } from "./errors.ts";
import { type JavaScriptFunction, registerFunctions } from "./javascript-function.ts";
import { MacroLibrary } from "./macro-library.ts";

/** Options of {@link Database.open}. */
export interface DatabaseOptions {
  /** A file, or `:memory:`, the default. */
  readonly path?: string;
  /** The macros that compiled SQL calls, as `CREATE OR REPLACE MACRO mr_…`; a connection defines them when a statement names them. */
  readonly macros?: readonly string[];
  /** The functions that compiled SQL calls and JavaScript computes. */
  readonly functions?: readonly JavaScriptFunction[];
  /** Threads for queries; as many as the machine has cores where absent. */
  readonly threads?: number;
  /** As DuckDB writes it, `4GB`; 80 % of the machine's memory where absent. */
  readonly memoryLimit?: string;
  /** Where what does not fit into memory goes. */
  readonly tempDirectory?: string;
}

/**
 * An embedded DuckDB database. Nothing is ever loaded from the network: extensions are the bundled ones (core functions, ICU, JSON,
 * Parquet). Files of the machine can be read, which is what it is for. Rows keep the order of their files, as programs expect of
 * `show` and `take`.
 */
export class Database {
  readonly #native: NativeDatabase;
  readonly #macros: MacroLibrary;

  private constructor(native: NativeDatabase, macros: MacroLibrary) {
    this.#native = native;
    this.#macros = macros;
  }

  static async open(options: DatabaseOptions = {}): Promise<Database> {
    const settings: Record<string, string> = {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      allow_unsigned_extensions: "false",
      allow_persistent_secrets: "false",
      preserve_insertion_order: "true",
      // A stream's checkpoint is folded into its file this seldom, since a micro-batch waits for it. Until then what was written since, and
      // deleted again, stays in memory, with about twice the log's size; and so much is read again after a crash.
      checkpoint_threshold: "16MB",
      // Small batches take up far more memory than their part of the log: about 17 KB each.
      wal_autocheckpoint_entries: "2000",
      // Memory that a batch has given back goes back to the system while the next one is waited for.
      allocator_background_threads: "true",
    };
    if (options.threads !== undefined) settings.threads = String(options.threads);
    if (options.memoryLimit !== undefined) settings.memory_limit = options.memoryLimit;
    if (options.tempDirectory !== undefined) settings.temp_directory = options.tempDirectory;
    const config = duckdb.create_config();
    try {
      for (const [name, value] of Object.entries(settings)) duckdb.set_config(config, name, value);
      const native = await duckdb.open(options.path ?? ":memory:", config);
      if (options.functions !== undefined) await Database.#register(native, options.functions);
      return new Database(native, new MacroLibrary(options.macros ?? []));
    } catch (error) {
      throw sparkErrorOf(error);
    }
  }

  static async #register(native: NativeDatabase, functions: readonly JavaScriptFunction[]): Promise<void> {
    const connection = await duckdb.connect(native);
    registerFunctions(connection, functions);
    duckdb.disconnect_sync(connection);
  }

  /** A new connection; it costs a fraction of a millisecond. */
  async connection(): Promise<Connection> {
    return new Connection(await duckdb.connect(this.#native), this.#macros);
  }

  /** Ends the database; connections that are still open keep it alive until they are closed. */
  close(): void {
    duckdb.close_sync(this.#native);
  }
}
