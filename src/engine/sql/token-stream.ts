import { SparkException } from "../../common/index.ts";
import { withOrigin } from "../plan/index.ts";
import { type Token, tokenize } from "./lexer.ts";
import { markedError, phraseContext, phraseError, type Span, syntaxError } from "./parse-error.ts";

/** Without back quotes a name has no other characters. */
const ascii = /^\w+$/;

/** The tokens of a statement and how far they have been read. Keywords are given in upper case. */
export class TokenStream {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  /** Index of the next token. */
  get index(): number {
    return this.#at;
  }

  peek(ahead = 0): Token {
    return this.at(this.#at + ahead);
  }

  /** The token of an index; behind the last one the end. */
  at(index: number): Token {
    return this.#tokens[Math.min(index, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  /** Whether the next tokens are these keywords or symbols, in this order. */
  is(...keys: readonly string[]): boolean {
    return keys.every((key, ahead) => this.peek(ahead).key === key);
  }

  isAny(keys: ReadonlySet<string>): boolean {
    const { key } = this.peek();
    return key !== "" && keys.has(key);
  }

  /** Reads these keywords or symbols where they all come next. */
  accept(...keys: readonly string[]): boolean {
    if (!this.is(...keys)) return false;
    this.#at += keys.length;
    return true;
  }

  /** @throws SparkException `PARSE_SYNTAX_ERROR` where something else comes next */
  expect(...keys: readonly string[]): void {
    for (const key of keys) if (!this.accept(key)) throw this.unexpected();
  }

  /** Reads the next token of a kind. */
  acceptKind(kind: Token["kind"]): Token | undefined {
    return this.peek().kind === kind ? this.next() : undefined;
  }

  /** Any word, keywords too (Spark reserves none by default), or a name in back quotes. */
  identifier(): string {
    const token = this.peek();
    if (token.kind !== "word" && token.kind !== "quoted") throw this.unexpected();
    if (token.kind === "word" && !ascii.test(token.text))
      throw markedError("INVALID_IDENTIFIER", { ident: token.text }, this.text, token);
    this.#at += 1;
    return token.text;
  }

  /** Whether a name comes next. */
  isIdentifier(ahead = 0): boolean {
    const { kind } = this.peek(ahead);
    return kind === "word" || kind === "quoted";
  }

  /** `(item, item)`, at least one. */
  parenthesized<Item>(item: () => Item): Item[] {
    this.expect("(");
    const items = this.list(item);
    this.expect(")");
    return items;
  }

  /** `item, item`, at least one. */
  list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.accept(",")) items.push(item());
    return items;
  }

  /** The error of a token that does not fit; without an argument, of the next one. */
  unexpected(token: Token = this.peek()): SparkException {
    return syntaxError(this.text, { ...token, text: this.text.slice(token.start, token.end) });
  }

  /** The error of a token behind the end of a statement; of one alone it is said that it is too many. */
  surplus(): SparkException {
    const token = this.peek();
    const text = this.text.slice(token.start, token.end);
    const isAlone = this.peek(1).kind === "end";
    return syntaxError(this.text, { ...token, text }, isAlone ? `: extra input '${text}'` : "");
  }

  /** The piece of text from the token of an index to the last one read. */
  spanFrom(index: number): Span {
    return { start: this.at(index).start, end: this.at(Math.max(this.#at - 1, index)).end };
  }

  /** Remembers that a node was written from the token of an index to the last one read. */
  place<Node extends object>(node: Node, index: number): Node {
    const span = this.spanFrom(index);
    return withOrigin(node, () => phraseContext(this.text, span));
  }

  /** Runs what may find the phrase from the token of an index to the last one read wrong, and says where that is. */
  located<Result>(index: number, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SparkException) || error.context !== undefined) throw error;
      const { condition, messageParameters } = error;
      if (condition !== "PARSE_SYNTAX_ERROR") throw this.invalid(condition, messageParameters, index);
      throw markedError(condition, messageParameters, this.text, this.spanFrom(index));
    }
  }

  /** The error of the phrase from the token of an index to the last one read. */
  invalid(condition: string, parameters: Readonly<Record<string, string>>, index: number): SparkException {
    return phraseError(condition, parameters, this.text, this.spanFrom(index));
  }

  /** The error of a piece of the text. */
  invalidAt(condition: string, parameters: Readonly<Record<string, string>>, span: Span): SparkException {
    return phraseError(condition, parameters, this.text, span);
  }
}
