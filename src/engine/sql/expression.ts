import { unescapeString } from "../../types/index.ts";
import type { CallExpression, Expression } from "../plan/index.ts";
import { numberToken } from "./literal.ts";
import { isQueryStart } from "./lookahead.ts";
import { boolean, call, string } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { primary, rowValues } from "./primary.ts";

/** How tightly operators bind. What a predicate (IN, LIKE, …) is applied to and compares with binds more tightly than it. */
const level = {
  or: 1,
  and: 2,
  not: 3,
  predicate: 4,
  comparison: 5,
  bitOr: 6,
  bitXor: 7,
  bitAnd: 8,
  shift: 9,
  sum: 10,
  product: 11,
  unary: 12,
} as const;

interface Operator {
  readonly level: number;
  make(left: Expression, right: Expression): Expression;
}

const binary = (name: string, at: number): Operator => ({
  level: at,
  make: (left, right) => call(name, left, right),
});
const negatedBinary = (name: string, at: number): Operator => ({
  level: at,
  make: (left, right) => call("not", call(name, left, right)),
});

/** Operators of two sides, all of which group to the left, under the names of the functions that they stand for. */
const operators: Readonly<Record<string, Operator>> = {
  "=": binary("=", level.comparison),
  "==": binary("=", level.comparison),
  "<=>": binary("<=>", level.comparison),
  "<>": negatedBinary("=", level.comparison),
  "!=": negatedBinary("=", level.comparison),
  "<": binary("<", level.comparison),
  "<=": binary("<=", level.comparison),
  "!>": binary("<=", level.comparison),
  ">": binary(">", level.comparison),
  ">=": binary(">=", level.comparison),
  "!<": binary(">=", level.comparison),
  "|": binary("|", level.bitOr),
  "^": binary("^", level.bitXor),
  "&": binary("&", level.bitAnd),
  "<<": binary("<<", level.shift),
  ">>": binary(">>", level.shift),
  ">>>": binary(">>>", level.shift),
  "+": binary("+", level.sum),
  "-": binary("-", level.sum),
  "||": binary("concat", level.sum),
  "*": binary("*", level.product),
  "/": binary("/", level.product),
  "%": binary("%", level.product),
  DIV: binary("div", level.product),
};

/** An expression whose outermost operator binds at least as tightly as `least`. */
export function expression(parser: Parser, least: number = level.or): Expression {
  const { tokens } = parser;
  const from = tokens.index;
  let left = tokens.place(prefixed(parser, least), from);
  // Behind a predicate only AND and OR can follow.
  let most: number = level.unary;
  for (;;) {
    const { key } = tokens.peek();
    const operator = operators[key];
    if (operator !== undefined) {
      if (operator.level < least || operator.level > most) return left;
      tokens.next();
      left = tokens.place(operator.make(left, expression(parser, operator.level + 1)), from);
    } else if (key === "AND" && least <= level.and) {
      left = tokens.place(chain("and", left, level.and, parser), from);
    } else if (key === "OR" && least <= level.or) {
      left = tokens.place(chain("or", left, level.or, parser), from);
    } else {
      if (least > level.predicate || most < level.predicate) return left;
      const tested = predicate(left, parser);
      if (tested === undefined) return left;
      left = tokens.place(tested, from);
      most = level.not;
    }
  }
}

/** The right side of a predicate, and what a window frame or POSITION counts with: no AND, OR, NOT and predicates. */
export function valueExpression(parser: Parser): Expression {
  return expression(parser, level.comparison);
}

/** A constant, a name, a call, or what stands in parentheses, with its sign. */
export const operand = (parser: Parser): Expression => expression(parser, level.unary);

/** Long chains become balanced trees, as Spark makes them: that keeps the depth small, and the names are Spark's. */
function chain(name: "and" | "or", first: Expression, at: number, parser: Parser): Expression {
  const { tokens } = parser;
  const terms = [first];
  while (tokens.accept(name.toUpperCase())) terms.push(expression(parser, at + 1));
  return balanced(name, terms, 0, terms.length - 1);
}

export function balanced(name: string, terms: readonly Expression[], low: number, high: number): Expression {
  if (high === low) return terms[low]!;
  const middle = low + Math.floor((high - low) / 2);
  return call(name, balanced(name, terms, low, middle), balanced(name, terms, middle + 1, high));
}

function prefixed(parser: Parser, least: number): Expression {
  const { tokens } = parser;
  const { key } = tokens.peek();
  switch (key) {
    case "NOT":
    case "!":
      if (least > level.not || (key === "NOT" && !startsOperand(parser))) break;
      tokens.next();
      return call("not", expression(parser, level.not));
    case "-":
      tokens.next();
      if (tokens.peek().kind === "number") return primary(parser, numberToken(parser, true));
      return call("-", expression(parser, level.unary));
    case "+":
    case "~":
      tokens.next();
      return call(key, expression(parser, level.unary));
  }
  return primary(parser);
}

/** Whether NOT negates what comes next; alone it is a name. */
function startsOperand({ tokens }: Parser): boolean {
  const { kind, key } = tokens.peek(1);
  return kind !== "end" && (kind !== "symbol" || ["(", "!", "-", "+", "~", ":", "*"].includes(key));
}

const quantifiers = new Set(["ANY", "SOME", "ALL"]);

/** `IS …`, `[NOT] IN`, `BETWEEN`, `LIKE`, `RLIKE` behind an expression; undefined where none follows. */
function predicate(left: Expression, parser: Parser): Expression | undefined {
  const { tokens } = parser;
  if (tokens.is("IS")) return isPredicate(left, parser);
  const negated = tokens.is("NOT");
  const word = tokens.peek(negated ? 1 : 0).key;
  if (!["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"].includes(word)) return undefined;
  const from = tokens.index;
  if (negated) tokens.next();
  tokens.next();
  const finish = (test: Expression): Expression => (negated ? call("not", test) : test);
  switch (word) {
    case "BETWEEN": {
      const lower = valueExpression(parser);
      tokens.expect("AND");
      return finish(call("between", left, lower, valueExpression(parser)));
    }
    case "IN":
      return finish(inPredicate(left, parser, from));
    case "RLIKE":
    case "REGEXP":
      return finish(call("rlike", left, valueExpression(parser)));
    default:
      if (tokens.isAny(quantifiers)) return quantifiedLike(word.toLowerCase(), left, negated, parser);
      return finish(likePredicate(word.toLowerCase(), left, parser));
  }
}

function isPredicate(left: Expression, parser: Parser): Expression {
  const { tokens } = parser;
  tokens.expect("IS");
  const negated = tokens.accept("NOT");
  const finish = (test: Expression): Expression => (negated ? call("not", test) : test);
  if (tokens.accept("NULL") || tokens.accept("UNKNOWN")) return call(negated ? "isnotnull" : "isnull", left);
  if (tokens.accept("TRUE")) return finish(call("<=>", left, boolean(true)));
  if (tokens.accept("FALSE")) return finish(call("<=>", left, boolean(false)));
  tokens.expect("DISTINCT", "FROM");
  const same = call("<=>", left, valueExpression(parser));
  return negated ? same : call("not", same);
}

function inPredicate(left: Expression, parser: Parser, from: number): Expression {
  const { tokens } = parser;
  if (tokens.is("(") && isQueryStart(tokens, tokens.index + 1)) {
    tokens.next();
    const plan = parser.query();
    tokens.expect(")");
    return { kind: "subquery", form: "in", plan, values: rowValues(left) ?? [left] };
  }
  if (tokens.accept("(", ")")) throw tokens.invalid("INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE", {}, from);
  return call("in", left, ...tokens.parenthesized(() => parser.expression()));
}

function likePredicate(name: string, left: Expression, parser: Parser): CallExpression {
  const { tokens } = parser;
  const pattern = valueExpression(parser);
  const from = tokens.index;
  if (!tokens.accept("ESCAPE")) return call(name, left, pattern);
  const token = tokens.acceptKind("string");
  if (token === undefined) throw tokens.unexpected();
  const char = token.raw ? token.text : unescapeString(token.text);
  if ([...char].length !== 1) throw tokens.invalid("INVALID_ESC", { invalidEscape: `'${char}'` }, from);
  return call(name, left, pattern, string(char));
}

/** `LIKE ANY (a, b)` is a function where the patterns are texts, and else a chain of LIKEs. */
function quantifiedLike(name: string, left: Expression, negated: boolean, parser: Parser): Expression {
  const { tokens } = parser;
  const all = tokens.next().key === "ALL";
  const patterns = tokens.parenthesized(() => parser.expression());
  if (patterns.every((pattern) => pattern.kind === "literal" && pattern.type.kind === "string")) {
    const folded = (part: Expression): Expression => (name === "ilike" ? call("lower", part) : part);
    return call(`${negated ? "not" : ""}like${all ? "all" : "any"}`, ...[left, ...patterns].map(folded));
  }
  const tests = patterns.map((pattern) => {
    const test = call(name, left, pattern);
    return negated ? call("not", test) : test;
  });
  return balanced(all ? "and" : "or", tests, 0, tests.length - 1);
}
