import type { Relation, SetOperationRelation } from "../plan/index.ts";
import type { Parser } from "./parser.ts";

/** What stands behind UNION, INTERSECT or EXCEPT; `operand` reads the right side. */
export function setOperation(
  left: Relation,
  operation: SetOperationRelation["operation"],
  parser: Parser,
  operand: (parser: Parser) => Relation,
): SetOperationRelation {
  const { tokens } = parser;
  const all = tokens.accept("ALL");
  if (!all) tokens.accept("DISTINCT");
  return {
    kind: "setOperation",
    left,
    right: operand(parser),
    operation,
    all,
    byName: false,
    allowMissingColumns: false,
  };
}
