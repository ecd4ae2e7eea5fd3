import { sparkError } from "../../common/index.ts";
import { type Relation, SubqueryExpression_SubqueryType as SubqueryType } from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import { Column, toColumn } from "../column.ts";
import { KeyValueGroupedDataset } from "../grouped/key-value-grouped.ts";
import { dataTypeMessage } from "../plan/data-type-message.ts";
import { asSortOrder, attribute, call, expression, sortOrder, sqlExpression } from "../plan/expressions.ts";
import { type LiteralValue, literal } from "../plan/literal.ts";
import * as build from "../plan/relation-builders.ts";
import { planIdOf, relation } from "../plan/relations.ts";
import { subqueryExpression } from "../plan/subqueries.ts";
import { DataStreamWriter } from "../streaming/data-stream-writer.ts";
import type { Eval, Typed } from "../typing/expression.ts";
import type { Joined, JoinType } from "../typing/join.ts";
import type {
  Checked,
  CheckedOne,
  ColumnName,
  ColumnOrName,
  ExprOf,
  Flat,
  Nullable,
  RefOf,
  Renamed,
  Row,
  Selected,
  WithColumn,
} from "../typing/row.ts";
import { DataFrameWriter } from "../writer.ts";
import { DataFrameWriterV2 } from "../writer-v2.ts";
import { DataFrameActions, type Frame } from "./actions.ts";
import { type AggregatesByName, GroupedData } from "./grouped-data.ts";
import { DataFrameNaFunctions, type Filled, type FillValue, type NonNull } from "./na-functions.ts";
import type { Observation } from "./observation.ts";
import { DataFrameStatFunctions } from "./stat-functions.ts";

/** How {@link DataFrame.sort} orders columns that are no sort orders themselves: one answer for all, or one for each. */
export interface SortOptions {
  readonly ascending: boolean | readonly boolean[];
}

/** The row type of a union by position: names of the left side, values of both. */
export type Union<L, R> = Flat<{ [Name in keyof L]: L[Name] | (Name extends keyof R ? R[Name] : R[keyof R]) }>;

/** The row type of {@link DataFrame.unpivot}. */
export type Unpivoted<R, Id extends keyof R, Var extends string, Val extends string> = Flat<
  Pick<R, Id> & { [Name in Var]: string } & { [Name in Val]: R[Exclude<keyof R, Id>] | null }
>;

/** The row type of a union by name. */
export type UnionByName<L, R> = Flat<
  { [Name in keyof L]: Name extends keyof R ? L[Name] | R[Name] : L[Name] | null } & {
    [Name in Exclude<keyof R, keyof L>]: R[Name] | null;
  }
>;

/**
 * Rows with named columns, as a plan that the engine runs when an action asks for rows. Immutable: each method gives a new
 * frame.
 *
 * `R` is the row type. It comes from a record, a schema or objects, and each method carries it on; a name that the rows lack is
 * an error of compilation. Where the compiler cannot know the columns (SQL text, `expr`), rows are {@link Row}: any name goes,
 * values are `unknown`.
 *
 * @example
 * ```ts
 * const totals = df.groupBy("currency").agg(F.sum("amount").as("total_amount"));
 * for (const { currency, total_amount } of await totals.collect()) console.log(currency, total_amount);
 * ```
 * @see pyspark.sql.DataFrame
 */
export class DataFrame<out R = Row> extends DataFrameActions<R> {
  /** A frame of the same session with another plan; for builders. */
  derive<S = Row>(step: Relation): DataFrame<S> {
    return new DataFrame<S>(step, this.sparkSession);
  }

  /**
   * A column of this very frame, for joins where both sides have its name.
   *
   * @example
   * ```ts
   * orders.join(users, orders.col("user_id").eq(users.col("id")));
   * ```
   */
  col<const Name extends ColumnName<R>>(name: Name): Column<RefOf<Name>, Name> {
    return new Column(attribute(name, planIdOf(this.relation)));
  }

  /** The columns whose names match a Java regular expression in backquotes. */
  colRegex(pattern: string): Column {
    const value = { colName: pattern, planId: planIdOf(this.relation) };
    return new Column(expression({ case: "unresolvedRegex", value }));
  }

  // --- columns ---

  /** Columns by name or by expression. */
  select<const As extends readonly ColumnOrName<R>[]>(...cols: As & Checked<As, R>): DataFrame<Selected<As, R>> {
    return this.derive(build.project(this.relation, expressionsOf(cols)));
  }

  /** Columns as SQL text; give the row type where you know it. */
  selectExpr<S = Row>(...exprs: readonly string[]): DataFrame<S> {
    return this.derive(build.project(this.relation, exprs.map(sqlExpression)));
  }

  /** Adds a column, or replaces the one with the name. */
  withColumn<const Name extends string, const A extends Column>(
    name: Name,
    column: A & CheckedOne<A, R>,
  ): DataFrame<WithColumn<R, Name, Eval<ExprOf<A>, R>>> {
    return this.derive(build.withColumns(this.relation, [[name, column.expression]]));
  }

  /** Adds or replaces several columns; none of them sees another. */
  withColumns<const M extends Readonly<Record<string, Column>>>(
    columns: M & { readonly [Name in keyof M]: CheckedOne<M[Name], R> },
  ): DataFrame<Flat<Omit<R, keyof M> & { -readonly [Name in keyof M]: Eval<ExprOf<M[Name]>, R> }>> {
    const entries = Object.entries<Column>(columns).map(([name, column]) => [name, column.expression] as const);
    return this.derive(build.withColumns(this.relation, entries));
  }

  /** Renames a column; a name that is not there changes nothing. */
  withColumnRenamed<const Old extends keyof R & string, const New extends string>(
    existing: Old,
    name: New,
  ): DataFrame<Renamed<R, { [Name in Old]: New }>> {
    return this.#renamed([[existing, name]]);
  }

  /** Renames columns by a map from old to new names. */
  withColumnsRenamed<const M extends { readonly [Name in keyof R & string]?: string }>(
    names: M,
  ): DataFrame<Renamed<R, M>> {
    return this.#renamed(Object.entries<string | undefined>(names).map(([from, to]) => [from, to!]));
  }

  #renamed<S>(names: readonly (readonly [string, string])[]): DataFrame<S> {
    const renames = names.map(([colName, newColName]) => ({ colName, newColName }));
    return this.derive(relation({ case: "withColumnsRenamed", value: { input: this.relation, renames } }));
  }

  /** Leaves columns out; a name that is not there changes nothing. */
  drop<const As extends readonly ((keyof R & string) | Column)[]>(
    ...cols: As
  ): DataFrame<Flat<Omit<R, Extract<As[number], string> | (As[number] extends infer C ? DroppedName<C> : never)>>> {
    const columns = cols.filter((column) => column instanceof Column).map((column) => column.expression);
    const columnNames = cols.filter((column) => typeof column === "string");
    return this.derive(relation({ case: "drop", value: { input: this.relation, columns, columnNames } }));
  }

  /** New names for all columns, in order. */
  toDF<S, const Names extends readonly string[]>(
    this: DataFrame<S>,
    ...names: Names
  ): DataFrame<{ [Name in Names[number]]: S[keyof S] }> {
    return this.derive(relation({ case: "toDf", value: { input: this.relation, columnNames: [...names] } }));
  }

  /** Orders, casts and checks the columns to fit a schema, by name. */
  to<S>(schema: StructType<S>): DataFrame<S> {
    return this.derive(
      relation({ case: "toSchema", value: { input: this.relation, schema: dataTypeMessage(schema) } }),
    );
  }

  /** A name for this frame, for columns like `t.amount` and for SQL. */
  alias(name: string): DataFrame<R> {
    return this.derive(relation({ case: "subqueryAlias", value: { input: this.relation, alias: name } }));
  }

  /** Gives a column metadata, which its schema carries. */
  withMetadata(columnName: keyof R & string, metadata: Readonly<Record<string, unknown>>): DataFrame<R> {
    const expr = attribute(columnName, planIdOf(this.relation));
    const aliases = [{ expr, name: [columnName], metadata: JSON.stringify(metadata) }];
    return this.derive(relation({ case: "withColumns", value: { input: this.relation, aliases } }));
  }

  /** A column that a source gives besides those of the rows, such as `_metadata` of files. */
  metadataColumn(name: string): Column {
    const value = { unparsedIdentifier: name, planId: planIdOf(this.relation), isMetadataColumn: true };
    return new Column(expression({ case: "unresolvedAttribute", value }));
  }

  /** Each row as a text of JSON, in the one column `value`. */
  toJSON(): DataFrame<{ value: string }> {
    const all = call("struct", [expression({ case: "unresolvedStar", value: {} })]);
    const json = expression({ case: "alias", value: { expr: call("to_json", [all]), name: ["value"] } });
    return this.derive(build.project(this.relation, [json]));
  }

  /** Applies a function to this frame, for chains. */
  transform<S>(f: (frame: DataFrame<R>) => DataFrame<S>): DataFrame<S> {
    return f(this);
  }

  // --- rows ---

  /** The rows for which a condition holds; it is a column or SQL text. */
  filter<const A extends Column | string>(
    condition: A & (A extends string ? unknown : CheckedOne<A, R>),
  ): DataFrame<R> {
    const test: Column | string = condition;
    return this.derive(
      build.filter(this.relation, typeof test === "string" ? sqlExpression(test) : (test as Column).expression),
    );
  }
  /** As {@link filter}. */
  where<const A extends Column | string>(condition: A & (A extends string ? unknown : CheckedOne<A, R>)): DataFrame<R> {
    return this.filter<A>(condition);
  }

  /**
   * Sorts by columns, ascending with nulls first where they do not say otherwise.
   *
   * @example
   * ```ts
   * df.sort("currency", col("amount").desc());
   * df.sort("currency", "amount", { ascending: [true, false] });
   * ```
   */
  sort<const As extends readonly (ColumnOrName<R> | SortOptions)[]>(...cols: As & Checked<As, R>): DataFrame<R> {
    return this.derive(build.sort(this.relation, ordersOf(cols), true));
  }
  /** As {@link sort}. */
  orderBy<const As extends readonly (ColumnOrName<R> | SortOptions)[]>(...cols: As & Checked<As, R>): DataFrame<R> {
    return this.derive(build.sort(this.relation, ordersOf(cols), true));
  }
  /** Sorts inside of each partition only. */
  sortWithinPartitions<const As extends readonly (ColumnOrName<R> | SortOptions)[]>(
    ...cols: As & Checked<As, R>
  ): DataFrame<R> {
    return this.derive(build.sort(this.relation, ordersOf(cols), false));
  }

  /** The first `count` rows. */
  limit(count: number): DataFrame<R> {
    return this.derive(build.limit(this.relation, count));
  }
  /** The rows after the first `count`. */
  offset(count: number): DataFrame<R> {
    return this.derive(relation({ case: "offset", value: { input: this.relation, offset: count } }));
  }

  /** Each different row once. */
  distinct(): DataFrame<R> {
    return this.derive(build.deduplicate(this.relation, undefined, false));
  }
  /** One row for each value of the columns; of all columns where none are given. */
  dropDuplicates(columns?: readonly (keyof R & string)[]): DataFrame<R> {
    return this.derive(build.deduplicate(this.relation, columns, false));
  }
  /** As {@link dropDuplicates} for streams: remembers a row only as long as the watermark asks. */
  dropDuplicatesWithinWatermark(columns?: readonly (keyof R & string)[]): DataFrame<R> {
    return this.derive(build.deduplicate(this.relation, columns, true));
  }

  /**
   * A random share of the rows.
   *
   * @param fraction - the share, 0 to 1; with replacement, how often a row is drawn on average
   * @param options - `seed` makes the choice repeatable
   */
  sample(
    fraction: number,
    options: { readonly withReplacement?: boolean; readonly seed?: bigint | number } = {},
  ): DataFrame<R> {
    const { withReplacement = false, seed = randomSeed() } = options;
    return this.derive(build.sample(this.relation, [0, fraction], withReplacement, BigInt(seed)));
  }

  /** Splits the rows at random into shares by weight. */
  randomSplit(weights: readonly number[], seed: bigint | number = randomSeed()): DataFrame<R>[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0) || weights.some((weight) => weight < 0))
      throw sparkError("VALUE_NOT_POSITIVE", { arg_name: "sum(weights)", arg_value: String(total) });
    let sum = 0;
    return weights.map((weight) => {
      const from = sum / total;
      sum += weight;
      return this.derive(build.sample(this.relation, [from, sum / total], false, BigInt(seed), true));
    });
  }

  // --- groups ---

  /**
   * Groups by what a function of the program says of each row, for functions that keep state: `transformWithState` and its like.
   *
   * @see org.apache.spark.sql.Dataset.groupByKey
   */
  groupByKey<S, K>(this: DataFrame<S>, keyOf: (row: S) => K): KeyValueGroupedDataset<K, S> {
    return new KeyValueGroupedDataset<K, S>(this, keyOf);
  }

  /** Groups rows by columns, for aggregates. */
  groupBy<const As extends readonly ColumnOrName<R>[]>(...cols: As & Checked<As, R>): GroupedData<R, Selected<As, R>> {
    return new GroupedData(this, "groupBy", expressionsOf(cols));
  }
  /** As {@link groupBy}, with subtotals for each prefix of the columns, whose other columns are null. */
  rollup<const As extends readonly ColumnOrName<R>[]>(
    ...cols: As & Checked<As, R>
  ): GroupedData<R, Nullable<Selected<As, R>>> {
    return new GroupedData(this, "rollup", expressionsOf(cols));
  }
  /** As {@link groupBy}, with subtotals for each combination of the columns, whose other columns are null. */
  cube<const As extends readonly ColumnOrName<R>[]>(
    ...cols: As & Checked<As, R>
  ): GroupedData<R, Nullable<Selected<As, R>>> {
    return new GroupedData(this, "cube", expressionsOf(cols));
  }
  /** As {@link groupBy}. */
  groupby<const As extends readonly ColumnOrName<R>[]>(...cols: As & Checked<As, R>): GroupedData<R, Selected<As, R>> {
    return new GroupedData(this, "groupBy", expressionsOf(cols));
  }
  /**
   * As {@link groupBy}, once for each set of columns, whose other columns are null.
   *
   * @example
   * ```ts
   * df.groupingSets([["city", "model"], ["city"], []], "city", "model").agg(F.sum("price"));
   * ```
   */
  groupingSets<const As extends readonly ColumnOrName<R>[]>(
    sets: readonly (readonly ColumnOrName<R>[])[],
    ...cols: As & Checked<As, R>
  ): GroupedData<R, Nullable<Selected<As, R>>> {
    return new GroupedData(this, "groupingSets", expressionsOf(cols), { sets: sets.map(expressionsOf) });
  }
  /** Aggregates all rows; one row. */
  agg<const As extends readonly [Column, ...Column[]]>(...exprs: As & Checked<As, R>): DataFrame<Selected<As, R>>;
  agg<const M extends AggregatesByName<R>>(exprs: M): DataFrame<Row>;
  agg(...exprs: readonly [Column, ...Column[]] | readonly [AggregatesByName<R>]): unknown {
    const all = new GroupedData<Row, Row>(this.derive(this.relation), "groupBy", []);
    return all.agg(...(exprs as readonly [Column, ...Column[]]));
  }

  // --- two frames ---

  /**
   * Joins with another frame.
   *
   * @param on - a column that both sides have, several of them, or a condition; without it each row meets each
   * @param how - the kind of join
   */
  join<S, const How extends JoinType = "inner">(
    other: DataFrame<S>,
    on?: Column | undefined,
    how?: How,
  ): DataFrame<Joined<R, S, How>>;
  join<S, const Key extends keyof R & keyof S & string, const How extends JoinType = "inner">(
    other: DataFrame<S>,
    on: Key | readonly Key[],
    how?: How,
  ): DataFrame<Joined<R, S, How, Key>>;
  join(other: Frame, on?: Column | string | readonly string[], how: JoinType = "inner"): unknown {
    const condition =
      on === undefined
        ? undefined
        : on instanceof Column
          ? { joinCondition: on.expression }
          : { usingColumns: typeof on === "string" ? [on] : [...on] };
    return this.derive(build.join(this.relation, this.#sameSession(other), how, condition));
  }

  /** Each row beside each row of the other frame. */
  crossJoin<S>(other: DataFrame<S>): DataFrame<Joined<R, S, "cross">> {
    return this.derive(build.join(this.relation, this.#sameSession(other), "cross", undefined));
  }

  /**
   * Joins each row with the rows that another frame has for it: that frame names columns of this one with `outer()`.
   *
   * @example
   * ```ts
   * customers.lateralJoin(orders.filter(F.col("customer").eq(F.col("id").outer())).limit(3));
   * ```
   */
  lateralJoin<S, const How extends "inner" | "left" | "cross" = "inner">(
    other: DataFrame<S>,
    on?: Column,
    how?: How,
  ): DataFrame<Joined<R, S, How>> {
    return this.derive(build.lateralJoin(this.relation, this.#sameSession(other), how ?? "inner", on?.expression));
  }

  /**
   * Joins each row with the rows of another frame that are best by a ranking.
   *
   * @param ranking - an expression over columns of both
   * @param options - `direction`: whether less or more of the ranking is better; `numResults`: how many rows, 1 where absent
   */
  nearestByJoin<S, const How extends "inner" | "leftouter" = "inner">(
    other: DataFrame<S>,
    ranking: Column,
    options: {
      readonly direction: "distance" | "similarity";
      readonly numResults?: number;
      readonly mode?: "exact" | "approx";
      readonly joinType?: How;
    },
  ): DataFrame<Joined<R, S, How extends "leftouter" ? "left" : "inner">> {
    const { direction, numResults = 1, mode = "exact", joinType = "inner" } = options;
    const value = {
      left: this.relation,
      right: this.#sameSession(other),
      rankingExpression: ranking.expression,
      ...{ direction, numResults, mode, joinType },
    };
    return this.derive(relation({ case: "nearestByJoin", value }));
  }

  /** The columns of two selections of one frame beside each other, row by row. */
  zip<S>(other: DataFrame<S>): DataFrame<Joined<R, S, "cross">> {
    return this.derive(relation({ case: "zip", value: { left: this.relation, right: this.#sameSession(other) } }));
  }

  /** The rows with their numbers, from 0. */
  zipWithIndex<const Name extends string = "index">(
    indexColName: Name = "index" as Name,
  ): DataFrame<Flat<R & { [Index in Name]: bigint }>> {
    const index = call("distributed_sequence_id", []);
    const named = expression({ case: "alias", value: { expr: index, name: [indexColName] } });
    return this.derive(build.project(this.relation, [expression({ case: "unresolvedStar", value: {} }), named]));
  }

  /** The one value of a frame of one column and at most one row, as a column of other frames. */
  scalar(): Column {
    return new Column(subqueryExpression(this.relation, SubqueryType.SCALAR));
  }
  /** Whether the frame has rows, as a column of other frames. */
  exists(): Column<Typed<boolean>> {
    return new Column(subqueryExpression(this.relation, SubqueryType.EXISTS));
  }

  /** The rows of both frames, columns matched by position. Duplicates stay. */
  union<S>(other: DataFrame<S>): DataFrame<Union<R, S>> {
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "union", true));
  }
  /** As {@link union}. */
  unionAll<S>(other: DataFrame<S>): DataFrame<Union<R, S>> {
    return this.union(other);
  }
  /** The rows of both frames, columns matched by name. */
  unionByName<L, S>(
    this: DataFrame<L>,
    other: DataFrame<S>,
    options: { readonly allowMissingColumns?: boolean } = {},
  ): DataFrame<UnionByName<L, S>> {
    const byName = { allowMissingColumns: options.allowMissingColumns ?? false };
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "union", true, byName));
  }
  /** The different rows that both frames have. */
  intersect(other: Frame): DataFrame<R> {
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "intersect", false));
  }
  /** The rows that both frames have, as often as both have them. */
  intersectAll(other: Frame): DataFrame<R> {
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "intersect", true));
  }
  /** The different rows that the other frame lacks. */
  subtract(other: Frame): DataFrame<R> {
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "except", false));
  }
  /** The rows that the other frame lacks, duplicates counted. */
  exceptAll(other: Frame): DataFrame<R> {
    return this.derive(build.setOperation(this.relation, this.#sameSession(other), "except", true));
  }

  #sameSession(other: Frame): Relation {
    if (other.sparkSession.client !== this.sparkSession.client) throw sparkError("SESSION_NOT_SAME");
    return other.relation;
  }

  // --- missing values and shape ---

  /** Functions for missing values. */
  get na(): DataFrameNaFunctions<R> {
    return new DataFrameNaFunctions(this);
  }
  /** As `na.fill`. */
  fillna<const V extends FillValue<R>, const Name extends keyof R & string = keyof R & string>(
    value: V,
    subset?: Name | readonly Name[],
  ): DataFrame<Filled<R, V, Name>> {
    return this.na.fill(value, subset);
  }
  /** As `na.drop`. */
  dropna<const Name extends keyof R & string = keyof R & string>(
    options: { readonly how?: "any"; readonly subset?: Name | readonly Name[] } = {},
  ): DataFrame<NonNull<R, Name>> {
    return this.na.drop(options);
  }

  /** As `na.replace`. */
  replace(
    pairs: ReadonlyMap<LiteralValue, LiteralValue> | readonly (readonly [LiteralValue, LiteralValue])[],
    subset: (keyof R & string) | readonly (keyof R & string)[] = [],
  ): DataFrame<R> {
    return this.na.replace(pairs, subset);
  }

  /** Functions for statistics; they are methods of the frame as well. */
  get stat(): DataFrameStatFunctions<R> {
    return new DataFrameStatFunctions(this);
  }
  /** As `stat.approxQuantile`. */
  approxQuantile(col: keyof R & string, probabilities: readonly number[], relativeError: number): Promise<number[]>;
  approxQuantile(
    col: readonly (keyof R & string)[],
    probabilities: readonly number[],
    relativeError: number,
  ): Promise<number[][]>;
  approxQuantile(
    col: (keyof R & string) | readonly (keyof R & string)[],
    probabilities: readonly number[],
    relativeError: number,
  ): Promise<unknown> {
    return this.stat.approxQuantile(col as keyof R & string, probabilities, relativeError);
  }
  /** As `stat.corr`. */
  corr(col1: keyof R & string, col2: keyof R & string, method: "pearson" = "pearson"): Promise<number> {
    return this.stat.corr(col1, col2, method);
  }
  /** As `stat.cov`. */
  cov(col1: keyof R & string, col2: keyof R & string): Promise<number> {
    return this.stat.cov(col1, col2);
  }
  /** As `stat.crosstab`. */
  crosstab(col1: keyof R & string, col2: keyof R & string): DataFrame<Row> {
    return this.stat.crosstab(col1, col2);
  }
  /** As `stat.freqItems`. */
  freqItems<const Name extends keyof R & string>(
    cols: readonly Name[],
    support?: number,
  ): DataFrame<{ [Item in Name as `${Item}_freqItems`]: R[Item][] }> {
    return this.stat.freqItems(cols, support);
  }
  /** As `stat.sampleBy`. */
  sampleBy(
    col: ColumnOrName<R>,
    fractions: ReadonlyMap<LiteralValue, number> | readonly (readonly [LiteralValue, number])[],
    seed?: bigint | number,
  ): DataFrame<R> {
    return this.stat.sampleBy(col, fractions, seed);
  }

  /** Rows to columns: one for each row, called by the values of a column, the first where none is named. */
  transpose(indexColumn?: ColumnOrName<R>): DataFrame<Row> {
    const indexColumns = indexColumn === undefined ? [] : expressionsOf([indexColumn]);
    return this.derive(relation({ case: "transpose", value: { input: this.relation, indexColumns } }));
  }

  /**
   * Turns columns into rows: one row for each of `values`, with its name and its value.
   *
   * @param ids - the columns that stay
   * @param values - the columns that become rows; all that are no ids where null
   */
  unpivot<S, const Id extends keyof S & string, const Var extends string, const Val extends string>(
    this: DataFrame<S>,
    ids: Id | readonly Id[],
    values: ColumnOrName<S> | readonly ColumnOrName<S>[] | null,
    variableColumnName: Var,
    valueColumnName: Val,
  ): DataFrame<Unpivoted<S, Id, Var, Val>> {
    const valueColumns = values === null ? {} : { values: { values: expressionsOf([values].flat()) } };
    const names = { variableColumnName, valueColumnName };
    const value = { input: this.relation, ids: expressionsOf([ids].flat()), ...names, ...valueColumns };
    return this.derive(relation({ case: "unpivot", value }));
  }
  /** As {@link unpivot}. */
  melt<S, const Id extends keyof S & string, const Var extends string, const Val extends string>(
    this: DataFrame<S>,
    ids: Id | readonly Id[],
    values: ColumnOrName<S> | readonly ColumnOrName<S>[] | null,
    variableColumnName: Var,
    valueColumnName: Val,
  ): DataFrame<Unpivoted<S, Id, Var, Val>> {
    return this.unpivot(ids, values, variableColumnName, valueColumnName);
  }

  /** Statistics of columns, as text: count, mean, stddev, min, max. */
  describe(...cols: readonly (keyof R & string)[]): DataFrame<Row> {
    return this.derive(relation({ case: "describe", value: { input: this.relation, cols: [...cols] } }));
  }
  /** Statistics by name, as text; percentiles as in `25%`. */
  summary(...statistics: readonly string[]): DataFrame<Row> {
    return this.derive(relation({ case: "summary", value: { input: this.relation, statistics: [...statistics] } }));
  }

  // --- execution ---

  /** Spreads the rows anew over partitions: a number of them, by columns, or both. */
  repartition(numPartitions: number | ColumnOrName<R>, ...cols: readonly ColumnOrName<R>[]): DataFrame<R> {
    if (typeof numPartitions === "number" && cols.length === 0) return this.#repartition(numPartitions, true);
    return this.#repartitionBy(numPartitions, cols, (column) => column.expression);
  }
  /** As {@link repartition}, by ranges of the columns. */
  repartitionByRange(numPartitions: number | ColumnOrName<R>, ...cols: readonly ColumnOrName<R>[]): DataFrame<R> {
    return this.#repartitionBy(numPartitions, cols, ({ expression: child }) =>
      child.exprType.case === "sortOrder" ? child : sortOrder(child, true),
    );
  }
  /** Fewer partitions, without moving all rows. */
  coalesce(numPartitions: number): DataFrame<R> {
    return this.#repartition(numPartitions, false);
  }

  #repartition(numPartitions: number, shuffle: boolean): DataFrame<R> {
    const value = { input: this.relation, numPartitions: positive("numPartitions", numPartitions), shuffle };
    return this.derive(relation({ case: "repartition", value }));
  }

  #repartitionBy(
    first: number | ColumnOrName<R>,
    rest: readonly ColumnOrName<R>[],
    toExpression: (column: Column) => ReturnType<typeof attribute>,
  ): DataFrame<R> {
    const columns = typeof first === "number" ? rest : [first, ...rest];
    if (columns.length === 0) throw sparkError("CANNOT_BE_EMPTY", { item: "column" });
    const partitionExprs = columns.map((column) => toExpression(toColumn(column)));
    const number = typeof first === "number" ? { numPartitions: positive("numPartitions", first) } : {};
    return this.derive(
      relation({ case: "repartitionByExpression", value: { input: this.relation, partitionExprs, ...number } }),
    );
  }

  /** Advice for the planner: `hint("broadcast")`. */
  hint(name: string, ...parameters: readonly (Column | LiteralValue)[]): DataFrame<R> {
    const values = parameters.map((value) => (value instanceof Column ? value.expression : literal(value)));
    return this.derive(relation({ case: "hint", value: { input: this.relation, name, parameters: values } }));
  }

  /**
   * Declares how late rows of a stream may be: rows older than the newest event time less the delay are left out of state.
   *
   * @param eventTime - a timestamp column
   * @param delayThreshold - an interval: `10 minutes`
   */
  withWatermark(eventTime: keyof R & string, delayThreshold: string): DataFrame<R> {
    return this.derive(relation({ case: "withWatermark", value: { input: this.relation, eventTime, delayThreshold } }));
  }

  /**
   * Names aggregates over the rows that pass here. Of a batch, an {@link Observation} has them when an action has run; a streaming query
   * tells them in `observedMetrics` of its progress, under a name.
   *
   * @throws IllegalStateException REUSE_OBSERVATION for an observation that observes a frame already
   */
  observe<const As extends readonly [Column, ...Column[]]>(
    observation: string | Observation<object>,
    ...metrics: As & Checked<As, R>
  ): DataFrame<R> {
    const name = typeof observation === "string" ? observation : observation.name;
    const value = { input: this.relation, name, metrics: expressionsOf(metrics) };
    const step = relation({ case: "collectMetrics", value });
    if (typeof observation !== "string") observation.observes(this.sparkSession.client, planIdOf(step));
    return this.derive(step);
  }

  /** The rows as they are now, under a short plan. */
  async localCheckpoint(eager = true): Promise<DataFrame<R>> {
    return this.derive(await this.checkpointRelation(eager, true));
  }
  /** As {@link localCheckpoint}, kept in the server's checkpoint folder. */
  async checkpoint(eager = true): Promise<DataFrame<R>> {
    return this.derive(await this.checkpointRelation(eager, false));
  }

  // --- out ---

  /** Writes the rows once. */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.sparkSession.client, { input: this.relation });
  }
  /** Writes the rows to a table by name. */
  writeTo(table: string): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.sparkSession.client, this.relation, table);
  }
  /** Writes the rows of a streaming frame as they come. */
  get writeStream(): DataStreamWriter<R> {
    return new DataStreamWriter<R>(this);
  }
}

type DroppedName<C> = C extends Column<unknown, infer Name> ? Name : never;

const expressionsOf = (cols: readonly (string | Column)[]) => cols.map((column) => toColumn(column).expression);

function ordersOf(cols: readonly (string | Column | SortOptions)[]) {
  const last = cols.at(-1);
  const options = last !== undefined && typeof last !== "string" && !(last instanceof Column) ? last : undefined;
  const columns = cols.filter((column) => typeof column === "string" || column instanceof Column);
  if (columns.length === 0) throw sparkError("CANNOT_BE_EMPTY", { item: "column" });
  const ascending = options?.ascending;
  return columns.map((column, i) => {
    const child = toColumn(column).expression;
    const up = typeof ascending === "object" ? ascending[i] : ascending;
    return asSortOrder(up === false && child.exprType.case !== "sortOrder" ? sortOrder(child, false) : child);
  });
}

function positive(name: string, value: number): number {
  if (!(value > 0)) throw sparkError("VALUE_NOT_POSITIVE", { arg_name: name, arg_value: String(value) });
  return value;
}

const randomSeed = () => BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
