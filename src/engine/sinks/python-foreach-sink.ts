import { arrowBatches } from "../duckdb/index.ts";
import { type ExpressionSettings, evalType } from "../plan/index.ts";
import { functionMessage, joined, overArrowRows, type PythonWorkers } from "../python/index.ts";
import type { Sink, SinkBatch } from "./sink.ts";

/** What a query's `foreach` in Python needs. */
export interface PythonForeach {
  readonly workers: PythonWorkers;
  /** Pickled: a function of a partition's number and its rows. */
  readonly command: Uint8Array;
  readonly pythonVersion: string;
  readonly settings: ExpressionSettings;
}

/**
 * Hands each row to a function of a client in Python, or to its object with `open`, `process` and `close`. A batch is one partition.
 *
 * @see org.apache.spark.sql.execution.python.streaming.PythonForeachWriter
 */
export class PythonForeachSink implements Sink {
  readonly description = "ForeachWriterTable";
  readonly outlivesProcess = true;
  readonly #foreach: PythonForeach;

  constructor(foreach: PythonForeach) {
    this.#foreach = foreach;
  }

  /** @throws SparkException `PYTHON_EXCEPTION` where the function fails, `OPERATION_CANCELED` where the signal stops it */
  async addBatch({ batchId, connection, schema, signal, sql }: SinkBatch): Promise<number> {
    const { command, pythonVersion, settings, workers } = this.#foreach;
    const rows = await connection.query(sql);
    let count = 0;
    const streams = async function* () {
      for await (const { ipc, rowCount } of arrowBatches(rows, schema, { timeZone: settings.timeZone })) {
        count += rowCount;
        yield ipc;
      }
    };
    const task = {
      evalType: evalType.nonUdf,
      pythonVersion,
      functions: functionMessage(overArrowRows(command, schema.json())),
      properties: { "streaming.sql.batchId": String(batchId) },
      surroundings: settings.python?.(),
      settings: {},
      evaluation: {},
    };
    const answers = workers.run("foreach in Python", task, joined(streams()), signal);
    for await (const _ of answers);
    return count;
  }

  async close(): Promise<void> {}
}
