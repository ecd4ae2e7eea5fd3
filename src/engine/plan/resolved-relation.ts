import type { LocalGroupProgram } from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import type { LocalData } from "./local-data.ts";
import type { PythonCode } from "./python.ts";
import type { JoinType } from "./relation.ts";
import type {
  ResolvedAggregateCall,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedGeneratorCall,
  ResolvedSort,
} from "./resolved-expression.ts";

/** A relation whose columns are known. `output` lists them in order, each with an id that no other relation's column has. */
export type ResolvedRelation =
  | ScanRelation
  | StoredTableRelation
  | LocalRowsRelation
  | ResolvedRange
  | ResolvedValues
  | ResolvedProject
  | ResolvedFilter
  | ResolvedAggregate
  | ResolvedJoin
  | ResolvedUnion
  | ResolvedSetOperation
  | ResolvedRecursion
  | ResolvedSortRelation
  | ResolvedLimit
  | ResolvedTail
  | ResolvedDistinct
  | ResolvedDeduplicate
  | ResolvedSample
  | ResolvedGenerate
  | ResolvedWatermark
  | ResolvedPythonEval
  | ResolvedPythonMap
  | ResolvedPythonGroupMap
  | ResolvedPythonAggregate
  | ResolvedGroupProgram
  | ResolvedObserve;

interface Base<Kind extends string> {
  readonly kind: Kind;
  readonly output: readonly ResolvedColumn[];
}

interface Unary<Kind extends string> extends Base<Kind> {
  readonly input: ResolvedRelation;
}

/** What a source must know to read: the user's words, and the schema that was declared or found. */
export interface SourceDescription {
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly schema: StructType;
  readonly streaming: boolean;
  /** The name, with catalog and database, of the table that the files are. */
  readonly table?: readonly string[];
  /** Columns of the schema that are those of the table's folders, also where there is none yet. */
  readonly partitionedBy?: readonly string[];
}

/**
 * Rows of a source. Execution prepares each scan and gives the compiler, under the scan's id, SQL that yields columns named `c<id>`
 * for `output`, which column pruning has cut to what the query uses.
 */
export interface ScanRelation extends Base<"scan"> {
  /** A column that the source can give besides, which is in `output` only where a query names it. */
  readonly metadata?: ResolvedColumn;
  readonly id: number;
  readonly source: SourceDescription;
}

/**
 * Rows, and the rows that a step makes of those of the step before, until it makes none. The step names these as a stored table, whose
 * last column is the number of the step; so do both sides.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.UnionLoop
 */
export interface ResolvedRecursion extends Base<"recursion"> {
  readonly left: ResolvedRelation;
  readonly right: ResolvedRelation;
  readonly sqlName: string;
  readonly columnNames: readonly string[];
  readonly levelLimit: number;
}

/** A table of the database: a memory sink's, a batch that `foreachBatch` sees. Its columns are matched by name. */
export interface StoredTableRelation extends Base<"storedTable"> {
  /** Quoted and qualified, ready for SQL. */
  readonly sqlName: string;
  /** Column names in the database, in the order of `output`. */
  readonly columnNames: readonly string[];
}

/** Rows that came with the plan; execution loads the Arrow streams and binds them under `id` as it does for a scan. */
export interface LocalRowsRelation extends Base<"localRows"> {
  readonly id: number;
  readonly schema: StructType;
  readonly data: LocalData;
}

export interface ResolvedRange extends Base<"range"> {
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}

/** Literal rows; one row without columns is a SELECT without FROM. */
export interface ResolvedValues extends Base<"values"> {
  readonly rows: readonly (readonly ResolvedExpression[])[];
}

/** An expression with the column that it makes. */
export interface NamedExpression<E = ResolvedExpression> {
  readonly expression: E;
  readonly column: ResolvedColumn;
}

export interface ResolvedProject extends Unary<"project"> {
  readonly items: readonly NamedExpression[];
}

export interface ResolvedFilter extends Unary<"filter"> {
  readonly condition: ResolvedExpression;
}

/** Keys and pure aggregate calls; what is computed from them stands in a project above. */
export interface ResolvedAggregate extends Unary<"aggregate"> {
  readonly keys: readonly NamedExpression[];
  readonly aggregates: readonly NamedExpression<ResolvedAggregateCall>[];
  /** For ROLLUP, CUBE and GROUPING SETS: positions in `keys`, a list per set. */
  readonly groupingSets?: readonly (readonly number[])[];
  /** The column of `grouping_id()`, where a grouping set query asks for it; the last of `output`. */
  readonly groupingId?: ResolvedColumn;
}

export interface ResolvedJoin extends Base<"join"> {
  readonly left: ResolvedRelation;
  readonly right: ResolvedRelation;
  readonly type: JoinType;
  readonly condition?: ResolvedExpression;
  readonly lateral: boolean;
}

/** UNION ALL of inputs with equal types, matched by position. */
export interface ResolvedUnion extends Base<"union"> {
  readonly inputs: readonly ResolvedRelation[];
}

export interface ResolvedSetOperation extends Base<"setOperation"> {
  readonly left: ResolvedRelation;
  readonly right: ResolvedRelation;
  readonly operation: "intersect" | "except";
  readonly all: boolean;
}

export interface ResolvedSortRelation extends Unary<"sort"> {
  readonly order: readonly ResolvedSort[];
  readonly global: boolean;
}

/** LIMIT and OFFSET. */
export interface ResolvedLimit extends Unary<"limit"> {
  readonly limit?: bigint;
  readonly offset: bigint;
}

/** The last rows, in their order. */
export interface ResolvedTail extends Unary<"tail"> {
  readonly limit: bigint;
}

/** Distinct rows over all columns. */
export interface ResolvedDistinct extends Unary<"distinct"> {}

/** One row for each value of the keys, all columns kept. */
export interface ResolvedDeduplicate extends Unary<"deduplicate"> {
  readonly keys: readonly ResolvedColumn[];
  readonly withinWatermark: boolean;
}

export interface ResolvedSample extends Unary<"sample"> {
  /** Where the sampled share of the unit interval begins, for `randomSplit`; 0 where absent. */
  readonly lower?: number;
  readonly fraction: number;
  readonly withReplacement: boolean;
  readonly seed: bigint;
}

/** The input's columns and, for each row that the generator makes, the generated ones. */
export interface ResolvedGenerate extends Unary<"generate"> {
  readonly generator: ResolvedGeneratorCall;
  readonly outer: boolean;
  readonly generated: readonly ResolvedColumn[];
}

/** Passes its input on; the watermark column of `output` carries the delay. */
export interface ResolvedWatermark extends Unary<"watermark"> {
  readonly column: ResolvedColumn;
  /** Microseconds. */
  readonly delay: bigint;
}

/**
 * Passes its input on and aggregates over its rows besides. Execution keeps the rows, computes the metrics of them, and gives the compiler,
 * under `id`, SQL that yields the rows.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.CollectMetrics
 */
export interface ResolvedObserve extends Unary<"observe"> {
  readonly id: number;
  readonly name: string;
  /** The client's number of the relation. */
  readonly planId?: bigint;
  /** The input's columns, all of them, while pruning may leave fewer to the input. */
  readonly observed: readonly ResolvedColumn[];
  /** One row, over a stored table, `observedRows`, that has `observed` as its columns. */
  readonly metrics: ResolvedRelation;
}

/** A function in Python over columns of a relation. */
export interface PythonCall {
  readonly name: string;
  readonly code: PythonCode;
  readonly args: readonly { readonly column: ResolvedColumn; readonly name: string | undefined }[];
  readonly result: ResolvedColumn;
}

/**
 * Columns of the input and the results of functions in Python over its rows. Plans get it after analysis; execution computes it before
 * the query around it and gives the compiler, under `id`, SQL that yields the rows.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.ArrowEvalPython
 */
export interface ResolvedPythonEval extends Unary<"pythonEval"> {
  readonly id: number;
  /** Run together, so of one eval type and one version of Python. */
  readonly calls: readonly PythonCall[];
}

/**
 * Rows that a function in Python makes of all of the input's; computed ahead as {@link ResolvedPythonEval} is.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.MapInPandas
 */
export interface ResolvedPythonMap extends Unary<"pythonMap"> {
  readonly id: number;
  readonly name: string;
  readonly code: PythonCode;
}

/**
 * Rows that a function in Python makes of each group of one input's rows, or of the groups that two inputs have of one key.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.FlatMapGroupsInPandas
 */
export interface ResolvedPythonGroupMap extends Base<"pythonGroupMap"> {
  readonly id: number;
  readonly name: string;
  readonly code: PythonCode;
  readonly inputs: readonly ResolvedRelation[];
  /** For each input, in its order. */
  readonly groupings: readonly PythonGrouping[];
}

/**
 * Rows that a program in JavaScript makes of each group, with state; runs on streams only.
 *
 * @see org.apache.spark.sql.catalyst.plans.logical.TransformWithState
 */
export interface ResolvedGroupProgram extends Base<"groupProgram"> {
  readonly program: LocalGroupProgram;
  /** The rows and, where there are any, those that the state begins with. */
  readonly inputs: readonly ResolvedRelation[];
}

/** What a function in Python gets of an input's group. */
export interface PythonGrouping {
  readonly keys: readonly ResolvedColumn[];
  /** The columns of the group's rows, as the function sees them. */
  readonly values: readonly ResolvedColumn[];
}

/**
 * Functions in Python that sum up groups: a row for each group, its keys and the results, or over windows a result beside each row.
 * Plans get it after analysis, as they get {@link ResolvedPythonEval}.
 *
 * @see org.apache.spark.sql.execution.python.ArrowAggregatePythonExec
 */
export interface ResolvedPythonAggregate extends Unary<"pythonAggregate"> {
  readonly id: number;
  readonly keys: readonly ResolvedColumn[];
  /** Run together, so of one eval type and one version of Python. */
  readonly calls: readonly PythonCall[];
  /** Set over windows. */
  readonly window?: PythonWindow;
}

/** The rows of its partition that a function over a window gets for each row. */
export interface PythonWindow {
  /** A column that numbers the rows of a partition in the window's order, from 1. */
  readonly position: ResolvedColumn;
  /** Columns with the position of a frame's first row and of its last, NULL where it has none; without: the whole partition. */
  readonly frame?: { readonly first: ResolvedColumn; readonly last: ResolvedColumn };
}
