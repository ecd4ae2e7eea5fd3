import type { ProgressReport } from "./report.ts";

/** When and of what a span is. */
interface SpanStart {
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly attributes?: Record<string, string | number>;
}

/**
 * What of `@opentelemetry/api` is needed; given by whoever has loaded it, so that programs without telemetry need not have it, nor its types.
 */
export interface Telemetry<Span extends { end(time: number): void }, Context> {
  readonly tracer: { startSpan(name: string, start: SpanStart, context?: Context): Span };
  /** The context in which a span is the parent of others. */
  readonly within: (span: Span) => Context;
}

/** The phases of a micro-batch in the order in which they run. */
const phases = ["latestOffset", "walCommit", "getBatch", "queryPlanning", "addBatch", "commitOffsets"] as const;

/**
 * Tells a trace of a micro-batch: a span `micro-batch` and in it one for each phase, with the times of its progress report. The phases
 * follow each other, so each begins where the one before has ended.
 *
 * Attributes: `millrace.query.id`, `.query.run_id`, `.query.name`, `millrace.batch.id`, `.batch.input_rows`, `.batch.state_rows`, and
 * `.batch.output_rows` where the sink tells.
 */
export function traceBatch<Span extends { end(time: number): void }, Context>(
  report: ProgressReport,
  { tracer, within }: Telemetry<Span, Context>,
): void {
  const started = Date.parse(report.timestamp);
  const { triggerExecution = report.batchDuration } = report.durationMs;
  const { numOutputRows } = report.sink;
  const batch = tracer.startSpan("micro-batch", {
    startTime: started,
    attributes: {
      "millrace.query.id": report.id,
      "millrace.query.run_id": report.runId,
      ...(report.name !== null && { "millrace.query.name": report.name }),
      "millrace.batch.id": report.batchId,
      "millrace.batch.input_rows": report.sources.reduce((rows, { numInputRows }) => rows + numInputRows, 0),
      "millrace.batch.state_rows": report.stateOperators.reduce((rows, { numRowsTotal }) => rows + numRowsTotal, 0),
      ...(numOutputRows >= 0 && { "millrace.batch.output_rows": numOutputRows }),
    },
  });
  const context = within(batch);
  let at = started;
  for (const phase of phases) {
    const ms = report.durationMs[phase];
    if (ms === undefined) continue;
    const span = tracer.startSpan(phase, { startTime: at }, context);
    at += ms;
    span.end(at);
  }
  batch.end(Math.max(at, started + triggerExecution));
}
