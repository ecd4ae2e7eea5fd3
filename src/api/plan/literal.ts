import { create } from "@bufbuild/protobuf";
import { sparkError } from "../../common/index.ts";
import {
  type Expression,
  type Expression_Literal,
  Expression_LiteralSchema,
  ExpressionSchema,
} from "../../protocol/index.ts";
import { Timestamp } from "../../types/index.ts";

/** A JavaScript value that can stand in an expression. */
export type LiteralValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Timestamp
  | Uint8Array
  | readonly LiteralValue[];

const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);

/**
 * A literal of the type that Spark gives to a like value: whole numbers are INT or, beyond 32 bits, BIGINT; other numbers are
 * DOUBLE; a bigint is BIGINT; a Date, which is an instant, and a Timestamp are TIMESTAMP.
 */
export function literal(value: LiteralValue): Expression {
  if (Array.isArray(value)) {
    return create(ExpressionSchema, {
      exprType: {
        case: "unresolvedFunction",
        value: { functionName: "array", arguments: value.map((element: LiteralValue) => literal(element)) },
      },
    });
  }
  return create(ExpressionSchema, { exprType: { case: "literal", value: literalMessage(value) } });
}

/** The message of a literal that is not a list. */
export function literalMessage(value: LiteralValue): Expression_Literal {
  return create(Expression_LiteralSchema, { literalType: literalType(value) });
}

type LiteralType = Exclude<Expression_Literal["literalType"], { case: "null" } | { case: undefined }>;

function literalType(
  value: LiteralValue,
): LiteralType | { case: "null"; value: { kind: { case: "null"; value: object } } } {
  switch (typeof value) {
    case "boolean":
      return { case: "boolean", value };
    case "string":
      return { case: "string", value };
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) throw outOfRange(value);
      return { case: "long", value };
    case "number":
      if (!Number.isInteger(value) || Object.is(value, -0)) return { case: "double", value };
      if (value >= INT_MIN && value <= INT_MAX) return { case: "integer", value };
      if (Number.isSafeInteger(value)) return { case: "long", value: BigInt(value) };
      return { case: "double", value };
  }
  if (value === null) return { case: "null", value: { kind: { case: "null", value: {} } } };
  if (value instanceof Timestamp) return { case: "timestamp", value: value.microseconds };
  if (value instanceof Date) return { case: "timestamp", value: Timestamp.fromDate(value).microseconds };
  if (value instanceof Uint8Array) return { case: "binary", value: new Uint8Array(value) };
  throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: Array.isArray(value) ? "array" : typeof value });
}

const outOfRange = (value: bigint) =>
  sparkError("VALUE_NOT_BETWEEN", {
    arg_name: "value",
    min: (-(2n ** 63n)).toString(),
    max: (2n ** 63n - 1n).toString(),
    value: value.toString(),
  });
