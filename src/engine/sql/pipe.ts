import type { AliasExpression, Expression, Relation } from "../plan/index.ts";
import { aliased, named } from "./alias.ts";
import { join } from "./from.ts";
import { organized } from "./organization.ts";
import type { Parser } from "./parser.ts";
import { pivotClause, unpivotClause } from "./pivot.ts";
import { tableSample } from "./sample.ts";
import { selectList } from "./select.ts";
import { setOperation } from "./set-operation.ts";

/**
 * `query |> WHERE … |> AGGREGATE … GROUP BY …`: each pipe makes a relation of the one before it.
 *
 * @param operand - reads the right side of a set operation
 */
export function pipes(first: Relation, parser: Parser, operand: (parser: Parser) => Relation): Relation {
  let relation = first;
  while (parser.tokens.accept("|>")) relation = pipe(relation, parser, operand);
  return relation;
}

function pipe(input: Relation, parser: Parser, operand: (parser: Parser) => Relation): Relation {
  const { tokens } = parser;
  switch (tokens.peek().key) {
    case "SELECT": {
      tokens.next();
      const distinct = tokens.accept("DISTINCT");
      const relation: Relation = { kind: "project", input, expressions: selectList(parser) };
      return distinct
        ? { kind: "deduplicate", input: relation, columns: "distinct", withinWatermark: false }
        : relation;
    }
    case "EXTEND":
      tokens.next();
      return { kind: "project", input, expressions: [{ kind: "star", target: [] }, ...selectList(parser)] };
    case "SET":
      tokens.next();
      return { kind: "withColumns", input, columns: tokens.list(() => assignment(parser)), existing: true };
    case "DROP":
      tokens.next();
      return { kind: "project", input, expressions: [allBut(tokens.list(() => tokens.identifier()))] };
    case "AS":
      return aliased(input, parser);
    case "WHERE":
      tokens.next();
      return { kind: "filter", input, condition: parser.expression() };
    case "AGGREGATE":
      return aggregate(input, parser);
    case "PIVOT":
      return named(pivotClause(input, parser), parser);
    case "UNPIVOT":
      return named(unpivotClause(input, parser), parser);
    case "TABLESAMPLE":
      return tableSample(input, parser);
    case "UNION":
    case "EXCEPT":
    case "MINUS":
    case "INTERSECT": {
      const { key } = tokens.next();
      const operation = key === "UNION" ? "union" : key === "INTERSECT" ? "intersect" : "except";
      return setOperation(input, operation, parser, operand);
    }
  }
  const joined = join(input, parser);
  if (joined !== undefined) return joined;
  const from = tokens.index;
  const relation = organized(input, parser);
  if (tokens.index === from) throw tokens.unexpected();
  return relation;
}

const allBut = (names: readonly string[]): Expression => ({
  kind: "star",
  target: [],
  except: names.map((name) => [name]),
});

function assignment(parser: Parser): AliasExpression {
  const name = parser.tokens.identifier();
  parser.tokens.expect("=");
  return { kind: "alias", child: parser.expression(), names: [name] };
}

function aggregate(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("AGGREGATE");
  const aggregates: Expression[] = tokens.is("GROUP", "BY") ? [] : selectList(parser);
  const keys = tokens.accept("GROUP", "BY") ? selectList(parser) : [];
  return { kind: "aggregate", input, grouping: { type: "groupBy" }, keys, aggregates, includeKeys: true };
}
