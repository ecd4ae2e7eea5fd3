import { type SparkSession, StreamingQuery } from "../../api/index.ts";
import type { Monitor, ProgressReport, QuerySummary } from "../../monitor/index.ts";
import { withoutSecrets } from "../errors.ts";
import type { PhaseStatus, QueryPlan } from "../wire.ts";

/** The phases of a micro-batch in the order in which they run; others come last. */
const phaseOrder = [
  "latestOffset",
  "walCommit",
  "getBatch",
  "queryPlanning",
  "addBatch",
  "commitOffsets",
  "commitBatch",
];

/** What the engine of this process runs in the place of Spark's physical plan. */
const ownPhysicalPlan = "DuckDB SQL";

/** How a query is computed, and what takes how long. @param engine - see `Backend.engine` */
export async function planOf(
  query: QuerySummary,
  monitor: Monitor,
  spark: SparkSession,
  engine: string,
): Promise<QueryPlan> {
  const handle = new StreamingQuery(spark.client, query, query.name);
  const sections = sectionsOf(await handle.explainString(true)).map(({ title, text }) => ({
    title: engine === "embedded" && title === "Physical Plan" ? ownPhysicalPlan : title,
    text: withoutSecrets(text),
  }));
  return { sections, phases: phasesOf(monitor.reports(query.runId)) };
}

/** The text of an EXPLAIN, cut at its headings; of plans that follow each other and are the same, the last. */
export function sectionsOf(text: string): QueryPlan["sections"] {
  const [before = "", ...rest] = text.split(/^== (.+) ==$/m);
  const sections = before.trim() === "" ? [] : [{ title: "Plan", text: before.trim() }];
  for (let at = 0; at + 1 < rest.length; at += 2) sections.push({ title: rest[at]!, text: rest[at + 1]!.trim() });
  return sections.filter(({ text: own }, at) => sections[at + 1]?.text !== own);
}

/** A part of a batch's work and how to read it from a report. */
interface Work {
  readonly name: string;
  readonly within: string | null;
  ms(report: ProgressReport): number;
  readonly rows?: { readonly what: string; of(report: ProgressReport): number };
}

/** Times and rows of a query's newest batches. */
export function phasesOf(reports: readonly ProgressReport[]): PhaseStatus[] {
  // Triggers that found nothing new report too.
  const batches = reports.filter(({ durationMs }) => durationMs.addBatch !== undefined);
  const last = batches.at(-1);
  if (last === undefined) return [];
  const mean = (figure: (report: ProgressReport) => number) =>
    batches.reduce((sum, report) => sum + figure(report), 0) / batches.length;
  return workOf(batches, last).map(({ name, within, ms, rows }) => ({
    name,
    within,
    lastMs: ms(last),
    meanMs: mean(ms),
    rows: rows === undefined ? null : { what: rows.what, last: rows.of(last), mean: mean(rows.of) },
  }));
}

function workOf(batches: readonly ProgressReport[], last: ProgressReport): Work[] {
  const names = new Set(batches.flatMap(({ durationMs }) => Object.keys(durationMs)));
  names.delete("triggerExecution");
  const rank = (name: string) => (phaseOrder.indexOf(name) + phaseOrder.length + 1) % (phaseOrder.length + 1);
  const phases = [...names].sort((a, b) => rank(a) - rank(b));
  return phases.flatMap((name) => {
    const phase: Work = { name, within: null, ms: ({ durationMs }) => durationMs[name] ?? 0, ...rowsOf(name, last) };
    return name === "addBatch" ? [phase, ...last.stateOperators.flatMap((_, at) => operatorWork(last, at))] : [phase];
  });
}

/** Batches are handed out with the rows that they read, and end with those that the sink has taken. */
function rowsOf(phase: string, last: ProgressReport): Pick<Work, "rows"> {
  if (phase === "getBatch")
    return {
      rows: { what: "read", of: ({ sources }) => sources.reduce((sum, source) => sum + source.numInputRows, 0) },
    };
  if (phase === "addBatch" && last.sink.numOutputRows >= 0)
    return { rows: { what: "written", of: ({ sink }) => Math.max(0, sink.numOutputRows) } };
  return {};
}

/** What a stateful operator does: the rows of a batch become one for each key, rows of keys that are done with go, the rest is kept. */
function operatorWork({ stateOperators }: ProgressReport, at: number): Work[] {
  const { operatorName } = stateOperators[at]!;
  const within = stateOperators.length === 1 ? operatorName : `${operatorName} ${at + 1}`;
  type Operator = ProgressReport["stateOperators"][number];
  const work = (name: string, what: string, ms: (of: Operator) => number, rows: (of: Operator) => number): Work => {
    const figure = (of: (operator: Operator) => number) => (report: ProgressReport) => {
      const operator = report.stateOperators[at];
      return operator === undefined ? 0 : of(operator);
    };
    return { name, within, ms: figure(ms), rows: { what, of: figure(rows) } };
  };
  return [
    work(
      "updates",
      "updated",
      (of) => of.allUpdatesTimeMs,
      (of) => of.numRowsUpdated,
    ),
    work(
      "removals",
      "removed",
      (of) => of.allRemovalsTimeMs,
      (of) => of.numRowsRemoved,
    ),
    work(
      "commit",
      "in state",
      (of) => of.commitTimeMs,
      (of) => of.numRowsTotal,
    ),
  ];
}
