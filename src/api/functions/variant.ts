import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven } from "./invoke.ts";

/** Values of type VARIANT: JSON whose leaves have types. */

/** Whether the bytes of a variant are well formed. */
export const isValidVariant = (v: Arg): Column => invoke("is_valid_variant", v);
/** Whether a variant is the null of JSON. */
export const isVariantNull = (v: Arg): Column => invoke("is_variant_null", v);
/** The variant of JSON text. */
export const parseJson = (col: Arg): Column => invoke("parse_json", col);
/** The variant of JSON text; null where it is none. */
export const tryParseJson = (col: Arg): Column => invoke("try_parse_json", col);
/** The type of a variant, as text. */
export const schemaOfVariant = (v: Arg): Column => invoke("schema_of_variant", v);
/** The type that variants have in common, as text. */
export const schemaOfVariantAgg = (v: Arg): Column => invoke("schema_of_variant_agg", v);
/** What stands at a path, as a type. */
export const variantGet = (v: Arg, path: string | Column, targetType: string): Column =>
  invoke("variant_get", v, given(path), given(targetType));
/** What stands at a path, as a type; null where it is of another. */
export const tryVariantGet = (v: Arg, path: string | Column, targetType: string): Column =>
  invoke("try_variant_get", v, given(path), given(targetType));
/** A variant with a value behind an array at a path. */
export const variantArrayAppend = (v: Arg, path: string | Column, value: Arg): Column =>
  invoke("variant_array_append", v, given(path), value);
/** As {@link variantArrayAppend}, null where there is no array. */
export const tryVariantArrayAppend = (v: Arg, path: string | Column, value: Arg): Column =>
  invoke("try_variant_array_append", v, given(path), value);
/** A variant without what stands at paths. */
export const variantDelete = (v: Arg, ...paths: readonly Arg[]): Column => invoke("variant_delete", v, ...paths);
/** A variant without its nulls. */
export const variantStripNulls = (v: Arg, includeArrays?: boolean): Column =>
  invokeGiven("variant_strip_nulls", v, given(includeArrays));
/** A variant with a value more, at a path. */
export const variantInsert = (v: Arg, path: string | Column, value: Arg): Column =>
  invoke("variant_insert", v, given(path), value);
/** As {@link variantInsert}, null where the path does not fit. */
export const tryVariantInsert = (v: Arg, path: string | Column, value: Arg): Column =>
  invoke("try_variant_insert", v, given(path), value);
/** A variant with a value in the place of another. */
export const variantSet = (v: Arg, path: string | Column, value: Arg, createIfMissing?: boolean): Column =>
  invokeGiven("variant_set", v, given(path), value, given(createIfMissing));
/** As {@link variantSet}, null where the path does not fit. */
export const tryVariantSet = (v: Arg, path: string | Column, value: Arg, createIfMissing?: boolean): Column =>
  invokeGiven("try_variant_set", v, given(path), value, given(createIfMissing));
/** A struct, map or array as a variant. */
export const toVariantObject = (col: Arg): Column => invoke("to_variant_object", col);
