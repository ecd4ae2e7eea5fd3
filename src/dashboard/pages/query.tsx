import type { JSX } from "preact";
import type { QueryRow } from "../../web/wire.ts";
import { QueryCharts } from "../charts/query-charts.tsx";
import { compact, count, duration, rate } from "../format.ts";
import { now, queries, result, resultError, watched } from "../live/store.ts";
import { LedgerCard } from "../parts/ledger.tsx";
import { StateBadge, titleOf } from "../parts/state-badge.tsx";
import { StopButton } from "../parts/stop-button.tsx";
import { href } from "../router.ts";
import { QueryPlanView } from "./query-plan.tsx";
import { QueryReports } from "./query-reports.tsx";
import { QueryResult } from "./query-result.tsx";
import { QuerySources } from "./query-sources.tsx";

const tabs = [
  { id: "charts", label: "Charts" },
  { id: "result", label: "Result" },
  { id: "progress", label: "Progress" },
  { id: "plan", label: "Plan" },
  { id: "sources", label: "Sources" },
] as const;

/** One streaming query. */
export function QueryPage({ runId, tab }: { readonly runId: string; readonly tab: string }): JSX.Element {
  const query = queries.value?.get(runId);
  const data = watched.value?.runId === runId ? watched.value : undefined;
  if (queries.value !== undefined && query === undefined) {
    return (
      <>
        <h1>No such query</h1>
        <p>
          There is no query with this id any more. <a href={href()}>All queries</a>
        </p>
      </>
    );
  }
  if (query === undefined || data === undefined) return <p class="quiet">Loading…</p>;
  const shown = tabs.filter(({ id }) => id !== "result" || query.hasResult);
  return (
    <>
      <header class="title">
        <h1>{titleOf(query)}</h1>
        <StateBadge query={query} />
        <span class="spacer" />
        <StopButton query={query} />
      </header>
      {query.exception !== null && (
        <p class="notice error" role="alert">
          {query.exception}
        </p>
      )}
      <Figures query={query} />
      {data.ledger !== null && <LedgerCard ledger={data.ledger} />}
      <nav class="tabs" aria-label="Views of the query">
        {shown.map(({ id, label }) => (
          <a key={id} href={href("query", runId, id)} aria-current={id === tab ? "page" : undefined}>
            {label}
          </a>
        ))}
      </nav>
      {tab === "charts" && (
        <>
          <QueryCharts query={query} data={data} />
          {query.hasResult && (
            <section>
              <h2>Result</h2>
              <Result />
            </section>
          )}
        </>
      )}
      {tab === "result" && <Result />}
      {tab === "progress" && <QueryReports reports={data.reports} />}
      {tab === "plan" && <QueryPlanView runId={runId} batches={query.batches} />}
      {tab === "sources" && <QuerySources sources={data.sources} />}
    </>
  );
}

function Result(): JSX.Element {
  return (
    <>
      {resultError.value && <p class="notice error">{resultError.value}</p>}
      {result.value ? <QueryResult table={result.value} /> : <p class="quiet">Reading the table…</p>}
    </>
  );
}

function Figures({ query }: { readonly query: QueryRow }): JSX.Element {
  const { last } = query;
  const figures: readonly (readonly [string, string])[] = [
    ["Uptime", duration((query.endedAt ?? now.value) - query.startedAt)],
    ["Batches", count(query.batches)],
    ["Rows", compact(query.rows)],
    ["Input", rate(query.inputRate)],
    ["Processing", rate(query.processRate)],
    ["Last batch", last === null ? "–" : duration(last.batchDuration)],
    ...(query.droppedRows > 0 ? ([["Late rows dropped", count(query.droppedRows)]] as const) : []),
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
