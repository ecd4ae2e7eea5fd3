import { BooleanType, IntegerType, StringType } from "../../types/index.ts";
import type { CallExpression, Expression, LiteralExpression } from "../plan/index.ts";

export function call(name: string, ...args: readonly Expression[]): CallExpression {
  return { kind: "call", name, args };
}

export function string(value: string): LiteralExpression {
  return { kind: "literal", type: new StringType(), value };
}

export function integer(value: number): LiteralExpression {
  return { kind: "literal", type: new IntegerType(), value };
}

export function boolean(value: boolean): LiteralExpression {
  return { kind: "literal", type: new BooleanType(), value };
}
