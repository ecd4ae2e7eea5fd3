import type { Expression, Relation, UnpivotValue } from "../plan/index.ts";
import { identifierList } from "./alias.ts";
import { call } from "./nodes.ts";
import type { Parser } from "./parser.ts";

/** `PIVOT (sum(a) AS s FOR b IN (1 AS one, 2))`. */
export function pivotClause(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("PIVOT", "(");
  const aggregates = tokens.list(() => parser.namedExpression());
  tokens.expect("FOR");
  const columns = (tokens.is("(") ? identifierList(parser) : [tokens.identifier()]).map(
    (name): Expression => ({ kind: "attribute", parts: [name] }),
  );
  tokens.expect("IN");
  const values = tokens.parenthesized(() => parser.namedExpression());
  tokens.expect(")");
  const column = columns.length === 1 ? columns[0]! : call("struct", ...columns);
  return {
    kind: "aggregate",
    input,
    grouping: { type: "pivot", column, values, implicitKeys: true },
    keys: [],
    aggregates,
    includeKeys: true,
  };
}

/** `UNPIVOT [INCLUDE NULLS] (v FOR n IN (a, b AS c))` or `((v, w) FOR n IN ((a, b), (c, d) AS e))`. */
export function unpivotClause(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("UNPIVOT");
  const includeNulls = tokens.accept("INCLUDE", "NULLS");
  if (!includeNulls) tokens.accept("EXCLUDE", "NULLS");
  tokens.expect("(");
  const several = tokens.is("(");
  const valueNames = several ? identifierList(parser) : [tokens.identifier()];
  tokens.expect("FOR");
  const variableName = tokens.identifier();
  tokens.expect("IN");
  const values = tokens.parenthesized((): UnpivotValue => {
    const columns = several ? tokens.parenthesized(() => column(parser)) : [column(parser)];
    const isNamed = tokens.accept("AS") || tokens.isIdentifier();
    return isNamed ? { columns, name: tokens.identifier() } : { columns };
  });
  tokens.expect(")");
  const excludeNulls = !includeNulls;
  return { kind: "unpivot", input, ids: [], implicitIds: true, values, variableName, valueNames, excludeNulls };
}

/** A column's name, of one or more parts. */
function column({ tokens }: Parser): Expression {
  const parts = [tokens.identifier()];
  while (tokens.accept(".")) parts.push(tokens.identifier());
  return { kind: "attribute", parts };
}
