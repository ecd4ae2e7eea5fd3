import { type SparkSession, StreamingQuery } from "../../api/index.ts";
import type { Monitor, QuerySummary } from "../../monitor/index.ts";
import type { QueryPlan } from "../wire.ts";

/** The phases of a micro-batch in the order in which they run. */
const phaseOrder = [
  "latestOffset",
  "walCommit",
  "getBatch",
  "queryPlanning",
  "addBatch",
  "commitOffsets",
  "commitBatch",
];

/** How a query is computed, and what takes how long. */
export async function planOf(query: QuerySummary, monitor: Monitor, spark: SparkSession): Promise<QueryPlan> {
  const handle = new StreamingQuery(spark.client, query, query.name);
  const text = await handle.explainString(true);
  const { last } = query;
  return {
    sections: sectionsOf(text),
    phases: phasesOf(monitor, query),
    rows: last && {
      input: last.sources.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
      state: last.stateOperators.reduce((sum, { numRowsTotal }) => sum + numRowsTotal, 0),
      output: last.sink.numOutputRows < 0 ? null : last.sink.numOutputRows,
    },
  };
}

/** The text of an EXPLAIN, cut at its headings; of plans that follow each other and are the same, the last. */
export function sectionsOf(text: string): QueryPlan["sections"] {
  const [before = "", ...rest] = text.split(/^== (.+) ==$/m);
  const sections = before.trim() === "" ? [] : [{ title: "Plan", text: before.trim() }];
  for (let at = 0; at + 1 < rest.length; at += 2) sections.push({ title: rest[at]!, text: rest[at + 1]!.trim() });
  return sections.filter(({ text: own }, at) => sections[at + 1]?.text !== own);
}

function phasesOf(monitor: Monitor, { runId, last }: QuerySummary): QueryPlan["phases"] {
  const reports = monitor.reports(runId);
  const totals = new Map<string, number>();
  for (const { durationMs } of reports)
    for (const [name, ms] of Object.entries(durationMs)) totals.set(name, ms + (totals.get(name) ?? 0));
  totals.delete("triggerExecution");
  const rank = (name: string) => (phaseOrder.indexOf(name) + phaseOrder.length) % phaseOrder.length;
  return [...totals.entries()]
    .map(([name, ms]) => ({ name, lastMs: last?.durationMs[name] ?? 0, meanMs: ms / reports.length }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}
