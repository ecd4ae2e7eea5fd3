import type { Clock } from "../../common/index.ts";
import type { Connection } from "../duckdb/index.ts";
import type { StateStore } from "./state-store.ts";

/** What one stateful operator did in a batch, in the names of Spark's progress reports. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics: Readonly<Record<string, number>>;
}

/** The watermarks that hold for an operator in a batch, in milliseconds since the epoch; 0 as long as there is none. */
export interface OperatorWatermarks {
  /** That of the batch before: rows whose event time is not behind it come too late. */
  readonly late: number;
  /** That of this batch: state whose event time is not behind it is done with. */
  readonly eviction: number;
}

/** What an operator hears of the batch that it works on. */
export interface OperatorBatch extends OperatorWatermarks {
  readonly batchId: number;
  /** The batch's time in milliseconds since the epoch, the same when it runs again. */
  readonly timestamp: number;
  /** Whether the source says how many rows come in, so that the operator need not. */
  readonly inputIsCounted: boolean;
  /** Whether {@link OperatorWork.outputCounted} will be called. */
  readonly outputIsCounted: boolean;
}

/** What a part of a batch runs on. */
export interface WorkContext {
  /** The query's connection; temporary tables made here live as long as the next batch replaces them. */
  readonly connection: Connection;
  readonly clock: Clock;
  /** Stops the batch, which then fails with `OPERATION_CANCELED`. */
  readonly signal?: AbortSignal;
}

/** One part of a batch: rows of lower parts in, rows for the parts above out. */
export interface StageWork {
  /** A query of the rows that come out, columns `c<id>` of the operator's output; good once {@link run} is through. */
  readonly outputSql: string;
  /** Rows that came in, for each input; undefined where they were not counted. Known once {@link run} is through. */
  readonly inputRows: readonly (number | undefined)[];
  /** The SQL of {@link run}, for people. */
  explain(inputs: readonly string[]): string;
  /**
   * Computes. May be called again with other SQL of the same rows, where a source had to be read in another way; nothing of the state
   * changes yet.
   *
   * @param inputs - a query for each input, columns `c<id>`
   */
  run(inputs: readonly string[], context: WorkContext): Promise<void>;
}

/** What a stateful operator does in one batch. */
export interface OperatorWork extends StageWork {
  /** Statements that bring the state to the end of the batch; they run in the transaction that commits the batch. */
  stateSql(): readonly string[];
  /** Takes note of how many rows have come out of the operator, which the sink has counted. */
  outputCounted?(rows: number): void;
  /** Takes note that {@link stateSql} has been committed. @param commitMs - how long that took */
  committed(commitMs: number): void;
  progress(): StateOperatorProgress;
}

/**
 * An operator that remembers what it saw in earlier batches. Its state lies in tables of the checkpoint; a batch computes a change in
 * temporary tables, hands its rows on, and the change joins the state when the batch commits.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StatefulOperator
 */
export interface StatefulOperator {
  /** Spark's name in progress reports: `stateStoreSave`, `dedupe`, `symmetricHashJoin`. */
  readonly name: string;
  /**
   * Makes the operator's tables, or takes up those of an earlier run.
   *
   * @throws SparkException `STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE` where the stored state is of another operator
   */
  open(connection: Connection): Promise<void>;
  /** Plans a batch; runs nothing. */
  plan(batch: OperatorBatch): OperatorWork;
  /**
   * Whether a batch without new rows has something to do: rows to give out or state to remove.
   *
   * @param watermark - that the batch would have
   * @param last - that of the last batch
   */
  wantsBatch(watermark: number, last: number): boolean;
  /** When, by the clock, the operator next has something to do without rows or a watermark; milliseconds since the epoch. */
  dueAt?(): number | undefined;
  /** The watermark of the rows that come out, for operators above; undefined where they have no event time any more. */
  outputWatermark(watermark: number): number | undefined;
  /** The state as readers see it. */
  stores(): readonly StateStore[];
  /** A query of all that the state holds as the operator's rows, where complete mode shows them before new data. */
  storedSql?(): string | undefined;
}

/** What an operator has counted in a batch. */
export interface OperatorCounts {
  /** Keys, or rows, of the state when the batch is committed. */
  readonly total: bigint;
  readonly updated: bigint;
  readonly removed: bigint;
  /** Rows that came too late. */
  readonly dropped: bigint;
  readonly memoryBytes: bigint;
  readonly updatesMs: number;
  readonly removalsMs?: number;
  readonly commitMs: number;
  readonly custom?: Readonly<Record<string, number>>;
}

/** Counts in the form of Spark's reports. One store holds the state: there are no partitions. */
export const operatorProgress = (operatorName: string, counts: OperatorCounts): StateOperatorProgress => ({
  operatorName,
  numRowsTotal: Number(counts.total),
  numRowsUpdated: Number(counts.updated),
  allUpdatesTimeMs: Math.round(counts.updatesMs),
  numRowsRemoved: Number(counts.removed),
  allRemovalsTimeMs: Math.round(counts.removalsMs ?? 0),
  commitTimeMs: Math.round(counts.commitMs),
  memoryUsedBytes: Number(counts.memoryBytes),
  numRowsDroppedByWatermark: Number(counts.dropped),
  numShufflePartitions: 1,
  numStateStoreInstances: 1,
  customMetrics: counts.custom ?? {},
});
