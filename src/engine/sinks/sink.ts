import type { StructType } from "../../types/index.ts";
import type { Connection } from "../duckdb/index.ts";

/** @see org.apache.spark.sql.streaming.OutputMode */
export type OutputMode = "append" | "complete" | "update";

/** The result of one micro-batch, ready to be read. */
export interface SinkBatch {
  readonly batchId: number;
  /** A query with the result's columns in their names and order; cheap to run more than once only where a sink says it must. */
  readonly sql: string;
  readonly schema: StructType;
  readonly mode: OutputMode;
  readonly connection: Connection;
  /** Stops the batch, which then fails with `OPERATION_CANCELED` and is not committed. */
  readonly signal?: AbortSignal;
}

/** What a sink may want to know of the run that it is made for. */
export interface RunDescription {
  readonly schema: StructType;
  /** The query's id, which outlives restarts. */
  readonly queryId: string;
  /** The newest batch that the checkpoint knows of, -1 for none. Where it is not committed, it runs again. */
  readonly loggedBatch: number;
  /** The newest batch that was committed, -1 for none. */
  readonly committedBatch: number;
  readonly checkpointLocation: string | undefined;
}

/**
 * Where results go. `addBatch` may be called again with a batch id it has seen, with the same rows, when a process died between the
 * sink's write and the checkpoint's commit.
 *
 * @see org.apache.spark.sql.execution.streaming.Sink
 */
export interface Sink {
  /** The name in progress reports. */
  readonly description: string;
  /** Whether what the sink did may be seen after the process has ended: then a batch that runs again must have the same rows. */
  readonly outlivesProcess: boolean;
  /** Whether {@link addBatch} always tells the number of rows. */
  readonly countsRows?: true;
  /** @returns the number of rows written, -1 where the sink does not know */
  addBatch(batch: SinkBatch): Promise<number>;
  close(): Promise<void>;
}
