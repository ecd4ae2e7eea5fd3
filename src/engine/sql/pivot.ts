import type { Expression, Relation } from "../plan/index.ts";
import { identifierList } from "./alias.ts";
import { call } from "./nodes.ts";
import { unsupported } from "./parse-error.ts";
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

/** `UNPIVOT [INCLUDE NULLS] (v FOR n IN (a, b AS c))`; rows with NULL fall away unless they are asked for. */
export function unpivotClause(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("UNPIVOT");
  const includeNulls = tokens.accept("INCLUDE", "NULLS");
  if (!includeNulls) tokens.accept("EXCLUDE", "NULLS");
  tokens.expect("(");
  if (tokens.is("("))
    throw unsupported("UNPIVOT into several value columns", "Use inline(array(struct(…), …)) in a LATERAL VIEW.");
  const valueName = tokens.identifier();
  tokens.expect("FOR");
  const variableName = tokens.identifier();
  tokens.expect("IN");
  const values = tokens.parenthesized((): Expression => {
    const parts = [tokens.identifier()];
    while (tokens.accept(".")) parts.push(tokens.identifier());
    const child: Expression = { kind: "attribute", parts };
    const isNamed = tokens.accept("AS") || tokens.isIdentifier();
    return isNamed ? { kind: "alias", child, names: [tokens.identifier()] } : child;
  });
  tokens.expect(")");
  const unpivoted: Relation = {
    kind: "unpivot",
    input,
    ids: [],
    implicitIds: true,
    values,
    variableName,
    valueName,
  };
  if (includeNulls) return unpivoted;
  return { kind: "filter", input: unpivoted, condition: call("isnotnull", { kind: "attribute", parts: [valueName] }) };
}
