import type { Monitor, ProgressReport, QuerySummary } from "../../monitor/index.ts";
import type { Backend, SourceFigures } from "../backend.ts";
import { withoutSecrets } from "../errors.ts";
import type { LedgerStatus, QueryDetail, QueryRow, SourceStatus } from "../wire.ts";

/** How far back a sparkline goes, and into how many points. */
const sparkline = { ms: 5 * 60_000, points: 40 } as const;
/** A query that has been silent for so long has no rate, unless it always takes its time between batches. */
const silentMs = 15_000;

/** A query as the list shows it. */
export function rowOf(query: QuerySummary, monitor: Monitor): QueryRow {
  const newest = query.last === null ? 0 : Date.parse(query.last.timestamp);
  const points = monitor.points(query.runId, { since: newest - sparkline.ms, limit: sparkline.points });
  const [before, last] = [points.at(-2), points.at(-1)];
  const pause = last === undefined ? 0 : last.at - (before?.at ?? last.at);
  const silent = Date.now() - (query.heardAt ?? 0) > Math.max(silentMs, 3 * pause);
  const rates = query.state !== "active" || silent ? undefined : last;
  return {
    ...query,
    exception: query.exception && withoutSecrets(query.exception),
    inputRate: rates?.inputRate ?? 0,
    processRate: rates?.processRate ?? 0,
    sparkline: points.map(({ inputRate }) => Math.round(inputRate * 10) / 10),
    hasResult: keepsTable(query),
  };
}

/** Whether the rows of a query are in a table that SQL can ask. */
export const keepsTable = ({ last, name }: QuerySummary): boolean =>
  name !== null && last !== null && /\bMemorySink\b/.test(last.sink.description);

/** A query with its figures. */
export function detailOf(
  query: QuerySummary,
  backend: Backend,
  ledger: LedgerStatus | null,
  range: { readonly since: number; readonly limit: number },
): QueryDetail {
  const { monitor } = backend;
  return {
    query: rowOf(query, monitor),
    points: monitor.points(query.runId, range),
    reports: monitor.reports(query.runId),
    sources: sourcesOf(query, backend),
    ledger,
  };
}

type SourceReport = ProgressReport["sources"][number];

/** How far a query has read its sources. */
export function sourcesOf(query: QuerySummary, backend: Pick<Backend, "sources">): SourceStatus[] {
  const { last, sourceRows } = query;
  const figures = backend.sources(query);
  return (last?.sources ?? []).map((source, index) => ({
    description: source.description,
    rows: sourceRows[index] ?? 0,
    lastRows: source.numInputRows,
    endOffset: offsetText(source.endOffset),
    latestOffset: offsetText(source.latestOffset),
    ...(figures[index] ?? reportedFigures(source)),
    metrics: source.metrics ?? {},
  }));
}

/** What clusters report of files still to be read. */
const reportedFigures = ({ metrics = {} }: SourceReport): SourceFigures => ({
  files: null,
  lastFile: null,
  backlogFiles: metrics.numFilesOutstanding === undefined ? null : Number(metrics.numFilesOutstanding),
  backlogBytes: metrics.numBytesOutstanding === undefined ? null : Number(metrics.numBytesOutstanding),
});

/** Spark writes offsets as JSON, or as text with JSON in it. */
const offsetText = (offset: unknown): string | null =>
  offset === null || offset === undefined ? null : typeof offset === "string" ? offset : JSON.stringify(offset);
