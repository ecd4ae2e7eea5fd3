import { constantText } from "./literal.ts";
import { markedError } from "./parse-error.ts";
import type { Parser } from "./parser.ts";

/** `a.b.c`, or `IDENTIFIER('a.b')`, whose text has to be known. `parse` reads the text of the latter. */
export function multipartIdentifier(parser: Parser, parse: (text: string) => readonly string[]): readonly string[] {
  const { tokens } = parser;
  if (tokens.is("IDENTIFIER", "(")) return identifierClause(parser, parse);
  const parts = [tokens.identifier()];
  while (tokens.is(".") && tokens.isIdentifier(1)) {
    tokens.next();
    parts.push(tokens.identifier());
  }
  refuseHyphen(parser);
  return parts;
}

/** `IDENTIFIER(…)`, the next tokens. */
export function identifierClause(parser: Parser, parse: (text: string) => readonly string[]): readonly string[] {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.expect("IDENTIFIER", "(");
  const name = parser.expression();
  tokens.expect(")");
  const text = constantText(name);
  if (text === undefined) {
    const { start, end } = tokens.spanFrom(from);
    throw tokens.invalid("NOT_A_CONSTANT_STRING", { name: "IDENTIFIER", expr: tokens.text.slice(start, end) }, from);
  }
  return parse(text);
}

/** `my-table` is a common slip where a name is meant. */
function refuseHyphen({ tokens }: Parser): void {
  const before = tokens.at(tokens.index - 1);
  const hyphen = tokens.peek();
  const behind = tokens.peek(1);
  if (hyphen.key !== "-" || before.kind !== "word" || before.end !== hyphen.start) return;
  if (behind.kind !== "word" || behind.start !== hyphen.end) return;
  const ident = tokens.text.slice(before.start, behind.end);
  throw markedError("INVALID_IDENTIFIER", { ident }, tokens.text, { start: hyphen.start, end: hyphen.end });
}
