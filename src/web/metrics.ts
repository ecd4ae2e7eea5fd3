import type { Monitor, QuerySummary } from "../monitor/index.ts";

type Labels = Readonly<Record<string, string>>;
type Samples = readonly (readonly [Labels, number | null])[];

/** Figures of the queries and of the process in the text format of Prometheus. */
export function metricsText(monitor: Monitor): string {
  const queries = monitor.queries();
  const active = queries.filter(({ state }) => state === "active");
  const each = (figure: (query: QuerySummary) => number | null): Samples =>
    queries.map((query) => [labelsOf(query), figure(query)] as const);
  const newest = (figure: Figure): Samples =>
    active.map((query) => [labelsOf(query), latest(monitor, query, figure)] as const);
  const phases: Samples = active.flatMap((query) =>
    Object.entries(query.last?.durationMs ?? {})
      .filter(([phase]) => phase !== "triggerExecution")
      .map(([phase, ms]) => [{ ...labelsOf(query), phase }, ms / 1000] as const),
  );
  const { heapUsed, rss, external } = process.memoryUsage();
  return [
    metric(
      "millrace_query_active",
      "gauge",
      "Whether the query runs",
      each(({ state }) => (state === "active" ? 1 : 0)),
    ),
    metric(
      "millrace_query_failed",
      "gauge",
      "Whether an error ended the query",
      each(({ state }) => (state === "failed" ? 1 : 0)),
    ),
    metric(
      "millrace_query_batches_total",
      "counter",
      "Micro-batches",
      each(({ batches }) => batches),
    ),
    metric(
      "millrace_query_input_rows_total",
      "counter",
      "Rows read",
      each(({ rows }) => rows),
    ),
    metric(
      "millrace_query_dropped_rows_total",
      "counter",
      "Rows that came after the watermark",
      each(({ droppedRows }) => droppedRows),
    ),
    metric(
      "millrace_query_input_rows_per_second",
      "gauge",
      "Rows that arrive",
      newest(({ inputRate }) => inputRate),
    ),
    metric(
      "millrace_query_processed_rows_per_second",
      "gauge",
      "Rows while a batch runs",
      newest(({ processRate }) => processRate),
    ),
    metric(
      "millrace_query_batch_duration_seconds",
      "gauge",
      "Duration of the last micro-batch",
      active.map((query) => [labelsOf(query), query.last && query.last.batchDuration / 1000]),
    ),
    metric("millrace_query_phase_duration_seconds", "gauge", "Duration of the phases of the last micro-batch", phases),
    metric(
      "millrace_query_state_rows",
      "gauge",
      "Rows of state",
      newest(({ stateRows }) => stateRows),
    ),
    metric(
      "millrace_query_state_bytes",
      "gauge",
      "Memory of the state",
      newest(({ stateBytes }) => stateBytes),
    ),
    metric(
      "millrace_query_watermark_lag_seconds",
      "gauge",
      "From the watermark to the newest event",
      newest(({ watermarkLagMs }) => watermarkLagMs && watermarkLagMs / 1000),
    ),
    metric("millrace_process_uptime_seconds", "gauge", "Since the process started", [[{}, process.uptime()]]),
    metric("millrace_process_resident_memory_bytes", "gauge", "Memory of the process", [[{}, rss]]),
    metric("millrace_process_heap_bytes", "gauge", "Memory of JavaScript objects", [[{}, heapUsed]]),
    metric("millrace_process_external_bytes", "gauge", "Memory that JavaScript objects hold outside of the heap", [
      [{}, external],
    ]),
  ].join("");
}

const labelsOf = ({ name, id, runId }: QuerySummary): Labels => ({ name: name ?? "", id, runId });

type Figure = (point: ReturnType<Monitor["points"]>[number]) => number | null;

function latest(monitor: Monitor, { runId, last }: QuerySummary, figure: Figure): number | null {
  if (last === null) return null;
  const point = monitor.points(runId, { since: Date.parse(last.timestamp) - 1000, limit: 10 }).at(-1);
  return point === undefined ? null : figure(point);
}

/** A metric with its samples; those without a value are left out. */
function metric(name: string, type: "gauge" | "counter", help: string, samples: Samples): string {
  const lines = samples.flatMap(([labels, value]) =>
    value === null ? [] : [`${name}${labelText(labels)} ${value}\n`],
  );
  return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
