import { lookupFunction } from "../functions/index.ts";
import {
  type Expression,
  type LocalData,
  type LocalRelation,
  located,
  type ReadRelation,
  type Relation,
  type ResolvedExpression,
  type ResolvedRelation,
  type TableRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import type { AnalyzerCatalog, AnalyzerContext, SqlFunction, ViewDefinition } from "./context.ts";
import { fileTable } from "./file-table.ts";
import { groupingFunction } from "./grouping.ts";
import { registeredFunction } from "./python-functions.ts";
import { resolveExpression } from "./resolve-expression.ts";
import { resolveRelation } from "./resolve-relation.ts";
import { sessionFunction } from "./session-functions.ts";
import { settle } from "./settle.ts";
import { analyzeFunctionBody } from "./sql-functions.ts";

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

/**
 * The columns that the body of a function gives when its parameters are columns: one where it is an expression.
 *
 * @throws SparkException as {@link analyze} does
 */
export function analyzeFunction(fn: SqlFunction, context: AnalyzerContext): readonly ResolvedExpression[] {
  return analyzeFunctionBody(fn, analysisOf(context));
}

/** What has to be looked at before a plan can be analyzed: sources, and local rows that came without a schema. */
export interface PlanInputs {
  readonly reads: readonly ReadRelation[];
  readonly locals: readonly LocalData[];
  /** Names of tables and views as the plan itself has them, those of common table expressions too. */
  readonly tables: readonly (readonly string[])[];
  /** Views that are kept as queries, also those that these name. */
  readonly views: readonly ViewDefinition[];
}

/** The inputs of a plan or expression, also those inside subqueries, and inside views and functions that are kept as SQL. */
export function collectInputs(plan: Relation | Expression, catalog: AnalyzerCatalog): PlanInputs {
  const reads: ReadRelation[] = [];
  const locals: LocalData[] = [];
  const tables: (readonly string[])[] = [];
  const views: ViewDefinition[] = [];
  const bodies = new Set<object>();
  const enter = (body: object | undefined, names: AnalyzerCatalog): void => {
    if (body === undefined || bodies.has(body)) return;
    bodies.add(body);
    const inner = collectInputs(body as Relation, names);
    reads.push(...inner.reads);
    views.push(...inner.views);
  };
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
      const table = node as TableRelation;
      tables.push(table.name);
      const view = catalog.view?.(table.name);
      if (view !== undefined && !bodies.has(view.plan)) {
        views.push(view);
        enter(view.plan, view.catalog);
      }
      const files = fileTable(table);
      if (files !== undefined) reads.push(files);
      return;
    }
    if (
      (kind === "call" || kind === "tableFunction") &&
      "name" in node &&
      lookupFunction(String(node.name)) === undefined
    ) {
      const routine = catalog.routine?.(String(node.name).split("."));
      if (routine !== undefined) enter(routine.query ?? routine.expression, routine.catalog);
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
  return { reads, locals, tables, views };
}
