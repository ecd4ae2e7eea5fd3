import type { CallExpression, Expression } from "../plan/index.ts";
import { integer } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { sortItems } from "./sort.ts";
import { over } from "./window.ts";

/** A call of a function whose name has been read; the next token is `(`. */
export function functionCall(name: string, parser: Parser): Expression {
  const { tokens } = parser;
  tokens.expect("(");
  if (tokens.accept(")")) return withSuffixes({ kind: "call", name, args: [] }, parser);
  const distinct = isQuantifier("DISTINCT", parser) && tokens.accept("DISTINCT");
  if (!distinct && isQuantifier("ALL", parser)) tokens.next();
  const isStruct = name.toLowerCase() === "struct";
  const args = tokens.list(() => (isStruct ? parser.namedExpression() : argument(parser)));
  return endOfCall(name, args, distinct, parser);
}

/** A call whose first arguments have been read; `,` or `)` comes next. */
export function continuedCall(name: string, begun: readonly Expression[], parser: Parser): Expression {
  const { tokens } = parser;
  const args = [...begun];
  while (tokens.accept(",")) args.push(argument(parser));
  return endOfCall(name, args, false, parser);
}

function endOfCall(name: string, args: readonly Expression[], distinct: boolean, parser: Parser): Expression {
  const { tokens } = parser;
  const ignoreNulls =
    ["first", "last", "any_value"].includes(name.toLowerCase()) &&
    args.length === 1 &&
    tokens.accept("IGNORE", "NULLS");
  tokens.expect(")");
  return withSuffixes(
    {
      kind: "call",
      name,
      args: countsRows(name, args, distinct) ? [integer(1)] : args,
      ...(distinct && { distinct }),
      ...(ignoreNulls && { ignoreNulls }),
    },
    parser,
  );
}

/** `count(*)` is `count(1)`, also by name. */
function countsRows(name: string, args: readonly Expression[], distinct: boolean): boolean {
  const [only] = args;
  if (name.toLowerCase() !== "count" || args.length !== 1 || distinct) return false;
  return only?.kind === "star" && only.target.length === 0 && only.except === undefined;
}

/** DISTINCT and ALL begin a list of arguments, but may be columns as well. */
function isQuantifier(word: string, { tokens }: Parser): boolean {
  const { kind, key } = tokens.peek(1);
  return tokens.is(word) && kind !== "end" && (kind !== "symbol" || ["(", "*", "-", "+", "~", ":"].includes(key));
}

/** `value` or `name => value`. */
function argument(parser: Parser): Expression {
  const { tokens } = parser;
  if (!tokens.isIdentifier() || tokens.peek(1).key !== "=>") return parser.expression();
  const name = tokens.identifier();
  tokens.next();
  return { kind: "namedArgument", name, value: parser.expression() };
}

/** What may stand behind the arguments: WITHIN GROUP, FILTER, IGNORE NULLS, OVER. */
function withSuffixes(call: CallExpression, parser: Parser): Expression {
  const { tokens } = parser;
  let result = call;
  if (tokens.accept("WITHIN", "GROUP")) {
    tokens.expect("(", "ORDER", "BY");
    result = { ...result, withinGroup: sortItems(parser) };
    tokens.expect(")");
  }
  if (tokens.is("FILTER", "(", "WHERE")) {
    tokens.accept("FILTER", "(", "WHERE");
    result = { ...result, filter: parser.expression() };
    tokens.expect(")");
  }
  if (tokens.accept("IGNORE", "NULLS")) result = { ...result, ignoreNulls: true };
  else tokens.accept("RESPECT", "NULLS");
  return tokens.is("OVER") && (tokens.peek(1).key === "(" || (tokens.isIdentifier(1) && tokens.peek(1).key !== "FROM"))
    ? over(result, parser)
    : result;
}
