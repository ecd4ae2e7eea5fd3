import type { Clock } from "../../common/index.ts";
import { Checkpoint } from "../checkpoint/index.ts";
import type { Connection, Database } from "../duckdb/index.ts";
import type { Executor } from "../execute/index.ts";
import { type ExpressionSettings, inputsOf, type ResolvedRelation, schemaOf } from "../plan/index.ts";
import type { OutputMode, RunDescription, Sink } from "../sinks/index.ts";
import type { Sources, StreamSource } from "../sources/index.ts";
import { checkOperators, describeStores, StateHistory } from "../state/index.ts";
import { publishState } from "./batch-work.ts";
import { planIncrementally } from "./incremental-plan.ts";
import type { MicroBatchParts } from "./micro-batch.ts";
import type { StreamingQueryManager } from "./query-manager.ts";
import { makeStages, operatorsFromTop, operatorsOf } from "./stages.ts";
import { StreamingQuery } from "./streaming-query.ts";
import type { Trigger } from "./trigger.ts";
import type { WatermarkPolicy } from "./watermark-tracker.ts";

/** A streaming query as its user described it. */
export interface QueryDefinition {
  /** Has passed the analyzer's streaming rules. */
  readonly plan: ResolvedRelation;
  readonly name: string | undefined;
  readonly mode: OutputMode;
  readonly trigger: Trigger;
  /** A local folder; undefined for a checkpoint that ends with the process. */
  readonly checkpointLocation: string | undefined;
  readonly settings: ExpressionSettings;
  /** Before which report `recentProgress` ends: `spark.sql.streaming.numRecentProgressUpdates`, which may change while the query runs. */
  readonly recentProgress: () => number;
  /** Milliseconds from report to report where there is nothing to do: `spark.sql.streaming.noDataProgressEventInterval`. Default 10 s. */
  readonly idleReportMs?: number;
  /** Which of several watermarks counts: `spark.sql.streaming.multipleWatermarkPolicy`. Default min. */
  readonly watermarkPolicy?: WatermarkPolicy;
  /** Whether batches run without data to give out rows and remove state: `spark.sql.streaming.noDataMicroBatches.enabled`. Default true. */
  readonly noDataBatches?: boolean;
  /** How many earlier batches readers can see the state of: `spark.millrace.streaming.stateHistory.batches`. Default 0. */
  readonly stateHistoryBatches?: number;
  /** Makes the sink, on the connection that the query will run on. */
  sink(connection: Connection, run: RunDescription): Promise<Sink>;
  /** Whether the sink shows what the state holds as soon as the query is there, before new data. */
  readonly showsState: boolean;
}

/** What queries of a session run on. */
export interface StreamContext {
  readonly database: Database;
  readonly executor: Executor;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly manager: StreamingQueryManager;
}

/**
 * Plans a query, opens its checkpoint, sources and sink, takes up an earlier run, and starts it.
 *
 * @throws SparkException for operators that cannot run as a stream, checkpoints that cannot be used, sources that are not there
 */
export async function startQuery(definition: QueryDefinition, context: StreamContext): Promise<StreamingQuery> {
  const { checkpointLocation, mode, name, settings } = definition;
  const { clock, database, executor, manager } = context;
  const plan = planIncrementally(executor.prepare(definition.plan), mode);
  const admitted = await manager.admit(name, checkpointLocation, clock);
  const held: (() => Promise<void> | void)[] = [];
  // What one of them fails with keeps none of the others: a checkpoint that stays attached could not be opened again.
  const release = async () => {
    const failures: unknown[] = [];
    for (const free of held.splice(0).reverse()) {
      try {
        await free();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const connection = await database.connection();
    held.push(() => connection.close());
    await connection.setTimeZone(settings.timeZone);
    let second: Promise<Connection> | undefined;
    held.push(async () => (await second)?.close());
    const beside = (): Promise<Connection> => {
      second ??= database.connection();
      return second;
    };
    const checkpoint = await Checkpoint.open(connection, checkpointLocation);
    held.push(() => checkpoint.close());
    const sources: StreamSource[] = [];
    for (const scan of plan.sources) {
      const source = await context.sources.stream(scan.source);
      held.push(() => source.close());
      sources.push(source);
    }
    const stages = makeStages(plan, { database: checkpoint.database, mode, settings });
    const operators = operatorsOf(stages);
    await checkOperators(connection, checkpoint.database, operators);
    for (const operator of operators) await operator.open(connection);
    const schema = schemaOf(definition.plan);
    const loggedBatch = (await checkpoint.latestOffsets())?.batchId ?? -1;
    const committedBatch = (await checkpoint.latestCommit())?.batchId ?? -1;
    const { queryId } = checkpoint;
    const stores = await describeStores(connection, checkpoint.database, operatorsFromTop(plan, stages));
    const history = await StateHistory.open(connection, checkpoint.database, stores, {
      committed: committedBatch,
      batchesToRetain: definition.stateHistoryBatches ?? 0,
    });
    const run = { schema, queryId, loggedBatch, committedBatch, checkpointLocation };
    const sink = await definition.sink(connection, run);
    held.push(() => sink.close());
    const parts: MicroBatchParts = {
      plan,
      sources,
      stages,
      sink,
      checkpoint,
      history,
      connection,
      beside: hasProgram(plan.whole) ? undefined : beside,
      executor,
      schema,
      mode,
      settings,
      clock,
      watermarkPolicy: definition.watermarkPolicy ?? "min",
      noDataBatches: definition.noDataBatches ?? true,
    };
    const query = await StreamingQuery.start({
      name,
      trigger: definition.trigger,
      parts,
      bus: manager.bus,
      recentProgress: definition.recentProgress,
      ...(definition.idleReportMs !== undefined && { idleReportMs: definition.idleReportMs }),
      release,
      ...(definition.showsState && { prepare: () => publishState(parts) }),
    });
    manager.add(query);
    return query;
  } catch (error) {
    // The cause of the failed start is what is told.
    await release().catch(() => undefined);
    throw error;
  } finally {
    admitted();
  }
}

const programs: ReadonlySet<ResolvedRelation["kind"]> = new Set<ResolvedRelation["kind"]>([
  "pythonEval",
  "pythonMap",
  "pythonGroupMap",
  "pythonAggregate",
  "groupProgram",
]);

/** Whether a plan shows rows to programs of the user's. */
const hasProgram = (plan: ResolvedRelation): boolean => programs.has(plan.kind) || inputsOf(plan).some(hasProgram);
