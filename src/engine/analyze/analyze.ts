import {
  type LocalData,
  type LocalRelation,
  located,
  type ReadRelation,
  type Relation,
  type ResolvedRelation,
  type TableRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import type { AnalyzerContext } from "./context.ts";
import { fileTable } from "./file-table.ts";
import { groupingFunction } from "./grouping.ts";
import { registeredFunction } from "./python-functions.ts";
import { resolveExpression } from "./resolve-expression.ts";
import { resolveRelation } from "./resolve-relation.ts";
import { sessionFunction } from "./session-functions.ts";
import { settle } from "./settle.ts";

const analysisOf = (context: AnalyzerContext): Analysis => ({
  context,
  commonTables: new Map(),
  outer: undefined,
  relation: (relation, analysis) => located(relation, () => resolveRelation(relation, analysis)),
  expression: (expression, names, analysis) =>
    located(expression, () => resolveExpression(expression, names, analysis)),
  functions: (name) => registeredFunction(name, context) ?? groupingFunction(name) ?? sessionFunction(name, context),
});

/**
 * Finds out what a plan means: names become columns, calls get types and implicit casts, and everything that Spark's analyzer
 * refuses is refused here. Reads nothing and waits for nothing.
 *
 * @throws SparkException with Spark's condition, SQLSTATE and parameters
 * @see org.apache.spark.sql.catalyst.analysis.Analyzer
 */
export function analyze(plan: Relation, context: AnalyzerContext): ResolvedRelation {
  const analysis = analysisOf(context);
  return settle(analysis.relation(plan, analysis));
}

/** What has to be looked at before a plan can be analyzed: sources, and local rows that came without a schema. */
export interface PlanInputs {
  readonly reads: readonly ReadRelation[];
  readonly locals: readonly LocalData[];
}

/** The inputs of a plan, also those inside subqueries. */
export function collectInputs(plan: Relation): PlanInputs {
  const reads: ReadRelation[] = [];
  const locals: LocalData[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return;
    const { kind } = node as { kind?: unknown };
    if (kind === "read" && "format" in node) {
      reads.push(node as ReadRelation);
      return;
    }
    if (kind === "table" && "name" in node) {
      const files = fileTable(node as TableRelation);
      if (files !== undefined) reads.push(files);
      return;
    }
    if (kind === "local") {
      const { data, schema } = node as LocalRelation;
      if (data !== undefined && schema === undefined) locals.push(data);
      return;
    }
    // Types and literal values hold no relations.
    if (kind === "literal") return;
    for (const [key, value] of Object.entries(node)) if (key !== "type" && key !== "schema") visit(value);
  };
  visit(plan);
  return { reads, locals };
}
