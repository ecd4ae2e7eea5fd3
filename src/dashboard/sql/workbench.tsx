import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Completions } from "../../web/wire.ts";
import { ResultChart } from "../charts/result-chart.tsx";
import { counted, duration } from "../format.ts";
import { get, withQuery } from "../live/api.ts";
import { SessionPicker, sessionOf } from "../parts/session-picker.tsx";
import { type View, ViewSwitch } from "../parts/view-switch.tsx";
import { createEditor, type SqlEditor } from "./editor.ts";
import { Grid } from "./grid.tsx";
import { draft, history, remember, saveDraft } from "./history.ts";
import { Console, type Run } from "./statements.ts";

/** Rows that a chart of a result takes. */
const chartRows = 1000;
const refreshes = [
  { label: "off", ms: 0 },
  { label: "1 s", ms: 1_000 },
  { label: "5 s", ms: 5_000 },
  { label: "30 s", ms: 30_000 },
];
const downloads = [
  { format: "csv", label: "CSV" },
  { format: "json", label: "JSON" },
  { format: "parquet", label: "Parquet" },
];

/** SQL over the live tables: an editor, and the rows of the statement below it. */
export default function Workbench(): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<SqlEditor | undefined>(undefined);
  const sql = useMemo(() => new Console(), []);
  const session = useSignal<string | undefined>(undefined);
  const refreshMs = useSignal(0);
  const chosen = sessionOf(session);
  const current = useRef(chosen);
  current.current = chosen;

  const run = async (again = false): Promise<void> => {
    const { text, from } = editor.current!.toRun;
    if (text.trim() === "") return;
    if (!again) remember(text);
    editor.current!.mark(undefined, 0);
    await sql.run(current.current, text, from);
    editor.current?.mark(sql.error.peek(), from);
  };

  useEffect(() => {
    const created = createEditor(host.current!, { text: draft(), run: () => void run(), changed: saveDraft });
    editor.current = created;
    created.focus();
    return () => {
      editor.current = undefined;
      created.destroy();
    };
  }, []);
  useEffect(() => {
    if (chosen === undefined) return;
    get<Completions>(withQuery("/api/sql/completions", { session: chosen })).then(
      (names) => editor.current?.complete(names),
      // Without the names the editor completes keywords only.
      () => undefined,
    );
  }, [chosen, sql.busy.value]);
  useEffect(() => {
    if (refreshMs.value === 0) return;
    const timer = setInterval(() => {
      if (!sql.busy.peek() && !document.hidden) void run(true);
    }, refreshMs.value);
    return () => clearInterval(timer);
  }, [refreshMs.value]);

  const { value: shown } = sql.current;
  return (
    <>
      <div class="toolbar">
        <button type="button" class="primary" disabled={sql.busy.value} onClick={() => void run()} title="Ctrl+Enter">
          Run
        </button>
        <button type="button" disabled={!sql.busy.value} onClick={() => void sql.cancel()}>
          Cancel
        </button>
        <SessionPicker picked={session} />
        <label>
          Refresh{" "}
          <select
            value={refreshMs.value}
            onChange={({ currentTarget }) => {
              refreshMs.value = Number(currentTarget.value);
            }}
          >
            {refreshes.map(({ label, ms }) => (
              <option key={ms} value={ms}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {history.value.length > 0 && (
          <label>
            History{" "}
            <select
              class="history"
              value=""
              onChange={({ currentTarget }) => {
                const text = history.value[Number(currentTarget.value)];
                if (text !== undefined) editor.current?.setText(text);
                currentTarget.value = "";
              }}
            >
              <option value="">choose…</option>
              {history.value.map((text, index) => (
                <option key={text} value={index}>
                  {text.replaceAll(/\s+/g, " ").slice(0, 80)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div ref={host} class="editor" />
      {sql.error.value && (
        <pre class="notice error" role="alert">
          {sql.error.value.message}
        </pre>
      )}
      {shown && !(sql.error.value && shown.statement.columns === null) && <Result run={shown} busy={sql.busy.value} />}
    </>
  );
}

function Result({ run, busy }: { readonly run: Run; readonly busy: boolean }): JSX.Element {
  const view = useSignal<View>("table");
  const { statement, rows } = run;
  const { columns, rowCount, state, elapsedMs, truncated } = statement;
  const path = `/api/sql/${encodeURIComponent(statement.id)}/download`;
  const hasRows = columns !== null && columns.length > 0;
  const canChart = hasRows && columns.some(({ kind }) => kind === "number") && rowCount > 0;
  return (
    <section class="result-of-statement">
      <div class="toolbar">
        <span role="status">
          {busy ? "running" : state} · {hasRows ? counted(rowCount, "row") : "no rows"}
          {truncated && ", the result has more"} · {duration(elapsedMs)}
        </span>
        {canChart && <ViewSwitch view={view} />}
        {hasRows && state === "finished" && (
          <span>
            Download{" "}
            {downloads.map(({ format, label }) => (
              <a key={format} class="download" href={withQuery(path, { format })} download>
                {label}
              </a>
            ))}
          </span>
        )}
      </div>
      {hasRows && view.value === "table" && <Grid columns={columns} rowCount={rowCount} rows={rows} />}
      {canChart && view.value === "chart" && <StatementChart run={run} />}
    </section>
  );
}

function StatementChart({ run: { statement, rows } }: { readonly run: Run }): JSX.Element {
  rows.arrived.value;
  const wanted = Math.min(statement.rowCount, chartRows);
  const loaded = Array.from({ length: wanted }, (_, index) => rows.at(index)).filter((row) => row !== undefined);
  return <ResultChart table={{ columns: statement.columns ?? [], rows: loaded, total: statement.rowCount }} />;
}
