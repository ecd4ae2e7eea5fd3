import { Column, toColumn, toExpression } from "../column.ts";
import { expression, sqlExpression } from "../plan/expressions.ts";
import { type LiteralValue, literal } from "../plan/literal.ts";
import type { Always, Call, Lit, Op, Typed } from "../typing/expression.ts";
import type { Operand, OperandExpr } from "../typing/operators.ts";
import type { ExprOf, PrintedName } from "../typing/row.ts";
import { type Arg, type ExprsOf, invoke, invokeWith, type Nullary, nullary, type Unary, unary } from "./invoke.ts";

export { col, col as column } from "../column.ts";

type LitName<V> = V extends string | number | bigint | boolean ? `${V}` : V extends null ? "NULL" : string;

/** A value as a column. A column stays as it is; an array becomes an array column. */
export function lit<const V extends LiteralValue>(value: V): Column<Lit<V>, LitName<V>> {
  return value instanceof Column ? value : new Column(literal(value));
}

/** SQL text as a column, which the compiler knows nothing of. */
export const expr = (text: string): Column => new Column(sqlExpression(text));

/** Calls any function that the server knows, by name. */
export function callFunction(name: string, ...cols: readonly Arg[]): Column {
  const args = cols.map((col) => toColumn(col).expression);
  return new Column(expression({ case: "callFunction", value: { functionName: name, arguments: args } }));
}

/**
 * The value where a condition holds. More branches follow with `.when()`, the rest with `.otherwise()`; without it, null.
 *
 * @example
 * ```ts
 * F.when(col("amount").gt(100n), "large").otherwise("small").as("size");
 * ```
 */
export function when<const C extends Column, const V extends Operand>(
  condition: C,
  value: V,
): Column<Op<"any", [Always<never, [ExprOf<C>]>, OperandExpr<V>, Typed<null>]>, string> {
  return invokeWith("when", [condition.expression, toExpression(value)]);
}

/** The first value that is not null. */
export function coalesce<const As extends readonly Arg[]>(...cols: As): Column<Op<"coalesce", ExprsOf<As>>, string> {
  return invoke("coalesce", ...cols);
}

/** The second value where the first is null. */
export function ifnull<const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Op<"coalesce", [ExprOf<A>, ExprOf<B>]>, string> {
  return invoke("ifnull", col1, col2);
}
/** As {@link ifnull}. */
export function nvl<const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Op<"coalesce", [ExprOf<A>, ExprOf<B>]>, string> {
  return invoke("nvl", col1, col2);
}
/** Null where both values are equal, else the first. */
export function nullif<const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>, string> {
  return invoke("nullif", col1, col2);
}
/** The second value where the first is NaN. */
export function nanvl<const A extends Arg, const B extends Arg>(
  col1: A,
  col2: B,
): Column<Op<"any", [ExprOf<A>, ExprOf<B>]>, string> {
  return invoke("nanvl", col1, col2);
}

/** The greatest of several columns, nulls left out. */
export function greatest<const As extends readonly [Arg, Arg, ...Arg[]]>(
  ...cols: As
): Column<Op<"coalesce", ExprsOf<As>>, string> {
  return invoke("greatest", ...cols);
}
/** The least of several columns, nulls left out. */
export function least<const As extends readonly [Arg, Arg, ...Arg[]]>(
  ...cols: As
): Column<Op<"coalesce", ExprsOf<As>>, string> {
  return invoke("least", ...cols);
}

/** Whether the value is null. */
export function isnull<const A extends Arg>(col: A): Column<Call<boolean, []>, `(${PrintedName<A>} IS NULL)`> {
  return invoke("isnull", col);
}
/** Whether the value is not null. */
export function isnotnull<const A extends Arg>(col: A): Column<Call<boolean, []>, `(${PrintedName<A>} IS NOT NULL)`> {
  return invoke("isnotnull", col);
}
/** Whether the value is NaN. */
export function isnan<const A extends Arg>(col: A): Column<Call<boolean, []>, `isnan(${PrintedName<A>})`> {
  return invoke("isnan", col);
}

/** Murmur3 hash of columns, as an int. */
export const hash = (...cols: readonly Arg[]): Column<Call<number, []>, string> => invoke("hash", ...cols);
/** xxHash64 of columns, as a long. */
export const xxhash64 = (...cols: readonly Arg[]): Column<Call<bigint, []>, string> => invoke("xxhash64", ...cols);
/** MD5 of bytes, as 32 hex digits. */
export const md5: Unary<"md5", string> = unary("md5");
/** SHA-1 of bytes, as 40 hex digits. */
export const sha1: Unary<"sha1", string> = unary("sha1");
/** SHA-2 of bytes as hex digits; `numBits` is 224, 256, 384, 512, or 0 for 256. */
export const sha2 = <const A extends Arg>(
  col: A,
  numBits: 0 | 224 | 256 | 384 | 512,
): Column<Call<string, [ExprOf<A>]>> => invoke("sha2", col, lit(numBits));
/** CRC-32 of bytes. */
export const crc32: Unary<"crc32", bigint> = unary("crc32");

/** A number for each row, unique and growing, with gaps. */
export const monotonicallyIncreasingId: Nullary<"monotonically_increasing_id", bigint> =
  nullary("monotonically_increasing_id");
/** A random UUID for each row. */
export const uuid: Nullary<"uuid", string> = nullary("uuid");
/** The path of the file that a row was read from. */
export const inputFileName: Nullary<"input_file_name", string> = nullary("input_file_name");
/** The name of Spark's type of the value. */
export const typeOf: Unary<"typeof", string> = unary("typeof");

/** Sorts by a column in ascending order, nulls first. */
export const asc = <const A extends Arg>(col: A): Column<ExprOf<A>, string> => toColumn(col).asc() as Column<ExprOf<A>>;
/** Sorts by a column in descending order, nulls last. */
export const desc = <const A extends Arg>(col: A): Column<ExprOf<A>, string> =>
  toColumn(col).desc() as Column<ExprOf<A>>;
