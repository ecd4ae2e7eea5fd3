import type { Monitor, Point, QuerySummary } from "../monitor/index.ts";
import { duration, grouped, rate, sparkline } from "./figures.ts";

/** Points of the sparkline. */
const points = 24;
/** How far back the sparkline reaches, in milliseconds. */
const shownMs = 120_000;

/** The input rate and the batches' durations over time, as sparklines; empty before the first report. */
export function querySparklines(monitor: Monitor, runId: string): string {
  const query = monitor.query(runId);
  const series = query === undefined ? [] : seriesOf(monitor, query);
  if (series.length === 0) return "";
  const [rates, durations] = [series.map(({ inputRate }) => inputRate), series.map(({ meanMs }) => meanMs)];
  return `input rate ${sparkline(rates)} · batch duration ${sparkline(durations)} up to ${duration(Math.max(...durations))}`;
}

/** A query in one line: rates, the input rate over time, the last batch. From its reports, never from when somebody looked. */
export function queryFigures(monitor: Monitor, query: QuerySummary): string {
  const { last, rows } = query;
  if (last === null) return query.state === "active" ? "waiting for the first batch" : "no batch";
  const series = seriesOf(monitor, query);
  const newest = series.at(-1);
  return [
    `input ${rate(newest?.inputRate ?? 0)} rows/s ${sparkline(series.map(({ inputRate }) => inputRate))}`,
    `processing ${rate(newest?.processRate ?? 0)} rows/s`,
    `batch ${last.batchId}: ${duration(last.batchDuration)}`,
    `${grouped(rows)} rows`,
  ].join(" · ");
}

/** The newest figures of a query. Nobody knows since when the rows of the first report had been waiting, so it has no input rate. */
function seriesOf(monitor: Monitor, { runId, last, batches }: QuerySummary): Point[] {
  if (last === null) return [];
  const series = monitor.points(runId, { since: Date.parse(last.timestamp) - shownMs, limit: points });
  const isWhole = series.reduce((sum, point) => sum + point.batches, 0) >= batches;
  return isWhole && series[0]?.batches === 1 ? [{ ...series[0], inputRate: 0 }, ...series.slice(1)] : series;
}
