import type { Monitor, QuerySummary } from "../monitor/index.ts";
import { duration, grouped, rate, sparkline } from "./figures.ts";

/** Points of the sparkline. */
const points = 24;
/** How far back the sparkline reaches, in milliseconds. */
const shownMs = 120_000;

/** The input rate and the batches' durations over time, as sparklines; empty before the first report. */
export function querySparklines(monitor: Monitor, runId: string): string {
  const last = monitor.query(runId)?.last ?? null;
  if (last === null) return "";
  const series = monitor.points(runId, { since: Date.parse(last.timestamp) - shownMs, limit: points });
  const [rates, durations] = [series.map(({ inputRate }) => inputRate), series.map(({ meanMs }) => meanMs)];
  return `input rate ${sparkline(rates)} · batch duration ${sparkline(durations)} up to ${duration(Math.max(...durations))}`;
}

/** A query in one line: rates, the input rate over time, the last batch. From its reports, never from when somebody looked. */
export function queryFigures(monitor: Monitor, query: QuerySummary): string {
  const { runId, last, rows } = query;
  if (last === null) return query.state === "active" ? "waiting for the first batch" : "no batch";
  const series = monitor.points(runId, { since: Date.parse(last.timestamp) - shownMs, limit: points });
  const newest = series.at(-1);
  return [
    `input ${rate(newest?.inputRate ?? 0)} rows/s ${sparkline(series.map(({ inputRate }) => inputRate))}`,
    `processing ${rate(newest?.processRate ?? 0)} rows/s`,
    `batch ${last.batchId}: ${duration(last.batchDuration)}`,
    `${grouped(rows)} rows`,
  ].join(" · ");
}
