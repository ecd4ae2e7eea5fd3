import type { ValueOfName, Variant } from "../../types/index.ts";
import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, type ExprsOf, given, invoke, invokeGiven } from "./invoke.ts";

/** Values of type VARIANT: JSON whose leaves have types. */

/** Whether the bytes of a variant are well formed. */
export const isValidVariant = <const A extends Arg>(v: A): Column<Call<boolean, [ExprOf<A>]>> =>
  invoke("is_valid_variant", v);
/** Whether a variant is the null of JSON. */
export const isVariantNull = <const A extends Arg>(v: A): Column<Always<boolean, [ExprOf<A>]>> =>
  invoke("is_variant_null", v);
/** The variant of JSON text. */
export const parseJson = <const A extends Arg>(col: A): Column<Call<Variant, [ExprOf<A>]>> => invoke("parse_json", col);
/** The variant of JSON text; null where it is none. */
export const tryParseJson = <const A extends Arg>(col: A): Column<Always<Variant | null, [ExprOf<A>]>> =>
  invoke("try_parse_json", col);
/** The type of a variant, as text. */
export const schemaOfVariant = <const A extends Arg>(v: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("schema_of_variant", v);
/** The type that variants have in common, as text. */
export const schemaOfVariantAgg = <const A extends Arg>(v: A): Column<Always<string, [ExprOf<A>]>> =>
  invoke("schema_of_variant_agg", v);
/** What stands at a path, as a type. */
export const variantGet = <const A extends Arg, const T extends string>(
  v: A,
  path: string | Column,
  targetType: T,
): Column<Always<ValueOfName<T> | null, [ExprOf<A>]>> => invoke("variant_get", v, given(path), given(targetType));
/** What stands at a path, as a type; null where it is of another. */
export const tryVariantGet = <const A extends Arg, const T extends string>(
  v: A,
  path: string | Column,
  targetType: T,
): Column<Always<ValueOfName<T> | null, [ExprOf<A>]>> => invoke("try_variant_get", v, given(path), given(targetType));
/** A variant with a value behind an array at a path. */
export const variantArrayAppend = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> => invoke("variant_array_append", v, given(path), value);
/** As {@link variantArrayAppend}, null where there is no array. */
export const tryVariantArrayAppend = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> => invoke("try_variant_array_append", v, given(path), value);
/** A variant without what stands at paths. */
export const variantDelete = <const A extends Arg, const As extends readonly Arg[]>(
  v: A,
  ...paths: As
): Column<Call<Variant, [ExprOf<A>, ...ExprsOf<As>]>> => invoke("variant_delete", v, ...paths);
/** A variant without its nulls. */
export const variantStripNulls = <const A extends Arg>(
  v: A,
  includeArrays?: boolean,
): Column<Call<Variant, [ExprOf<A>]>> => invokeGiven("variant_strip_nulls", v, given(includeArrays));
/** A variant with a value more, at a path. */
export const variantInsert = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> => invoke("variant_insert", v, given(path), value);
/** As {@link variantInsert}, null where the path does not fit. */
export const tryVariantInsert = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> => invoke("try_variant_insert", v, given(path), value);
/** A variant with a value in the place of another. */
export const variantSet = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
  createIfMissing?: boolean,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> =>
  invokeGiven("variant_set", v, given(path), value, given(createIfMissing));
/** As {@link variantSet}, null where the path does not fit. */
export const tryVariantSet = <const A extends Arg, const B extends Arg>(
  v: A,
  path: string | Column,
  value: B,
  createIfMissing?: boolean,
): Column<Always<Variant | null, [ExprOf<A>, ExprOf<B>]>> =>
  invokeGiven("try_variant_set", v, given(path), value, given(createIfMissing));
/** A struct, map or array as a variant. */
export const toVariantObject = <const A extends Arg>(col: A): Column<Call<Variant, [ExprOf<A>]>> =>
  invoke("to_variant_object", col);
