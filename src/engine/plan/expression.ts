import type { DataType } from "../../types/index.ts";
import type { PythonFunction } from "./python.ts";
import type { Relation } from "./relation.ts";

/**
 * An expression as it was written, before names and types are known. SQL text and DataFrame calls lead to the same nodes.
 */
export type Expression =
  | LiteralExpression
  | AttributeExpression
  | StarExpression
  | RegexExpression
  | CallExpression
  | PythonCallExpression
  | AliasExpression
  | CastExpression
  | SortExpression
  | WindowExpression
  | LambdaExpression
  | LambdaVariableExpression
  | ExtractExpression
  | UpdateFieldsExpression
  | SubqueryExpression
  | NamedArgumentExpression;

/** A constant. `value` is of the JavaScript type that {@link DataType} declares, null for a NULL of that type. */
export interface LiteralExpression {
  readonly kind: "literal";
  readonly type: DataType;
  readonly value: unknown;
}

/** A column by name; `parts` are the pieces between dots without back quotes. */
export interface AttributeExpression {
  readonly kind: "attribute";
  readonly parts: readonly string[];
  /** Set where a DataFrame was named with the column, `df["a"]`: the column must come from the relation of this plan id. */
  readonly planId?: bigint;
  readonly metadataColumn?: boolean;
}

/** `*`, `t.*`, `struct.*`, `* EXCEPT (a, b)`. */
export interface StarExpression {
  readonly kind: "star";
  readonly target: readonly string[];
  readonly except?: readonly (readonly string[])[];
  readonly planId?: bigint;
}

/** All columns whose name matches, as `df.colRegex`. */
export interface RegexExpression {
  readonly kind: "regex";
  readonly pattern: string;
  /** Qualifier of the columns that are looked at. */
  readonly table?: string;
  readonly planId?: bigint;
}

/**
 * A function or an operator by name: `+`, `and`, `sum`, `when` (pairs of condition and value, then the else value), `in`, `between`,
 * `like`, `isnull`. What SQL writes in words of its own arrives under the name of the function that Spark resolves it to.
 */
export interface CallExpression {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct?: boolean;
  /** `FILTER (WHERE …)` of an aggregate. */
  readonly filter?: Expression;
  readonly ignoreNulls?: boolean;
  /** `WITHIN GROUP (ORDER BY …)` of an aggregate. */
  readonly withinGroup?: readonly SortExpression[];
}

/** A call of a function in Python that came with the plan. */
export interface PythonCallExpression {
  readonly kind: "pythonCall";
  readonly function: PythonFunction;
  readonly args: readonly Expression[];
}

/** `expr AS name`; several names for a generator with several columns. */
export interface AliasExpression {
  readonly kind: "alias";
  readonly child: Expression;
  readonly names: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * How a cast treats a value that does not fit. default: by the session's ANSI setting; try: it becomes NULL; ansi and legacy, which
 * only Connect clients ask for, fix the setting for this cast.
 */
export type CastMode = "default" | "try" | "ansi" | "legacy";

export interface CastExpression {
  readonly kind: "cast";
  readonly child: Expression;
  readonly type: DataType;
  readonly mode: CastMode;
}

/** A sort key; `nullsFirst` follows Spark's default (first when ascending) where the user said nothing. */
export interface SortExpression {
  readonly kind: "sort";
  readonly child: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export type FrameBound<E> =
  | { readonly kind: "currentRow" }
  | { readonly kind: "unboundedPreceding" }
  | { readonly kind: "unboundedFollowing" }
  /** An offset; negative precedes. */
  | { readonly kind: "offset"; readonly value: E };

export interface WindowFrame<E> {
  readonly unit: "rows" | "range";
  readonly lower: FrameBound<E>;
  readonly upper: FrameBound<E>;
}

export interface WindowExpression {
  readonly kind: "window";
  readonly function: Expression;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortExpression[];
  readonly frame?: WindowFrame<Expression>;
}

export interface LambdaExpression {
  readonly kind: "lambda";
  readonly parameters: readonly string[];
  readonly body: Expression;
}

export interface LambdaVariableExpression {
  readonly kind: "lambdaVariable";
  readonly name: string;
}

/** `array[i]`, `map[key]`, `struct.field`. */
export interface ExtractExpression {
  readonly kind: "extract";
  readonly child: Expression;
  readonly extraction: Expression;
}

/** `Column.withField` (with a value) and `Column.dropFields` (without). */
export interface UpdateFieldsExpression {
  readonly kind: "updateFields";
  readonly child: Expression;
  readonly field: string;
  readonly value?: Expression;
}

export interface SubqueryExpression {
  readonly kind: "subquery";
  readonly form: "scalar" | "exists" | "in";
  readonly plan: Relation;
  /** Left side of IN. */
  readonly values: readonly Expression[];
}

/** `name => value` in a call. */
export interface NamedArgumentExpression {
  readonly kind: "namedArgument";
  readonly name: string;
  readonly value: Expression;
}
