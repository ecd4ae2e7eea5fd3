import { sparkError } from "../common/index.ts";
import type { Relation } from "../protocol/index.ts";
import type { StructType, Timestamp } from "../types/index.ts";
import { SparkSessionBuilder } from "./builder.ts";
import { Catalog } from "./catalog.ts";
import type { Client, InterruptTarget } from "./client/client.ts";
import type { ProgressHandler } from "./client/progress.ts";
import { type Column, toExpression } from "./column.ts";
import { RuntimeConfig } from "./conf.ts";
import type { Frame } from "./dataframe/actions.ts";
import { DataFrame } from "./dataframe/dataframe.ts";
import { type LocalData, localRelation } from "./local-data.ts";
import type { LiteralValue } from "./plan/literal.ts";
import { relation } from "./plan/relations.ts";
import { DataFrameReader } from "./reader.ts";
import { DataStreamReader } from "./streaming/data-stream-reader.ts";
import { StreamingQueryManager } from "./streaming/streaming-query-manager.ts";
import type { Row } from "./typing/row.ts";
import type { RowOfSchema } from "./typing/schema.ts";

/** A value for a parameter of an SQL text. */
export type SqlArgument = LiteralValue | Column;
/** Parameters of an SQL text: by name (`:limit`), or by position (`?`). */
export type SqlArguments = Readonly<Record<string, SqlArgument>> | readonly SqlArgument[];

/** Row types that {@link SparkSession.createDataFrame} infers: whole numbers become longs, a Date becomes a timestamp. */
export type InferredRow<R> = { [Name in keyof R]: Inferred<R[Name]> };
type Inferred<T> = T extends number ? number | bigint : T extends Date ? Timestamp : T extends undefined ? null : T;

let active: SparkSession | undefined;
const takers = new Set<(session: SparkSession) => void>();

/**
 * Tells of each session that a program makes, before the program has it.
 *
 * @returns a function that takes it back
 * @internal
 */
export function onSession(take: (session: SparkSession) => void): () => void {
  takers.add(take);
  return () => takers.delete(take);
}

function told(session: SparkSession): SparkSession {
  for (const take of takers) take(session);
  return session;
}

/**
 * The entry to data: makes frames, runs SQL, holds settings. Reached over Spark Connect, in this process or on a server.
 *
 * @example
 * ```ts
 * const spark = await SparkSession.builder.appName("transactions").getOrCreate();
 * await (await spark.sql("SELECT currency, sum(amount) FROM trades GROUP BY currency")).show();
 * await spark.stop();
 * ```
 * @see pyspark.sql.SparkSession
 */
export class SparkSession {
  /** Speaks Spark Connect for this session. */
  readonly client: Client;
  readonly conf: RuntimeConfig;
  readonly catalog: Catalog;
  /** The streaming queries of this session. */
  readonly streams: StreamingQueryManager;

  constructor(client: Client) {
    this.client = client;
    this.conf = new RuntimeConfig(client);
    this.catalog = new Catalog(this);
    this.streams = new StreamingQueryManager(client);
  }

  /** Starts to describe a session; `getOrCreate()` ends it. */
  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder({
      active: () => SparkSession.getActiveSession(),
      make: (client) => {
        const session = told(new SparkSession(client));
        active ??= session;
        return session;
      },
    });
  }

  /** The session that `getOrCreate` gives again; undefined where there is none, or it was stopped. */
  static getActiveSession(): SparkSession | undefined {
    if (active?.client.isClosed) active = undefined;
    return active;
  }

  get sessionId(): string {
    return this.client.sessionId;
  }

  /**
   * Address of the dashboard, where the session's engine shows one: with `spark.ui.enabled`, which is false where it is not set, at
   * `spark.ui.port`.
   *
   * @see pyspark.SparkContext.uiWebUrl
   */
  get uiWebUrl(): string | null {
    return this.client.uiWebUrl ?? null;
  }

  /** The version of Spark that the server says it is. */
  version(): Promise<string> {
    return this.client.version();
  }

  /** Whether the session is over: stopped, or lost by its server. */
  get isStopped(): boolean {
    return this.client.isClosed;
  }

  /**
   * A session of its own on the same engine or server: with other settings, temporary views and queries, and the same tables and global
   * temporary views. A server sets none of the builder's settings in it. The embedded engine ends with the last of its sessions.
   */
  async newSession(): Promise<SparkSession> {
    return told(new SparkSession(await this.client.fork()));
  }

  /**
   * A session of its own that starts with the settings, temporary views and current database of this one.
   *
   * @param newSessionId - a UUID; the server makes one where it is missing
   * @throws UnsupportedOperationException SERVER_TOO_OLD before Spark 4.1
   */
  async cloneSession(newSessionId?: string): Promise<SparkSession> {
    return told(new SparkSession(await this.client.clone(newSessionId)));
  }

  /**
   * Has a handler told how far long operations of this session have come, while they run and once when they have ended.
   *
   * @example
   * ```ts
   * spark.registerProgressHandler(({ stages, done }) => console.error(done ? "done" : stages.map((stage) => stage.numCompletedTasks)));
   * ```
   * @see pyspark.sql.SparkSession.registerProgressHandler
   */
  registerProgressHandler(handler: ProgressHandler): void {
    this.client.progressHandlers.add(handler);
  }

  /** @see pyspark.sql.SparkSession.removeProgressHandler */
  removeProgressHandler(handler: ProgressHandler): void {
    this.client.progressHandlers.delete(handler);
  }

  /** @see pyspark.sql.SparkSession.clearProgressHandlers */
  clearProgressHandlers(): void {
    this.client.progressHandlers.clear();
  }

  /** A frame with a plan; for builders. */
  frame<R = Row>(step: Relation): DataFrame<R> {
    return new DataFrame<R>(step, this);
  }

  /**
   * Runs SQL. A query is lazy; any other statement has run when this resolves. Give the row type where you know it.
   *
   * @param args - values for `:name` or `?` in the text
   * @param frames - frames that the text names as tables
   * @throws ParseException, AnalysisException
   * @example
   * ```ts
   * const big = await spark.sql<{ n: bigint }>("SELECT count(*) AS n FROM {trades} WHERE amount > :least", { least: 100 }, { trades });
   * ```
   */
  async sql<R = Row>(
    query: string,
    args: SqlArguments = {},
    frames: Readonly<Record<string, Frame>> = {},
  ): Promise<DataFrame<R>> {
    const input = withFrames(query, args, frames);
    const { relation: result } = await this.client.command(
      { case: "sqlCommand", value: { input } },
      "sqlCommandResult",
    );
    return this.frame<R>(numbered(result!));
  }

  /** Rows with one column `id`: from 0 to `end`, or from `start` to `end`, which is left out. */
  range(end: number | bigint): DataFrame<{ id: bigint }>;
  range(
    start: number | bigint,
    end: number | bigint,
    step?: number | bigint,
    numPartitions?: number,
  ): DataFrame<{ id: bigint }>;
  range(
    first: number | bigint,
    end?: number | bigint,
    step: number | bigint = 1n,
    numPartitions?: number,
  ): DataFrame<{ id: bigint }> {
    const bounds = end === undefined ? { start: 0n, end: BigInt(first) } : { start: BigInt(first), end: BigInt(end) };
    const value = { ...bounds, step: BigInt(step), ...(numPartitions !== undefined && { numPartitions }) };
    return this.frame(relation({ case: "range", value }));
  }

  /**
   * A frame of rows in this process: objects, tuples, an Arrow table, or Arrow IPC bytes.
   *
   * Without a schema, types are inferred from all rows: whole numbers are BIGINT, a column with any other number is DOUBLE, a
   * Date is a TIMESTAMP, an object is a struct, a Map is a map. With one, values have to fit: a long takes a bigint or a whole
   * number, a decimal takes text.
   *
   * @param schema - a StructType, DDL text, or names for tuples
   * @throws IllegalArgumentException CANNOT_INFER_EMPTY_SCHEMA, CANNOT_INFER_TYPE_FOR_FIELD, FIELD_DATA_TYPE_UNACCEPTABLE,
   *   AXIS_LENGTH_MISMATCH for tuples with more or fewer values than columns
   */
  async createDataFrame<R>(data: Iterable<unknown>, schema: StructType<R>): Promise<DataFrame<R>>;
  async createDataFrame<const Ddl extends string>(data: LocalData, schema: Ddl): Promise<DataFrame<RowOfSchema<Ddl>>>;
  async createDataFrame<R extends object>(data: Iterable<R>): Promise<DataFrame<InferredRow<R>>>;
  async createDataFrame<const Names extends readonly string[]>(
    data: Iterable<readonly unknown[]>,
    names: Names,
  ): Promise<DataFrame<{ [Name in Names[number]]: unknown }>>;
  async createDataFrame(data: LocalData): Promise<DataFrame<Row>>;
  async createDataFrame(data: LocalData, schema?: StructType<unknown> | string | readonly string[]): Promise<unknown> {
    return this.frame(await localRelation(this.client, data, schema));
  }

  /** A table or view of the catalog; give the row type where you know it. */
  table<R = Row>(tableName: string): DataFrame<R> {
    return this.read.table<R>(tableName);
  }

  get read(): DataFrameReader {
    return new DataFrameReader(this);
  }
  get readStream(): DataStreamReader {
    return new DataStreamReader(this);
  }

  /** Marks the operations that start from now on, for {@link interruptTag}. */
  addTag(tag: string): void {
    if (tag === "" || tag.includes(",")) throw sparkError("INVALID_OPERATION_TAG", { tag });
    this.client.tags.add(tag);
  }
  removeTag(tag: string): void {
    this.client.tags.delete(tag);
  }
  getTags(): Set<string> {
    return new Set(this.client.tags);
  }
  clearTags(): void {
    this.client.tags.clear();
  }

  /** Stops all running operations of the session; gives their ids. */
  interruptAll(): Promise<string[]> {
    return this.#interrupt({ all: true });
  }
  /** Stops the running operations that have a tag. */
  interruptTag(tag: string): Promise<string[]> {
    return this.#interrupt({ tag });
  }
  /** Stops one running operation. */
  interruptOperation(operationId: string): Promise<string[]> {
    return this.#interrupt({ operationId });
  }

  #interrupt(target: InterruptTarget): Promise<string[]> {
    return this.client.interrupt(target);
  }

  /** Ends the session with its streaming queries, and the connection. Later calls do nothing. */
  async stop(): Promise<void> {
    if (active === this) active = undefined;
    await this.client.close();
  }

  /** As {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

let lastFrame = 0;

/** The SQL relation of a text, with the frames that it names in braces. */
function withFrames(query: string, args: SqlArguments, frames: Readonly<Record<string, Frame>>): Relation {
  const references: Relation[] = [];
  let text = query;
  for (const [name, frame] of Object.entries(frames)) {
    // A name that no table has, since the text may use the frame's own name for one.
    const alias = `_millrace_frame_${lastFrame++}`;
    text = text.replaceAll(`{${name}}`, alias);
    references.push(relation({ case: "subqueryAlias", value: { input: frame.relation, alias } }));
  }
  const root = relation({ case: "sql", value: { query: text, ...argumentsOf(args) } });
  return references.length === 0 ? root : relation({ case: "withRelations", value: { root, references } });
}

const isPositional = (args: SqlArguments): args is readonly SqlArgument[] => Array.isArray(args);

function argumentsOf(args: SqlArguments) {
  if (isPositional(args)) return { posArguments: args.map(toExpression) };
  const named = Object.entries(args).map(([name, value]) => [name, toExpression(value)] as const);
  return { namedArguments: Object.fromEntries(named) };
}

/** Relations of a server may lack the number by which columns refer to them. */
function numbered(step: Relation): Relation {
  return step.common?.planId === undefined && step.relType.case !== undefined ? relation(step.relType) : step;
}
