import type { Observations } from "../execute/index.ts";
import type { StateOperatorProgress } from "../state/index.ts";
import { observedJson } from "./observed-json.ts";
import type { EventTimes } from "./watermark-tracker.ts";

/**
 * What a trigger did, in the shape in which Spark Connect sends it: names, order and JSON types are Spark's, offsets are JSON text,
 * and `numInputRows` stands with the sources only.
 *
 * @see org.apache.spark.sql.streaming.StreamingQueryProgress
 */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the trigger started, ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds by phase of the micro-batch. */
  readonly durationMs: Readonly<Record<string, number>>;
  readonly eventTime: Readonly<Record<string, string>>;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  readonly observedMetrics: Readonly<Record<string, unknown>>;
}

export interface SourceProgress {
  readonly description: string;
  readonly startOffset: string | null;
  readonly endOffset: string | null;
  readonly latestOffset: string | null;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly metrics: Readonly<Record<string, string>>;
}

export interface SinkProgress {
  readonly description: string;
  /** -1 where the sink cannot tell. */
  readonly numOutputRows: number;
  readonly metrics: Readonly<Record<string, string>>;
}

/** Event times and watermark in the form of a report, in UTC. */
function eventTimeJson({ eventTimes, watermark }: TriggerActivity): Readonly<Record<string, string>> {
  if (watermark === undefined) return {};
  const milliseconds = {
    ...(eventTimes && { avg: eventTimes.avg, max: eventTimes.max, min: eventTimes.min }),
    watermark,
  };
  return Object.fromEntries(Object.entries(milliseconds).map(([name, ms]) => [name, new Date(ms).toISOString()]));
}

/** The phases of a micro-batch in Spark's names; `triggerExecution` spans all of them. */
export type Phase =
  | "latestOffset"
  | "walCommit"
  | "getBatch"
  | "queryPlanning"
  | "addBatch"
  | "commitOffsets"
  | "triggerExecution";

/** What one source did in a trigger. */
export interface SourceActivity {
  readonly description: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly latest: string | null;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, string>>;
}

/** Everything that a progress report is made of. */
export interface TriggerActivity {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  readonly batchId: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly finished: number;
  /** When the trigger before this one started; undefined for the first. */
  readonly previousStarted: number | undefined;
  readonly durations: ReadonlyMap<Phase, number>;
  readonly sources: readonly SourceActivity[];
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sink: { readonly description: string; readonly rows: number };
  readonly observations: Observations;
  /** Of the first `withWatermark` that rows passed. */
  readonly eventTimes: EventTimes | undefined;
  /** Milliseconds since the epoch; undefined for a query without `withWatermark`. */
  readonly watermark: number | undefined;
}

/** Makes the report of a trigger, rates as Spark reckons them: input over the time since the last trigger, output over this one's. */
export function reportProgress(activity: TriggerActivity): StreamingQueryProgress {
  const duration = activity.finished - activity.started;
  const sinceLast =
    activity.previousStarted === undefined ? undefined : (activity.started - activity.previousStarted) / 1000;
  const perSecond = (rows: number, seconds: number | undefined) =>
    seconds !== undefined && seconds > 0 ? rows / seconds : 0;
  return {
    id: activity.id,
    runId: activity.runId,
    name: activity.name ?? null,
    timestamp: new Date(activity.started).toISOString(),
    batchId: activity.batchId,
    batchDuration: duration,
    durationMs: Object.fromEntries([...activity.durations].map(([phase, ms]) => [phase, Math.round(ms)])),
    eventTime: eventTimeJson(activity),
    stateOperators: activity.stateOperators,
    sources: activity.sources.map((source) => ({
      description: source.description,
      startOffset: source.start,
      endOffset: source.end,
      latestOffset: source.latest,
      numInputRows: source.rows,
      inputRowsPerSecond: perSecond(source.rows, sinceLast),
      processedRowsPerSecond: perSecond(source.rows, duration / 1000),
      metrics: source.metrics,
    })),
    sink: { description: activity.sink.description, numOutputRows: activity.sink.rows, metrics: {} },
    observedMetrics: observedJson(activity.observations),
  };
}
