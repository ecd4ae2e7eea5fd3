import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomId, SparkException, sparkError } from "../../common/index.ts";
import { quoteIdentifier as identifier, StructType, quoteString as text } from "../../types/index.ts";
import { type Connection, duckDbMessage, readRows } from "../duckdb/index.ts";

/** The layout of the database file; a checkpoint of another version is refused rather than misread. */
const formatVersion = 1;
const databaseFile = "millrace.duckdb";
/** Holds the query's id in a file of its own, as in Spark's checkpoints, for people and tools to read. */
const metadataFile = "metadata";
/** Bytes of a database that holds nothing yet; one of fewer was never finished. */
const headerBytes = 12_288;
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

/** By what a source of a query is known again. */
export interface SourceIdentity {
  /** Spark's name of the source, and in brackets what it reads, which may change. */
  readonly description: string;
  /** What the source has said of itself when the query began. */
  readonly origin?: string | undefined;
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
   * @throws SparkException `CONCURRENT_STREAM_CHECKPOINT` where another process has it, `CHECKPOINT_UNREADABLE` where it is damaged, a part
   * of it is missing, it is of another version or may not be written; it then stays as it is
   */
  static async open(connection: Connection, location: string | undefined): Promise<Checkpoint> {
    const database = `checkpoint_${randomId().replaceAll("-", "")}`;
    if (location === undefined) {
      await connection.attach(":memory:", database);
      await createTables(connection, database, database);
      return new Checkpoint(connection, randomId(), undefined, database);
    }
    const known = await readQueryId(location);
    await checkFolder(location, known);
    await attach(connection, database, location, known);
    try {
      await createTables(connection, database, location);
      const checkpoint = new Checkpoint(connection, known ?? randomId(), location, database);
      if (known === undefined) await checkpoint.#writeQueryId(location);
      return checkpoint;
    } catch (error) {
      await connection.detach(database);
      throw error;
    }
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

  /**
   * The origins of the query's sources: those of the first run, which `current` becomes where this is it.
   *
   * @throws SparkException `STREAMING_SOURCE_CHANGED` where the first run had other kinds of sources
   */
  async origins(current: readonly SourceIdentity[]): Promise<readonly (string | undefined)[]> {
    const schema = new StructType().add("source", "integer").add("kind", "string").add("origin", "string");
    const sql = `SELECT source, kind, origin FROM ${this.#table("sources")} ORDER BY source`;
    const stored = await readRows(this.#connection, sql, schema);
    const kinds = current.map(({ description }) => /^\w*/.exec(description)![0]);
    if (stored.length === 0) {
      const rows = current.map(({ origin }, index) => [index, kinds[index], origin ?? null]);
      this.#connection.appendRows({ database: this.database, table: "sources" }, schema, rows);
      return current.map(({ origin }) => origin);
    }
    const [before, now] = [stored.map(({ kind }) => kind).join(", "), kinds.join(", ")];
    if (before !== now) throw sparkError("STREAMING_SOURCE_CHANGED", { stored: before, current: now });
    return stored.map(({ origin }) => origin ?? undefined);
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

  /** The id says that the checkpoint is whole: it is written when the database is there. */
  async #writeQueryId(location: string): Promise<void> {
    if ((await this.latestOffsets()) !== undefined || (await this.latestCommit()) !== undefined)
      throw unreadable(location, `it has batches, but the file ${metadataFile} with the query's id is missing`);
    const path = join(location, metadataFile);
    await guarded(location, async () => {
      await writeFile(`${path}.tmp`, JSON.stringify({ id: this.queryId }), { flush: true });
      await rename(`${path}.tmp`, path);
      // Names of files are safe when their folder is. Windows knows no such thing.
      if (process.platform === "win32") return;
      const folder = await open(location, "r");
      await folder.sync().finally(() => folder.close());
    });
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

/** The query's id; undefined where no query has begun here. */
async function readQueryId(location: string): Promise<string | undefined> {
  const path = join(location, metadataFile);
  const text = await guarded(location, () => readFile(path, "utf8").catch(unlessMissing));
  if (text === undefined) return undefined;
  let parsed: { id?: unknown } | null;
  try {
    parsed = JSON.parse(text) as { id?: unknown } | null;
  } catch (cause) {
    throw unreadable(location, `${path} is not JSON`, cause);
  }
  if (typeof parsed?.id !== "string") throw unreadable(location, `${path} has no id`);
  return parsed.id;
}

/** Makes the folder of a new checkpoint; that of an old one must have its database, or DuckDB would make an empty one. */
async function checkFolder(location: string, queryId: string | undefined): Promise<void> {
  await guarded(location, async () => {
    if (queryId === undefined) return void (await mkdir(location, { recursive: true }));
    const size = await sizeOf(join(location, databaseFile));
    if (size === undefined) throw unreadable(location, `${databaseFile} is missing`);
    if (size < headerBytes) throw unreadable(location, `${databaseFile} has ${size} bytes, it was cut off`);
  });
}

const sizeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(unlessMissing))?.size;

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}

/** Says of what the machine refuses which checkpoint it is about. */
async function guarded<T>(location: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SparkException) throw error;
    throw unreadable(location, error instanceof Error ? error.message : String(error), error);
  }
}

const unreadable = (location: string, reason: string, cause?: unknown): SparkException =>
  sparkError("CHECKPOINT_UNREADABLE", { location, reason }, cause === undefined ? {} : { cause });

async function attach(
  connection: Connection,
  database: string,
  location: string,
  queryId: string | undefined,
): Promise<void> {
  const path = join(location, databaseFile);
  try {
    await connection.attach(path, database);
  } catch (error) {
    const reason = duckDbMessage(error);
    if (/Could not set lock|Conflicting lock|already attached/i.test(reason))
      throw sparkError("CONCURRENT_STREAM_CHECKPOINT", { location }, { cause: error });
    const size = await guarded(location, () => sizeOf(path));
    if (queryId !== undefined || size === undefined || size >= headerBytes) throw unreadable(location, reason, error);
    // A process was killed while it made the database, and nobody holds its lock.
    await guarded(location, () => rm(path));
    await attach(connection, database, location, queryId);
  }
}

/** Makes what is missing of the tables. @throws SparkException `CHECKPOINT_UNREADABLE` for a database that is not ours, or of another version */
async function createTables(connection: Connection, database: string, location: string): Promise<void> {
  const table = (name: string) => `${identifier(database)}.${identifier(name)}`;
  const names = `SELECT table_name FROM duckdb_tables() WHERE database_name = ${text(database)}`;
  const found = await readRows(connection, names, new StructType().add("name", "string"));
  if (found.length > 0) {
    if (!found.some(({ name }) => name === "format")) throw unreadable(location, "its database has other tables");
    const versions = `SELECT version FROM ${table("format")}`;
    const [row] = await readRows(connection, versions, new StructType().add("version", "integer"));
    if (row?.version === formatVersion) return;
    throw unreadable(location, `it has format version ${row?.version}, this release writes ${formatVersion}`);
  }
  await connection.atomically([
    `CREATE TABLE ${table("format")} AS SELECT CAST(${formatVersion} AS INTEGER) AS version`,
    `CREATE TABLE ${table("offsets")} (batch BIGINT, offsets VARCHAR, timestamp BIGINT, metadata VARCHAR)`,
    `CREATE TABLE ${table("sources")} (source INTEGER, kind VARCHAR, origin VARCHAR)`,
    `CREATE TABLE ${table("commits")} (batch BIGINT, metadata VARCHAR)`,
    `CREATE TABLE ${table("files")} (source INTEGER, path VARCHAR, modified BIGINT, size BIGINT, batch BIGINT)`,
  ]);
}
