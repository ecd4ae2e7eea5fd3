import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { randomId, sparkError } from "../../common/index.ts";
import type { FileSystems } from "../../storage/index.ts";
import { quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import { type Connection, type Database, duckDbMessage, readRows } from "../duckdb/index.ts";
import { type Binding, type ReadDescription, SourceOptions, temporaryTableName } from "../sources/index.ts";
import { type DescribedStore, type HistorySpan, readHistorySpan, readStores } from "../state/index.ts";

const databaseFile = "millrace.duckdb";

/** What a checkpoint says of a query's state. */
export interface CheckpointState {
  readonly location: string;
  /** The name of the checkpoint's database, for as long as it is read. */
  readonly database: string;
  /** The newest committed batch. */
  readonly committed: number;
  /** Undefined where the query ran with a release that did not write them down. */
  readonly stores: readonly DescribedStore[] | undefined;
  readonly history: HistorySpan | undefined;
}

/** Reads checkpoints of queries of this process and of others, running ones too: what is seen is the state behind one committed batch. */
export class CheckpointReader {
  readonly #fileSystems: FileSystems;
  readonly #database: Database;
  /** A database file is opened once in a process, so one read goes after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(fileSystems: FileSystems, database: Database) {
    this.#fileSystems = fileSystems;
    this.#database = database;
  }

  /**
   * Looks into a checkpoint.
   *
   * @returns what `work` does; undefined where there is no checkpoint, or none of its batches is committed
   * @throws SparkException `STDS_REQUIRED_OPTION_UNSPECIFIED` without a path, `CONCURRENT_STREAM_CHECKPOINT` where a query of another process
   * runs on it
   */
  look<T>(read: ReadDescription, work: (state: CheckpointState, connection: Connection) => T): Promise<T | undefined> {
    return this.#inTurn(async () => {
      const connection = await this.#database.connection();
      try {
        return await this.#with(read, connection, (state) => work(state, connection));
      } finally {
        connection.close();
      }
    });
  }

  /**
   * Copies rows out of a checkpoint, so that it is free again before the query of them begins.
   *
   * @param sqlOf - a query of the rows
   */
  copy(
    read: ReadDescription,
    connection: Connection,
    sqlOf: (state: CheckpointState) => string,
  ): Promise<Binding | undefined> {
    return this.#inTurn(() =>
      this.#with(read, connection, async (state) => {
        const name = `temp.main.${quoteIdentifier(temporaryTableName())}`;
        await connection.run(`CREATE TEMP TABLE ${name} AS ${sqlOf(state)}`);
        return { sql: `SELECT * FROM ${name}`, release: () => connection.run(`DROP TABLE IF EXISTS ${name}`) };
      }),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #with<T>(
    read: ReadDescription,
    connection: Connection,
    work: (state: CheckpointState) => T | Promise<T>,
  ): Promise<T | undefined> {
    const location = this.locationOf(read);
    const file = join(location, databaseFile);
    if (!existsSync(file)) return undefined;
    const running = await attachedAs(connection, file);
    const database = running ?? `state_${randomId().replaceAll("-", "")}`;
    if (running === undefined) await attach(connection, file, database, location);
    try {
      const latest = `SELECT max(batch) FROM ${quoteIdentifier(database)}.commits`;
      const [row] = await readRows(connection, latest, new StructType().add("batch", "long"));
      if (row!.batch === null) return undefined;
      const stores = await readStores(connection, database);
      const history = await readHistorySpan(connection, database);
      return await work({ location, database, committed: Number(row!.batch), stores, history });
    } finally {
      if (running === undefined) await connection.detach(database);
    }
  }

  /** The folder of the checkpoint. @throws SparkException `STDS_REQUIRED_OPTION_UNSPECIFIED` */
  locationOf({ options, paths }: ReadDescription): string {
    const path = paths[0] ?? new SourceOptions(options).get("path");
    if (path === undefined) throw sparkError("STDS_REQUIRED_OPTION_UNSPECIFIED", { optionName: "path" });
    const { key, storage } = this.#fileSystems.resolve(path);
    const local = storage.localPath(key);
    if (local === undefined) throw sparkError("CHECKPOINT_LOCATION_NOT_LOCAL", { location: path });
    return isAbsolute(local) ? local : resolve(local);
  }
}

/** The name of the database of a query of this process that runs on the file. */
async function attachedAs(connection: Connection, file: string): Promise<string | undefined> {
  const paths = [...new Set([file, realpathSync(file)])].map(quoteString);
  const sql = `SELECT database_name FROM duckdb_databases() WHERE path IN (${paths.join(", ")})`;
  const [row] = await readRows(connection, sql, new StructType().add("name", "string"));
  return row?.name ?? undefined;
}

async function attach(connection: Connection, file: string, database: string, location: string): Promise<void> {
  try {
    await connection.run(`ATTACH ${quoteString(file)} AS ${quoteIdentifier(database)} (READ_ONLY)`);
  } catch (error) {
    const reason = duckDbMessage(error);
    const isHeld = /Could not set lock|Conflicting lock/i.test(reason);
    throw isHeld
      ? sparkError("CONCURRENT_STREAM_CHECKPOINT", { location }, { cause: error })
      : sparkError("CHECKPOINT_UNREADABLE", { location, reason }, { cause: error });
  }
}
