import type { Expression, StarExpression } from "../plan/index.ts";
import { withName } from "./alias.ts";
import { functionCall } from "./call.ts";
import { dataType } from "./data-type.ts";
import { identifierClause } from "./identifier.ts";
import { intervalLiteral, isIntervalLiteral } from "./interval-literal.ts";
import { constant, numberToken, parameterValue, stringTokens, typedLiteral } from "./literal.ts";
import { isQueryStart } from "./lookahead.ts";
import { call, string } from "./nodes.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";
import { specialForm } from "./special-forms.ts";

/** A value with what is attached to it: `.field`, `[index]`, `::type`. */
export function primary(parser: Parser, begun?: Expression): Expression {
  const { tokens } = parser;
  const from = tokens.index;
  let base = begun ?? operand(parser);
  for (;;) {
    if (begun === undefined) tokens.place(base, from);
    switch (tokens.peek().key) {
      case ".":
        if (!tokens.isIdentifier(1)) return base;
        tokens.next();
        base = field(base, tokens.identifier());
        break;
      case "[":
        tokens.next();
        base = { kind: "extract", child: base, extraction: parser.expression() };
        if (!tokens.accept("]")) throw tokens.unexpected();
        break;
      case "::":
        tokens.next();
        base = { kind: "cast", child: base, type: dataType(parser), mode: "default" };
        break;
      case ":":
        tokens.next();
        base = variantPath(base, parser);
        break;
      case "COLLATE":
        if (!tokens.isIdentifier(1)) return base;
        throw unsupported(
          `COLLATE ${tokens.peek(1).text}`,
          "Text is compared by its bytes, as UTF8_BINARY does; compare lower(text) for other ways.",
        );
      default:
        return base;
    }
  }
}

/** `v:a.b[0]['c d']`: what a VARIANT has at a path, called by the last key of the path. */
function variantPath(base: Expression, parser: Parser): Expression {
  const { tokens } = parser;
  if (!tokens.isIdentifier() && !tokens.is("[")) throw tokens.unexpected();
  let path = "$";
  let last: string | undefined;
  const key = (name: string): void => {
    path += /^\w+$/.test(name) ? `.${name}` : `['${name}']`;
    last = name;
  };
  if (tokens.isIdentifier()) key(tokens.identifier());
  for (;;) {
    if (tokens.accept("[")) {
      if (tokens.peek().kind === "string") key(stringTokens(parser));
      else if (tokens.peek().kind === "number") path += `[${tokens.next().text}]`;
      else throw tokens.unexpected();
      tokens.expect("]");
    } else if (tokens.accept(".")) key(tokens.identifier());
    else break;
  }
  const child = call("variant_get", base, string(path));
  return last === undefined ? child : { kind: "alias", child, names: [last] };
}

function field(base: Expression, name: string): Expression {
  if (base.kind === "attribute") return { ...base, parts: [...base.parts, name] };
  return { kind: "extract", child: base, extraction: string(name) };
}

function operand(parser: Parser): Expression {
  const { tokens } = parser;
  const token = tokens.peek();
  switch (token.kind) {
    case "number":
      return numberToken(parser, false);
    case "string":
      return string(stringTokens(parser));
    case "parameter":
      return parameterValue(parser);
    case "quoted":
      return named(parser);
    case "word":
      return wordOperand(parser);
    case "end":
      throw tokens.unexpected();
  }
  switch (token.key) {
    case "(":
      return parenthesized(parser);
    case "*":
      tokens.next();
      return star([], parser);
    case ":":
      if (tokens.isIdentifier(1)) return parameterValue(parser);
  }
  throw tokens.unexpected();
}

function wordOperand(parser: Parser): Expression {
  const { tokens } = parser;
  const { key } = tokens.peek();
  if (tokens.is(key, "->")) return lambda([tokens.identifier()], parser);
  if (key === "INTERVAL" && isIntervalLiteral(parser)) return intervalLiteral(parser);
  if (tokens.is("IDENTIFIER", "(")) {
    const parts = identifierClause(parser, (text) => text.split("."));
    return tokens.is("(") ? functionCall(parts.join("."), parser) : attribute(parts, parser);
  }
  const special = specialForm(parser);
  if (special !== undefined) return special;
  if (tokens.peek(1).kind === "string") return typedLiteral(parser);
  const value = tokens.peek(1).key === "(" || tokens.peek(1).key === "." ? undefined : constant(key);
  if (value !== undefined) {
    tokens.next();
    return value;
  }
  return named(parser);
}

/** A column, the star of a table, or a call of a function. */
function named(parser: Parser): Expression {
  const { tokens } = parser;
  const parts = [tokens.identifier()];
  while (tokens.accept(".")) {
    if (tokens.accept("*")) return star(parts, parser);
    parts.push(tokens.identifier());
  }
  return tokens.is("(") ? functionCall(parts.join("."), parser) : attribute(parts, parser);
}

function attribute(parts: readonly string[], { lambdaParameters }: Parser): Expression {
  const first = parts[0]!.toLowerCase();
  const parameter = lambdaParameters.findLast((name) => name.toLowerCase() === first);
  if (parameter === undefined) return { kind: "attribute", parts };
  return parts.slice(1).reduce<Expression>(field, { kind: "lambdaVariable", name: parameter });
}

function star(target: readonly string[], parser: Parser): StarExpression {
  const { tokens } = parser;
  if (!tokens.is("EXCEPT", "(") || isQueryStart(tokens, tokens.index + 2)) return { kind: "star", target };
  tokens.next();
  const except = tokens.parenthesized(() => {
    const parts = [tokens.identifier()];
    while (tokens.accept(".")) parts.push(tokens.identifier());
    return parts;
  });
  return { kind: "star", target, except };
}

/** `(a)`, `(a, b)`, `(SELECT …)`, `(x, y) -> …`. */
function parenthesized(parser: Parser): Expression {
  const { tokens } = parser;
  const { match } = tokens.peek();
  if (match >= 0 && tokens.at(match + 1).key === "->") {
    const names = tokens.parenthesized(() => tokens.identifier());
    return lambda(names, parser);
  }
  // Parentheses around parentheses mean nothing: in a loop they cost no stack.
  let around = 0;
  for (; tokens.is("(", "(") && tokens.peek(1).match === tokens.peek().match - 1; around += 1) tokens.next();
  const inner = inParentheses(parser);
  for (; around > 0; around -= 1) tokens.expect(")");
  return inner;
}

function inParentheses(parser: Parser): Expression {
  const { tokens } = parser;
  tokens.expect("(");
  if (isQueryStart(tokens, tokens.index)) {
    const plan = parser.query();
    tokens.expect(")");
    return { kind: "subquery", form: "scalar", plan, values: [] };
  }
  const first = parser.expression();
  if (tokens.accept(")")) return first;
  const values = [withName(first, parser)];
  tokens.expect(",");
  return row([...values, ...tokens.list(() => parser.namedExpression())], parser);
}

/** Calls of `named_struct` that are written `(a, b)`. */
const rows = new WeakSet<Expression>();

/** The values of `(a, b)`; undefined for other expressions. */
export const rowValues = (value: Expression): readonly Expression[] | undefined =>
  rows.has(value) && value.kind === "call" ? value.args.filter((_arg, index) => index % 2 === 1) : undefined;

/** `(a, b)` is a struct with the columns' names; other values are called by their position. */
function row(values: readonly Expression[], { tokens }: Parser): Expression {
  tokens.expect(")");
  const struct = call(
    "named_struct",
    ...values.flatMap((value, index) => [
      string(nameOf(value) ?? `col${index + 1}`),
      value.kind === "alias" ? value.child : value,
    ]),
  );
  rows.add(struct);
  return struct;
}

function nameOf(value: Expression): string | undefined {
  switch (value.kind) {
    case "alias":
      return value.names[0];
    case "attribute":
      return value.parts.at(-1);
    case "lambdaVariable":
      return value.name;
    default:
      return undefined;
  }
}

/** The body of a lambda sees its parameters before columns of the same name. */
function lambda(parameters: readonly string[], parser: Parser): Expression {
  const { tokens, lambdaParameters } = parser;
  tokens.expect("->");
  lambdaParameters.push(...parameters);
  const body = parser.expression();
  lambdaParameters.length -= parameters.length;
  return { kind: "lambda", parameters, body };
}
