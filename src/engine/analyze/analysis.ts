import type {
  AttributeExpression,
  Expression,
  Relation,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
  SparkFunction,
} from "../plan/index.ts";
import type { AnalyzerContext } from "./context.ts";
import type { Scope } from "./scope.ts";

/** A common table expression: resolved anew for each use, in the surroundings of its definition. */
export interface CommonTable {
  readonly columns: readonly string[] | undefined;
  readonly plan: Relation;
  readonly analysis: Analysis;
  /** How often it was named; one that never is has to make sense, too. */
  readonly uses: { count: number };
  /** Set where the table may name itself: how often it may add rows to itself. */
  readonly recursion?: { readonly levelLimit: number };
  /** Within the step of a recursion: the rows of the step before, anew for each use. */
  readonly rows?: () => ResolvedRelation;
}

/**
 * What one run of the analyzer carries from relation to relation. Relations hold expressions and expressions hold relations (as
 * subqueries), so both resolvers are reached through here.
 */
export interface Analysis {
  readonly context: AnalyzerContext;
  /** Common table expressions in sight, by lower-case name. */
  readonly commonTables: ReadonlyMap<string, CommonTable>;
  /** The query around a subquery, or what is left of a lateral join. */
  readonly outer: OuterQuery | undefined;
  /** Functions that the analyzer itself works out. */
  functions(name: string): SparkFunction | undefined;
  relation(plan: Relation, analysis: Analysis): Scope;
  expression(expression: Expression, names: Names, analysis: Analysis): ResolvedExpression;
}

/** A query whose columns an inner one may use. */
export interface OuterQuery {
  readonly names: Names;
  readonly analysis: Analysis;
  /** Filled with the columns that the inner query has used. */
  readonly used: Map<number, ResolvedColumn>;
}

/** Finds what a name means, undefined where it does not know the name. */
export type NameLookup = (attribute: AttributeExpression, names: Names) => ResolvedExpression | undefined;

/** The names that an expression may use. */
export interface Names {
  /** The relations whose columns are in sight. */
  readonly scope: Scope;
  /** Asked before the columns of the scope. */
  readonly before?: NameLookup;
  /** Asked after the columns of the scope: lateral aliases, columns below the SELECT list. */
  readonly after?: NameLookup;
  /** What subqueries see instead, where that is less: no aliases of the same SELECT list. */
  readonly outside?: Names;
  /** Parameters of the lambdas around, by lower-case name. */
  readonly variables?: ReadonlyMap<string, ResolvedColumn>;
  /** Whether the expression is an argument of an aggregate function, which decides what names of HAVING and ORDER BY mean. */
  readonly insideAggregate?: boolean;
  /** The column that `window(time, …)` stands for. */
  readonly timeWindow?: ResolvedColumn | undefined;
  /** Names that an error proposes in place of the columns of the scope. */
  readonly candidates?: readonly (readonly string[])[];
  /** Names that an error proposes beside the columns of the scope. */
  readonly proposals?: readonly (readonly string[])[];
}
