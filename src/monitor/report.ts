/**
 * What the monitor reads of a progress report: a part of what Spark Connect sends, so that reports of the embedded engine and of a cluster
 * are taken alike.
 *
 * @see org.apache.spark.sql.streaming.StreamingQueryProgress
 */
export interface ProgressReport {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the trigger started, ISO 8601. */
  readonly timestamp: string;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds by phase. */
  readonly durationMs: Readonly<Record<string, number>>;
  readonly eventTime?: Readonly<Record<string, string>>;
  readonly stateOperators: readonly {
    readonly operatorName: string;
    readonly numRowsTotal: number;
    readonly numRowsUpdated: number;
    readonly numRowsRemoved: number;
    readonly allUpdatesTimeMs: number;
    readonly allRemovalsTimeMs: number;
    readonly commitTimeMs: number;
    readonly memoryUsedBytes: number;
    readonly numRowsDroppedByWatermark: number;
  }[];
  readonly sources: readonly {
    readonly description: string;
    readonly startOffset: unknown;
    readonly endOffset: unknown;
    readonly latestOffset: unknown;
    readonly numInputRows: number;
    readonly metrics?: Readonly<Record<string, string>>;
  }[];
  readonly sink: { readonly description: string; readonly numOutputRows: number };
  readonly observedMetrics?: Readonly<Record<string, unknown>>;
}

/** What happens to a streaming query. */
export type MonitorEvent =
  | {
      readonly type: "started";
      readonly session: string;
      readonly id: string;
      readonly runId: string;
      readonly name: string | null;
      readonly timestamp: string;
    }
  | { readonly type: "progress"; readonly session: string; readonly progress: ProgressReport }
  | {
      readonly type: "terminated";
      readonly session: string;
      readonly id: string;
      readonly runId: string;
      /** The error that ended it; null where it was stopped. */
      readonly exception: string | null;
    };
