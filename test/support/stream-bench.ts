import { type Clock, ManualClock } from "../../src/common/index.ts";
import { type AnalyzerCatalog, analyze, checkStreaming, freshen } from "../../src/engine/analyze/index.ts";
import { Database } from "../../src/engine/duckdb/index.ts";
import { Executor } from "../../src/engine/execute/index.ts";
import { macros, scripts } from "../../src/engine/functions/index.ts";
import type { Relation, ResolvedRelation, ScanRelation } from "../../src/engine/plan/index.ts";
import type { OutputMode, Sink, SinkBatch } from "../../src/engine/sinks/index.ts";
import type { Sources, StreamSource } from "../../src/engine/sources/index.ts";
import { parseQuery } from "../../src/engine/sql/index.ts";
import {
  type QueryDefinition,
  type QueryEvent,
  type StreamingQuery,
  StreamingQueryManager,
  startQuery,
  type Trigger,
} from "../../src/engine/stream/index.ts";
import { type DataType, StructType } from "../../src/types/index.ts";
import { valuesOf } from "./memory-stream.ts";

/** `dropDuplicates()` of a query, which SQL has no words for: SELECT DISTINCT over a stream is an aggregation. */
export const withoutDuplicates = (sql: string): Relation => ({
  kind: "deduplicate",
  input: parseQuery(sql),
  columns: "all",
  withinWatermark: false,
});

/** Keeps the rows of each batch. */
export class RecordingSink implements Sink {
  readonly description = "RecordingSink";
  readonly outlivesProcess: boolean;
  readonly batches = new Map<number, unknown[][]>();
  /** Thrown by the next batch, after its rows were kept. */
  failure: Error | undefined;
  closed = false;

  constructor(outlivesProcess = true) {
    this.outlivesProcess = outlivesProcess;
  }

  async addBatch({ batchId, connection, schema, sql }: SinkBatch): Promise<number> {
    const rows = await valuesOf(connection, sql, schema);
    this.batches.set(batchId, rows);
    if (this.failure !== undefined) throw this.failure;
    return rows.length;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const settings = { timeZone: "UTC", ansi: true, caseSensitive: false };

function watermarked(input: ScanRelation, delayMs: number): ResolvedRelation {
  const delay = BigInt(delayMs) * 1000n;
  const output = input.output.map((column) => (column.name === "at" ? { ...column, watermarkDelay: delay } : column));
  return { kind: "watermark", input, delay, column: output.find((column) => column.name === "at")!, output };
}

/** Everything around a streaming query but the server: runs SQL over a table `events` that is a stream. */
export class StreamBench {
  readonly clock: ManualClock;
  readonly events: QueryEvent[] = [];
  readonly manager = new StreamingQueryManager();
  readonly database: Database;
  readonly #executor: Executor;
  #source: StreamSource | undefined;
  #lastId = 0;

  private constructor(database: Database, clock: ManualClock) {
    this.clock = clock;
    this.database = database;
    this.manager.bus.add((event) => this.events.push(event));
    this.#executor = new Executor(database, this.#sources());
  }

  static async open(clock = new ManualClock(1_000_000)): Promise<StreamBench> {
    return new StreamBench(await Database.open({ macros, functions: scripts }), clock);
  }

  async close(): Promise<void> {
    await this.manager.stopAll();
    this.#executor.close();
    this.database.close();
  }

  /** The plan of a query over the stream `events`. @param watermark - of its column `at`, in milliseconds */
  plan(query: string | Relation, schema: StructType, watermark?: number): ResolvedRelation {
    const nextId = () => {
      this.#lastId += 1;
      return this.#lastId;
    };
    const scan: ScanRelation = {
      kind: "scan",
      id: nextId(),
      source: { format: "test", options: {}, paths: [], schema, streaming: true },
      output: schema.fields.map(({ name, dataType, nullable }) => ({
        kind: "column",
        id: nextId(),
        name,
        type: dataType as DataType,
        nullable,
        qualifier: [],
      })),
    };
    const events = watermark === undefined ? scan : watermarked(scan, watermark);
    const catalog: AnalyzerCatalog = {
      currentCatalog: "spark_catalog",
      currentDatabase: "default",
      lookup: ([name]) => (name === "events" ? freshen(events, nextId) : undefined),
    };
    return analyze(typeof query === "string" ? parseQuery(query) : query, {
      settings,
      catalog,
      nextId,
      sourceSchema: () => new StructType(),
      localSchema: () => new StructType(),
      cached: () => undefined,
    });
  }

  /** Starts a query over a source. */
  async start(
    query: string | Relation,
    schema: StructType,
    source: StreamSource,
    options: {
      readonly sink: Sink;
      readonly mode?: OutputMode;
      readonly trigger?: Trigger;
      readonly checkpoint?: string;
      readonly name?: string;
      readonly showsState?: boolean;
      /** Of the column `at`, in milliseconds. */
      readonly watermark?: number;
    },
  ): Promise<StreamingQuery> {
    this.#source = source;
    const plan = this.plan(query, schema, options.watermark);
    const mode = options.mode ?? "append";
    checkStreaming(plan, mode);
    const definition: QueryDefinition = {
      plan,
      mode,
      name: options.name,
      trigger: options.trigger ?? { kind: "default" },
      checkpointLocation: options.checkpoint,
      settings,
      recentProgress: () => 100,
      sink: async () => options.sink,
      showsState: options.showsState ?? false,
    };
    const clock: Clock = this.clock;
    return startQuery(definition, {
      clock,
      database: this.database,
      executor: this.#executor,
      manager: this.manager,
      sources: this.#sources(),
    });
  }

  #sources(): Sources {
    return {
      source: (format) => {
        throw new Error(`no source ${format} in this test`);
      },
      stream: async () => this.#source!,
      parse: () => {
        throw new Error("no texts in this test");
      },
    };
  }
}
