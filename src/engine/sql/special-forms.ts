import type { CastMode, Expression } from "../plan/index.ts";
import { continuedCall, functionCall } from "./call.ts";
import { dataType } from "./data-type.ts";
import { isQueryStart } from "./lookahead.ts";
import { call, integer, string } from "./nodes.ts";
import type { Parser } from "./parser.ts";

/** What begins with a word of its own and is no ordinary call: CASE, CAST, EXTRACT …; undefined where none begins here. */
export function specialForm(parser: Parser): Expression | undefined {
  const { tokens } = parser;
  const { key } = tokens.peek();
  if (key === "CASE") return caseForm(parser);
  if (tokens.peek(1).key !== "(") return undefined;
  switch (key) {
    case "CAST":
      return cast("default", parser);
    case "TRY_CAST":
      return cast("try", parser);
    case "EXISTS":
      return exists(parser);
    case "EXTRACT":
      return extract(parser);
    case "SUBSTR":
    case "SUBSTRING":
      return substring(parser);
    case "TRIM":
      return trim(parser);
    case "POSITION":
      return position(parser);
    case "OVERLAY":
      return overlay(parser);
    case "TIMESTAMPADD":
    case "DATEADD":
    case "DATE_ADD":
      return withUnit("timestampadd", parser);
    case "TIMESTAMPDIFF":
    case "DATEDIFF":
    case "DATE_DIFF":
    case "TIMEDIFF":
      return withUnit("timestampdiff", parser);
    default:
      return undefined;
  }
}

/** `CASE WHEN c THEN v … END` and `CASE x WHEN y THEN v … END`; CASE alone is a name. */
function caseForm(parser: Parser): Expression | undefined {
  const { tokens } = parser;
  const behind = tokens.peek(1);
  if (behind.kind === "end" || (behind.kind === "symbol" && !["(", "-", "+", "~", "!", ":"].includes(behind.key)))
    return undefined;
  if (behind.key === "END" || behind.key === "AS" || behind.key === "FROM") return undefined;
  tokens.next();
  const subject = tokens.is("WHEN") ? undefined : parser.expression();
  const args: Expression[] = [];
  do {
    tokens.expect("WHEN");
    const test = parser.expression();
    tokens.expect("THEN");
    args.push(subject === undefined ? test : call("=", subject, test), parser.expression());
  } while (tokens.is("WHEN"));
  if (tokens.accept("ELSE")) args.push(parser.expression());
  tokens.expect("END");
  return call("when", ...args);
}

function cast(mode: CastMode, parser: Parser): Expression {
  const { tokens } = parser;
  tokens.next();
  tokens.expect("(");
  const child = parser.expression();
  tokens.expect("AS");
  const type = dataType(parser);
  tokens.expect(")");
  return { kind: "cast", child, type, mode };
}

/** The predicate, or the function of the same name over an array. */
function exists(parser: Parser): Expression {
  const { tokens } = parser;
  const word = tokens.identifier();
  if (!isQueryStart(tokens, tokens.index + 1)) return functionCall(word, parser);
  tokens.expect("(");
  const plan = parser.query();
  tokens.expect(")");
  return { kind: "subquery", form: "exists", plan, values: [] };
}

function extract(parser: Parser): Expression | undefined {
  const { tokens } = parser;
  if (!tokens.isIdentifier(2) || tokens.peek(3).key !== "FROM") return undefined;
  tokens.next();
  tokens.next();
  const field = tokens.identifier();
  tokens.next();
  const source = parser.expression();
  tokens.expect(")");
  return call("extract", string(field), source);
}

/** `SUBSTRING(s FROM 2 FOR 3)`. */
function substring(parser: Parser): Expression {
  const { tokens } = parser;
  const word = tokens.identifier();
  tokens.expect("(");
  if (tokens.is(")")) return continuedCall(word, [], parser);
  const source = parser.expression();
  if (!tokens.accept("FROM")) return continuedCall(word, [source], parser);
  const args = [source, parser.expression()];
  if (tokens.accept("FOR")) args.push(parser.expression());
  tokens.expect(")");
  return call("substring", ...args);
}

const trims: Readonly<Record<string, string>> = { BOTH: "trim", LEADING: "ltrim", TRAILING: "rtrim" };

/** `TRIM(LEADING 'x' FROM s)`: like the functions, the characters come first. */
function trim(parser: Parser): Expression {
  const { tokens } = parser;
  const word = tokens.identifier();
  tokens.expect("(");
  if (tokens.is(")")) return continuedCall(word, [], parser);
  const side = trims[tokens.peek().key];
  const behind = tokens.peek(1);
  const isSide = side !== undefined && behind.key !== ")" && behind.key !== "," && behind.key !== ".";
  if (isSide) tokens.next();
  const name = isSide ? side : "trim";
  if (isSide && tokens.accept("FROM")) {
    const source = parser.expression();
    tokens.expect(")");
    return call(name, source);
  }
  const first = parser.expression();
  if (!isSide && !tokens.is("FROM")) return continuedCall(word, [first], parser);
  tokens.expect("FROM");
  const source = parser.expression();
  tokens.expect(")");
  return call(name, first, source);
}

/** `POSITION('a' IN s)`: what is looked for ends before IN. */
function position(parser: Parser): Expression {
  const { tokens } = parser;
  const word = tokens.identifier();
  tokens.expect("(");
  if (tokens.is(")")) return continuedCall(word, [], parser);
  const substring = parser.valueExpression();
  if (!tokens.accept("IN")) return continuedCall(word, [substring], parser);
  const source = parser.valueExpression();
  tokens.expect(")");
  return call("locate", substring, source, integer(1));
}

/** `OVERLAY(s PLACING 'x' FROM 2 FOR 3)`. */
function overlay(parser: Parser): Expression {
  const { tokens } = parser;
  const word = tokens.identifier();
  tokens.expect("(");
  if (tokens.is(")")) return continuedCall(word, [], parser);
  const source = parser.expression();
  if (!tokens.accept("PLACING")) return continuedCall(word, [source], parser);
  const args = [source, parser.expression()];
  tokens.expect("FROM");
  args.push(parser.expression());
  args.push(tokens.accept("FOR") ? parser.expression() : integer(-1));
  tokens.expect(")");
  return call("overlay", ...args);
}

const dateTimeUnits = new Set([
  "YEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "DAYOFYEAR",
  "HOUR",
  "MINUTE",
  "SECOND",
  "MILLISECOND",
  "MICROSECOND",
]);

/** `DATEADD(DAY, 1, d)`: with a bare unit first, these functions count in it. Without, they count in days. */
function withUnit(name: string, parser: Parser): Expression | undefined {
  const { tokens } = parser;
  const from = tokens.index;
  const unit = tokens.peek(2);
  if (tokens.peek(3).key !== ",") return undefined;
  if (unit.kind === "string" && commasOf(parser) === 2) {
    const functionName = `\`${tokens.peek().text}\``;
    while (tokens.index <= tokens.at(from + 1).match) tokens.next();
    const parameters = { parameter: "`unit`", functionName, invalidValue: `'${unit.text}'` };
    throw tokens.invalid("INVALID_PARAMETER_VALUE.DATETIME_UNIT", parameters, from);
  }
  if (unit.kind !== "word" || !dateTimeUnits.has(unit.key) || commasOf(parser) !== 2) return undefined;
  tokens.next();
  tokens.next();
  const args: Expression[] = [string(tokens.identifier())];
  while (tokens.accept(",")) args.push(parser.expression());
  tokens.expect(")");
  return call(name, ...args);
}

/** Number of commas directly inside the parentheses of the call that comes next. */
function commasOf({ tokens }: Parser): number {
  const open = tokens.index + 1;
  const close = tokens.at(open).match;
  let commas = 0;
  for (let at = open + 1; at < close; at += 1) {
    const { key, match } = tokens.at(at);
    if (key === ",") commas += 1;
    else if (match > at) at = match;
  }
  return commas;
}
