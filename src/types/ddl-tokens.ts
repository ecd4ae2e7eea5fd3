import { sparkError } from "../common/index.ts";
import { unescapeString } from "./string-literal.ts";

/** A piece of a schema text. `text` is its spelling in the text, `value` what it means. */
export interface Token {
  readonly kind: "word" | "quoted" | "number" | "string" | "symbol" | "end";
  readonly text: string;
  readonly value: string;
  readonly start: number;
}

const BLANK = /\s+|--[^\n]*/y;
const TOKEN = [
  ["string", /r('[^']*'|"[^"]*")/iy],
  ["string", /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"/y],
  ["quoted", /`(?:[^`]|``)*`/y],
  ["number", /\d+(?![\p{L}\p{N}_])/uy],
  ["word", /[\p{L}\p{N}_]+/uy],
  ["symbol", /<>|::|[\s\S]/uy],
] as const;

/** Cuts a schema text; white space and comments (`-- …`, nested bracketed ones) stand between tokens. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    for (const [kind, pattern] of TOKEN) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      tokens.push({ kind, text: found, value: meaningOf(kind, found), start: at });
      at = skipBlanks(text, at + found.length);
      break;
    }
  }
  tokens.push({ kind: "end", text: "", value: "", start: text.length });
  return tokens;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  for (;;) {
    BLANK.lastIndex = at;
    const blank = BLANK.exec(text)?.[0].length ?? 0;
    if (blank > 0) at += blank;
    else if (text.startsWith("/*", at)) at = endOfComment(text, at);
    else return at;
  }
}

function endOfComment(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw sparkError("UNCLOSED_BRACKETED_COMMENT");
}

function meaningOf(kind: Token["kind"], text: string): string {
  if (kind === "quoted") return text.slice(1, -1).replaceAll("``", "`");
  if (kind !== "string") return text;
  if (/^r/i.test(text)) return text.slice(2, -1);
  const quote = text[0]!;
  return unescapeString(text.slice(1, -1).replaceAll(quote + quote, quote));
}
