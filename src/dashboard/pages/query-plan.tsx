import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import type { PhaseStatus, QueryPlan } from "../../web/wire.ts";
import { compact, counted, duration } from "../format.ts";
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
  const { phases, sections } = plan.value;
  return (
    <>
      <div class="toolbar">
        <button type="button" onClick={load}>
          Reload
        </button>
        <span class="quiet">{counted(batches, "batch", "batches")}</span>
      </div>
      {phases.length > 0 && <Phases phases={phases} />}
      {sections.map(({ title, text }) => (
        <section key={title}>
          <h2>{title}</h2>
          <Code label={title} text={text} wraps />
        </section>
      ))}
    </>
  );
}

/** Time and rows of what a batch does; what a stateful operator does stands below the phase that it is a part of. */
function Phases({ phases }: { readonly phases: readonly PhaseStatus[] }): JSX.Element {
  const longest = Math.max(...phases.map(({ meanMs }) => meanMs), 1e-9);
  return (
    <div class="scroll phases">
      <table class="list">
        <caption class="hidden">Time and rows of each phase</caption>
        <thead>
          <tr>
            <th scope="col">Phase</th>
            <td class="wide-only" />
            <th scope="col" class="number">
              Mean time
            </th>
            <th scope="col" class="number wide-only">
              Last time
            </th>
            <th scope="col" class="number">
              Mean rows
            </th>
            <th scope="col" class="number wide-only">
              Last rows
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {phases.map(({ name, within, lastMs, meanMs, rows }) => (
            <tr key={`${within} ${name}`} class={within === null ? undefined : "part"}>
              <th scope="row">
                {within !== null && <span class="quiet">{within} </span>}
                {name}
              </th>
              <td class="share wide-only">
                <svg width="100%" height="8" aria-hidden="true">
                  <rect class="track" width="100%" height="8" rx="3" />
                  <rect width={`${(meanMs / longest) * 100}%`} height="8" rx="3" />
                </svg>
              </td>
              <td class="number">{duration(meanMs)}</td>
              <td class="number quiet wide-only">{duration(lastMs)}</td>
              <td class="number">{rows && compact(rows.mean)}</td>
              <td class="number quiet wide-only">{rows && compact(rows.last)}</td>
              <td class="quiet">{rows?.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
