import type { ProgressReport } from "./report.ts";

/** Figures of one micro-batch, or of several that follow each other, so that any number of them can be made one. */
export interface Sample {
  /** When the first trigger started, in milliseconds since the epoch. */
  readonly at: number;
  readonly batches: number;
  readonly inputRows: number;
  /** From the trigger before to this one, of all batches together; nothing for the first. Milliseconds, as all times here. */
  readonly intervalMs: number;
  /** Rows that arrived in that time: those of the first batch may have waited since long before. */
  readonly intervalRows: number;
  /** How long the batches took together. */
  readonly busyMs: number;
  readonly longestMs: number;
  /** What each phase took, of all batches together. */
  readonly phases: Readonly<Record<string, number>>;
  /** State after the last batch. */
  readonly stateRows: number;
  readonly stateBytes: number;
  /** How far the watermark was behind the newest event of the last batch that had one. */
  readonly watermarkLagMs: number | null;
  /** Rows that came too late and were dropped. */
  readonly droppedRows: number;
}

/** What a chart shows of a {@link Sample}. */
export interface Point {
  readonly at: number;
  readonly batches: number;
  readonly inputRows: number;
  /** Rows that arrived a second. */
  readonly inputRate: number;
  /** Rows a second while batches ran. */
  readonly processRate: number;
  /** Mean and longest batch. */
  readonly meanMs: number;
  readonly longestMs: number;
  /** Mean of each phase. */
  readonly phases: Readonly<Record<string, number>>;
  readonly stateRows: number;
  readonly stateBytes: number;
  readonly watermarkLagMs: number | null;
  readonly droppedRows: number;
}

/** The figures of a report. @param previousAt - when the trigger before it started */
export function sampleOf(report: ProgressReport, previousAt: number | undefined): Sample {
  const at = Date.parse(report.timestamp);
  const { triggerExecution, ...phases } = report.durationMs;
  const busyMs = triggerExecution ?? report.batchDuration;
  const sum = <T>(items: readonly T[], figure: (item: T) => number) =>
    items.reduce((all, item) => all + figure(item), 0);
  const inputRows = sum(report.sources, ({ numInputRows }) => numInputRows);
  const { max, watermark } = report.eventTime ?? {};
  const lag = Date.parse(max ?? "") - watermarkOf(watermark);
  return {
    at,
    batches: 1,
    inputRows,
    intervalMs: previousAt === undefined ? 0 : Math.max(0, at - previousAt),
    intervalRows: previousAt === undefined ? 0 : inputRows,
    busyMs,
    longestMs: busyMs,
    phases,
    stateRows: sum(report.stateOperators, ({ numRowsTotal }) => numRowsTotal),
    stateBytes: sum(report.stateOperators, ({ memoryUsedBytes }) => memoryUsedBytes),
    watermarkLagMs: Number.isNaN(lag) ? null : lag,
    droppedRows: sum(report.stateOperators, ({ numRowsDroppedByWatermark }) => numRowsDroppedByWatermark),
  };
}

/** Spark's watermark stands at the epoch until it has seen events. */
function watermarkOf(text: string | undefined): number {
  const at = Date.parse(text ?? "");
  return at > 0 ? at : Number.NaN;
}

/** Two samples as one. @param a - the earlier of them */
export function merged(a: Sample, b: Sample): Sample {
  const phases: Record<string, number> = { ...a.phases };
  for (const [phase, ms] of Object.entries(b.phases)) phases[phase] = (phases[phase] ?? 0) + ms;
  return {
    at: a.at,
    batches: a.batches + b.batches,
    inputRows: a.inputRows + b.inputRows,
    intervalMs: a.intervalMs + b.intervalMs,
    intervalRows: a.intervalRows + b.intervalRows,
    busyMs: a.busyMs + b.busyMs,
    longestMs: Math.max(a.longestMs, b.longestMs),
    phases,
    stateRows: b.stateRows,
    stateBytes: b.stateBytes,
    watermarkLagMs: b.watermarkLagMs ?? a.watermarkLagMs,
    droppedRows: a.droppedRows + b.droppedRows,
  };
}

/** What a chart shows of a sample. Rates come from the reports' own times, never from when somebody looked. */
export function pointOf(sample: Sample): Point {
  const { batches, inputRows, intervalMs, intervalRows, busyMs, phases, ...same } = sample;
  const perSecond = (rows: number, ms: number) => (ms > 0 ? (rows * 1000) / ms : 0);
  return {
    ...same,
    batches,
    inputRows,
    inputRate: perSecond(intervalRows, intervalMs),
    processRate: perSecond(inputRows, busyMs),
    meanMs: busyMs / batches,
    phases: Object.fromEntries(Object.entries(phases).map(([phase, ms]) => [phase, ms / batches])),
  };
}
