import { randomId, sparkError } from "../common/index.ts";
import {
  type AnalyzerCatalog,
  type AnalyzerContext,
  analyze,
  analyzeFunction,
  checkBatch,
  collectInputs,
  isStreaming,
  type SqlFunction,
} from "../engine/analyze/index.ts";
import { SessionCatalog } from "../engine/catalog/index.ts";
import { leavesOf } from "../engine/compile/index.ts";
import { arrowSchema, rowsOf } from "../engine/duckdb/index.ts";
import { checkObservations } from "../engine/execute/index.ts";
import {
  type LocalData,
  type PlanParsers,
  type PythonFunction,
  planFromProto,
  type ReadRelation,
  type Relation,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedRelation,
  streamsOf,
} from "../engine/plan/index.ts";
import type { ResultTable } from "../engine/sinks/index.ts";
import { parseMultipartIdentifier, parseNamedExpression } from "../engine/sql/index.ts";
import { StreamingQueryManager } from "../engine/stream/index.ts";
import type { Relation as RelationMessage } from "../protocol/index.ts";
import { StructType, schemaFromText } from "../types/index.ts";
import { Artifacts } from "./artifacts/index.ts";
import { CachedPlans } from "./cached-plans.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { ErrorLog } from "./errors/index.ts";
import { type LookedUp, withLookedUp } from "./looked-up.ts";
import { type Envelope, Operations } from "./operations/index.ts";
import { ParsedQueries } from "./parsed-queries.ts";
import { SessionSettings } from "./settings.ts";

/** What of a session another one can begin with. */
export type SessionStart = Pick<ServerSession, "settings" | "catalog" | "artifacts" | "functions">;

/** What one client has on the engine: settings, views, streaming queries, running operations. */
export class ServerSession {
  readonly id: string;
  readonly userId: string;
  /** Tells a client whether the server still is the one that it knew. */
  readonly serverSideId: string = randomId();
  readonly engine: EmbeddedEngine;
  readonly settings: SessionSettings;
  readonly catalog: SessionCatalog;
  readonly queries: StreamingQueryManager = new StreamingQueryManager();
  readonly operations: Operations;
  /** The parser of SQL text. */
  readonly sql: ParsedQueries = new ParsedQueries(() => this.settings.timeZone);
  /** Errors whose details the client may fetch. */
  readonly errors: ErrorLog;
  /** When a request last named the session, by the engine's monotonic clock. */
  lastAccess: number;
  /** What the client has sent ahead of the plans that use it. */
  readonly artifacts: Artifacts;
  /** Relations that plans name by an id: batches of `foreachBatch`, checkpointed DataFrames. */
  readonly relations: Map<string, ResolvedRelation> = new Map();
  /** Functions in Python that queries call by their names, which are in lower case here. */
  readonly functions: Map<string, PythonFunction>;
  /** Whether the engine itself needs the session, which then is never idle. */
  isHeld = false;
  /** Plans whose rows a client has asked to keep. */
  readonly cachedPlans: CachedPlans;
  /** Ends the stream of events to the client's listener, where one is open, when all that wait have been sent. */
  stopListening: (() => Promise<void>) | undefined;
  readonly #parsers: PlanParsers;

  /** @param source - what the session begins with: that of another one */
  constructor(id: string, userId: string, engine: EmbeddedEngine, source?: SessionStart) {
    this.id = id;
    this.userId = userId;
    this.functions = new Map(source?.functions);
    this.engine = engine;
    this.settings = new SessionSettings((source ?? engine).settings.entries());
    this.catalog = new SessionCatalog(
      engine.catalog,
      () => engine.nextId(),
      () => this.#parsers,
      () => this.settings.kept,
    );
    if (source !== undefined) this.catalog.copy(source.catalog);
    this.artifacts = source?.artifacts ?? new Artifacts(engine.limits);
    this.settings.python = () => {
      const { filesFolder, pythonPath } = this.artifacts;
      return { owner: this.id, modules: pythonPath, filesFolder };
    };
    this.operations = new Operations(this.envelope, engine.limits, () => engine.clock.monotonic());
    this.cachedPlans = new CachedPlans(engine.executor, engine.fileSystems);
    this.errors = new ErrorLog(engine.clock);
    this.lastAccess = engine.clock.monotonic();
    this.#parsers = {
      parseQuery: (text, parameters, timeZone) => this.sql.query(text, parameters, timeZone),
      parseExpression: (text, timeZone = this.settings.timeZone) => parseNamedExpression(text, { timeZone }),
      parseMultipartIdentifier,
      parseSchema: schemaFromText,
      artifact: (hash) => this.artifacts.cached(hash),
    };
  }

  /** What every response says. */
  get envelope(): Envelope {
    return { sessionId: this.id, serverSideSessionId: this.serverSideId };
  }

  /** The parsers of the texts in a plan. */
  get parsers(): PlanParsers {
    return this.#parsers;
  }

  /** @throws SparkException for a message that is no plan, and what analysis throws */
  resolveMessage(message: RelationMessage): Promise<ResolvedRelation> {
    return this.resolve(planFromProto(message, this.#parsers));
  }

  /**
   * Looks at the sources of a plan, then gives it names and types.
   *
   * @throws SparkException as analysis and the sources do
   */
  async resolve(written: Relation): Promise<ResolvedRelation> {
    const mostColumns = Number(this.settings.find("spark.sql.transposeMaxValues") ?? 500);
    const plan = await withLookedUp(written, {
      rowsOf: (query, onStream) => this.#rows(query, onStream),
      parse: ({ format, options, schema }, values) => {
        const texts = { values, options: this.settings.readOptions(options), ...(schema && { schema }) };
        return this.engine.sources.parse(format, texts, this.settings);
      },
      mostColumns,
    });
    // Names mean one thing throughout an analysis, whatever others do meanwhile.
    const catalog = this.catalog.forAnalysis();
    const { reads, locals } = collectInputs(plan, catalog);
    const schemas = await this.#schemasOf(reads, locals);
    const resolved = analyze(plan, this.#analyzerContext(schemas, catalog));
    checkObservations(resolved);
    return resolved;
  }

  /**
   * The columns that the body of a function gives.
   *
   * @throws SparkException as analysis and the sources do
   */
  async resolveFunction(fn: SqlFunction): Promise<readonly ResolvedExpression[]> {
    const catalog = this.catalog.forAnalysis();
    const { reads, locals } = collectInputs((fn.query ?? fn.expression)!, fn.catalog);
    return analyzeFunction(fn, this.#analyzerContext(await this.#schemasOf(reads, locals), catalog));
  }

  async #schemasOf(
    reads: readonly ReadRelation[],
    locals: readonly LocalData[],
  ): Promise<Map<ReadRelation | LocalData, StructType>> {
    const schemas = new Map<ReadRelation | LocalData, StructType>();
    const settings = {
      timeZone: this.settings.timeZone,
      streamingSchemaInference: this.settings.isOn("spark.sql.streaming.schemaInference"),
    };
    for (const read of reads) {
      const described = { ...read, options: this.settings.readOptions(read.options) };
      schemas.set(read, await this.engine.sources.source(read.format).schema(described, settings));
    }
    for (const data of locals) schemas.set(data, await schemaOfLocal(data));
    return schemas;
  }

  async #rows(query: Relation, onStream?: string): Promise<LookedUp> {
    const plan = await this.resolve(query);
    if (onStream !== undefined && isStreaming(plan)) throw sparkError(onStream);
    checkBatch(plan);
    const { result, schema } = await this.engine.executor.execute(plan, {
      settings: this.settings,
      kept: (part) => this.cachedPlans.withRows(part, { settings: this.settings }),
    });
    const rows: (readonly unknown[])[] = [];
    for await (const batch of rowsOf(result, schema)) rows.push(...batch);
    return { schema, rows };
  }

  /** The paths that a plan reads, as they are written. */
  foldersOf(plan: ResolvedRelation): readonly string[] {
    return leavesOf(plan).flatMap((leaf) => (leaf.kind === "scan" ? leaf.source.paths : []));
  }

  /** Where the files lie that a plan reads, each once. */
  async inputFiles(plan: ResolvedRelation): Promise<readonly string[]> {
    const files = new Set<string>();
    for (const leaf of leavesOf(plan)) {
      if (leaf.kind !== "scan") continue;
      const source = this.engine.sources.source(leaf.source.format);
      for (const file of (await source.files?.(leaf.source, { timeZone: this.settings.timeZone })) ?? [])
        files.add(file.replace(/^file:\/(?!\/)/, "file:///"));
    }
    return [...files];
  }

  /** Whether nothing runs in the session. */
  get isIdle(): boolean {
    return !this.isHeld && this.operations.isIdle && this.queries.active.length === 0;
  }

  /** A table of the database as a plan. */
  storedTable(table: ResultTable): ResolvedRelation {
    const { columnNames, schema, sqlName } = table;
    return { kind: "storedTable", sqlName, columnNames, output: this.#columns(schema) };
  }

  /** Rows that the server itself has to say, as a plan. */
  values(schema: StructType, rows: readonly (readonly unknown[])[]): ResolvedRelation {
    const types = schema.fields.map((field) => field.dataType);
    return {
      kind: "values",
      output: this.#columns(schema),
      rows: rows.map((row) =>
        row.map((value, index) => ({ kind: "literal", type: types[index]!, nullable: value === null, value })),
      ),
    };
  }

  /** Drops a table of DuckDB. */
  dropRows(sqlName: string): Promise<void> {
    return this.engine.executor.run(`DROP TABLE IF EXISTS ${sqlName}`, { settings: this.settings });
  }

  /** Waits until the work is done or the time is up. */
  async #within(timeMs: number, work: Promise<void>): Promise<void> {
    const waiting = new AbortController();
    await Promise.race([work, this.engine.clock.sleep(timeMs, waiting.signal)]);
    waiting.abort();
  }

  #columns(schema: StructType): ResolvedColumn[] {
    return schema.fields.map(({ name, dataType, nullable, metadata }) => ({
      kind: "column",
      id: this.engine.nextId(),
      name,
      type: dataType,
      nullable,
      qualifier: [],
      metadata,
    }));
  }

  #analyzerContext(
    schemas: ReadonlyMap<ReadRelation | LocalData, StructType>,
    catalog: AnalyzerCatalog,
  ): AnalyzerContext {
    const schemaOf = (input: ReadRelation | LocalData): StructType => {
      const schema = schemas.get(input);
      if (schema === undefined) {
        throw sparkError("INTERNAL_ERROR", { message: "an input was not looked at before analysis" });
      }
      return schema;
    };
    return {
      settings: this.settings,
      catalog,
      sourceSchema: schemaOf,
      readOptions: (options) => this.settings.readOptions(options),
      localSchema: schemaOf,
      cached: (relationId) => {
        const plan = this.relations.get(relationId);
        if (plan === undefined) {
          throw sparkError("CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND", { dfId: relationId, sessionId: this.id });
        }
        return plan;
      },
      temporaryFunction: (name) => this.functions.get(name),
      nextId: () => this.engine.nextId(),
    };
  }

  /**
   * Ends the session's queries, each after its running batch, and its operations; drops the tables that only it could see.
   *
   * @param graceMs - how long running batches, and then operations, have to end by themselves; where absent, batches have that of the
   *   limits, and operations none. Operations that wait for a query end as soon as it has ended
   */
  async close(graceMs?: number): Promise<void> {
    await this.#within(graceMs ?? this.engine.limits.batchGraceMs, this.queries.stopAll());
    await this.queries.abortAll();
    await this.stopListening?.();
    await this.#within(graceMs ?? 0, this.operations.ended());
    await this.operations.close();
    const tables = [...this.catalog.memoryTables(), ...this.relations.values()].flatMap((table) =>
      "sqlName" in table ? [table.sqlName] : [],
    );
    const statements = [...new Set(tables)].map((name) => `DROP TABLE IF EXISTS ${name}`);
    if (statements.length > 0) await this.engine.executor.run(statements.join(";\n"), { settings: this.settings });
    this.relations.clear();
    await this.cachedPlans.clear(this.settings);
    this.engine.python.release(this.id);
    await this.artifacts.close();
  }
}

/** The schema that local rows bring along; all of their streams have it. */
async function schemaOfLocal(data: LocalData): Promise<StructType> {
  const [stream] = streamsOf(data);
  return stream === undefined ? new StructType() : arrowSchema(stream);
}
