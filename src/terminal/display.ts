import type { DataFrame, OutputMode, StreamingQuery, Trigger } from "../api/index.ts";
import type { QueryState } from "../monitor/index.ts";
import { readTable, startIntoMemory } from "./display-query.ts";
import { type DisplayView, LiveView, LogView, type Shown } from "./display-view.ts";
import { colorsFor, isDrawable, type Output } from "./output.ts";
import { watchQueries } from "./query-watch.ts";

/** How {@link display} shows a frame. */
export interface DisplayOptions {
  /** Rows that are shown, 20 where absent: the first of a table that is complete with each batch, the newest of one that grows. */
  readonly rows?: number;
  /** Cuts texts to this many characters; `true`, which counts where absent, stands for 20, `false` for no cut. */
  readonly truncate?: boolean | number;
  /** Name of the query and of its table. One is made up where it is absent, and its table goes when the query has ended. */
  readonly queryName?: string;
  /** `complete` where the frame aggregates, else `append`. */
  readonly outputMode?: OutputMode;
  readonly trigger?: Trigger;
  /** A folder to go on from later. Without it the state lives as long as the query. */
  readonly checkpointLocation?: string;
  /** Milliseconds from one table to the next where the output is no terminal; 10 seconds where absent. */
  readonly interval?: number;
  /** Where it is shown; standard output where absent. */
  readonly output?: Output;
  /** Ends the query when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What {@link display} shows. */
export interface Display {
  /** The query behind it; null for a frame that is no stream. */
  readonly query: StreamingQuery | null;
  /**
   * Resolves when the query has ended and its last table is shown.
   *
   * @throws StreamingQueryException where it ended with an error
   */
  readonly finished: Promise<void>;
  /** Ends the query; resolves when its last table is shown. */
  stop(): Promise<void>;
}

/** The least terminal that a live table fits in; a smaller one gets a table now and then. */
const least = { columns: 40, rows: 10 } as const;
/** Queries that are shown with their table. */
const displayed = new Set<string>();

/** Whether a query is shown with its table, and needs no line of its own. */
export const isDisplayed = (runId: string): boolean => displayed.has(runId);

const defaults = { rows: 20, interval: 10_000 } as const;

/** @see the entry point's `display` for what it does */
export async function display<R>(frame: DataFrame<R>, options: DisplayOptions = {}): Promise<Display> {
  const { output = process.stdout, rows = defaults.rows, truncate = true, signal } = options;
  if (!(await frame.isStreaming())) {
    output.write(`${await frame.showString(rows, truncate)}\n`);
    return { query: null, finished: Promise.resolve(), stop: async () => {} };
  }
  const spark = frame.sparkSession;
  const watch = await watchQueries(spark);
  const { query, table, order } = await startIntoMemory(frame, options).catch(async (error: unknown) => {
    await watch.close();
    throw error;
  });
  displayed.add(query.runId);
  const colors = colorsFor(output);
  const view: DisplayView = isDrawable(output, least)
    ? new LiveView(output, colors)
    : new LogView(output, options.interval ?? defaults.interval);
  let state: QueryState = "active";
  let failure: string | undefined;
  const read = async (): Promise<Shown> => ({
    state,
    failure,
    title: query.name ?? query.id,
    dashboard: spark.uiWebUrl,
    monitor: watch.monitor,
    query: watch.monitor.query(query.runId),
    ...(await readTable(spark, table, { rows, truncate, order })),
  });
  const unsubscribe = watch.monitor.subscribe(({ query: { runId } }) => {
    if (runId === query.runId) view.changed(read);
  });
  const stop = async (): Promise<void> => {
    if (!spark.isStopped) await query.stop();
    await finished.catch(() => undefined);
  };
  const interrupt = () => void stop();
  signal?.addEventListener("abort", interrupt, { once: true });
  const release = onInterrupt(stop);
  const finished = (async () => {
    try {
      await query.awaitTermination();
      state = "finished";
    } catch (error) {
      // A session that is stopped ends its queries.
      if (spark.isStopped) return;
      state = "failed";
      failure = reasonOf(error);
      throw error;
    } finally {
      unsubscribe();
      signal?.removeEventListener("abort", interrupt);
      release();
      await view.end(spark.isStopped ? undefined : read);
      displayed.delete(query.runId);
      await watch.close();
      if (!spark.isStopped && options.queryName === undefined) await spark.catalog.dropTempView(table);
    }
  })();
  // The view shows a failure; who awaits `finished` gets it too.
  finished.catch(() => undefined);
  view.changed(read);
  if (signal?.aborted) interrupt();
  return { query, finished, stop };
}

/** Why a query failed, without the ids that stand before it. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^\[STREAM_FAILED\] .*?(?=\[[A-Z])/s, "");

/**
 * Ends the query on Ctrl-C in a program that does nothing about it itself, and the process after that.
 *
 * @returns a function that takes it back
 */
function onInterrupt(stop: () => Promise<void>): () => void {
  if (process.listenerCount("SIGINT") > 0) return () => {};
  const interrupt = () => void stop().finally(() => process.kill(process.pid, "SIGINT"));
  process.once("SIGINT", interrupt);
  return () => process.off("SIGINT", interrupt);
}
