import type { StreamingQueryProgress } from "./progress.ts";

/** A query has started. */
export interface QueryStartedEvent {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  readonly timestamp: string;
  readonly jobTags?: readonly string[];
}

/** A batch is done. */
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress;
}

/** There was nothing to do for a while. */
export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  readonly timestamp: string;
}

/** A query has ended. */
export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  /** The error that ended it, as text; null where it was stopped. */
  readonly exception: string | null;
  readonly errorClassOnException: string | null;
}

/**
 * Hears of the queries of a session. Leave out what you need not hear of.
 *
 * @see pyspark.sql.streaming.StreamingQueryListener
 */
export interface StreamingQueryListener {
  onQueryStarted?(event: QueryStartedEvent): void;
  onQueryProgress?(event: QueryProgressEvent): void;
  onQueryIdle?(event: QueryIdleEvent): void;
  onQueryTerminated?(event: QueryTerminatedEvent): void;
}
