import { StructType } from "../../types/index.ts";
import type { Expression, ReadRelation, Relation, ResolvedExpression, ResolvedRelation } from "../plan/index.ts";
import type { AnalyzerContext } from "./context.ts";
/**
 * Finds out what a plan means: names become columns, calls get types and implicit casts, and everything that Spark's analyzer
 * refuses is refused here. Reads nothing and waits for nothing.
 *
 * @throws SparkException with Spark's condition, SQLSTATE and parameters
 * @see org.apache.spark.sql.catalyst.analysis.Analyzer
 */
export declare function analyze(plan: Relation, context: AnalyzerContext): ResolvedRelation;
/** The value of an expression that names no columns: a default, an argument of a command. */
export declare function analyzeExpression(expression: Expression, context: AnalyzerContext): ResolvedExpression;
/** The schema that a DataFrame of the plan shows. */
export declare function schemaOf(plan: ResolvedRelation): StructType;
/** Whether some source of the plan is a stream. */
export declare function isStreaming(plan: ResolvedRelation): boolean;
/** Sources in the plan, whose schemas have to be known before it is analyzed; also those inside subqueries. */
export declare function collectReads(plan: Relation): readonly ReadRelation[];
//# sourceMappingURL=analyze.d.ts.map
