import { sparkError } from "../../common/index.ts";
import type { Expression } from "../../protocol/index.ts";
import { Column } from "../column.ts";
import { attribute, call, expression } from "../plan/expressions.ts";
import { type LiteralValue, literal, literalMessage } from "../plan/literal.ts";
import { aggregate, type GroupKind, type PivotSpec } from "../plan/relation-builders.ts";
import type { Eval, Op, Ref } from "../typing/expression.ts";
import type { Checked, Flat, Row, Selected } from "../typing/row.ts";
import type { DataFrame } from "./dataframe.ts";

/** The columns that hold numbers, or might. */
type Numbers<R> = {
  [Name in keyof R]: unknown extends R[Name]
    ? Name
    : NonNullable<R[Name]> extends number | bigint | string
      ? Name
      : never;
}[keyof R] &
  string;

/** Aggregates by column name, as in `{ amount: "sum" }`; named `sum(amount)`. */
export type AggregatesByName<R> = { readonly [Name in (keyof R & string) | "*"]?: string };

/** The columns of aggregates by column name. */
type NamedAggregates<M, R> = {
  -readonly [Name in keyof M as M[Name] extends string
    ? `${M[Name]}(${Name extends "*" ? 1 : Name & string})`
    : never]: M[Name] extends "count"
    ? bigint
    : M[Name] extends "sum" | "avg"
      ? Eval<Op<M[Name], [Ref<Name & string>]>, R>
      : M[Name] extends "min" | "max" | "first" | "last"
        ? Eval<Op<"nullable", [Ref<Name & string>]>, R>
        : unknown;
};

/**
 * Rows in groups, to be aggregated. `R` is the row type of the frame, `K` that of the grouping columns.
 *
 * @see pyspark.sql.GroupedData
 */
export class GroupedData<R = Row, K = Row> {
  readonly #frame: DataFrame<R>;
  readonly #kind: GroupKind;
  readonly #keys: Expression[];
  readonly #pivot: PivotSpec | undefined;
  readonly #sets: readonly Expression[][];

  /** @param sets - the keys of each grouping set */
  constructor(
    frame: DataFrame<R>,
    kind: GroupKind,
    keys: Expression[],
    { pivot, sets = [] }: { readonly pivot?: PivotSpec; readonly sets?: readonly Expression[][] } = {},
  ) {
    this.#sets = sets;
    this.#frame = frame;
    this.#kind = kind;
    this.#keys = keys;
    this.#pivot = pivot;
  }

  /**
   * One row for each group, with its grouping columns and aggregates.
   *
   * @example
   * ```ts
   * df.groupBy("currency").agg(F.sum("amount").as("total_amount"), F.count("*").as("n"));
   * ```
   */
  agg<const As extends readonly [Column, ...Column[]]>(
    ...exprs: As & Checked<As, R>
  ): DataFrame<Flat<K & Selected<As, R>>>;
  agg<const M extends AggregatesByName<R>>(exprs: M): DataFrame<Flat<K & NamedAggregates<M, R>>>;
  agg(...exprs: readonly (Column | Readonly<Record<string, string>>)[]): unknown {
    if (exprs.length === 0) throw sparkError("CANNOT_BE_EMPTY", { item: "exprs" });
    return this.#aggregate(
      exprs.flatMap((expr) =>
        expr instanceof Column
          ? [expr.expression]
          : Object.entries(expr).map(([name, f]) => call(f, [attribute(name)])),
      ),
    );
  }

  /** How many rows each group has, in the column `count`. */
  count(): DataFrame<Flat<K & { count: bigint }>> {
    const counted = expression({ case: "alias", value: { expr: call("count", [literal(1)]), name: ["count"] } });
    return this.#aggregate([counted]) as unknown as DataFrame<Flat<K & { count: bigint }>>;
  }

  /** The sum of numeric columns. */
  sum<S, L, const Names extends readonly Numbers<S>[]>(
    this: GroupedData<S, L>,
    ...cols: Names
  ): NumericAggregate<S, L, "sum", Names> {
    return this.#numeric("sum", cols) as unknown as NumericAggregate<S, L, "sum", Names>;
  }
  /** The mean of numeric columns. */
  avg<S, L, const Names extends readonly Numbers<S>[]>(
    this: GroupedData<S, L>,
    ...cols: Names
  ): NumericAggregate<S, L, "avg", Names> {
    return this.#numeric("avg", cols) as unknown as NumericAggregate<S, L, "avg", Names>;
  }
  /** As {@link avg}. */
  mean<S, L, const Names extends readonly Numbers<S>[]>(
    this: GroupedData<S, L>,
    ...cols: Names
  ): NumericAggregate<S, L, "avg", Names> {
    return this.avg(...cols);
  }
  /** The least value of numeric columns. */
  min<S, L, const Names extends readonly Numbers<S>[]>(
    this: GroupedData<S, L>,
    ...cols: Names
  ): NumericAggregate<S, L, "min", Names> {
    return this.#numeric("min", cols) as unknown as NumericAggregate<S, L, "min", Names>;
  }
  /** The greatest value of numeric columns. */
  max<S, L, const Names extends readonly Numbers<S>[]>(
    this: GroupedData<S, L>,
    ...cols: Names
  ): NumericAggregate<S, L, "max", Names> {
    return this.#numeric("max", cols) as unknown as NumericAggregate<S, L, "max", Names>;
  }

  /**
   * Makes a column of each value of `column`, for the aggregates that follow.
   *
   * @param values - the values that get a column; found by a query where missing
   * @throws UnsupportedOperationException after `rollup`, `cube` or another `pivot`
   */
  pivot(column: keyof R & string, values?: readonly LiteralValue[]): GroupedData<R, Row> {
    if (this.#pivot !== undefined || this.#kind !== "groupBy") {
      const operation = this.#pivot ? "Repeated PIVOT operation" : `PIVOT after ${this.#kind.toUpperCase()}`;
      throw sparkError("UNSUPPORTED_OPERATION", { operation });
    }
    const spec = { col: this.#frame.col(column).expression, values: (values ?? []).map(literalMessage) };
    return new GroupedData<R, Row>(this.#frame, this.#kind, this.#keys, { pivot: spec });
  }

  #numeric(name: string, cols: readonly string[]): DataFrame<Row> {
    if (cols.length === 0) throw sparkError("CANNOT_BE_EMPTY", { item: "column" });
    return this.#aggregate(cols.map((column) => call(name, [attribute(column)])));
  }

  #aggregate(exprs: Expression[]): DataFrame<Row> {
    return this.#frame.derive(
      aggregate(this.#frame.relation, this.#kind, this.#keys, exprs, { pivot: this.#pivot, sets: this.#sets }),
    );
  }
}

/** The frame of {@link GroupedData.sum} and its like. */
export type NumericAggregate<
  R,
  K,
  F extends "sum" | "avg" | "min" | "max",
  Names extends readonly string[],
> = DataFrame<
  Flat<
    K & {
      [Name in Names[number] as `${F}(${Name})`]: Eval<Op<F extends "sum" | "avg" ? F : "nullable", [Ref<Name>]>, R>;
    }
  >
>;
