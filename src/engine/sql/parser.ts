import type { AliasExpression, Expression, QueryParameters, Relation, WindowExpression } from "../plan/index.ts";
import type { Token } from "./lexer.ts";
import type { TokenStream } from "./token-stream.ts";

/** A window that names a definition of the WINDOW clause, which comes later in the text. */
export interface WindowReference {
  readonly name: string;
  readonly token: Token;
  /** Gives the definition to the expression that waits for it. */
  resolve(definition: WindowDefinition): void;
}

export type WindowDefinition = Pick<WindowExpression, "partitionBy" | "orderBy" | "frame">;

/**
 * State of one parse, passed to every rule. Rules of expressions and of queries need each other; here they meet without importing
 * each other.
 */
export interface Parser {
  readonly tokens: TokenStream;
  /** Zone in which timestamp literals without one are read. */
  readonly timeZone: string;
  readonly parameters: QueryParameters | undefined;
  /** Parameters of the lambdas around the place, innermost last. */
  readonly lambdaParameters: string[];
  /** Windows that still wait for their definition. */
  windowReferences: WindowReference[];
  /** A whole query: WITH, set operations, ORDER BY, LIMIT. */
  query(): Relation;
  expression(): Expression;
  /** An expression without AND, OR, NOT and predicates. */
  valueExpression(): Expression;
  /** An expression without operators between its parts: a constant, where one has to stand. */
  operand(): Expression;
  /** An expression with or without a name. */
  namedExpression(): Expression | AliasExpression;
}
