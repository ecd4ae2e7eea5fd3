import { batch, effect, type Signal, signal } from "@preact/signals";
import type { Info, QueryDetail, QueryRow, ResultTable, ServerEvents } from "../../web/wire.ts";
import { route } from "../router.ts";
import { get, RequestError, withQuery } from "./api.ts";
import { listen } from "./events.ts";

/** Ranges that charts can show, in milliseconds; 0 is all. */
export const ranges: readonly { readonly label: string; readonly ms: number }[] = [
  { label: "1 min", ms: 60_000 },
  { label: "5 min", ms: 300_000 },
  { label: "15 min", ms: 900_000 },
  { label: "1 h", ms: 3_600_000 },
  { label: "6 h", ms: 21_600_000 },
  { label: "all", ms: 0 },
];

/** Points that a page holds; the server merges neighbours where there are more. */
const pointLimit = 600;
const reportLimit = 100;

/** The query that the page shows. */
export interface Watched extends Omit<QueryDetail, "query"> {
  readonly runId: string;
}

export const info: Signal<Info | undefined> = signal(undefined);
export const live: Signal<boolean> = signal(false);
export const queries: Signal<ReadonlyMap<string, QueryRow> | undefined> = signal(undefined);
export const watched: Signal<Watched | undefined> = signal(undefined);
export const result: Signal<ResultTable | undefined> = signal(undefined);
/** Why the table cannot be read; undefined while it can. */
export const resultError: Signal<string | undefined> = signal(undefined);
/** How the table of the watched query is sorted. */
export const sorting: Signal<{ readonly column: string; readonly descending: boolean } | undefined> = signal(undefined);
export const range: Signal<number> = signal(300_000);
/** What went wrong with the last load, in words for the reader. */
export const trouble: Signal<string | undefined> = signal(undefined);
/** The server's time, as far as this page knows it: charts end there. */
export const now: Signal<number> = signal(Date.now());

/** Difference of the server's clock to this machine's. */
let skew = 0;

const watchedRun = (): string | undefined => (route.value.page === "query" ? route.value.runId : undefined);

/** Loads what there is and follows what happens, for the life of the page. */
export function startLive(): void {
  setInterval(() => {
    now.value = Date.now() + skew;
  }, 1000);
  let currentRun: string | undefined;
  effect(() => {
    const runId = watchedRun();
    const sort = sorting.value;
    if (runId !== currentRun) {
      currentRun = runId;
      batch(() => {
        watched.value = undefined;
        result.value = undefined;
        resultError.value = undefined;
        sorting.value = undefined;
      });
    }
    const wish = {
      ...(runId !== undefined && { watch: runId }),
      ...(sort && { sort: sort.column, descending: sort.descending }),
    };
    const stop = listen(
      wish,
      {
        query: (event) => {
          if (loads > 0) meanwhile.push(event);
          take(event);
        },
        ledger: ({ runId: of, ledger }) => {
          if (watched.value?.runId === of) watched.value = { ...watched.value, ledger };
        },
        result: (table) => {
          if (table.runId !== runId) return;
          result.value = table;
          resultError.value = undefined;
        },
        resultFailed: ({ runId: of, error }) => {
          if (of === runId) resultError.value = error.message;
        },
        reset: () => void loadAll(),
      },
      (isLive) => {
        live.value = isLive;
      },
    );
    return stop;
  });
  effect(() => {
    const runId = watchedRun();
    const since = range.value;
    void loadAll(runId, since);
  });
}

/** Loads that are under way, and the events since the first of them: the server may have answered before they happened. */
let loads = 0;
const meanwhile: ServerEvents["query"][] = [];

function take(event: ServerEvents["query"]): void {
  const { query } = event;
  queries.value = new Map([[query.runId, query], ...(queries.value ?? [])]).set(query.runId, query);
  if (watched.value?.runId === query.runId) extend(event);
}

/** Points that are new, or stand in the place of one of the same time. */
function extend({ points, reports, sources }: ServerEvents["query"]): void {
  const { value } = watched;
  if (value === undefined) return;
  const first = points[0]?.at ?? Number.POSITIVE_INFINITY;
  const kept = value.points.filter(({ at }) => at < first);
  // What was loaded and what is told may overlap.
  const newest = value.reports.at(-1)?.timestamp ?? "";
  const fresh = reports.filter(({ timestamp }) => timestamp > newest);
  watched.value = {
    ...value,
    points: [...kept, ...points].slice(-2 * pointLimit),
    reports: [...value.reports, ...fresh].slice(-reportLimit),
    sources,
  };
}

async function loadAll(runId: string | undefined = watchedRun(), rangeMs: number = range.peek()): Promise<void> {
  loads += 1;
  try {
    const [about, list] = await Promise.all([get<Info>("/api/info"), get<QueryRow[]>("/api/queries")]);
    skew = about.now - Date.now();
    const since = rangeMs === 0 ? 0 : about.now - rangeMs;
    const isThere = list.some((query) => query.runId === runId);
    const path = `/api/queries/${encodeURIComponent(runId ?? "")}`;
    const detail = isThere ? await get<QueryDetail>(withQuery(path, { since, limit: pointLimit })) : undefined;
    batch(() => {
      info.value = about;
      now.value = about.now;
      queries.value = new Map(list.map((query) => [query.runId, query]));
      trouble.value = undefined;
      if (detail !== undefined && watchedRun() === detail.query.runId) {
        const { points, reports, sources, ledger } = detail;
        watched.value = { runId: detail.query.runId, points, reports, sources, ledger };
      }
      for (const event of meanwhile) take(event);
    });
  } catch (error) {
    trouble.value =
      error instanceof RequestError
        ? error.detail.message
        : "The dashboard's server does not answer. The page goes on by itself when it does.";
  } finally {
    loads -= 1;
    if (loads === 0) meanwhile.length = 0;
  }
}
