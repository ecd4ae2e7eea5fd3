import type { LocalGroupProgram } from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import type {
  AliasExpression,
  AttributeExpression,
  Expression,
  LiteralExpression,
  SortExpression,
} from "./expression.ts";
import type { LocalData } from "./local-data.ts";
import type { PythonFunction } from "./python.ts";

/** A relation as it was written, before names and types are known. */
export type Relation =
  | ReadRelation
  | TableRelation
  | LocalRelation
  | ValuesRelation
  | RangeRelation
  | OneRowRelation
  | CachedRelation
  | TableFunctionRelation
  | ProjectRelation
  | FilterRelation
  | AggregateRelation
  | JoinRelation
  | SetOperationRelation
  | SortRelation
  | LimitRelation
  | OffsetRelation
  | TailRelation
  | DeduplicateRelation
  | DropRelation
  | WithColumnsRelation
  | RenameRelation
  | ToDfRelation
  | ToSchemaRelation
  | AliasRelation
  | WithRelation
  | SampleRelation
  | RepartitionRelation
  | HintRelation
  | UnpivotRelation
  | FillNullRelation
  | DropNullRelation
  | ReplaceRelation
  | LateralViewRelation
  | WatermarkRelation
  | ObserveRelation
  | StatisticRelation
  | SummaryRelation
  | FrequentItemsRelation
  | StratifiedSampleRelation
  | TransposeRelation
  | ParseRelation
  | ZipRelation
  | PythonMapRelation
  | PythonGroupMapRelation
  | GroupProgramRelation;

/** What every relation has. */
interface Base<Kind extends string> {
  readonly kind: Kind;
  /** The client's number of this relation; columns taken from a DataFrame name it. */
  readonly planId?: bigint;
}

interface Unary<Kind extends string> extends Base<Kind> {
  readonly input: Relation;
}

/** Files or another source by format. Option keys keep the user's case; look-up ignores it. */
export interface ReadRelation extends Base<"read"> {
  readonly format: string;
  readonly schema?: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly streaming: boolean;
}

export interface TableRelation extends Base<"table"> {
  readonly name: readonly string[];
  /** Whether the text asks for the rows of an earlier version or time. */
  readonly asOf?: true;
  readonly options: Readonly<Record<string, string>>;
  readonly streaming: boolean;
}

/** Rows that came with the plan or ahead of it. Without data: an empty relation of the schema. */
export interface LocalRelation extends Base<"local"> {
  readonly schema?: StructType;
  readonly data?: LocalData;
}

/** `VALUES (1, 'a'), (2, 'b')`. */
export interface ValuesRelation extends Base<"values"> {
  readonly rows: readonly (readonly Expression[])[];
  /** Names and types of the columns; without: they are found in the rows. */
  readonly schema?: StructType;
  /** Names that an alias gives to the columns, for errors. */
  readonly names?: readonly string[];
}

export interface RangeRelation extends Base<"range"> {
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}

/** One row without columns: a SELECT without FROM. */
export interface OneRowRelation extends Base<"oneRow"> {}

/** A relation that the server holds under an id: a batch of `foreachBatch`, a checkpointed DataFrame. */
export interface CachedRelation extends Base<"cached"> {
  readonly relationId: string;
}

/** `range(10)`, `explode(array(1, 2))` in FROM. */
export interface TableFunctionRelation extends Base<"tableFunction"> {
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface ProjectRelation extends Unary<"project"> {
  readonly expressions: readonly Expression[];
}

export interface FilterRelation extends Unary<"filter"> {
  readonly condition: Expression;
  /** QUALIFY: the condition may hold window functions, over the rows of `input`. */
  readonly qualify?: boolean;
}

export type Grouping =
  | { readonly type: "groupBy" }
  | { readonly type: "rollup" }
  | { readonly type: "cube" }
  | { readonly type: "groupingSets"; readonly sets: readonly (readonly Expression[])[] }
  | {
      readonly type: "pivot";
      readonly column: Expression;
      /** Literals, with an alias where the user gave the column a name. Empty: all values, in ascending order. */
      readonly values: readonly Expression[];
      /** SQL's PIVOT names no keys: all columns are keys that neither `column` nor an aggregate uses. */
      readonly implicitKeys?: boolean;
    };

/**
 * Grouping keys and result expressions. `includeKeys` is true for DataFrame plans, whose result begins with the keys; SQL names in
 * `aggregates` all that it selects.
 */
export interface AggregateRelation extends Unary<"aggregate"> {
  readonly grouping: Grouping;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly Expression[];
  readonly includeKeys: boolean;
  /** HAVING; may hold aggregates and names of the result. */
  readonly having?: Expression;
  /** `GROUP BY ALL`: the keys are the result expressions without aggregates. */
  readonly groupByAll?: boolean;
}

export type JoinType = "inner" | "left" | "right" | "full" | "cross" | "leftSemi" | "leftAnti";

export interface JoinRelation extends Base<"join"> {
  readonly left: Relation;
  readonly right: Relation;
  readonly type: JoinType;
  readonly condition?: Expression;
  readonly using?: readonly string[];
  readonly natural?: boolean;
  readonly lateral?: boolean;
  /** Spark says of all columns of a join by nearness that they may be NULL. */
  readonly nullable?: boolean;
}

export interface SetOperationRelation extends Base<"setOperation"> {
  readonly left: Relation;
  readonly right: Relation;
  readonly operation: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly byName: boolean;
  readonly allowMissingColumns: boolean;
}

/**
 * Sort keys may name columns of the input or, in SQL, columns below the SELECT list and aggregates of it; the analyzer adds them
 * and takes them away again.
 */
export interface SortRelation extends Unary<"sort"> {
  readonly order: readonly SortExpression[];
  readonly global: boolean;
  /** `ORDER BY ALL`. */
  readonly all?: boolean;
}

export interface LimitRelation extends Unary<"limit"> {
  readonly limit: Expression;
}

export interface OffsetRelation extends Unary<"offset"> {
  readonly offset: Expression;
}

export interface TailRelation extends Unary<"tail"> {
  readonly limit: number;
}

/** Distinct rows, by all columns or by some. */
export interface DeduplicateRelation extends Unary<"deduplicate"> {
  /** `distinct`: all columns by SELECT DISTINCT, which streams take for an aggregation. */
  readonly columns: readonly string[] | "all" | "distinct";
  readonly withinWatermark: boolean;
}

export interface DropRelation extends Unary<"drop"> {
  readonly columns: readonly Expression[];
  readonly names: readonly string[];
}

export interface WithColumnsRelation extends Unary<"withColumns"> {
  readonly columns: readonly AliasExpression[];
  /** Whether the columns have to be there already: `|> SET`. */
  readonly existing?: true;
}

export interface RenameRelation extends Unary<"rename"> {
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

/** `toDF`: new names for all columns, by position. */
export interface ToDfRelation extends Unary<"toDf"> {
  readonly names: readonly string[];
}

/** `to(schema)`: columns matched by name and cast to the schema's types. */
export interface ToSchemaRelation extends Unary<"toSchema"> {
  readonly schema: StructType;
}

/** `AS t` and `AS t(a, b)`. */
export interface AliasRelation extends Unary<"alias"> {
  readonly name: string;
  readonly columns?: readonly string[];
}

/** Common table expressions, each visible to those behind it and to the query. */
export interface WithRelation extends Unary<"with"> {
  readonly tables: readonly {
    readonly name: string;
    readonly columns?: readonly string[];
    readonly plan: Relation;
    /** How often a table may add rows to itself. */
    readonly levelLimit?: number;
  }[];
  /** Whether a table may name itself: WITH RECURSIVE. */
  readonly recursive?: boolean;
}

export interface SampleRelation extends Unary<"sample"> {
  readonly lower: number;
  readonly upper: number;
  readonly withReplacement: boolean;
  readonly seed?: bigint;
}

/** `repartition` and `coalesce`: the rows stay the same on one machine. */
export interface RepartitionRelation extends Unary<"repartition"> {
  readonly partitions?: number;
  readonly expressions: readonly Expression[];
}

export interface HintRelation extends Unary<"hint"> {
  readonly name: string;
  readonly parameters: readonly Expression[];
}

export interface UnpivotRelation extends Unary<"unpivot"> {
  readonly ids: readonly Expression[];
  /** SQL's UNPIVOT names only values: all other columns are ids. */
  readonly implicitIds?: boolean;
  /** Without values: all other columns. */
  readonly values?: readonly UnpivotValue[];
  readonly variableName: string;
  /** The columns that get the values: as many as each of `values` has. */
  readonly valueNames: readonly string[];
  /** Leaves out rows whose values are all NULL. */
  readonly excludeNulls?: boolean;
}

/** Columns that make one row of an unpivot; what the variable column calls them is their names where nothing else is said. */
export interface UnpivotValue {
  readonly columns: readonly Expression[];
  readonly name?: string;
}

export interface FillNullRelation extends Unary<"fillNull"> {
  /** Empty: all columns of the value's type. */
  readonly columns: readonly string[];
  readonly values: readonly LiteralExpression[];
}

export interface DropNullRelation extends Unary<"dropNull"> {
  readonly columns: readonly string[];
  /** Least number of values that are not null for a row to stay; without: all. */
  readonly minNonNulls?: number;
}

export interface ReplaceRelation extends Unary<"replace"> {
  readonly columns: readonly string[];
  readonly replacements: readonly { readonly from: LiteralExpression; readonly to: LiteralExpression }[];
}

/** `LATERAL VIEW [OUTER] explode(a) t AS x`. */
export interface LateralViewRelation extends Unary<"lateralView"> {
  readonly generator: Expression;
  readonly outer: boolean;
  readonly table?: string;
  readonly columns: readonly string[];
}

/** `cov`, `corr`, `approxQuantile`: one row that sums up columns. */
export interface StatisticRelation extends Unary<"statistic"> {
  readonly columns: readonly AttributeExpression[];
  readonly statistic:
    | { readonly kind: "cov" | "corr" }
    | { readonly kind: "approxQuantile"; readonly probabilities: readonly number[] };
}

/** `describe` and `summary`: a row for each statistic, with its value for each column that is a number or a text. */
export interface SummaryRelation extends Unary<"summary"> {
  /** `count`, `mean`, `25%` and their like; empty: Spark's eight. */
  readonly statistics: readonly string[];
}

/** `freqItems`: one row with the values of each column that make up more than a share of it. */
export interface FrequentItemsRelation extends Unary<"frequentItems"> {
  readonly columns: readonly AttributeExpression[];
  readonly names: readonly string[];
  readonly support: number;
}

/** `sampleBy`: a share of the rows, by the value of an expression; rows of other values go. */
export interface StratifiedSampleRelation extends Unary<"stratifiedSample"> {
  readonly stratum: Expression;
  readonly fractions: readonly { readonly value: LiteralExpression; readonly fraction: number }[];
  readonly seed?: bigint;
}

/** `transpose`: rows to columns, called by the values of the index column; by default that is the first one. */
export interface TransposeRelation extends Unary<"transpose"> {
  readonly index?: Expression;
}

/** Texts, a record of a format each, as the rows that they tell. */
export interface ParseRelation extends Unary<"parse"> {
  readonly format: "json" | "csv";
  readonly options: Readonly<Record<string, string>>;
  /** Found in the texts where absent. */
  readonly schema?: StructType;
}

/** `zip`: columns of two selections of one relation, row by row. */
export interface ZipRelation extends Base<"zip"> {
  readonly left: Relation;
  readonly right: Relation;
}

/** `observe`: passes its input on, and aggregates over the rows go to whoever ran the query, under a name. */
export interface ObserveRelation extends Unary<"observe"> {
  readonly name: string;
  readonly metrics: readonly Expression[];
}

/** `mapInPandas`, `mapInArrow`: the rows that a function in Python makes of the input's, batch by batch. */
export interface PythonMapRelation extends Unary<"pythonMap"> {
  readonly function: PythonFunction;
}

/** `applyInPandas`, `applyInArrow`: the rows that a function in Python makes of each group, of two inputs together for `cogroup`. */
export interface PythonGroupMapRelation extends Base<"pythonGroupMap"> {
  readonly function: PythonFunction;
  readonly inputs: readonly GroupedInput[];
}

/** `transformWithState`: the rows that a program in JavaScript makes of each group, with state. */
export interface GroupProgramRelation extends Unary<"groupProgram"> {
  readonly program: LocalGroupProgram;
  readonly schema: StructType;
  /** Rows that the state begins with. */
  readonly initial?: Relation;
}

/** Rows and the keys by which they are grouped. */
export interface GroupedInput {
  readonly input: Relation;
  readonly keys: readonly Expression[];
}

export interface WatermarkRelation extends Unary<"watermark"> {
  readonly column: string;
  readonly delay: string;
}
