import { sparkError } from "../../common/index.ts";
import { BinaryType, DateType, NullType, TimestampNTZType, TimestampType, unescapeString } from "../../types/index.ts";
import type { Expression, LiteralExpression } from "../plan/index.ts";
import { dateLiteral, timestampLiteral, timestampNtzLiteral } from "./datetime-literal.ts";
import { boolean } from "./nodes.ts";
import { numberLiteral } from "./number-literal.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";

/** The number that comes next; its sign, if any, has been read. */
export function numberToken({ tokens }: Parser, negative: boolean): LiteralExpression {
  const from = tokens.index;
  const token = tokens.next();
  return numberLiteral(token.text, negative, {
    outOfRange: (parameters) => tokens.invalid("INVALID_NUMERIC_LITERAL_RANGE", parameters, from),
    tooPrecise: (parameters) => tokens.invalid("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", parameters, from),
  });
}

/** Strings that stand side by side are one. */
export function stringTokens({ tokens }: Parser): string {
  let text = "";
  while (tokens.peek().kind === "string") {
    const token = tokens.next();
    text += token.raw ? token.text : unescapeString(token.text);
  }
  return text;
}

/** A string where only a string may stand. */
export function stringValue(parser: Parser): string {
  if (parser.tokens.peek().kind !== "string") throw parser.tokens.unexpected();
  return stringTokens(parser);
}

/** `DATE '2026-11-22'`, `X'1F'`: a word with a string behind it. */
export function typedLiteral(parser: Parser): LiteralExpression {
  const { tokens, timeZone } = parser;
  const from = tokens.index;
  const word = tokens.next().key;
  const text = stringTokens(parser);
  const valid = <Value>(value: Value | undefined): Value => {
    if (value !== undefined) return value;
    if (/^\s*(?:now|today|tomorrow|yesterday)\s*$/i.test(text) && word !== "X")
      throw unsupported(`the literal ${word} '${text}'`, "Use current_date() or current_timestamp().");
    throw tokens.invalid("INVALID_TYPED_LITERAL", { valueType: `"${word}"`, value: `'${text}'` }, from);
  };
  switch (word) {
    case "DATE":
      return { kind: "literal", type: new DateType(), value: valid(dateLiteral(text)) };
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return { kind: "literal", type: new TimestampType(), value: valid(timestampLiteral(text, timeZone)) };
    case "TIMESTAMP_NTZ":
      return { kind: "literal", type: new TimestampNTZType(), value: valid(timestampNtzLiteral(text)) };
    case "X":
      return { kind: "literal", type: new BinaryType(), value: valid(bytesOf(text)) };
    case "TIME":
      throw sparkError("UNSUPPORTED_TIME_TYPE");
    default:
      throw tokens.invalid(
        "UNSUPPORTED_TYPED_LITERAL",
        {
          unsupportedType: `"${word}"`,
          supportedTypes: '"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME"',
        },
        from,
      );
  }
}

/** An odd number of digits has a zero before it. */
function bytesOf(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]*$/i.test(text)) return undefined;
  const digits = text.length % 2 === 1 ? `0${text}` : text;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** NULL, TRUE and FALSE; undefined for other words. */
export function constant(key: string): LiteralExpression | undefined {
  switch (key) {
    case "NULL":
      return { kind: "literal", type: new NullType(), value: null };
    case "TRUE":
      return boolean(true);
    case "FALSE":
      return boolean(false);
    default:
      return undefined;
  }
}

/** The text of an expression that is known while parsing: strings, also joined by `||`. */
export function constantText(expression: Expression): string | undefined {
  if (expression.kind === "literal") return typeof expression.value === "string" ? expression.value : undefined;
  if (expression.kind !== "call" || expression.name.toLowerCase() !== "concat") return undefined;
  const pieces = expression.args.map(constantText);
  return pieces.includes(undefined) ? undefined : pieces.join("");
}

/** The value given for a marker, `:name` or `?`. */
export function parameterValue(parser: Parser): Expression {
  const { tokens, parameters } = parser;
  const from = tokens.index;
  const token = tokens.next();
  const isNamed = token.key === ":";
  const name = isNamed ? tokens.identifier() : `_${token.start}`;
  const value = isNamed ? parameters?.named?.[name] : parameters?.positional?.[Number(token.text)];
  if (value === undefined)
    throw tokens.invalid("UNBOUND_SQL_PARAMETER", { name: isNamed ? name : `_${token.start}` }, from);
  return value;
}

/** A string or a marker that stands for one, where a clause takes a string. */
export function constantString(parser: Parser): string {
  const { tokens } = parser;
  if (tokens.peek().kind === "string") return stringTokens(parser);
  const from = tokens.index;
  if (tokens.peek().kind !== "parameter" && !tokens.is(":")) throw tokens.unexpected();
  const text = constantText(parameterValue(parser));
  if (text === undefined) throw tokens.invalid("NOT_A_CONSTANT_STRING", { name: "STRING", expr: "?" }, from);
  return text;
}
