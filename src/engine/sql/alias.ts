import type { AliasExpression, Expression, Relation } from "../plan/index.ts";
import { isClause, isTableClause } from "./lookahead.ts";
import type { Parser } from "./parser.ts";

/** `(a, b)`. */
export function identifierList({ tokens }: Parser): string[] {
  return tokens.parenthesized(() => tokens.identifier());
}

/** `child [AS] name` or `child [AS] (k, v)`, where a name follows. */
export function withName(child: Expression, parser: Parser): Expression | AliasExpression {
  const { tokens } = parser;
  if (tokens.accept("AS"))
    return { kind: "alias", child, names: tokens.is("(") ? identifierList(parser) : [tokens.identifier()] };
  if (tokens.is("(")) return { kind: "alias", child, names: identifierList(parser) };
  if (!tokens.isIdentifier() || isClause(tokens)) return child;
  return { kind: "alias", child, names: [tokens.identifier()] };
}

/** `[AS] t` behind a relation whose columns get no other names. */
export function named(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  const isNamed = tokens.accept("AS") || (tokens.isIdentifier() && !isTableClause(tokens));
  return isNamed ? { kind: "alias", input, name: tokens.identifier() } : input;
}

/** `[AS] t [(a, b)]` behind a relation; `fallback` is the name where the text gives none. */
export function aliased(input: Relation, parser: Parser, fallback?: string): Relation {
  const { tokens } = parser;
  const isNamed = tokens.accept("AS") || (tokens.isIdentifier() && !isTableClause(tokens));
  if (!isNamed) return fallback === undefined ? input : { kind: "alias", input, name: fallback };
  const name = tokens.identifier();
  const columns = tokens.is("(") ? identifierList(parser) : undefined;
  return { kind: "alias", input, name, ...(columns && { columns }) };
}
