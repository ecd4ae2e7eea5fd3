import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomId, sparkError } from "../../common/index.ts";
import { quoteIdentifier as identifier, StructType, quoteString as text } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";

/** The layout of the database file; a checkpoint of another version is refused rather than misread. */
const formatVersion = 1;
const databaseFile = "millrace.duckdb";
/** Batches whose offsets stay, so that a person can see how a query went. Spark keeps as many. */
const batchesToRetain = 100;
/** So many files are logged as SQL text, which costs one call; more go through a table. */
const filesAsText = 64;

const offsetsSchema = new StructType()
  .add("batch", "long")
  .add("offsets", "string")
  .add("timestamp", "long")
  .add("metadata", "string");
const filesSchema = new StructType()
  .add("source", "integer")
  .add("path", "string")
  .add("modified", "long")
  .add("size", "long")
  .add("batch", "long");

/** What the offset log says of one batch. */
export interface BatchOffsets {
  readonly batchId: number;
  /** Where the batch ends, for each source in the order of the plan; null where a source had no data yet. */
  readonly offsets: readonly (string | null)[];
  /** The batch's time in milliseconds since the epoch: `current_timestamp()` of its rows, also when it runs again. */
  readonly timestamp: number;
  readonly metadata: BatchMetadata;
}

/** What a batch must find again when it runs a second time, beside its rows. @see org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqMetadata */
export interface BatchMetadata {
  /** The watermark by which the batch removes state, in milliseconds since the epoch. */
  readonly watermark: number;
  /** Settings that stay what they were when the query was first started. */
  readonly conf: Readonly<Record<string, string>>;
}

/** What the commit log says of one batch. */
export interface CommittedBatch {
  readonly batchId: number;
  /** The watermark of the batch behind it, in milliseconds since the epoch. */
  readonly nextWatermark: number;
  /** The watermarks of the plan's nodes, in its order; milliseconds since the epoch. */
  readonly watermarks: readonly number[];
}

/** What a batch will read: its entry in the offset log, and the files between the offsets. */
export interface PlannedReads {
  readonly entry: BatchOffsets;
  readonly files: readonly LoggedFile[];
}

/** A file that a batch has taken. */
export interface LoggedFile {
  readonly source: number;
  readonly path: string;
  readonly modified: number;
  readonly size: number;
  readonly batch: number;
}

/**
 * The durable memory of a streaming query: one DuckDB file with the offset log (what each batch reads, written before it runs), the
 * commit log (which batches are done), the files seen and the operators' state. State and the commit of a batch are one
 * transaction, so a killed process either has both or neither.
 *
 * @see org.apache.spark.sql.execution.streaming.checkpointing
 */
export class Checkpoint {
  /** The query's id, which outlives restarts. */
  readonly queryId: string;
  /** The folder; undefined for a checkpoint that lives and dies with the process. */
  readonly location: string | undefined;
  /** The name under which the checkpoint's database is attached; prefix of the tables of `engine/state`. */
  readonly database: string;
  readonly #connection: Connection;

  private constructor(connection: Connection, queryId: string, location: string | undefined, database: string) {
    this.#connection = connection;
    this.queryId = queryId;
    this.location = location;
    this.database = database;
  }

  /**
   * Opens or makes a checkpoint and attaches its database to the connection's.
   *
   * @param location - a local folder, made where it does not exist; undefined for a temporary checkpoint in memory
   * @throws SparkException `CONCURRENT_STREAM_CHECKPOINT` where another process has it, `CHECKPOINT_UNREADABLE` where it is damaged or of
   * another version
   */
  static async open(connection: Connection, location: string | undefined): Promise<Checkpoint> {
    const database = `checkpoint_${randomId().replaceAll("-", "")}`;
    if (location === undefined) {
      await connection.attach(":memory:", database);
      await createTables(connection, database);
      return new Checkpoint(connection, randomId(), undefined, database);
    }
    const queryId = await readQueryId(location);
    await attach(connection, join(location, databaseFile), database, location);
    try {
      await createTables(connection, database);
      await checkVersion(connection, database, location);
    } catch (error) {
      await connection.detach(database);
      throw error;
    }
    return new Checkpoint(connection, queryId, location, database);
  }

  /** The newest batch in the offset log, which may not be committed yet. */
  async latestOffsets(): Promise<BatchOffsets | undefined> {
    return this.#readOffsets("ORDER BY batch DESC LIMIT 1");
  }

  /** The offset log's entry of a batch. */
  async offsetsOf(batchId: number): Promise<BatchOffsets | undefined> {
    return this.#readOffsets(`WHERE batch = ${batchId}`);
  }

  /** The newest committed batch. */
  async latestCommit(): Promise<CommittedBatch | undefined> {
    const schema = new StructType().add("batch", "long").add("metadata", "string");
    const sql = `SELECT batch, metadata FROM ${this.#table("commits")} ORDER BY batch DESC LIMIT 1`;
    const [row] = await readRows(this.#connection, sql, schema);
    return row && { batchId: Number(row.batch), ...(JSON.parse(row.metadata!) as Omit<CommittedBatch, "batchId">) };
  }

  /** All files that batches have taken, in the order in which they were. */
  async files(): Promise<LoggedFile[]> {
    const sql = `SELECT source, path, modified, size, batch FROM ${this.#table("files")} ORDER BY batch, rowid`;
    const rows = await readRows(this.#connection, sql, filesSchema);
    return rows.map((row) => ({
      source: row.source!,
      path: row.path!,
      modified: Number(row.modified),
      size: Number(row.size),
      batch: Number(row.batch),
    }));
  }

  /** The origins of the query's sources: those of the first run, which `current` becomes where this is it. */
  async origins(current: readonly (string | undefined)[]): Promise<readonly (string | undefined)[]> {
    const schema = new StructType().add("source", "integer").add("origin", "string");
    const stored = await readRows(this.#connection, `SELECT source, origin FROM ${this.#table("sources")}`, schema);
    if (stored.length > 0)
      return current.map((_, index) => stored.find((row) => row.source === index)?.origin ?? undefined);
    const rows = current.map((origin, index) => [index, origin ?? null]);
    this.#connection.appendRows({ database: this.database, table: "sources" }, schema, rows);
    return current;
  }

  /** Writes what a batch will read, before it runs. */
  async writeOffsets(planned: PlannedReads): Promise<void> {
    await this.#connection.atomically(await this.#logStatements(planned));
  }

  /**
   * Commits a batch together with its state.
   *
   * @param committed - what the commit log says of it
   * @param state - statements that write the state
   * @param planned - what the batch has read, where {@link writeOffsets} has not logged it before
   */
  async commit(
    { batchId, ...metadata }: CommittedBatch,
    state: readonly string[],
    planned: PlannedReads | undefined,
  ): Promise<void> {
    const commit = `(${batchId}, ${text(JSON.stringify(metadata))})`;
    const statements = [...state, `INSERT INTO ${this.#table("commits")} VALUES ${commit}`];
    if (planned !== undefined) statements.push(...(await this.#logStatements(planned)));
    // Only now and then, since a DELETE costs as much as the batch's own writes.
    if (batchId % batchesToRetain === batchesToRetain - 1) {
      for (const table of ["offsets", "commits"]) {
        statements.push(`DELETE FROM ${this.#table(table)} WHERE batch < ${batchId - batchesToRetain}`);
      }
    }
    await this.#connection.atomically(statements);
  }

  /** Detaches the database; a temporary checkpoint is gone. */
  async close(): Promise<void> {
    await this.#connection.detach(this.database);
  }

  async #logStatements({ entry, files }: PlannedReads): Promise<string[]> {
    const offsets = text(JSON.stringify(entry.offsets));
    const metadata = text(JSON.stringify(entry.metadata));
    const statements = [
      `INSERT INTO ${this.#table("offsets")} VALUES (${entry.batchId}, ${offsets}, ${entry.timestamp}, ${metadata})`,
    ];
    if (files.length === 0) return statements;
    if (files.length <= filesAsText) {
      const rows = files.map(
        (file) => `(${file.source}, ${text(file.path)}, ${file.modified}, ${file.size}, ${file.batch})`,
      );
      statements.push(`INSERT INTO ${this.#table("files")} VALUES ${rows.join(", ")}`);
      return statements;
    }
    await this.#connection.run(
      `CREATE OR REPLACE TEMP TABLE logged_files AS SELECT * FROM ${this.#table("files")} LIMIT 0`,
    );
    const rows = files.map(({ source, path, modified, size, batch }) => [source, path, modified, size, batch]);
    this.#connection.appendRows("logged_files", filesSchema, rows);
    statements.push(`INSERT INTO ${this.#table("files")} SELECT * FROM logged_files`, "DROP TABLE logged_files");
    return statements;
  }

  async #readOffsets(which: string): Promise<BatchOffsets | undefined> {
    const sql = `SELECT batch, offsets, timestamp, metadata FROM ${this.#table("offsets")} ${which}`;
    const [row] = await readRows(this.#connection, sql, offsetsSchema);
    return (
      row && {
        batchId: Number(row.batch),
        offsets: JSON.parse(row.offsets!) as (string | null)[],
        timestamp: Number(row.timestamp),
        metadata: JSON.parse(row.metadata!) as BatchMetadata,
      }
    );
  }

  #table(name: string): string {
    return `${identifier(this.database)}.${identifier(name)}`;
  }
}

/** The id stands in a file of its own, as in Spark's checkpoints, for people and tools to read. */
async function readQueryId(location: string): Promise<string> {
  const path = join(location, "metadata");
  try {
    const { id } = JSON.parse(await readFile(path, "utf8")) as { id?: unknown };
    if (typeof id !== "string") throw sparkError("CHECKPOINT_UNREADABLE", { location, reason: `${path} has no id` });
    return id;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw sparkError("CHECKPOINT_UNREADABLE", { location, reason: `${path} is not JSON` }, { cause: error });
    }
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const id = randomId();
  await mkdir(location, { recursive: true });
  await writeFile(`${path}.tmp`, JSON.stringify({ id }), { flush: true });
  await rename(`${path}.tmp`, path);
  return id;
}

async function attach(connection: Connection, file: string, database: string, location: string): Promise<void> {
  try {
    await connection.attach(file, database);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/lock|conflict|already attached/i.test(reason)) {
      throw sparkError("CONCURRENT_STREAM_CHECKPOINT", { location }, { cause: error });
    }
    throw sparkError("CHECKPOINT_UNREADABLE", { location, reason }, { cause: error });
  }
}

async function createTables(connection: Connection, database: string): Promise<void> {
  const table = (name: string) => `${identifier(database)}.${identifier(name)}`;
  await connection.transaction(async () => {
    await connection.run(`CREATE TABLE IF NOT EXISTS ${table("format")} (version INTEGER)`);
    await connection.run(
      `INSERT INTO ${table("format")} SELECT ${formatVersion} WHERE NOT EXISTS (SELECT 1 FROM ${table("format")})`,
    );
    await connection.run(
      `CREATE TABLE IF NOT EXISTS ${table("offsets")} (batch BIGINT, offsets VARCHAR, timestamp BIGINT, metadata VARCHAR)`,
    );
    await connection.run(`CREATE TABLE IF NOT EXISTS ${table("sources")} (source INTEGER, origin VARCHAR)`);
    await connection.run(`CREATE TABLE IF NOT EXISTS ${table("commits")} (batch BIGINT, metadata VARCHAR)`);
    await connection.run(
      `CREATE TABLE IF NOT EXISTS ${table("files")} (source INTEGER, path VARCHAR, modified BIGINT, size BIGINT, batch BIGINT)`,
    );
  });
}

async function checkVersion(connection: Connection, database: string, location: string): Promise<void> {
  const sql = `SELECT version FROM ${identifier(database)}."format"`;
  const [row] = await readRows(connection, sql, new StructType().add("version", "integer"));
  if (row?.version !== formatVersion) {
    throw sparkError("CHECKPOINT_UNREADABLE", {
      location,
      reason: `it has format version ${row?.version}, this release writes ${formatVersion}`,
    });
  }
}
