import type { DataType, ValueOf, ValueOfName } from "../../types/index.ts";
import type { Column } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import type { Lit } from "./expression.ts";

/** What stands beside an operator: a column, or a value. A string is a value here, not a column. */
export type Operand = Column | LiteralValue;

/** The tree of an operand. */
export type OperandExpr<A> = A extends Column<infer E, string> ? E : Lit<A>;

/** The name that Spark prints for an operand. */
export type OperandName<A> =
  A extends Column<unknown, infer Name>
    ? Name
    : A extends string | number | bigint | boolean
      ? `${A}`
      : A extends null
        ? "NULL"
        : string;

/** The JavaScript type of the values of a data type, or of its name in DDL. */
export type ValueOfType<T> = T extends DataType ? ValueOf<T> : T extends string ? ValueOfName<T> : unknown;
