import type { Column } from "../column.ts";
import { toColumn } from "../column.ts";
import type { Always, Call, Op, Typed } from "../typing/expression.ts";
import type { ExprOf, PrintedName } from "../typing/row.ts";
import { type Arg, type ExprsOf, invoke, invokeWith, type UnaryOp, unary, value } from "./invoke.ts";

/** Aggregates: one value for a group of rows. Nulls do not take part. */

/** An aggregate with results `T`, null for a group without values. */
type Aggregate<Name extends string, T> = <const A extends Arg>(
  col: A,
) => Column<Always<T | null, [ExprOf<A>]>, `${Name}(${PrintedName<A>})`>;

/** How many values there are; how many rows, for `"*"`. */
export function count<const A extends Arg>(
  col: A,
): Column<Always<bigint, [A extends "*" ? Typed<bigint> : ExprOf<A>]>, `count(${A extends "*" ? 1 : PrintedName<A>})`> {
  return invoke("count", col);
}
/** How many different values, or combinations of values, there are. */
export function countDistinct<const As extends readonly [Arg, ...Arg[]]>(
  ...cols: As
): Column<Always<bigint, ExprsOf<As>>, string> {
  return invokeWith(
    "count",
    cols.map((col) => toColumn(col).expression),
    true,
  );
}
/** About how many different values there are. @param rsd - the standard deviation allowed; 0.05 where missing */
export function approxCountDistinct<const A extends Arg>(
  col: A,
  rsd?: number,
): Column<Always<bigint, [ExprOf<A>]>, `approx_count_distinct(${PrintedName<A>})`> {
  return rsd === undefined ? invoke("approx_count_distinct", col) : invoke("approx_count_distinct", col, value(rsd));
}
/** For how many rows a condition holds. */
export const countIf: Aggregate<"count_if", bigint> = unary("count_if");

/** The sum; of whole numbers a long. */
export const sum: UnaryOp<"sum", "sum"> = unary("sum");
/** The sum of the different values. */
export function sumDistinct<const A extends Arg>(
  col: A,
): Column<Op<"sum", [ExprOf<A>]>, `sum(DISTINCT ${PrintedName<A>})`> {
  return invokeWith("sum", [toColumn(col).expression], true);
}
/** The mean. */
export const avg: UnaryOp<"avg", "avg"> = unary("avg");
/** As {@link avg}. */
export const mean: UnaryOp<"avg", "avg"> = unary("avg");
/** The least value. */
export const min: UnaryOp<"min", "nullable"> = unary("min");
/** The greatest value. */
export const max: UnaryOp<"max", "nullable"> = unary("max");
/** The value in the row where another column is least. */
export const minBy = <const A extends Arg, const B extends Arg>(
  col: A,
  ord: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>, `min_by(${PrintedName<A>}, ${PrintedName<B>})`> =>
  invoke("min_by", col, ord);
/** The value in the row where another column is greatest. */
export const maxBy = <const A extends Arg, const B extends Arg>(
  col: A,
  ord: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>, `max_by(${PrintedName<A>}, ${PrintedName<B>})`> =>
  invoke("max_by", col, ord);
/** The first value; with `ignorenulls`, the first that is not null. */
export const first = <const A extends Arg>(
  col: A,
  ignorenulls = false,
): Column<Op<"nullable", [ExprOf<A>]>, `first(${PrintedName<A>})`> => invoke("first", col, value(ignorenulls));
/** The last value; with `ignorenulls`, the last that is not null. */
export const last = <const A extends Arg>(
  col: A,
  ignorenulls = false,
): Column<Op<"nullable", [ExprOf<A>]>, `last(${PrintedName<A>})`> => invoke("last", col, value(ignorenulls));
/** Any of the values. */
export const anyValue: UnaryOp<"any_value", "nullable"> = unary("any_value");
/** The value that occurs most often. */
export const mode = <const A extends Arg>(col: A): Column<Op<"nullable", [ExprOf<A>]>, `mode(${PrintedName<A>})`> =>
  invoke("mode", col, value(false));

/** The standard deviation of a sample. */
export const stddev: Aggregate<"stddev", number> = unary("stddev");
/** As {@link stddev}. */
export const stddevSamp: Aggregate<"stddev_samp", number> = unary("stddev_samp");
/** The standard deviation of a whole population. */
export const stddevPop: Aggregate<"stddev_pop", number> = unary("stddev_pop");
/** The variance of a sample. */
export const variance: Aggregate<"var_samp", number> = unary("var_samp");
/** As {@link variance}. */
export const varSamp: Aggregate<"var_samp", number> = unary("var_samp");
/** The variance of a whole population. */
export const varPop: Aggregate<"var_pop", number> = unary("var_pop");
/** How lopsided the values are. */
export const skewness: Aggregate<"skewness", number> = unary("skewness");
/** How heavy the tails of the values are, beyond a normal distribution's. */
export const kurtosis: Aggregate<"kurtosis", number> = unary("kurtosis");
/** The median. */
export const median: Aggregate<"median", number> = unary("median");

type Pair<Name extends string> = <const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
) => Column<Always<number | null, [ExprOf<A>, ExprOf<B>]>, `${Name}(${PrintedName<A>}, ${PrintedName<B>})`>;
const pair = <F>(name: string): F => ((col1: Arg, col2: Arg) => invoke(name, col1, col2)) as F;

/** The correlation of two columns by Pearson. */
export const corr: Pair<"corr"> = pair("corr");
/** The covariance of a sample. */
export const covarSamp: Pair<"covar_samp"> = pair("covar_samp");
/** The covariance of a whole population. */
export const covarPop: Pair<"covar_pop"> = pair("covar_pop");

/** The exact percentile, between values where none is there. @param percentage - 0 to 1 */
export const percentile = <const A extends Arg>(
  col: A,
  percentage: number,
): Column<Always<number | null, [ExprOf<A>]>> => invoke("percentile", col, value(percentage), value(1));
/** About the percentile: a value of the column. @param accuracy - greater is more exact */
export const percentileApprox = <const A extends Arg>(
  col: A,
  percentage: number,
  accuracy = 10_000,
): Column<Op<"nullable", [ExprOf<A>]>> => invoke("percentile_approx", col, value(percentage), value(accuracy));

/** All values, as an array. */
export const collectList: UnaryOp<"collect_list", "collected"> = unary("collect_list");
/** As {@link collectList}. */
export const arrayAgg: UnaryOp<"collect_list", "collected"> = unary("collect_list");
/** The different values, as an array. */
export const collectSet: UnaryOp<"collect_set", "collected"> = unary("collect_set");
/** Texts joined to one. */
export const listagg = <const A extends Arg>(col: A, delimiter?: string): Column<Always<string | null, [ExprOf<A>]>> =>
  delimiter === undefined ? invoke("listagg", col) : invoke("listagg", col, value(delimiter));

/** Whether a condition holds for all rows. */
export const boolAnd: Aggregate<"bool_and", boolean> = unary("bool_and");
/** Whether a condition holds for any row. */
export const boolOr: Aggregate<"bool_or", boolean> = unary("bool_or");
/** As {@link boolAnd}. */
export const every: Aggregate<"every", boolean> = unary("every");
/** As {@link boolOr}. */
export const some: Aggregate<"some", boolean> = unary("some");

/** 1 where the column is one that a subtotal of `rollup` or `cube` leaves out, else 0. */
export const grouping = <const A extends Arg>(col: A): Column<Call<number, []>, `grouping(${PrintedName<A>})`> =>
  invoke("grouping", col);
/** Which columns a subtotal leaves out, a bit each. */
export const groupingId = (...cols: readonly Arg[]): Column<Call<bigint, []>> => invoke("grouping_id", ...cols);
