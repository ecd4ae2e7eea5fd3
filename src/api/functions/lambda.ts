import { sparkError } from "../../common/index.ts";
import type { Expression } from "../../protocol/index.ts";
import { Column, toColumn } from "../column.ts";
import { expression } from "../plan/expressions.ts";
import type { Always, Call, Op } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invokeWith } from "./invoke.ts";

/**
 * Functions that take a function. It is called once, with columns that stand for the elements, and gives the expression that the
 * engine computes for each.
 */

/** An element of an array column. */
type ElementOf<A> = Column<Op<"element", [ExprOf<A>]>, string>;
/** The position in an array, from 0. */
type Index = Column<Always<number, []>, string>;

/**
 * Each element changed.
 *
 * @example
 * ```ts
 * df.select(F.transform("amounts", (x, i) => x.plus(i)).as("numbered"));
 * ```
 */
export const transform = <const A extends Arg, E>(
  col: A,
  f: (element: ElementOf<A>, index: Index) => Column<E, string>,
): Column<Op<"mapped", [ExprOf<A>, E]>> => higherOrder("transform", [col], f);

/** The elements for which a condition holds. */
export const filter = <const A extends Arg>(
  col: A,
  f: (element: ElementOf<A>, index: Index) => Column,
): Column<Op<"same", [ExprOf<A>]>> => higherOrder("filter", [col], f);

/** Whether a condition holds for an element. */
export const exists = <const A extends Arg>(
  col: A,
  f: (element: ElementOf<A>) => Column,
): Column<Call<boolean, [ExprOf<A>]>> => higherOrder("exists", [col], f);

/** Whether a condition holds for all elements. */
export const forall = <const A extends Arg>(
  col: A,
  f: (element: ElementOf<A>) => Column,
): Column<Call<boolean, [ExprOf<A>]>> => higherOrder("forall", [col], f);

/** The elements merged into one value, one after the other; `finish` changes the last. */
export const aggregate = <const A extends Arg, E>(
  col: A,
  initialValue: Arg,
  merge: (accumulator: Column, element: ElementOf<A>) => Column<E, string>,
  finish?: (accumulator: Column<E, string>) => Column,
): Column => higherOrder("aggregate", [col, initialValue], merge, ...(finish ? [finish] : []));
/** As {@link aggregate}. */
export const reduce: typeof aggregate = (col, initialValue, merge, finish) =>
  higherOrder("reduce", [col, initialValue], merge, ...(finish ? [finish] : []));

/** Two arrays merged element by element, the shorter one filled with nulls. */
export const zipWith = <const A extends Arg, const B extends Arg, E>(
  left: A,
  right: B,
  f: (left: ElementOf<A>, right: ElementOf<B>) => Column<E, string>,
): Column<Op<"mapped", [ExprOf<A>, E]>> => higherOrder("zip_with", [left, right], f);

/** The array in the order of a comparison, which gives a negative number, 0 or a positive one; ascending without it. */
export const arraySort = <const A extends Arg>(
  col: A,
  comparator?: (left: ElementOf<A>, right: ElementOf<A>) => Column,
): Column<Op<"same", [ExprOf<A>]>> => higherOrder("array_sort", [col], ...(comparator ? [comparator] : []));

/** The entries of a map for which a condition holds. */
export const mapFilter = <const A extends Arg>(
  col: A,
  f: (key: Column, value: Column) => Column,
): Column<Op<"same", [ExprOf<A>]>> => higherOrder("map_filter", [col], f);
/** The map with its keys changed. */
export const transformKeys = (col: Arg, f: (key: Column, value: Column) => Column): Column =>
  higherOrder("transform_keys", [col], f);
/** The map with its values changed. */
export const transformValues = (col: Arg, f: (key: Column, value: Column) => Column): Column =>
  higherOrder("transform_values", [col], f);
/** Two maps merged key by key. */
export const mapZipWith = (col1: Arg, col2: Arg, f: (key: Column, value1: Column, value2: Column) => Column): Column =>
  higherOrder("map_zip_with", [col1, col2], f);

/** A function of the program, of any parameters. */
type Lambda = (...args: never[]) => Column;

function higherOrder<C extends Column>(name: string, cols: readonly Arg[], ...functions: readonly Lambda[]): C {
  const args = cols.map((col) => toColumn(col).expression);
  return invokeWith<C>(name, [...args, ...functions.map((f) => lambda(name, f))]);
}

let lastVariable = 0;

function lambda(name: string, f: Lambda): Expression {
  if (f.length < 1 || f.length > 3)
    throw sparkError("WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", { func_name: name, num_args: String(f.length) });
  // Names are new each time: a function inside of another must not hide its variables.
  const variables = ["x", "y", "z"]
    .slice(0, f.length)
    .map((letter) => ({ nameParts: [`${letter}_${lastVariable++}`] }));
  const columns = variables.map((v) => new Column(expression({ case: "unresolvedNamedLambdaVariable", value: v })));
  const result = f(...(columns as never[]));
  if (!(result instanceof Column))
    throw sparkError("HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", { func_name: name, return_type: typeof result });
  return expression({ case: "lambdaFunction", value: { function: result.expression, arguments: variables } });
}
