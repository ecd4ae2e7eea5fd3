import { doubleText } from "../../types/index.ts";
import type { Relation } from "../plan/index.ts";
import { numberToken } from "./literal.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";

/** `TABLESAMPLE (10 PERCENT | 5 ROWS | BUCKET 1 OUT OF 4) [REPEATABLE (seed)]`, where it follows. */
export function tableSample(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  if (!tokens.is("TABLESAMPLE", "(")) return input;
  const from = tokens.index;
  tokens.accept("TABLESAMPLE", "(");
  if (tokens.is(")")) throw tokens.invalid("_LEGACY_ERROR_TEMP_0014", {}, from);
  const method = sampleMethod(parser);
  tokens.expect(")");
  const seed = tokens.accept("REPEATABLE") ? tokens.parenthesized(() => count(parser))[0] : undefined;
  if (method.type === "rows") return { kind: "limit", input, limit: method.limit };
  if (method.fraction < 0 || method.fraction > 1)
    throw tokens.invalid("INVALID_TABLESAMPLE_FRACTION", { fraction: doubleText(method.fraction) }, from);
  return {
    kind: "sample",
    input,
    lower: 0,
    upper: method.fraction,
    withReplacement: false,
    ...(seed !== undefined && { seed: BigInt(seed) }),
  };
}

type Method =
  | { readonly type: "rows"; readonly limit: ReturnType<Parser["expression"]> }
  | { readonly type: "fraction"; readonly fraction: number };

function sampleMethod(parser: Parser): Method {
  const { tokens } = parser;
  if (tokens.accept("BUCKET")) {
    const part = count(parser);
    tokens.expect("OUT", "OF");
    const fraction = part / count(parser);
    if (tokens.is("ON")) throw unsupported("TABLESAMPLE of buckets ON a column", "Sample a PERCENT of the rows.");
    return { type: "fraction", fraction };
  }
  const negative = tokens.accept("-");
  if (tokens.peek().kind === "number" && tokens.peek(1).key === "PERCENT") {
    const { value } = numberToken(parser, negative);
    tokens.expect("PERCENT");
    return { type: "fraction", fraction: Number(value) / 100 };
  }
  const from = tokens.index;
  const limit = parser.expression();
  if (tokens.accept("ROWS")) return { type: "rows", limit };
  const { start, end } = tokens.spanFrom(from);
  throw tokens.invalid("_LEGACY_ERROR_TEMP_0015", { msg: `byteLengthLiteral ${tokens.text.slice(start, end)}` }, from);
}

function count(parser: Parser): number {
  const { tokens } = parser;
  if (tokens.peek().kind !== "number") throw tokens.unexpected();
  return Number(numberToken(parser, false).value);
}
