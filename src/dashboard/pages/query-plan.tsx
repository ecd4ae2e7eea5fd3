import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import type { QueryPlan } from "../../web/wire.ts";
import { count, counted, duration } from "../format.ts";
import { get } from "../live/api.ts";
import { Code } from "../parts/code.tsx";
import { route } from "../router.ts";

/** How a query is computed, and where its time goes. */
export function QueryPlanView({ runId, batches }: { readonly runId: string; readonly batches: number }): JSX.Element {
  const plan = useSignal<QueryPlan | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  // The plan stays; the times change with every batch, so it is loaded anew when the reader asks.
  const load = () => {
    get<QueryPlan>(`/api/queries/${encodeURIComponent(runId)}/plan`).then(
      (loaded) => {
        plan.value = loaded;
        error.value = undefined;
      },
      (failure: Error) => {
        error.value = failure.message;
      },
    );
  };
  useSignalEffect(() => {
    if (route.value.page === "query") load();
  });
  if (error.value) return <p class="notice error">{error.value}</p>;
  if (plan.value === undefined) return <p class="quiet">Loading…</p>;
  const { phases, rows, sections } = plan.value;
  const longest = Math.max(...phases.map(({ meanMs }) => meanMs), 1e-9);
  return (
    <>
      <div class="toolbar">
        <button type="button" onClick={load}>
          Reload
        </button>
        <span class="quiet">
          {counted(batches, "batch", "batches")}
          {rows && ` · last: ${counted(rows.input, "row")} in, ${count(rows.state)} in state`}
          {rows && rows.output !== null && `, ${count(rows.output)} out`}
        </span>
      </div>
      <table class="phases">
        <caption class="hidden">Time of each phase</caption>
        <thead>
          <tr class="quiet">
            <th scope="col">Phase</th>
            <td />
            <th scope="col" class="number">
              Mean
            </th>
            <th scope="col" class="number">
              Last
            </th>
          </tr>
        </thead>
        <tbody>
          {phases.map(({ name, lastMs, meanMs }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <meter min={0} max={longest} value={meanMs} aria-label={`mean ${duration(meanMs)}`} />
              </td>
              <td class="number">{duration(meanMs)}</td>
              <td class="number quiet">{duration(lastMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sections.map(({ title, text }) => (
        <section key={title}>
          <h2>{title}</h2>
          <Code label={title} text={text} wraps />
        </section>
      ))}
    </>
  );
}
