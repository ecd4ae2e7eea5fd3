import { randomId, SparkException, sparkError } from "../../common/index.ts";
import type { Sink, SinkBatch } from "./sink.ts";
import { createTableOf, type ResultTable, resultTable } from "./stored-batch.ts";

/** Gets a batch as a table that any connection of the database can read until the call ends. */
export type BatchFunction = (table: ResultTable, batchId: number) => Promise<void>;

/**
 * Hands each batch to a function of the program, at least once: after a crash the last batch may come again under the same id.
 *
 * @see org.apache.spark.sql.execution.streaming.sources.ForeachBatchSink
 */
export class ForeachBatchSink implements Sink {
  readonly description = "ForeachBatchSink";
  readonly outlivesProcess = true;
  readonly #call: BatchFunction;
  readonly #release: () => Promise<void> | void;

  /** @param release - frees the function when the query has ended */
  constructor(call: BatchFunction, release: () => Promise<void> | void) {
    this.#call = call;
    this.#release = release;
  }

  /** @throws SparkException `FOREACH_BATCH_USER_FUNCTION_ERROR` with the function's error as its cause; that of a function in Python */
  async addBatch({ batchId, connection, schema, signal, sql }: SinkBatch): Promise<number> {
    const table = resultTable(`foreach_batch_${randomId()}`, schema);
    await createTableOf(connection, table, sql, { signal });
    try {
      await orCanceled(this.#call(table, batchId), signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof SparkException && error.condition === "PYTHON_EXCEPTION") throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw sparkError("FOREACH_BATCH_USER_FUNCTION_ERROR", { reason }, { cause: error });
    } finally {
      await connection.run(`DROP TABLE IF EXISTS ${table.sqlName}`);
    }
    return -1;
  }

  async close(): Promise<void> {
    await this.#release();
  }
}

/** Waits for a call no longer than the signal lets it: a function of the program may never return, and nothing can end it. */
async function orCanceled(call: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return call;
  let cancel = (): void => undefined;
  const canceled = new Promise<never>((_, reject) => {
    cancel = () => reject(sparkError("OPERATION_CANCELED"));
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
  });
  try {
    await Promise.race([call, canceled]);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
