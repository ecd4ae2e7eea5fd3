/** What a source read in a batch; offsets in the JSON form of the source. */
export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly metrics?: Readonly<Record<string, string>>;
}

/** What a sink wrote in a batch; -1 rows where it does not tell. */
export interface SinkProgress {
  readonly description: string;
  readonly numOutputRows: number;
  readonly metrics?: Readonly<Record<string, string>>;
}

/** The state of one stateful operator after a batch. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly allUpdatesTimeMs: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics: Readonly<Record<string, number>>;
}

/**
 * What a query did in one batch.
 *
 * @see pyspark.sql.streaming.listener.StreamingQueryProgress
 */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the batch began: ISO 8601, UTC. */
  readonly timestamp: string;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds of each phase: `latestOffset`, `walCommit`, `getBatch`, `queryPlanning`, `addBatch`, `commitOffsets`, `triggerExecution`. */
  readonly durationMs: Readonly<Record<string, number>>;
  /** `min`, `max`, `avg` and `watermark` of the event time, where the query has a watermark. */
  readonly eventTime: Readonly<Record<string, string>>;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  /** Values of `observe`, by its name. */
  readonly observedMetrics: Readonly<Record<string, unknown>>;
  /** Rows that all sources read. */
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  /** The JSON that the engine sent. */
  readonly json: string;
}

/** Reads the JSON of a progress, which leaves out what is empty and the sums over the sources. */
export function parseProgress(json: string): StreamingQueryProgress {
  const progress = JSON.parse(json) as Partial<StreamingQueryProgress>;
  const sources = (progress.sources ?? []).map((source) => ({
    metrics: {},
    ...source,
    startOffset: offsetText(source.startOffset),
    endOffset: offsetText(source.endOffset),
    latestOffset: offsetText(source.latestOffset),
  }));
  const sum = (field: "numInputRows" | "inputRowsPerSecond" | "processedRowsPerSecond") =>
    sources.reduce((total, source) => total + (source[field] ?? 0), 0);
  return {
    eventTime: {},
    stateOperators: [],
    observedMetrics: {},
    ...progress,
    sources,
    ...(progress.sink && { sink: { metrics: {}, ...progress.sink } }),
    name: progress.name ?? null,
    numInputRows: sum("numInputRows"),
    inputRowsPerSecond: sum("inputRowsPerSecond"),
    processedRowsPerSecond: sum("processedRowsPerSecond"),
    json,
  } as StreamingQueryProgress;
}

/** An offset as text: in the events of listeners it is the JSON itself. */
const offsetText = (offset: unknown): string | null =>
  offset === null || offset === undefined || typeof offset === "string" ? (offset ?? null) : JSON.stringify(offset);
