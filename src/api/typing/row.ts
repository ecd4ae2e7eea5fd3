import type { Column } from "../column.ts";
import type { Eval, MissingIn, NoSuchColumn, Ref } from "./expression.ts";

/** A row whose columns the compiler does not know: of SQL text, of an inferred schema, of a column without a known name. */
export type Row = Record<string, unknown>;

/** Shows the properties of an intersection as one object type in editors and errors. */
export type Flat<T> = { [Name in keyof T]: T[Name] } & {};

/** The row type with null added to every column. */
export type Nullable<R> = { [Name in keyof R]: R[Name] | null };

/**
 * How a string can name a column of `R`: a column, `*`, a nested field (`address.city`), a column behind the alias of its frame
 * (`t.amount`), or a quoted name.
 */
export type ColumnName<R> = (keyof R & string) | "*" | `${string}.${string}` | `\`${string}\``;

/** What PySpark calls ColumnOrName. */
export type ColumnOrName<R = Row> = ColumnName<R> | Column;

/** The expression tree of an argument that is a column or the name of one. */
export type ExprOf<A> = A extends Column<infer E, string> ? E : A extends string ? RefOf<A> : never;

/** The tree of a name; nothing is known of a name that is not in the program text, nor of a star. */
export type RefOf<Name extends string> =
  IsLiteral<Name> extends true ? (Name extends "*" | `${string}.*` ? unknown : Ref<Name>) : unknown;

/** The name that Spark prints for an argument inside of other expressions. */
export type PrintedName<A> = A extends Column<unknown, infer Name> ? Name : A extends string ? A : never;

/** The name of the output column that an argument of `select` makes. */
export type OutputName<A> =
  A extends Column<infer E, infer Name>
    ? [E] extends [Ref<Name>]
      ? LastPart<Name>
      : Name
    : A extends string
      ? LastPart<A>
      : never;

type LastPart<Name extends string> = Name extends `\`${infer Quoted}\``
  ? Quoted
  : Name extends `${string}.${infer Rest}`
    ? LastPart<Rest>
    : Name;

/** Whether a string type is one exact text: not `string`, not a pattern. */
export type IsLiteral<Name extends string> = Record<never, never> extends Record<Name, 1> ? false : true;

type HasUnknownName<Name extends string> = Name extends string ? (IsLiteral<Name> extends true ? never : true) : never;

/** The row type that a list of columns and names gives, from rows `R`. */
export type Selected<As extends readonly unknown[], R> = [HasUnknownName<OutputName<As[number]>>] extends [never]
  ? Flat<
      ("*" extends OutputName<As[number]> ? R : unknown) & {
        [A in As[number] as Exclude<OutputName<A>, "*">]: Eval<ExprOf<A>, R>;
      }
    >
  : Row;

/** Refuses arguments that name a column which rows `R` lack; stands in an intersection with the arguments. */
export type Checked<As extends readonly unknown[], R> = { readonly [Index in keyof As]: CheckedOne<As[Index], R> };

/** As {@link Checked}, for one argument. */
export type CheckedOne<A, R> = [MissingIn<ExprOf<A>, R>] extends [never]
  ? unknown
  : NoSuchColumn<MissingIn<ExprOf<A>, R>>;

/** The row type with column `Name` set to type `T`. */
export type WithColumn<R, Name extends string, T> =
  IsLiteral<Name> extends true ? Flat<Omit<R, Name> & { [Key in Name]: T }> : Row;

/** The row type with columns renamed by a map from old to new names. */
export type Renamed<R, Names> = Flat<{
  [Name in keyof R as Name extends keyof Names ? (Names[Name] extends string ? Names[Name] : Name) : Name]: R[Name];
}>;
