import { StructField, StructType } from "../../types/index.js";
import { groupingFunction } from "./grouping.js";
import { resolveExpression } from "./resolve-expression.js";
import { resolveRelation } from "./resolve-relation.js";
import { inputsOf } from "./rewrite.js";
import { scopeOf } from "./scope.js";
import { settle } from "./settle.js";

const analysisOf = (context) => ({
  context,
  commonTables: new Map(),
  outer: undefined,
  relation: resolveRelation,
  expression: resolveExpression,
  functions: groupingFunction,
});
/**
 * Finds out what a plan means: names become columns, calls get types and implicit casts, and everything that Spark's analyzer
 * refuses is refused here. Reads nothing and waits for nothing.
 *
 * @throws SparkException with Spark's condition, SQLSTATE and parameters
 * @see org.apache.spark.sql.catalyst.analysis.Analyzer
 */
export function analyze(plan, context) {
  return settle(resolveRelation(plan, analysisOf(context)));
}
/** The value of an expression that names no columns: a default, an argument of a command. */
export function analyzeExpression(expression, context) {
  const scope = scopeOf({ kind: "values", rows: [[]], output: [] });
  return resolveExpression(expression, { scope }, analysisOf(context));
}
/** The schema that a DataFrame of the plan shows. */
export function schemaOf(plan) {
  return new StructType(
    plan.output.map((column) => new StructField(column.name, column.type, column.nullable, { ...column.metadata })),
  );
}
/** Whether some source of the plan is a stream. */
export function isStreaming(plan) {
  if (plan.kind === "scan") return plan.source.streaming;
  return inputsOf(plan).some(isStreaming);
}
/** Sources in the plan, whose schemas have to be known before it is analyzed; also those inside subqueries. */
export function collectReads(plan) {
  const reads = [];
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return;
    if ("kind" in node && node.kind === "read" && "format" in node) {
      reads.push(node);
      return;
    }
    // Types and literal values hold no relations.
    if ("kind" in node && node.kind === "literal") return;
    for (const [key, value] of Object.entries(node)) if (key !== "type" && key !== "schema") visit(value);
  };
  visit(plan);
  return reads;
}
//# sourceMappingURL=analyze.js.map
