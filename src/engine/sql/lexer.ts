import { syntaxError, unclosedComment } from "./parse-error.ts";

/** What a {@link Token} is. */
export type TokenKind =
  /** A name or keyword without quotes. */
  | "word"
  /** A name in back quotes. */
  | "quoted"
  | "string"
  | "number"
  /** `:name` or `?`. */
  | "parameter"
  | "symbol"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /**
   * Words: as written; quoted names and strings: without quotes, strings with their escapes; parameters: the name, or the number
   * of the question mark.
   */
  readonly text: string;
  /** The word in upper case, for comparison with keywords, or the symbol; empty for other kinds. */
  readonly key: string;
  /** True for strings `r'…'`, whose back slashes stand for themselves. */
  readonly raw: boolean;
  readonly start: number;
  /** Offset behind the last character. */
  readonly end: number;
  /** For brackets: index of the token that closes or opens it, -1 where there is none. */
  match: number;
}

const space = /\s+/y;
const lineComment = /--(?:\\\n|[^\r\n])*/y;
const word = /[\p{L}_0-9][\p{L}\p{M}_0-9]*/uy;
/** A number ends where no letter or digit follows, or it is a name such as `1a`. */
const number = /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?:BD|[DFLSY])?(?![\p{L}\p{M}_0-9])/iuy;
const backQuoted = /`((?:[^`]|``)*)`/y;
const singleQuoted = /'((?:\\[\s\S]|''|[^'\\])*)'/y;
const doubleQuoted = /"((?:\\[\s\S]|""|[^"\\])*)"/y;
const rawString = /[rR](?:'([^']*)'|"([^"]*)")/y;
const symbol = /<=>|>>>|\/\*\+|<>|<=|>=|!=|!<|!>|==|\|\||\|>|->|=>|::|<<|>>|[-+*/%=<>!~&|^()[\]{},.;:?]/y;
const openers: Readonly<Record<string, string>> = { ")": "(", "]": "[" };

/**
 * Splits SQL text into tokens; comments and white space fall away. The last token is of the kind `end`.
 *
 * @throws SparkException `PARSE_SYNTAX_ERROR`, `UNCLOSED_BRACKETED_COMMENT`
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const open: number[] = [];
  let at = 0;
  let inHint = false;
  let questionMarks = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const add = (kind: TokenKind, length: number, value: string, key = "", raw = false): void => {
    tokens.push({ kind, text: value, key, raw, start: at, end: at + length, match: -1 });
    at += length;
  };
  const addSymbol = (value: string): void => {
    const index = tokens.length;
    add("symbol", value.length, value, value);
    if (value === "(" || value === "[") open.push(index);
    const opener = openers[value];
    if (opener === undefined) return;
    const start = open.at(-1);
    if (start === undefined || tokens[start]!.key !== opener) return;
    open.pop();
    tokens[start]!.match = index;
    tokens[index]!.match = start;
  };

  while (at < text.length) {
    const char = text[at]!;
    const blank = match(space);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (char === "-" && text[at + 1] === "-") {
      at += match(lineComment)![0].length;
      continue;
    }
    if (char === "/" && text[at + 1] === "*" && text[at + 2] !== "+") {
      at = endOfComment(text, at);
      continue;
    }
    if (inHint && text.startsWith("*/", at)) {
      inHint = false;
      addSymbol("*/");
      continue;
    }
    if (char === "'" || char === '"') {
      const found = match(char === "'" ? singleQuoted : doubleQuoted);
      if (found === null) throw syntaxError(text, { start: at, end: at + 1, text: char });
      add("string", found[0].length, found[1]!.replaceAll(char + char, char === "'" ? "\\'" : '\\"'));
      continue;
    }
    if (char === "`") {
      const found = match(backQuoted);
      if (found === null) throw syntaxError(text, { start: at, end: at + 1, text: char });
      add("quoted", found[0].length, found[1]!.replaceAll("``", "`"));
      continue;
    }
    const raw = char === "r" || char === "R" ? match(rawString) : null;
    if (raw !== null) {
      add("string", raw[0].length, raw[1] ?? raw[2]!, "", true);
      continue;
    }
    const digits = (char >= "0" && char <= "9") || char === "." ? match(number) : null;
    if (digits !== null) {
      add("number", digits[0].length, digits[0]);
      continue;
    }
    const name = match(word);
    if (name !== null) {
      add("word", name[0].length, name[0], name[0].toUpperCase());
      continue;
    }
    if (char === "?") {
      add("parameter", 1, String(questionMarks), "?");
      questionMarks += 1;
      continue;
    }
    const found = match(symbol);
    if (found === null) throw syntaxError(text, { start: at, end: at + 1, text: char });
    if (found[0] === "/*+") inHint = true;
    addSymbol(found[0]);
  }
  tokens.push({ kind: "end", text: "", key: "", raw: false, start: text.length, end: text.length, match: -1 });
  return tokens;
}

/** Bracketed comments nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  throw unclosedComment(text, start);
}
