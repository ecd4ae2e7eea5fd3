import { type DataType, parseDataType } from "../../types/index.ts";
import type { Parser } from "./parser.ts";

const intervalFields = new Set(["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"]);
const brackets: Readonly<Record<string, number>> = { "<": 1, "<>": 0, ">": -1, ">>": -2, ">>>": -3 };

/** A data type inside a statement: finds its end; what it means is the business of `types`. */
export function dataType({ tokens }: Parser): DataType {
  const from = tokens.index;
  const { key } = tokens.peek();
  tokens.identifier();
  if (tokens.peek().key in brackets && ["ARRAY", "MAP", "STRUCT"].includes(key)) {
    let depth = 0;
    do {
      const token = tokens.next();
      if (token.kind === "end") throw tokens.unexpected(token);
      depth += brackets[token.key] ?? 0;
    } while (depth > 0);
  } else if (key === "INTERVAL") {
    if (tokens.isAny(intervalFields)) {
      tokens.next();
      if (tokens.is("TO") && intervalFields.has(tokens.peek(1).key)) tokens.accept("TO", tokens.peek(1).key);
    }
  } else if (key === "TIMESTAMP") {
    if (!tokens.accept("WITHOUT", "TIME", "ZONE")) tokens.accept("WITH", "LOCAL", "TIME", "ZONE");
  } else if (key === "STRING" && tokens.accept("COLLATE")) {
    tokens.identifier();
  }
  if (tokens.is("(")) {
    tokens.next();
    tokens.list(() => {
      if (tokens.acceptKind("number") === undefined) throw tokens.unexpected();
    });
    tokens.expect(")");
  }
  const { start, end } = tokens.spanFrom(from);
  return tokens.located(from, () => parseDataType(tokens.text.slice(start, end)));
}
