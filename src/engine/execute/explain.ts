import { StructType } from "../../types/index.ts";
import { compileQuery, leavesOf } from "../compile/index.ts";
import { readRows } from "../duckdb/index.ts";
import type { ExpressionSettings, Relation, ResolvedRelation } from "../plan/index.ts";
import type { Executor } from "./executor.ts";
import { parsedText, planText } from "./plan-text.ts";
import { shownSteps } from "./shown-steps.ts";
import { quickQuery } from "./speculation.ts";

/** @see org.apache.spark.sql.execution.ExplainMode */
export type ExplainMode = "simple" | "extended" | "codegen" | "cost" | "formatted";

export interface ExplainRequest {
  /** The plan as it was written. */
  readonly parsed: Relation;
  readonly plan: ResolvedRelation;
  /** The plan with tables in the place of parts whose rows are kept, and what those are. */
  readonly kept?: { readonly plan: ResolvedRelation; readonly parts: readonly string[] };
  readonly mode: ExplainMode;
  readonly settings: ExpressionSettings;
}

const explainSchema = new StructType().add("key", "string").add("value", "string");

/**
 * What becomes of a plan, as text: the SQL that DuckDB is given, in which a scan stands as `format.path`. `extended` shows the plan
 * before and after analysis and cut to what is used, `cost` and `formatted` DuckDB's own plan with its estimates, for which sources are looked at.
 */
export async function explain(executor: Executor, request: ExplainRequest): Promise<string> {
  const { kept, parsed, plan, mode, settings } = request;
  const prepared = executor.prepare(kept?.plan ?? plan);
  const sections: [title: string, body: string][] = [];
  if (mode === "extended") {
    sections.push(["Parsed Logical Plan", parsedText(parsed)]);
    sections.push(["Analyzed Logical Plan", planText(plan, settings.timeZone)]);
  }
  if (mode === "extended" || mode === "cost")
    sections.push(["Optimized Logical Plan", planText(prepared, settings.timeZone)]);
  const bounded = leavesOf(plan).every((leaf) => leaf.kind === "localRows" || !leaf.source.streaming);
  sections.push(["Physical Plan", `${[...(kept?.parts ?? []), shownSql(prepared, settings, bounded)].join("\n")}\n`]);
  if ((mode === "cost" || mode === "formatted") && bounded) {
    const rows = await executor.withQuery(plan, { settings }, (sql, connection) =>
      readRows(connection, `EXPLAIN ${sql}`, explainSchema),
    );
    sections.push(["DuckDB Plan and Statistics", rows.map((row) => row.value).join("\n")]);
  }
  return sections.map(([title, body]) => `== ${title} ==\n${body}`).join("\n");
}

function shownSql(plan: ResolvedRelation, settings: ExpressionSettings, bounded: boolean): string {
  const names = new Map(
    leavesOf(plan).map((leaf) => [
      leaf.id,
      leaf.kind === "localRows" ? "local rows" : `${leaf.source.format}.\`${leaf.source.paths.join(", ")}\``,
    ]),
  );
  const sqlOf = shownSteps(plan, (id) => names.get(id) ?? `relation ${id}`, settings);
  return bounded ? quickQuery(plan, sqlOf, settings) : compileQuery(plan, sqlOf, settings);
}
