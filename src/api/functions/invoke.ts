import type { Expression } from "../../protocol/index.ts";
import { Column, toColumn } from "../column.ts";
import { call } from "../plan/expressions.ts";
import { type LiteralValue, literal } from "../plan/literal.ts";
import { type Options, optionTexts } from "../plan/options.ts";
import type { Call, Op, Rules } from "../typing/expression.ts";
import type { ExprOf, PrintedName } from "../typing/row.ts";

/** A column, or the name of one. */
export type Arg = string | Column;

/** The trees of arguments. */
export type ExprsOf<As extends readonly unknown[]> = { [I in keyof As]: ExprOf<As[I]> };

/** A column of values `T`, null where an argument is. */
export type Returns<T, As extends readonly unknown[], Name extends string = string> = Column<
  Call<T, ExprsOf<As>>,
  Name
>;

/** A function of one column with results `T`, printed as `name(column)`. */
export type Unary<Name extends string, T> = <const A extends Arg>(
  col: A,
) => Column<Call<T, [ExprOf<A>]>, `${Name}(${PrintedName<A>})`>;

/** A function of one column whose result type follows one of the rules. */
export type UnaryOp<Name extends string, Rule extends keyof Rules<readonly unknown[], unknown>> = <const A extends Arg>(
  col: A,
) => Column<Op<Rule, [ExprOf<A>]>, `${Name}(${PrintedName<A>})`>;

/** A function without arguments. */
export type Nullary<Name extends string, T> = () => Column<Call<T, []>, `${Name}()`>;

/** Calls a function of Spark by name; a string is the name of a column. */
export function invoke<C extends Column>(name: string, ...args: readonly Arg[]): C {
  return new Column(
    call(
      name,
      args.map((arg) => toColumn(arg).expression),
    ),
  ) as C;
}

/** Calls a function of Spark with columns as they are. */
export const invokeWith = <C extends Column>(name: string, args: readonly Expression[], isDistinct = false): C =>
  new Column(call(name, args, isDistinct)) as C;

/** A value as a column. */
export const value = (of: LiteralValue): Column => new Column(literal(of));

/** A value as a column; a column stays as it is. */
export const valueOrColumn = (of: LiteralValue | Column): Column => (of instanceof Column ? of : value(of));

/** The function of one column with a name. */
export const unary = <F>(name: string): F => ((col: Arg) => invoke(name, col)) as F;

/** The function without arguments with a name. */
export const nullary = <F>(name: string): F => (() => invoke(name)) as F;

/** Options as Spark's functions take them: a map of texts. */
export const optionsColumn = (options: Options): Column[] => {
  const texts = Object.entries(optionTexts(options)).flat();
  return texts.length === 0 ? [] : [invoke("map", ...texts.map(value))];
};

/** A value as a column, a column as it is; undefined for nothing. */
export function given(of: LiteralValue | Column): Column;
export function given(of: LiteralValue | Column | undefined): Column | undefined;
export function given(of: LiteralValue | Column | undefined): Column | undefined {
  return of === undefined ? undefined : valueOrColumn(of);
}

/** A number as a column; a string is the name of one. */
export function numberOrArg(of: Arg | number): Arg;
export function numberOrArg(of: Arg | number | undefined): Arg | undefined;
export function numberOrArg(of: Arg | number | undefined): Arg | undefined {
  return typeof of === "number" ? value(of) : of;
}

/** {@link invoke} with the arguments in front of the first that is left out. */
export function invokeGiven<C extends Column>(name: string, ...args: readonly (Arg | undefined)[]): C {
  const end = args.indexOf(undefined);
  return invoke<C>(name, ...((end < 0 ? args : args.slice(0, end)) as readonly Arg[]));
}

/** Calls an aggregate over different values, with a further argument where one is given. */
export const invokeDistinct = <C extends Column>(name: string, col: Arg, more: LiteralValue | Column | undefined): C =>
  invokeWith<C>(
    name,
    [toColumn(col), ...(more === undefined ? [] : [valueOrColumn(more)])].map((column) => column.expression),
    true,
  );
