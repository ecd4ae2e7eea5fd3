import { DataType, type ValueOf } from "./data-type.ts";
import { StructField, StructType } from "./nested-type.ts";
import type { ValueOfName } from "./type-names.ts";

/** The row type of a schema: `RowOf<typeof schema>`. */
export type RowOf<Schema extends StructType<never> | StructType> = ValueOf<Schema>;

/** A field that is never NULL, for {@link struct}. */
export interface NotNull<Type extends DataType> {
  readonly notNull: Type;
}

/** Marks a field of {@link struct} as never NULL. */
export const notNull = <Type extends DataType>(type: Type): NotNull<Type> => ({ notNull: type });

/**
 * A struct whose row type follows from its fields.
 *
 * @example
 * ```ts
 * const schema = struct({ currency: notNull(new StringType()), amount: new LongType() });
 * // StructType<{ currency: string; amount: bigint | null }>
 * ```
 */
export function struct<const Fields extends Readonly<Record<string, DataType | NotNull<DataType>>>>(
  fields: Fields,
): StructType<RowOfFields<Fields>> {
  return new StructType(
    Object.entries(fields).map(([name, type]) =>
      type instanceof DataType ? new StructField(name, type) : new StructField(name, type.notNull, false),
    ),
  );
}

/** The row type of the fields of {@link struct}. */
export type RowOfFields<Fields> = {
  -readonly [Name in keyof Fields]: Fields[Name] extends NotNull<infer Type>
    ? ValueOf<Type>
    : Fields[Name] extends DataType
      ? ValueOf<Fields[Name]> | null
      : never;
};

/**
 * The row type of a schema in DDL, where the compiler can tell it: text known at compile time, without nested types, comments
 * or quotes. Otherwise any row.
 */
export type RowOfDdl<Text extends string> = string extends Text
  ? Record<string, unknown>
  : Text extends `${string}${"<" | "'" | '"' | "`" | "--" | "/*"}${string}`
    ? Record<string, unknown>
    : Flat<FieldsOfDdl<WithoutParameters<Text>>>;

type Flat<Row> = { [Name in keyof Row]: Row[Name] };
type Blank = " " | "\n" | "\t" | "\r";
type Trim<Text extends string> = Text extends `${Blank}${infer Rest}` | `${infer Rest}${Blank}` ? Trim<Rest> : Text;

/** `a decimal(10,2), b int` → `a decimal, b int`: commas that are left part fields. */
type WithoutParameters<Text extends string> = Text extends `${infer Head}(${string})${infer Tail}`
  ? `${Head}${WithoutParameters<Tail>}`
  : Text;

type FieldsOfDdl<Text extends string> = Text extends `${infer Head},${infer Tail}`
  ? FieldOfDdl<Trim<Head>> & FieldsOfDdl<Tail>
  : FieldOfDdl<Trim<Text>>;

type FieldOfDdl<Text extends string> = Text extends `${infer Name}:${infer Type}`
  ? Record<Trim<Name>, ValueOfDdl<Trim<Type>>>
  : Text extends `${infer Name}${Blank}${infer Type}`
    ? Record<Name, ValueOfDdl<Trim<Type>>>
    : unknown;

type ValueOfDdl<Type extends string> =
  Lowercase<Type> extends `${infer Name}${Blank}not${string}null`
    ? ValueOfWords<Trim<Name>>
    : ValueOfWords<Lowercase<Type>> | null;

type ValueOfWords<Words extends string> = Words extends "char" | "character" | "varchar"
  ? string
  : Words extends `interval ${"year" | "month"}${string}`
    ? number
    : Words extends `interval ${string}`
      ? bigint
      : ValueOfName<Words>;
