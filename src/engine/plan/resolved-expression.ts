import type { DataType } from "../../types/index.ts";
import type { WindowFrame } from "./expression.ts";
import type { AggregateFunction, GeneratorFunction, ScalarFunction, WindowFunction } from "./function.ts";
import type { KeptSettings } from "./kept-settings.ts";
import type { ResolvedRelation } from "./resolved-relation.ts";

/** An expression whose names, types and nullability are known. DuckDB only computes what stands here. */
export type ResolvedExpression =
  | ResolvedLiteral
  | ResolvedColumn
  | ResolvedCall
  | ResolvedCast
  | ResolvedAggregateCall
  | ResolvedWindow
  | ResolvedWindowCall
  | ResolvedGeneratorCall
  | ResolvedLambda
  | ResolvedField
  | ResolvedSubquery;

interface Base<Kind extends string> {
  readonly kind: Kind;
  readonly type: DataType;
  readonly nullable: boolean;
}

interface Computed<Kind extends string> extends Base<Kind> {
  /** Set within a view or a function that was made with other settings than those of the query. */
  readonly kept?: KeptSettings;
}

/** `value` is of the JavaScript type that the data type declares, or null. */
export interface ResolvedLiteral extends Base<"literal"> {
  readonly value: unknown;
}

/**
 * A column of a relation below, or a parameter of a lambda. The id alone says which: compiled SQL calls it `c<id>`, so that equal
 * names never meet.
 */
export interface ResolvedColumn extends Base<"column"> {
  readonly id: number;
  readonly name: string;
  /** Names that may stand before the column's: a table, an alias, a catalog and a schema. */
  readonly qualifier: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Set where a SELECT list names a column twice: the id of the first, which the name alone means as well. */
  readonly duplicateOf?: number;
  /** Set behind `withWatermark`: lateness allowed in microseconds. */
  readonly watermarkDelay?: bigint;
  /** Set on the column of `session_window`: grouping by it joins sessions that meet. */
  readonly sessionWindow?: true;
}

/** A scalar function; its arguments have been cast to the types that it asked for. */
export interface ResolvedCall extends Computed<"call"> {
  readonly function: ScalarFunction;
  /** The name that the user wrote, which is often the one that Spark prints. */
  readonly name: string;
  readonly args: readonly ResolvedExpression[];
  /** Names of arguments that were given by name, in the places of `args`; only functions in Python take such. */
  readonly argumentNames?: readonly (string | undefined)[];
}

export interface ResolvedCast extends Computed<"cast"> {
  readonly child: ResolvedExpression;
  /** ansi: a value that does not fit is an error; try and legacy: it becomes NULL, legacy by the rules of non-ANSI casts. */
  readonly mode: "ansi" | "try" | "legacy";
  /** Set where the analyzer added the cast; such casts do not show in column names. */
  readonly implicit: boolean;
}

/** An aggregate; stands only in the list of {@link ResolvedRelation} `aggregate` and as the function of a window. */
export interface ResolvedAggregateCall extends Computed<"aggregateCall"> {
  readonly function: AggregateFunction;
  readonly name: string;
  readonly args: readonly ResolvedExpression[];
  readonly distinct: boolean;
  readonly filter?: ResolvedExpression;
  readonly ignoreNulls: boolean;
  readonly orderBy: readonly ResolvedSort[];
}

/** `row_number()`, `lag(a)`: functions that have a meaning only over a window. */
export interface ResolvedWindowCall extends Computed<"windowCall"> {
  readonly function: WindowFunction;
  readonly name: string;
  readonly args: readonly ResolvedExpression[];
  readonly ignoreNulls: boolean;
}

export interface ResolvedWindow extends Base<"window"> {
  readonly call: ResolvedAggregateCall | ResolvedWindowCall;
  readonly partitionBy: readonly ResolvedExpression[];
  readonly orderBy: readonly ResolvedSort[];
  /** Always spelled out: Spark's default frame where the user gave none. */
  readonly frame: WindowFrame<ResolvedExpression>;
}

/** `explode(a)` and its like; stands only in a {@link ResolvedRelation} `generate`. */
export interface ResolvedGeneratorCall extends Computed<"generatorCall"> {
  readonly function: GeneratorFunction;
  readonly name: string;
  readonly args: readonly ResolvedExpression[];
}

export interface ResolvedLambda extends Base<"lambda"> {
  readonly parameters: readonly ResolvedColumn[];
  readonly body: ResolvedExpression;
}

/** A field of a struct, or that field of every struct in an array. */
export interface ResolvedField extends Base<"field"> {
  readonly child: ResolvedExpression;
  readonly name: string;
  readonly ordinal: number;
}

/** A subquery may name columns of the query around it: `c<id>` says which, and DuckDB correlates. */
export interface ResolvedSubquery extends Base<"subquery"> {
  readonly form: "scalar" | "exists" | "in";
  readonly plan: ResolvedRelation;
  readonly values: readonly ResolvedExpression[];
  /** Columns of the query around that the plan names. */
  readonly outer: readonly ResolvedColumn[];
}

export interface ResolvedSort {
  readonly child: ResolvedExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
