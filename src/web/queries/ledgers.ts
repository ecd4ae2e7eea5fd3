import type { Change, Monitor, ProgressReport, QuerySummary } from "../../monitor/index.ts";
import type { Account } from "../backend.ts";
import type { Cell, LedgerStatus } from "../wire.ts";

/** Name under which a program tells how many records it could not read: `df.observe("rejected", F.count(…))`. */
const rejectedMetric = "rejected";

/** Accounts of producers beside the queries that read what they write. */
export class Ledgers {
  readonly #accounts = new Map<string, Account>();
  /** Records that could not be read, by the run that told of them. */
  readonly #rejected = new Map<string, number>();
  readonly #monitor: Monitor;
  readonly #unsubscribe: () => void;

  constructor(monitor: Monitor) {
    this.#monitor = monitor;
    this.#unsubscribe = monitor.subscribe((change) => this.#count(change));
  }

  /** @param queryName - of the query, or of its next run, that reads what the producer writes */
  add(queryName: string, account: Account): void {
    this.#accounts.set(queryName, account);
  }

  /** How the accounts of a query stand; null where nobody keeps one. */
  status(query: QuerySummary): LedgerStatus | null {
    const account = query.name === null ? undefined : this.#accounts.get(query.name);
    return account === undefined ? null : statusOf(query, account, this.#rejected.get(query.runId) ?? 0);
  }

  /** The queries that have an account, the newest run of each name. */
  queries(): QuerySummary[] {
    const newest = new Map<string, QuerySummary>();
    if (this.#accounts.size === 0) return [];
    for (const query of this.#monitor.queries())
      if (query.name !== null && this.#accounts.has(query.name) && !newest.has(query.name))
        newest.set(query.name, query);
    return [...newest.values()];
  }

  close(): void {
    this.#unsubscribe();
  }

  #count({ event }: Change): void {
    if (event.type !== "progress") return;
    const rejected = rejectedRows(event.progress);
    if (rejected === 0) return;
    const { runId } = event.progress;
    this.#rejected.set(runId, rejected + (this.#rejected.get(runId) ?? 0));
    for (const known of this.#rejected.keys())
      if (this.#monitor.query(known) === undefined) this.#rejected.delete(known);
  }
}

function statusOf(query: QuerySummary, account: Account, rejected: number): LedgerStatus {
  return {
    emitted: account.count,
    counted: Math.max(0, query.rows - query.droppedRows - rejected),
    late: query.droppedRows,
    rejected,
    pending: Math.max(0, account.count - query.rows),
    by: account.by ?? null,
    sum: account.sum ?? null,
    groups: [...account.entries].map(([key, { count, sum }]) => ({ key: keyCell(key), count, sum: String(sum) })),
  };
}

const keyCell = (key: string | number | bigint | boolean | null): Cell =>
  typeof key === "bigint" ? (Number.isSafeInteger(Number(key)) ? Number(key) : String(key)) : key;

/** The numbers that a query has observed under that name: a row comes as its values, or as an object of its columns. */
function rejectedRows({ observedMetrics }: ProgressReport): number {
  const observed = observedMetrics?.[rejectedMetric];
  if (typeof observed !== "object" || observed === null) return 0;
  const values: readonly unknown[] =
    "values" in observed && Array.isArray(observed.values) ? observed.values : Object.values(observed);
  return values.reduce((sum: number, value) => sum + (typeof value === "number" ? value : 0), 0);
}
