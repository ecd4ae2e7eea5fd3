import type { DataType } from "../../types/index.ts";
import type { PythonCode, PythonSurroundings } from "./python.ts";
import type {
  ResolvedAggregateCall,
  ResolvedCall,
  ResolvedExpression,
  ResolvedGeneratorCall,
  ResolvedWindowCall,
} from "./resolved-expression.ts";

/** Settings of a session that change what expressions mean. */
export interface ExpressionSettings {
  /** `spark.sql.session.timeZone`: an IANA name or an offset. */
  readonly timeZone: string;
  /** `spark.sql.ansi.enabled`. */
  readonly ansi: boolean;
  /** `spark.sql.mapKeyDedupPolicy` is `LAST_WIN`: a key that a map would have twice gets its last value, and is no error. */
  readonly lastKeyWins?: boolean;
  /**
   * The SQL may fail where the exact one does not, or with another error, since it takes numbers to be as small as they mostly are:
   * who runs it runs the exact one then.
   */
  readonly speculative?: boolean;
  /** Asked when functions in Python run. */
  readonly python?: (() => PythonSurroundings) | undefined;
}

/** A call whose arguments are resolved but not yet cast. */
export interface CallSite {
  /** The name as the user wrote it, in lower case. */
  readonly name: string;
  readonly args: readonly ResolvedExpression[];
  readonly distinct: boolean;
  readonly settings: ExpressionSettings;
  /** An argument as Spark's error messages show it, without the quotes around it: `(a + 1)`. */
  print(arg: ResolvedExpression): string;
}

/** What a function makes of a call. */
export interface Resolution {
  /** The type that each argument is cast to, implicitly; the argument's own type where nothing is to be done. */
  readonly argTypes: readonly DataType[];
  readonly type: DataType;
  readonly nullable: boolean;
  /** Values of arguments that the call leaves out; they are added to it. */
  readonly defaults?: readonly ResolvedExpression[];
}

interface FunctionBase {
  /** Spark's canonical name, in lower case. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /**
   * Types the call.
   *
   * @throws SparkException `WRONG_NUM_ARGS.*`, `DATATYPE_MISMATCH.*` and the like, as Spark does
   */
  resolve(call: CallSite): Resolution;
  /** Types of a lambda's parameters; `args` holds the arguments that are not lambdas, the others are undefined. */
  lambdaParameters?(
    args: readonly (ResolvedExpression | undefined)[],
    index: number,
    arity: number,
  ): readonly { readonly type: DataType; readonly nullable: boolean }[];
}

/** A function of one row. */
export interface ScalarFunction extends FunctionBase {
  readonly kind: "scalar";
  /**
   * DuckDB SQL of the call; `args` are the arguments' SQL, each of the type that {@link Resolution} asked for. For a lambda it is the
   * SQL of its body alone, in which parameters are called `c<id>`.
   */
  sql(args: readonly string[], call: ResolvedCall, settings: ExpressionSettings): string;
  /** The automatic column name, where it is not `name(arg, arg)`. `name` is the one that the user wrote. */
  print?(args: readonly string[], call: ResolvedCall): string;
  /** False for `rand`, `uuid` and their like. */
  readonly deterministic?: boolean;
  /** Set for a function in Python. A plan's calls of it are moved into relations of their own before it is compiled. */
  readonly python?: PythonCode;
}

/** How an aggregate is kept between micro-batches: a few columns that rows are folded into, merged, and read out. */
export interface AggregateState {
  /** DuckDB types of the state's columns. HUGEINT and wide DECIMAL are slow to merge: see `engine/state`. */
  readonly columns: readonly string[];
  /** For each column, an aggregate expression over input rows. */
  readonly partial: readonly string[];
  /**
   * For each column, an aggregate expression over state rows; `columns` are the names of the state's columns, `sequence` a BIGINT
   * expression that grows with the batch a row came from, for aggregates that depend on order (`first`, `collect_list`):
   * `first(a ORDER BY sequence)`.
   */
  merge(columns: readonly string[], sequence: string): readonly string[];
  /** The result from merged columns. */
  final(columns: readonly string[]): string;
  /**
   * The merged columns in the form in which Spark keeps the aggregate, for readers of state; absent where Spark's form is not made of values,
   * and readers are shown the result.
   */
  buffer?(columns: readonly string[]): readonly BufferField[];
}

/** A value that Spark keeps for an aggregate between micro-batches. @see org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction#aggBufferAttributes */
export interface BufferField {
  readonly name: string;
  readonly type: DataType;
  readonly sql: string;
}

export interface AggregateSql {
  readonly args: readonly string[];
  readonly distinct: boolean;
  /** SQL of the FILTER condition. */
  readonly filter: string | undefined;
  /** SQL of WITHIN GROUP's keys. */
  readonly orderBy: readonly string[];
  /**
   * ` OVER (…)` for an aggregate over a window, else the empty text. It belongs behind every aggregate call of DuckDB (and its
   * FILTER) that the SQL holds, in front of casts around it.
   */
  readonly over: string;
}

/** A function of many rows. */
export interface AggregateFunction extends FunctionBase {
  readonly kind: "aggregate";
  /** DuckDB SQL that aggregates in one go; also used over windows. */
  sql(parts: AggregateSql, call: ResolvedAggregateCall, settings: ExpressionSettings): string;
  /** Whether the keys of WITHIN GROUP are further arguments, as those of `percentile_cont` are. */
  readonly sortsArguments?: boolean;
  /** Absent where the aggregate cannot be kept between micro-batches. */
  state?(parts: AggregateSql, call: ResolvedAggregateCall, settings: ExpressionSettings): AggregateState;
  print?(args: readonly string[], call: ResolvedAggregateCall): string;
  /** Set for a function in Python. Aggregates of it become relations of their own before a plan is compiled. */
  readonly python?: PythonCode;
}

/** A function that needs a window: ranks, `lag`, `ntile`. */
export interface WindowFunction extends FunctionBase {
  readonly kind: "window";
  sql(args: readonly string[], call: ResolvedWindowCall, settings: ExpressionSettings): string;
  print?(args: readonly string[], call: ResolvedWindowCall): string;
  /** The frame that Spark fixes for this function: rows from the start to the current one for ranks, one offset row for `lag`. */
  readonly fixedFrame?: "unboundedToCurrent" | "offset";
}

/** A function that makes rows. */
export interface GeneratorFunction extends FunctionBase {
  readonly kind: "generator";
  /** Default names, types and nullability of the generated columns. */
  columns(
    call: CallSite,
    outer: boolean,
  ): readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[];
  /**
   * DuckDB SQL of an expression that gives a list of structs, a struct for each generated row, whose fields are named `f0`, `f1`, …
   * in the order of {@link columns}; NULL and the empty list make no rows.
   */
  rows(args: readonly string[], call: ResolvedGeneratorCall, settings: ExpressionSettings): string;
  print?(args: readonly string[], call: ResolvedGeneratorCall): string;
}

export type SparkFunction = ScalarFunction | AggregateFunction | WindowFunction | GeneratorFunction;
