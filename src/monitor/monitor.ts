import type { MonitorEvent, ProgressReport } from "./report.ts";
import { type Point, pointOf, sampleOf } from "./sample.ts";
import { Series } from "./series.ts";

/** Reports of a query that are kept as they are. */
const reportsKept = 100;
/** Ended queries that are kept; the longest ended go first. */
const endedKept = 50;

export type QueryState = "active" | "finished" | "failed";

/** A query as a list shows it. */
export interface QuerySummary {
  readonly session: string;
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  readonly state: QueryState;
  /** Why it failed. */
  readonly exception: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly batches: number;
  readonly rows: number;
  readonly droppedRows: number;
  /** Rows of each source, in the order of the reports. */
  readonly sourceRows: readonly number[];
  /** The newest report. */
  readonly last: ProgressReport | null;
  /** When it came, by the clock of this process; the report's own time is that of the engine's machine. */
  readonly heardAt: number | null;
}

/** What has changed: a query began or ended, or has a new report. */
export interface Change {
  readonly event: MonitorEvent;
  readonly query: QuerySummary;
}

interface Tracked {
  summary: QuerySummary;
  readonly series: Series;
  readonly reports: ProgressReport[];
}

/**
 * What streaming queries have reported, of one session or many, in memory that does not grow: the list of the queries, figures over time,
 * the newest reports.
 */
export class Monitor {
  readonly #queries = new Map<string, Tracked>();
  readonly #listeners = new Set<(change: Change) => void>();

  /** Takes what happened to a query. One that is heard of late, since it ran before, begins with what it reports. */
  accept(event: MonitorEvent): void {
    const tracked = this.#track(event);
    switch (event.type) {
      case "started":
        break;
      case "progress":
        this.#report(tracked, event.progress);
        break;
      case "terminated": {
        const state = event.exception === null ? "finished" : "failed";
        tracked.summary = { ...tracked.summary, state, exception: event.exception, endedAt: Date.now() };
        this.#forgetOld();
        break;
      }
    }
    for (const listener of this.#listeners) listener({ event, query: tracked.summary });
  }

  /** The queries, the newest first. */
  queries(): QuerySummary[] {
    return [...this.#queries.values()].map(({ summary }) => summary).reverse();
  }

  query(runId: string): QuerySummary | undefined {
    return this.#queries.get(runId)?.summary;
  }

  /** The newest reports of a query, the oldest first. */
  reports(runId: string): readonly ProgressReport[] {
    return this.#queries.get(runId)?.reports ?? [];
  }

  /**
   * Figures of a query for a chart.
   *
   * @param since - milliseconds since the epoch
   * @param limit - how many points there may be; neighbours are made one where there are more
   */
  points(runId: string, { since, limit }: { readonly since: number; readonly limit: number }): Point[] {
    return this.#queries.get(runId)?.series.read(since, limit).map(pointOf) ?? [];
  }

  /** @returns a function that ends it */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #track(event: MonitorEvent): Tracked {
    const { id, runId, name, timestamp } =
      event.type === "progress" ? event.progress : { name: null, timestamp: new Date().toISOString(), ...event };
    const known = this.#queries.get(runId);
    if (known !== undefined) return known;
    const summary: QuerySummary = {
      session: event.session,
      id,
      runId,
      name,
      state: "active",
      exception: null,
      startedAt: Date.parse(timestamp),
      endedAt: null,
      batches: 0,
      rows: 0,
      droppedRows: 0,
      sourceRows: [],
      last: null,
      heardAt: null,
    };
    const tracked: Tracked = { summary, series: new Series(), reports: [] };
    this.#queries.set(runId, tracked);
    return tracked;
  }

  #report(tracked: Tracked, report: ProgressReport): void {
    const { summary, series, reports } = tracked;
    const before = summary.last;
    const sample = sampleOf(report, before === null ? undefined : Date.parse(before.timestamp));
    series.add(sample);
    reports.push(report);
    if (reports.length > reportsKept) reports.shift();
    tracked.summary = {
      ...summary,
      // A trigger without data reports the batch that comes next.
      batches: summary.batches + (before?.batchId === report.batchId ? 0 : 1),
      rows: summary.rows + sample.inputRows,
      droppedRows: summary.droppedRows + sample.droppedRows,
      sourceRows: report.sources.map(({ numInputRows }, index) => numInputRows + (summary.sourceRows[index] ?? 0)),
      last: report,
      heardAt: Date.now(),
    };
  }

  #forgetOld(): void {
    const ended = [...this.#queries.values()].map(({ summary }) => summary).filter(({ endedAt }) => endedAt !== null);
    ended.sort((a, b) => a.endedAt! - b.endedAt!);
    for (const { runId } of ended.slice(0, Math.max(0, ended.length - endedKept))) this.#queries.delete(runId);
  }
}
