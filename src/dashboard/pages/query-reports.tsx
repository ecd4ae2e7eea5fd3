import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ProgressReport } from "../../web/wire.ts";
import { count, duration, time } from "../format.ts";
import { Code } from "../parts/code.tsx";

/** The newest progress reports, as a table and each as the JSON that listeners get. */
export function QueryReports({ reports }: { readonly reports: readonly ProgressReport[] }): JSX.Element {
  const open = useSignal<ProgressReport | undefined>(undefined);
  if (reports.length === 0) return <p class="quiet">No batch has run yet.</p>;
  const rows = (report: ProgressReport) => report.sources.reduce((sum, { numInputRows }) => sum + numInputRows, 0);
  const shown = open.value ?? reports.at(-1)!;
  return (
    <div class="split">
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col" class="number">
                Batch
              </th>
              <th scope="col">Time</th>
              <th scope="col" class="number">
                Rows in
              </th>
              <th scope="col" class="number">
                Rows out
              </th>
              <th scope="col" class="number">
                Duration
              </th>
              <th scope="col" class="number">
                State
              </th>
            </tr>
          </thead>
          <tbody>
            {reports.toReversed().map((report) => (
              <tr key={`${report.batchId} ${report.timestamp}`} class={open.value === report ? "chosen" : undefined}>
                <td class="number">
                  <button
                    type="button"
                    class="link"
                    aria-label={`JSON of batch ${report.batchId}`}
                    onClick={() => {
                      open.value = report;
                    }}
                  >
                    {report.batchId}
                  </button>
                </td>
                <td>{time(Date.parse(report.timestamp))}</td>
                <td class="number">{count(rows(report))}</td>
                <td class="number">{report.sink.numOutputRows < 0 ? "–" : count(report.sink.numOutputRows)}</td>
                <td class="number">{duration(report.batchDuration)}</td>
                <td class="number">
                  {report.stateOperators.length === 0 ? "–" : count(report.stateOperators[0]!.numRowsTotal)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Code label={`Report of batch ${shown.batchId}`} text={JSON.stringify(shown, null, 2)} />
    </div>
  );
}
