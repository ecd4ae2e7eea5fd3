import type { JSX } from "preact";
import type { QueryRow } from "../../web/wire.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { compact, count, duration, rate } from "../format.ts";
import { info, now, queries } from "../live/store.ts";
import { QueryTitle } from "../parts/query-title.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { StopButton } from "../parts/stop-button.tsx";
import { href } from "../router.ts";

/** All streaming queries, those that run first. */
export function QueriesPage(): JSX.Element {
  if (queries.value === undefined) return <p class="quiet">Loading…</p>;
  const rows = [...queries.value.values()].sort((a, b) => rank(a) - rank(b) || b.startedAt - a.startedAt);
  return (
    <>
      <h1>Streaming queries</h1>
      {rows.length === 0 ? <NoQueries /> : <QueryTable rows={rows} />}
    </>
  );
}

const rank = ({ state }: QueryRow): number => (state === "active" ? 0 : 1);

function QueryTable({ rows }: { readonly rows: readonly QueryRow[] }): JSX.Element {
  const several = new Set(rows.map(({ session }) => session)).size > 1;
  return (
    <div class="scroll">
      {/* On a narrow screen only what is wanted most stays; the rest is a touch away, on the query's own page. */}
      <table class="list queries">
        <thead>
          <tr>
            <th scope="col" class="wanted">
              Query
            </th>
            <th scope="col" class="wanted">
              State
            </th>
            {several && <th scope="col">Session</th>}
            <th scope="col" class="number">
              Uptime
            </th>
            <th scope="col" class="number">
              Batches
            </th>
            <th scope="col" class="number">
              Rows
            </th>
            <th scope="col" class="wanted">
              Input rate
            </th>
            <th scope="col" class="number">
              Processing rate
            </th>
            <th scope="col" class="number">
              Last batch
            </th>
            <th scope="col">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((query) => (
            <QueryLine key={query.runId} query={query} several={several} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function QueryLine({ query, several }: { readonly query: QueryRow; readonly several: boolean }): JSX.Element {
  const { last } = query;
  const session = info.value?.sessions.find(({ id }) => id === query.session);
  return (
    <>
      <tr>
        <th scope="row" class="wanted">
          <a href={href("query", query.runId)}>
            <QueryTitle query={query} />
          </a>
        </th>
        <td class="wanted">
          <StateBadge query={query} />
        </td>
        {several && <td class="quiet">{session?.name ?? query.session.slice(0, 8)}</td>}
        <td class="number">{duration((query.endedAt ?? now.value) - query.startedAt)}</td>
        <td class="number">{count(query.batches)}</td>
        <td class="number" title={count(query.rows)}>
          {compact(query.rows)}
        </td>
        <td class="wanted">
          <span class="with-spark">
            <Sparkline values={query.sparkline} label={`Input rate, now ${rate(query.inputRate)}`} />
            {rate(query.inputRate)}
          </span>
        </td>
        <td class="number">{rate(query.processRate)}</td>
        <td class="number">{last === null ? "–" : duration(last.batchDuration)}</td>
        <td class="actions">
          <StopButton query={query} />
        </td>
      </tr>
      {query.exception !== null && (
        <tr class="reason">
          <td class="wanted" colSpan={several ? 10 : 9}>
            {query.exception}
          </td>
        </tr>
      )}
    </>
  );
}

function NoQueries(): JSX.Element {
  return (
    <section class="empty">
      <p>No streaming query has started yet. This one makes a row every second and counts them:</p>
      <pre>
        <code>{`const query = await spark.readStream.format("rate").load()
  .groupBy().count()
  .writeStream.format("memory").outputMode("complete").queryName("ticks").start();`}</code>
      </pre>
      <p class="quiet">The page shows it as soon as it runs.</p>
    </section>
  );
}
