import type { Change, Monitor, ProgressReport } from "../../monitor/index.ts";
import type { Backend } from "../backend.ts";
import type { Ledgers } from "../queries/ledgers.ts";
import { rowOf, sourcesOf } from "../queries/views.ts";
import type { ServerEvents } from "../wire.ts";
import { EventLog } from "./event-log.ts";
import { Throttle } from "./throttle.ts";

/** Milliseconds between two events of a query, however fast its batches are. */
const pauseMs = 200;
/** Milliseconds between two looks at what producers have emitted. */
const ledgerMs = 500;
/** How long events are kept for clients after the last one has gone. */
const lingerMs = 5 * 60_000;
/** Reports that one event brings at most, the newest. */
const mostReports = 20;
/** Points that one event brings at most. */
const mostPoints = 600;

/** What was told of a query. */
interface Told {
  pointsFrom: number;
  report: ProgressReport | undefined;
}

/** Writes what changes into the log that clients read. */
export class ChangeFeed {
  readonly log: EventLog = new EventLog();
  readonly #backend: Pick<Backend, "monitor" | "sources">;
  readonly #monitor: Monitor;
  readonly #ledgers: Ledgers;
  readonly #told = new Map<string, Told>();
  readonly #changed = new Set<string>();
  readonly #flush: Throttle = new Throttle(pauseMs, () => this.#tell());
  readonly #unsubscribe: () => void;
  readonly #ledgerTexts = new Map<string, string>();
  #clients = 0;
  #leftAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(backend: Pick<Backend, "monitor" | "sources">, ledgers: Ledgers) {
    this.#backend = backend;
    this.#monitor = backend.monitor;
    this.#ledgers = ledgers;
    this.#unsubscribe = this.#monitor.subscribe((change) => this.#note(change));
  }

  /** A client reads the log. @returns a function that says that it has gone */
  enter(): () => void {
    this.#clients += 1;
    this.#timer ??= setInterval(() => this.#tellLedgers(), ledgerMs).unref();
    return () => {
      this.#clients -= 1;
      this.#leftAt = performance.now();
      if (this.#clients > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#flush.close();
    clearInterval(this.#timer);
  }

  #note({ query }: Change): void {
    this.#changed.add(query.runId);
    this.#flush.ask();
  }

  #tell(): void {
    const isRead = this.#clients > 0 || performance.now() - this.#leftAt < lingerMs;
    for (const runId of this.#changed) {
      const query = this.#monitor.query(runId);
      if (query === undefined) continue;
      const told = this.#told.get(runId) ?? { pointsFrom: 0, report: undefined };
      this.#told.set(runId, told);
      const points = this.#monitor.points(runId, { since: told.pointsFrom, limit: mostPoints });
      const reports = this.#monitor.reports(runId);
      const fresh = reports.slice(reports.lastIndexOf(told.report!) + 1).slice(-mostReports);
      told.pointsFrom = points.at(-1)?.at ?? told.pointsFrom;
      told.report = reports.at(-1);
      if (!isRead) continue;
      const row = rowOf(query, this.#monitor);
      const data: ServerEvents["query"] = {
        query: row,
        points,
        reports: fresh,
        sources: sourcesOf(query, this.#backend),
      };
      this.log.append("query", data);
    }
    if (!isRead && this.#changed.size > 0) this.log.skip();
    this.#changed.clear();
    for (const runId of this.#told.keys()) if (this.#monitor.query(runId) === undefined) this.#told.delete(runId);
    if (isRead) this.#tellLedgers();
  }

  /** Producers go on between the batches of their queries. */
  #tellLedgers(): void {
    for (const query of this.#ledgers.queries()) {
      const ledger = this.#ledgers.status(query);
      if (ledger === null) continue;
      const data: ServerEvents["ledger"] = { runId: query.runId, ledger };
      const text = JSON.stringify(data);
      if (this.#ledgerTexts.get(query.name!) === text) continue;
      this.#ledgerTexts.set(query.name!, text);
      this.log.append("ledger", data);
    }
  }
}
