import { StructField, StructType } from "../../types/index.ts";
import type { Expression, ReadRelation, Relation, ResolvedExpression, ResolvedRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import type { AnalyzerContext } from "./context.ts";
import { groupingFunction } from "./grouping.ts";
import { resolveExpression } from "./resolve-expression.ts";
import { resolveRelation } from "./resolve-relation.ts";
import { scopeOf } from "./scope.ts";
import { sessionFunction } from "./session-functions.ts";
import { settle } from "./settle.ts";

const analysisOf = (context: AnalyzerContext): Analysis => ({
  context,
  commonTables: new Map(),
  outer: undefined,
  relation: resolveRelation,
  expression: resolveExpression,
  functions: (name) => groupingFunction(name) ?? sessionFunction(name, context),
});

/**
 * Finds out what a plan means: names become columns, calls get types and implicit casts, and everything that Spark's analyzer
 * refuses is refused here. Reads nothing and waits for nothing.
 *
 * @throws SparkException with Spark's condition, SQLSTATE and parameters
 * @see org.apache.spark.sql.catalyst.analysis.Analyzer
 */
export function analyze(plan: Relation, context: AnalyzerContext): ResolvedRelation {
  return settle(resolveRelation(plan, analysisOf(context)));
}

/** The value of an expression that names no columns: a default, an argument of a command. */
export function analyzeExpression(expression: Expression, context: AnalyzerContext): ResolvedExpression {
  const scope = scopeOf({ kind: "values", rows: [[]], output: [] });
  return resolveExpression(expression, { scope }, analysisOf(context));
}

/** The schema that a DataFrame of the plan shows. */
export function schemaOf(plan: ResolvedRelation): StructType {
  return new StructType(
    plan.output.map((column) => new StructField(column.name, column.type, column.nullable, { ...column.metadata })),
  );
}

/** Sources in the plan, whose schemas have to be known before it is analyzed; also those inside subqueries. */
export function collectReads(plan: Relation): readonly ReadRelation[] {
  const reads: ReadRelation[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return;
    if ("kind" in node && node.kind === "read" && "format" in node) {
      reads.push(node as ReadRelation);
      return;
    }
    // Types and literal values hold no relations.
    if ("kind" in node && node.kind === "literal") return;
    for (const [key, value] of Object.entries(node)) if (key !== "type" && key !== "schema") visit(value);
  };
  visit(plan);
  return reads;
}
