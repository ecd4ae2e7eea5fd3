import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  type Expression_SortOrder,
  Expression_SortOrderSchema,
  ExpressionSchema,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
} from "../../protocol/index.ts";

/** Makes the messages of expressions; pure. */

type ExpressionType = NonNullable<Parameters<typeof create<typeof ExpressionSchema>>[1]>["exprType"];

export function expression(exprType: NonNullable<ExpressionType>): Expression {
  return create(ExpressionSchema, { exprType });
}

/** A function, or an operator by its name: `+`, `and`, `when`. */
export function call(functionName: string, args: readonly Expression[], isDistinct = false): Expression {
  return expression({ case: "unresolvedFunction", value: { functionName, arguments: [...args], isDistinct } });
}

/** A column by name; `*` and `t.*` stand for all columns. */
export function attribute(name: string, planId?: bigint): Expression {
  const plan = planId === undefined ? {} : { planId };
  if (name === "*") return expression({ case: "unresolvedStar", value: plan });
  if (planId === undefined && name.endsWith(".*"))
    return expression({ case: "unresolvedStar", value: { unparsedTarget: name } });
  return expression({ case: "unresolvedAttribute", value: { unparsedIdentifier: name, ...plan } });
}

/** SQL text. */
export const sqlExpression = (text: string): Expression =>
  expression({ case: "expressionString", value: { expression: text } });

export function sortOrder(child: Expression, ascending: boolean, nullsFirst: boolean = ascending): Expression {
  return expression({
    case: "sortOrder",
    value: {
      child,
      direction: ascending ? SortDirection.ASCENDING : SortDirection.DESCENDING,
      nullOrdering: nullsFirst ? NullOrdering.SORT_NULLS_FIRST : NullOrdering.SORT_NULLS_LAST,
    },
  });
}

/** The sort order that an expression is or, where it is none, stands for: ascending, nulls first. */
export function asSortOrder(child: Expression): Expression_SortOrder {
  if (child.exprType.case === "sortOrder") return child.exprType.value;
  return create(Expression_SortOrderSchema, {
    child,
    direction: SortDirection.ASCENDING,
    nullOrdering: NullOrdering.SORT_NULLS_FIRST,
  });
}
