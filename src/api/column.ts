import { sparkError } from "../common/index.ts";
import { Expression_Cast_EvalMode as EvalMode, type Expression } from "../protocol/index.ts";
import type { DataType } from "../types/index.ts";
import { dataTypeMessage } from "./plan/data-type-message.ts";
import { attribute, call, expression, sortOrder } from "./plan/expressions.ts";
import { type LiteralValue, literal } from "./plan/literal.ts";
import { windowExpression } from "./plan/window.ts";
import type { Always, Call, Op, Ref, Typed } from "./typing/expression.ts";
import type { Operand, OperandExpr, OperandName, ValueOfType } from "./typing/operators.ts";
import type { RefOf } from "./typing/row.ts";
import type { WindowSpec } from "./window.ts";

type BooleanOp<E, B> = Call<boolean, [E, OperandExpr<B>]>;

/**
 * A value computed from a row, a group or a window. Immutable; every method gives a new column.
 *
 * `E` and `N` exist for the compiler: the expression as a type-level tree, which a DataFrame evaluates against its row type,
 * and the name of the column. `Column` without them is a column that the compiler knows nothing of.
 *
 * @example
 * ```ts
 * df.filter(col("amount").gt(100n)).select(col("amount").divide(100).as("pounds"));
 * ```
 * @see pyspark.sql.Column
 */
export class Column<E = unknown, N extends string = string> {
  /** The expression tree for the compiler; never set. */
  declare readonly _expr: E;
  /** The name for the compiler; never set. */
  declare readonly _name: N;
  /** The Spark Connect message of this column. */
  readonly expression: Expression;

  constructor(message: Expression) {
    this.expression = message;
  }

  /** `=`; null where a side is null. */
  eq<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} = ${OperandName<B>})`> {
    return this.#binary("==", other);
  }
  /** `!=`. */
  ne<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(NOT (${N} = ${OperandName<B>}))`> {
    return new Column(call("not", [this.eq(other).expression]));
  }
  /** `<`. */
  lt<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} < ${OperandName<B>})`> {
    return this.#binary("<", other);
  }
  /** `<=`. */
  le<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} <= ${OperandName<B>})`> {
    return this.#binary("<=", other);
  }
  /** `>`. */
  gt<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} > ${OperandName<B>})`> {
    return this.#binary(">", other);
  }
  /** `>=`. */
  ge<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} >= ${OperandName<B>})`> {
    return this.#binary(">=", other);
  }
  /** `=` that holds nulls to be equal, and never gives null. */
  eqNullSafe<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} <=> ${OperandName<B>})`> {
    return this.#binary("<=>", other);
  }

  /** `+`. */
  plus<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, `(${N} + ${OperandName<B>})`> {
    return this.#binary("+", other);
  }
  /** `-`. */
  minus<const B extends Operand>(other: B): Column<Op<"minus", [E, OperandExpr<B>]>, `(${N} - ${OperandName<B>})`> {
    return this.#binary("-", other);
  }
  /** `*`. */
  multiply<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, `(${N} * ${OperandName<B>})`> {
    return this.#binary("*", other);
  }
  /** `/`; a double, or a decimal. Division by zero is an error in ANSI mode. */
  divide<const B extends Operand>(other: B): Column<Op<"divide", [E, OperandExpr<B>]>, `(${N} / ${OperandName<B>})`> {
    return this.#binary("/", other);
  }
  /** The remainder of a division, with the sign of the left side. */
  mod<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, `(${N} % ${OperandName<B>})`> {
    return this.#binary("%", other);
  }
  /** The power, as a double. */
  pow<const B extends Operand>(other: B): Column<Call<number, [E, OperandExpr<B>]>, string> {
    return this.#binary("power", other);
  }
  /** The number with its sign changed. */
  negate(): Column<Op<"same", [E]>, string> {
    return this.#unary("negative");
  }

  /** True where both are. */
  and<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} AND ${OperandName<B>})`> {
    return this.#binary("and", other);
  }
  /** True where one of both is. */
  or<const B extends Operand>(other: B): Column<BooleanOp<E, B>, `(${N} OR ${OperandName<B>})`> {
    return this.#binary("or", other);
  }
  /** True where this is false. */
  not(): Column<Call<boolean, [E]>, `(NOT ${N})`> {
    return this.#unary("not");
  }

  /** The bits that both have. */
  bitwiseAND<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, string> {
    return this.#binary("&", other);
  }
  /** The bits that one of both has. */
  bitwiseOR<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, string> {
    return this.#binary("|", other);
  }
  /** The bits that exactly one of both has. */
  bitwiseXOR<const B extends Operand>(other: B): Column<Op<"plus", [E, OperandExpr<B>]>, string> {
    return this.#binary("^", other);
  }

  isNull(): Column<Call<boolean, []>, `(${N} IS NULL)`> {
    return this.#unary("isNull");
  }
  isNotNull(): Column<Call<boolean, []>, `(${N} IS NOT NULL)`> {
    return this.#unary("isNotNull");
  }
  isNaN(): Column<Call<boolean, []>, `isnan(${N})`> {
    return this.#unary("isNaN");
  }

  /** SQL's LIKE: `%` stands for any text, `_` for one character. */
  like(pattern: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("like", pattern);
  }
  /** LIKE without regard to letter case. */
  ilike(pattern: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("ilike", pattern);
  }
  /** Whether a Java regular expression is found in the text. */
  rlike(pattern: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("rlike", pattern);
  }
  contains(other: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("contains", other);
  }
  startswith(other: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("startsWith", other);
  }
  endswith(other: string | Column): Column<Call<boolean, [E]>, string> {
    return this.#binary("endsWith", other);
  }
  /** `length` characters from position `start`, which counts from 1. */
  substr(start: number | Column, length: number | Column): Column<Call<string, [E]>, string> {
    return new Column(call("substr", [this.expression, toExpression(start), toExpression(length)]));
  }

  /** Whether the value is one of those listed. */
  isin(...values: readonly (Operand | readonly Operand[])[]): Column<Call<boolean, [E]>, string> {
    const list = values.length === 1 && Array.isArray(values[0]) ? (values[0] as Operand[]) : (values as Operand[]);
    return new Column(call("in", [this.expression, ...list.map(toExpression)]));
  }
  /** `lower <= this <= upper`. */
  between<const A extends Operand, const B extends Operand>(
    lower: A,
    upper: B,
  ): Column<Call<boolean, [E, OperandExpr<A>, OperandExpr<B>]>, string> {
    return new Column(call("and", [this.ge(lower).expression, this.le(upper).expression]));
  }

  /**
   * Converts to another type; in ANSI mode a value that does not fit is an error.
   *
   * @param dataType - a {@link DataType} or its name in DDL: `bigint`, `decimal(10,2)`, `array<string>`
   */
  cast<const T extends DataType | string>(dataType: T): Column<Call<ValueOfType<T>, [E]>, CastName<E, N>> {
    return new Column(castExpression(this.expression, dataType, false));
  }
  /** As {@link cast}. */
  astype<const T extends DataType | string>(dataType: T): Column<Call<ValueOfType<T>, [E]>, CastName<E, N>> {
    return this.cast(dataType);
  }
  /** As {@link cast}, with null for a value that does not fit. */
  tryCast<const T extends DataType | string>(dataType: T): Column<Typed<ValueOfType<T> | null>, CastName<E, N>> {
    return new Column(castExpression(this.expression, dataType, true));
  }

  /** Names the column; several names for an expression that makes several columns. */
  as<const M extends string>(
    name: M,
    options?: { readonly metadata?: Readonly<Record<string, unknown>> },
  ): Column<E, M>;
  as(...names: readonly [string, string, ...string[]]): Column<E, string>;
  as(name: string, ...rest: readonly unknown[]): Column<E, string> {
    const names = [name, ...rest.filter((other) => typeof other === "string")];
    const metadata = (rest[0] as { metadata?: unknown } | undefined)?.metadata;
    const value = { expr: this.expression, name: names };
    return new Column(
      expression({
        case: "alias",
        value: metadata === undefined ? value : { ...value, metadata: JSON.stringify(metadata) },
      }),
    );
  }
  /** As {@link as}. */
  alias<const M extends string>(name: M): Column<E, M> {
    return this.as(name);
  }
  /** As {@link as}. */
  name<const M extends string>(name: M): Column<E, M> {
    return this.as(name);
  }

  /** Ascending, nulls first. */
  asc(): Column<E, string> {
    return new Column(sortOrder(this.expression, true));
  }
  ascNullsFirst(): Column<E, string> {
    return this.asc();
  }
  ascNullsLast(): Column<E, string> {
    return new Column(sortOrder(this.expression, true, false));
  }
  /** Descending, nulls last. */
  desc(): Column<E, string> {
    return new Column(sortOrder(this.expression, false));
  }
  descNullsFirst(): Column<E, string> {
    return new Column(sortOrder(this.expression, false, true));
  }
  descNullsLast(): Column<E, string> {
    return this.desc();
  }

  /**
   * Adds a branch to a column that `when` made.
   *
   * @throws IllegalArgumentException INVALID_WHEN_USAGE on any other column, and after `otherwise`
   */
  when<const C extends Column, const B extends Operand>(
    condition: C,
    value: B,
  ): Column<Op<"any", [E, Always<never, [OperandExpr<C>]>, OperandExpr<B>]>, string> {
    return new Column(call("when", [...this.#branches("when"), condition.expression, toExpression(value)]));
  }
  /** The value where no branch of `when` holds; null without it. */
  otherwise<const B extends Operand>(value: B): Column<Otherwise<E, OperandExpr<B>>, string> {
    return new Column(call("when", [...this.#branches("otherwise"), toExpression(value)]));
  }

  /** Computes a function over a window of rows. */
  over(window: WindowSpec): Column<E, string> {
    return new Column(windowExpression(this.expression, window));
  }

  /** An array element by position from 0, a map value by key, or a struct field by name. */
  getItem<const K extends Operand>(key: K): Column<Op<"item", [E, OperandExpr<K>]>, string> {
    return new Column(
      expression({ case: "unresolvedExtractValue", value: { child: this.expression, extraction: toExpression(key) } }),
    );
  }
  /** A struct field by name. */
  getField<const K extends string>(name: K): Column<Op<"item", [E, OperandExpr<K>]>, `${N}.${K}`> {
    return this.getItem(name) as Column<Op<"item", [E, OperandExpr<K>]>, `${N}.${K}`>;
  }
  /** The struct with a field added or replaced; dots in the name reach into nested structs. */
  withField(fieldName: string, value: Column): Column<unknown, string> {
    const field = { structExpression: this.expression, fieldName, valueExpression: value.expression };
    return new Column(expression({ case: "updateFields", value: field }));
  }
  /** The struct without some of its fields. */
  dropFields(...fieldNames: readonly [string, ...string[]]): Column<unknown, string> {
    const without = fieldNames.reduce(
      (structExpression, fieldName) => expression({ case: "updateFields", value: { structExpression, fieldName } }),
      this.expression,
    );
    return new Column(without);
  }

  /** Says that the column is one of the query around, in a subquery or the frame of a lateral join; names alone say it as well. */
  outer(): Column<unknown, string> {
    return this as unknown as Column<unknown, string>;
  }

  /** Applies a function to this column, for chains. */
  transform<C extends Column>(f: (column: this) => C): C {
    return f(this);
  }

  #binary<R extends Column>(operator: string, other: Operand): R {
    return new Column(call(operator, [this.expression, toExpression(other)])) as R;
  }

  #unary<R extends Column>(name: string): R {
    return new Column(call(name, [this.expression])) as R;
  }

  /** The arguments of the CASE that this column is. */
  #branches(method: string): Expression[] {
    const { exprType } = this.expression;
    const isOpenCase =
      exprType.case === "unresolvedFunction" &&
      exprType.value.functionName === "when" &&
      exprType.value.arguments.length % 2 === 0;
    if (!isOpenCase) throw sparkError("INVALID_WHEN_USAGE", { method });
    return exprType.value.arguments;
  }
}

type CastName<E, N extends string> = [E] extends [Ref<N>] ? N : string;

/** With a value for the rest, a CASE is null only where a branch is. */
type Otherwise<E, B> = E extends Op<"any", infer Branches> ? Op<"any", [WithoutNull<Branches[number]>, B]> : unknown;
type WithoutNull<E> = E extends Op<"any", infer Inner> ? WithoutNull<Inner[number]> : E extends Typed<null> ? never : E;

/** The message of a column, or of a value as a literal. */
export const toExpression = (value: Operand): Expression =>
  value instanceof Column ? value.expression : literal(value as LiteralValue);

/** The column of a name; a column stays as it is. */
export function toColumn(value: string | Column): Column {
  return value instanceof Column ? value : new Column(attribute(value));
}

/** A column by name; `*` stands for all columns. */
export function col<const Name extends string>(name: Name): Column<RefOf<Name>, Name> {
  return new Column(attribute(name));
}

function castExpression(child: Expression, dataType: DataType | string, tolerant: boolean): Expression {
  return expression({
    case: "cast",
    value: {
      expr: child,
      castToType:
        typeof dataType === "string"
          ? { case: "typeStr", value: dataType }
          : { case: "type", value: dataTypeMessage(dataType) },
      ...(tolerant && { evalMode: EvalMode.TRY }),
    },
  });
}
