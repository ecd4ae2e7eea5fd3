import type { Sink, SinkBatch } from "./sink.ts";

/** Computes each batch and drops it: for measuring. @see org.apache.spark.sql.execution.datasources.noop.NoopDataSource */
export class NoopSink implements Sink {
  readonly description = "org.apache.spark.sql.execution.datasources.noop.NoopTable$";
  readonly outlivesProcess = false;

  async addBatch({ connection, signal, sql }: SinkBatch): Promise<number> {
    let rows = 0;
    for await (const chunk of (await connection.stream(sql, { ...(signal && { signal }) })).chunks())
      rows += chunk.rowCount;
    return rows;
  }

  async close(): Promise<void> {}
}
