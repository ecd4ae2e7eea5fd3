import { sparkError } from "../../common/index.ts";
import {
  type LocalBatchFunction,
  registerLocalFunction,
  releaseLocalFunction,
  type WriteStreamOperationStartSchema,
} from "../../protocol/index.ts";
import type { DataFrame } from "../dataframe/dataframe.ts";
import type { MessageInit } from "../plan/message-init.ts";
import { type Options, type OptionValue, optionTexts } from "../plan/options.ts";
import { relation } from "../plan/relations.ts";
import type { Row } from "../typing/row.ts";
import { StreamingQuery } from "./streaming-query.ts";

/** Which rows of the result go out: the new ones, all of them, or those that changed. */
export type OutputMode = "append" | "complete" | "update";

/** When the next batch starts; intervals as text: `5 seconds`. Without a trigger, when the last batch has ended. */
export type Trigger =
  | { readonly processingTime: string }
  | { readonly once: true }
  | { readonly availableNow: true }
  | { readonly continuous: string }
  | { readonly realTime: string };

/** Takes the rows of each batch one by one; a batch is one partition, 0. */
export interface ForeachWriter<R> {
  /** False leaves the rows of the batch out. */
  open?(partitionId: number, epochId: bigint): boolean | Promise<boolean>;
  process(row: R): void | Promise<void>;
  /** Called after the rows, with the error where one was thrown. */
  close?(error: unknown): void | Promise<void>;
}

type StartOperation = MessageInit<typeof WriteStreamOperationStartSchema>;

/**
 * Starts a query on a stream. Immutable: each builder method gives a new writer.
 *
 * @example
 * ```ts
 * const query = await totals.writeStream
 *   .format("memory")
 *   .outputMode("complete")
 *   .queryName("transactions_stream_output")
 *   .start();
 * ```
 * @see pyspark.sql.streaming.DataStreamWriter
 */
export class DataStreamWriter<R = Row> {
  readonly #frame: DataFrame<R>;
  readonly #operation: StartOperation;
  readonly #onBatch: LocalBatchFunction | undefined;

  constructor(
    frame: DataFrame<R>,
    operation: StartOperation = { input: frame.relation },
    onBatch?: LocalBatchFunction,
  ) {
    this.#frame = frame;
    this.#operation = operation;
    this.#onBatch = onBatch;
  }

  #with(change: StartOperation): DataStreamWriter<R> {
    return new DataStreamWriter(this.#frame, { ...this.#operation, ...change }, this.#onBatch);
  }

  outputMode(outputMode: OutputMode): DataStreamWriter<R> {
    return this.#with({ outputMode });
  }
  format(source: string): DataStreamWriter<R> {
    return this.#with({ format: source });
  }
  option(key: string, value: OptionValue): DataStreamWriter<R> {
    return this.options({ [key]: value });
  }
  options(options: Options): DataStreamWriter<R> {
    return this.#with({ options: { ...this.#operation.options, ...optionTexts(options) } });
  }
  /**
   * Names columns whose values become folders of files, `currency=EUR/day=2026-01-31`, the first one outermost; in a table they stand
   * last. Whoever reads the folder gets the columns back, and reads less where a filter names them.
   */
  partitionBy(...cols: readonly (keyof R & string)[]): DataStreamWriter<R> {
    return this.#with({ partitioningColumnNames: [...cols] });
  }
  /**
   * Names columns whose like values are to lie together, for formats of tables that can do that. Files are written as without; the
   * columns have to be there, and `partitionBy` excludes it.
   */
  clusterBy(...cols: readonly (keyof R & string)[]): DataStreamWriter<R> {
    return this.#with({ clusteringColumnNames: [...cols] });
  }
  /** Names the query; the memory sink makes a table of that name. */
  queryName(queryName: string): DataStreamWriter<R> {
    return this.#with({ queryName: notBlank("queryName", queryName) });
  }
  /** @throws IllegalArgumentException ONLY_ALLOW_SINGLE_TRIGGER for none and for several */
  trigger(trigger: Trigger): DataStreamWriter<R> {
    return this.#with({ trigger: triggerMessage(trigger) });
  }

  /**
   * Calls a function with each batch and its number. A batch that is done is not given again; after a crash the last one may
   * be, with the same number.
   *
   * @throws UnsupportedOperationException on a remote session, whose server cannot call into this process
   */
  foreachBatch(f: (batch: DataFrame<R>, batchId: bigint) => void | Promise<void>): DataStreamWriter<R> {
    return this.#foreachBatch("foreachBatch", f);
  }

  /**
   * Calls a function, or the methods of a writer, with each row.
   *
   * @throws UnsupportedOperationException on a remote session, whose server cannot call into this process
   */
  foreach(f: ((row: R) => void | Promise<void>) | ForeachWriter<R>): DataStreamWriter<R> {
    const writer: ForeachWriter<R> = typeof f === "function" ? { process: f } : f;
    return this.#foreachBatch("foreach", (batch, batchId) => writeEach(batch, batchId, writer));
  }

  #foreachBatch(name: string, f: (batch: DataFrame<R>, batchId: bigint) => void | Promise<void>): DataStreamWriter<R> {
    if (!this.#frame.sparkSession.client.embedded) throw sparkError("STREAMING_CONNECT_LOCAL_FUNCTION", { name });
    return new DataStreamWriter(this.#frame, this.#operation, async (relationId, batchId) => {
      await f(this.#frame.derive<R>(relation({ case: "cachedRemoteRelation", value: { relationId } })), batchId);
    });
  }

  /**
   * Starts the query.
   *
   * A sink of files (`json`, `csv`, `parquet`, `text`; parquet without a format) adds files to a folder, exactly once, in append mode: each
   * batch is there for readers as a whole or not at all, also when the process is killed between. Its log, `_spark_metadata` in the folder, is
   * Spark's, so Spark and Millrace read what the other has written; readers of single files or patterns pass it by. The query needs the
   * option `checkpointLocation`, which belongs to the folder from then on. The writer's options of the format apply; `retention` (`7d`) has
   * files leave the log when they are older.
   *
   * @param path - the folder of a sink of files: of this machine, a mount or a bucket
   * @throws AnalysisException for what the sink does not take: a mode, a column, no checkpoint
   * @throws StreamingQueryException `STREAMING_SINK_LOG_MISMATCH` where the folder and the checkpoint are not of the same query
   * @example
   * ```ts
   * const query = await trades.writeStream
   *   .format("parquet")
   *   .partitionBy("currency")
   *   .option("checkpointLocation", "checkpoints/trades")
   *   .start("lake/trades");
   * ```
   */
  start(path?: string): Promise<StreamingQuery> {
    return this.#start(path === undefined ? {} : { sinkDestination: { case: "path", value: path } });
  }
  /**
   * Starts the query, which adds its rows to a table: to one that is there by the columns' names, else to a new one with the result's
   * columns. Append mode; the query needs the option `checkpointLocation`. Each batch is added once, also when the query was stopped or
   * has failed between, or goes on in another process. With the option `path` a new table is one of the files in that folder.
   *
   * @param tableName - with its database where it is not the current one: `default.trades`
   * @throws AnalysisException for views, other columns than the table's, another format, another mode
   */
  toTable(tableName: string): Promise<StreamingQuery> {
    return this.#start({ sinkDestination: { case: "tableName", value: tableName } });
  }

  async #start(destination: StartOperation): Promise<StreamingQuery> {
    const { client, streams } = this.#frame.sparkSession;
    const payload = this.#onBatch && registerLocalFunction(this.#onBatch);
    const value = { ...this.#operation, ...destination, ...(payload && { foreachBatch: callOf(payload) }) };
    try {
      const { queryId, name, queryStartedEventJson } = await client.command(
        { case: "writeStreamOperationStart", value },
        "writeStreamOperationStartResult",
      );
      if (queryStartedEventJson !== undefined) streams.listenerBus.started(queryStartedEventJson);
      return new StreamingQuery(client, queryId!, name || null);
    } catch (error) {
      if (payload) releaseLocalFunction(payload);
      throw error;
    }
  }
}

const callOf = (payload: Uint8Array<ArrayBuffer>) => ({
  function: { case: "scalaFunction" as const, value: { payload } },
});

async function writeEach<R>(batch: DataFrame<R>, epochId: bigint, writer: ForeachWriter<R>): Promise<void> {
  let failure: unknown;
  try {
    const isOpen = (await writer.open?.(0, epochId)) ?? true;
    if (isOpen) for await (const row of batch.toLocalIterator()) await writer.process(row);
  } catch (error) {
    failure = error ?? new Error("a ForeachWriter threw nothing");
  }
  await writer.close?.(failure);
  if (failure !== undefined) throw failure;
}

function triggerMessage(trigger: Trigger): NonNullable<StartOperation["trigger"]> {
  const [first, ...others] = Object.entries(trigger).filter(([, value]) => value !== undefined);
  if (first === undefined || others.length > 0) throw sparkError("ONLY_ALLOW_SINGLE_TRIGGER");
  if ("once" in trigger) return { case: "once", value: true };
  if ("availableNow" in trigger) return { case: "availableNow", value: true };
  if ("processingTime" in trigger)
    return { case: "processingTimeInterval", value: notBlank("processingTime", trigger.processingTime) };
  if ("continuous" in trigger)
    return { case: "continuousCheckpointInterval", value: notBlank("continuous", trigger.continuous) };
  return { case: "realTimeBatchDuration", value: notBlank("realTime", trigger.realTime) };
}

/** @throws IllegalArgumentException VALUE_NOT_NON_EMPTY_STR */
function notBlank(name: string, text: string): string {
  if (text.trim() === "") throw sparkError("VALUE_NOT_NON_EMPTY_STR", { arg_name: name, arg_value: text });
  return text.trim();
}
