import { type Column, toColumn } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import type { Call, Lit, Op, StructOf } from "../typing/expression.ts";
import type { ExprOf, OutputName, PrintedName } from "../typing/row.ts";
import {
  type Arg,
  type ExprsOf,
  invoke,
  type Returns,
  type Unary,
  type UnaryOp,
  unary,
  value,
  valueOrColumn,
} from "./invoke.ts";

/** Arrays, maps and structs. */

type Same<A> = Column<Op<"same", [ExprOf<A>]>>;
type Element<A> = Column<Op<"element", [ExprOf<A>]>>;

/** An array of columns. */
export const array = <const As extends readonly Arg[]>(...cols: As): Column<Op<"array", ExprsOf<As>>> =>
  invoke("array", ...cols);
/** A map of columns: key, value, key, value, … */
export const createMap = (...cols: readonly Arg[]): Column => invoke("map", ...cols);
/** A struct of columns, with their names. */
export const struct = <const As extends readonly Arg[]>(
  ...cols: As
): Column<StructOf<{ [A in As[number] as OutputName<A>]: ExprOf<A> }>> => invoke("struct", ...cols);
/** A struct of names and columns in turn; names are columns: wrap text with `lit`. */
export const namedStruct = (...cols: readonly Arg[]): Column => invoke("named_struct", ...cols);
/** A map of an array of keys and an array of values. */
export const mapFromArrays = (keys: Arg, values: Arg): Column => invoke("map_from_arrays", keys, values);
/** A map of an array of pairs. */
export const mapFromEntries = (col: Arg): Column => invoke("map_from_entries", col);

/** How many elements an array or a map has. */
export const size: Unary<"size", number> = unary("size");
/** How many elements an array has. */
export const arraySize: Unary<"array_size", number> = unary("array_size");
/** How many elements an array or a map has. */
export const cardinality: Unary<"cardinality", number> = unary("cardinality");
/** The element at a position from 1, or the value of a key; an error, in ANSI mode, where the position is not there. */
export const elementAt = <const A extends Arg, const K extends LiteralValue | Column>(
  col: A,
  extraction: K,
): Column<Op<"item", [ExprOf<A>, K extends Column<infer E, string> ? E : Lit<K>]>> =>
  invoke("element_at", col, valueOrColumn(extraction));
/** As {@link elementAt}, with null for a position that is not there. */
export const tryElementAt = <const A extends Arg>(
  col: A,
  extraction: Column,
): Column<Op<"item", [ExprOf<A>, unknown]>> => invoke("try_element_at", col, extraction);
/** The element at a position from 0; null where it is not there. */
export const get = <const A extends Arg>(col: A, index: number | Column): Column<Op<"item", [ExprOf<A>, unknown]>> =>
  invoke("get", col, valueOrColumn(index));
/** Whether an array has a value. */
export const arrayContains = <const A extends Arg>(
  col: A,
  of: LiteralValue | Column,
): Column<Call<boolean, [ExprOf<A>]>> => invoke("array_contains", col, valueOrColumn(of));
/** The position of a value in an array, from 1; 0 where it is not there. */
export const arrayPosition = <const A extends Arg>(
  col: A,
  of: LiteralValue | Column,
): Column<Call<bigint, [ExprOf<A>]>> => invoke("array_position", col, valueOrColumn(of));
/** The texts of an array joined. */
export const arrayJoin = <const A extends Arg>(
  col: A,
  delimiter: string,
  nullReplacement?: string,
): Column<Call<string, [ExprOf<A>]>> =>
  nullReplacement === undefined
    ? invoke("array_join", col, value(delimiter))
    : invoke("array_join", col, value(delimiter), value(nullReplacement));
/** The array without a value. */
export const arrayRemove = <const A extends Arg>(col: A, element: LiteralValue | Column): Same<A> =>
  invoke("array_remove", col, valueOrColumn(element));
/** The array with a value at its end. */
export const arrayAppend = <const A extends Arg>(col: A, of: LiteralValue | Column): Same<A> =>
  invoke("array_append", col, valueOrColumn(of));
/** The array with a value at its start. */
export const arrayPrepend = <const A extends Arg>(col: A, of: LiteralValue | Column): Same<A> =>
  invoke("array_prepend", col, valueOrColumn(of));
/** Each different value once. */
export const arrayDistinct: UnaryOp<"array_distinct", "same"> = unary("array_distinct");
/** The array without nulls. */
export const arrayCompact: UnaryOp<"array_compact", "same"> = unary("array_compact");
/** The array sorted; nulls first where ascending, last where descending. */
export const sortArray = <const A extends Arg>(col: A, asc = true): Same<A> => invoke("sort_array", col, value(asc));
/** The least element. */
export const arrayMin = <const A extends Arg>(
  col: A,
): Column<Op<"item", [ExprOf<A>, unknown]>, `array_min(${PrintedName<A>})`> => invoke("array_min", col);
/** The greatest element. */
export const arrayMax = <const A extends Arg>(
  col: A,
): Column<Op<"item", [ExprOf<A>, unknown]>, `array_max(${PrintedName<A>})`> => invoke("array_max", col);
/** The different elements of either array. */
export const arrayUnion = <const A extends Arg, const B extends Arg>(col1: A, col2: B): Same<A> =>
  invoke("array_union", col1, col2);
/** The different elements of both arrays. */
export const arrayIntersect = <const A extends Arg, const B extends Arg>(col1: A, col2: B): Same<A> =>
  invoke("array_intersect", col1, col2);
/** The different elements of the first array that the second lacks. */
export const arrayExcept = <const A extends Arg, const B extends Arg>(col1: A, col2: B): Same<A> =>
  invoke("array_except", col1, col2);
/** Whether both arrays share an element. */
export const arraysOverlap = <const A extends Arg, const B extends Arg>(col1: A, col2: B): Returns<boolean, [A, B]> =>
  invoke("arrays_overlap", col1, col2);
/** Arrays side by side: an array of structs. */
export const arraysZip = (...cols: readonly Arg[]): Column => invoke("arrays_zip", ...cols);
/** A value several times over. */
export const arrayRepeat = <const A extends Arg>(col: A, count: number | Column): Column<Op<"array", [ExprOf<A>]>> =>
  invoke("array_repeat", col, valueOrColumn(count));
/** `length` elements from position `start`, which counts from 1, or from the end where negative. */
export const slice = <const A extends Arg>(x: A, start: number | Column, length: number | Column): Same<A> =>
  invoke("slice", x, valueOrColumn(start), valueOrColumn(length));
/** An array of arrays as one array. */
export const flatten: UnaryOp<"flatten", "flattened"> = unary("flatten");
/** The elements in random order. */
export const shuffle = <const A extends Arg>(col: A): Same<A> => invoke("shuffle", col);
/** Numbers or times from `start` to `stop`, both included. */
export const sequence = <const A extends Arg>(start: A, stop: Arg, step?: Arg): Column<Op<"array", [ExprOf<A>]>> =>
  step === undefined ? invoke("sequence", start, stop) : invoke("sequence", start, stop, step);

/** The keys of a map. */
export const mapKeys: UnaryOp<"map_keys", "keys"> = unary("map_keys");
/** The values of a map. */
export const mapValues: UnaryOp<"map_values", "values"> = unary("map_values");
/** A map as an array of structs `{key, value}`. */
export const mapEntries = (col: Arg): Column => invoke("map_entries", col);
/** Whether a map has a key. */
export const mapContainsKey = <const A extends Arg>(
  col: A,
  key: LiteralValue | Column,
): Column<Call<boolean, [ExprOf<A>]>> => invoke("map_contains_key", col, valueOrColumn(key));
/** All entries of several maps. */
export const mapConcat = <const As extends readonly [Arg, ...Arg[]]>(...cols: As): Same<As[0]> =>
  invoke("map_concat", ...cols);

/** A row for each element of an array, in the column `col`; a map gives `key` and `value`. */
export const explode = <const A extends Arg>(col: A): Element<A> => invoke("explode", col);
/** As {@link explode}, with a row of null for an empty array or null. */
export const explodeOuter = <const A extends Arg>(col: A): Column<Op<"item", [ExprOf<A>, unknown]>> =>
  invoke("explode_outer", col);
/** As {@link explode}, with the position from 0 in the column `pos`. */
export const posexplode = (col: Arg): Column => invoke("posexplode", toColumn(col));
/** As {@link posexplode}, with a row of nulls for an empty array or null. */
export const posexplodeOuter = (col: Arg): Column => invoke("posexplode_outer", toColumn(col));
/** The structs of an array as rows. */
export const inline = (col: Arg): Column => invoke("inline", toColumn(col));
