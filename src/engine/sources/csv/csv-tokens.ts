import { sparkError } from "../../../common/index.ts";
import type { CsvOptions } from "./csv-options.ts";

const carriageReturn = 13;
const lineFeed = 10;
const space = 32;

/**
 * Cuts records into values, by the rules of the parser that Spark uses, which forgives what it can: a quote inside a quoted value
 * that is not escaped makes the value an unquoted one.
 */
export class CsvTokens {
  readonly #options: CsvOptions;
  readonly #text: string;
  readonly #separator: string;
  readonly #separatorCode: number;
  readonly #quote: number;
  readonly #escape: number;
  readonly #escapeOfEscape: number;
  readonly #lineSeparator: string | undefined;
  #at = 0;

  /** @param text - one line, or with `multiLine` a whole file */
  constructor(text: string, options: CsvOptions) {
    this.#options = options;
    this.#text = text;
    this.#separator = options.separator;
    this.#separatorCode = options.separator.charCodeAt(0);
    this.#quote = options.quote === "" ? -1 : options.quote.charCodeAt(0);
    this.#escape = options.escape === "" ? -1 : options.escape.charCodeAt(0);
    this.#escapeOfEscape = options.escapeOfEscape === "" ? -1 : options.escapeOfEscape.charCodeAt(0);
    this.#lineSeparator = options.lineSeparator;
  }

  /** Where the next record begins. */
  get position(): number {
    return this.#at;
  }

  /** The next record's values, null where there is nothing between separators; undefined at the end. */
  next(): (string | null)[] | undefined {
    const { comment, maxColumns } = this.#options;
    for (;;) {
      if (this.#at >= this.#text.length) return undefined;
      if (comment !== undefined && this.#text.startsWith(comment, this.#at)) this.#skipLine();
      else if (this.#isLineEnd(this.#at)) this.#skipLineEnd();
      else break;
    }
    const values: (string | null)[] = [];
    for (;;) {
      values.push(this.#value());
      if (values.length > maxColumns) throw failed(`a record has more than ${maxColumns} columns (option maxColumns)`);
      if (this.#isSeparator(this.#at)) {
        this.#at += this.#separator.length;
        continue;
      }
      this.#skipLineEnd();
      return values;
    }
  }

  #value(): string | null {
    const { ignoreLeadingWhiteSpace, maxCharsPerColumn, emptyValue } = this.#options;
    if (ignoreLeadingWhiteSpace) while (this.#isBlank(this.#at)) this.#at++;
    let value: string | null;
    if (this.#text.charCodeAt(this.#at) === this.#quote) {
      value = this.#quoted();
      if (value === "") value = emptyValue;
    } else value = this.#unquoted("");
    if (maxCharsPerColumn > 0 && value !== null && value.length > maxCharsPerColumn) {
      throw failed(`a value has more than ${maxCharsPerColumn} characters (option maxCharsPerColumn)`);
    }
    return value;
  }

  #unquoted(before: string): string | null {
    const start = this.#at;
    while (this.#at < this.#text.length && !this.#isSeparator(this.#at) && !this.#isLineEnd(this.#at)) this.#at++;
    let value = before + this.#text.slice(start, this.#at);
    if (this.#options.ignoreTrailingWhiteSpace) value = value.replace(/[\0- ]+$/, "");
    return value === "" ? null : value;
  }

  #quoted(): string | null {
    const text = this.#text;
    let value = "";
    let from = ++this.#at;
    const taken = (): string => value + text.slice(from, this.#at);
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      const following = text.charCodeAt(this.#at + 1);
      const isEscaped =
        (code === this.#escape && following === this.#quote && !this.#closes(code)) ||
        (code === this.#escapeOfEscape && following === this.#escape);
      if (isEscaped) {
        value = taken();
        this.#at++;
        from = this.#at;
      } else if (code === this.#quote) {
        const end = this.#endBehind(this.#at + 1);
        if (end !== undefined) {
          const whole = taken();
          this.#at = end;
          return whole;
        }
        const handling = this.#options.unescapedQuoteHandling;
        if (handling === "STOP_AT_CLOSING_QUOTE") continue;
        if (handling === "RAISE_ERROR") throw failed("a quote inside a quoted value is not escaped");
        const before = this.#options.quote + taken();
        const rest = this.#unquoted(before);
        return handling === "SKIP_VALUE" ? null : rest;
      } else if (code === carriageReturn && following === lineFeed) {
        // Line ends inside of values are made alike.
        value = taken();
        from = this.#at + 1;
      }
    }
    return taken();
  }

  /** Where quote and escape are one character, a single one closes. */
  #closes(code: number): boolean {
    return this.#escape === this.#quote && this.#text.charCodeAt(this.#at + 1) !== code;
  }

  /** Where the separator or line end is behind a closing quote; undefined where there is something else. */
  #endBehind(at: number): number | undefined {
    let end = at;
    while (this.#isBlank(end)) end++;
    return end >= this.#text.length || this.#isSeparator(end) || this.#isLineEnd(end) ? end : undefined;
  }

  #isSeparator(at: number): boolean {
    return (
      this.#text.charCodeAt(at) === this.#separatorCode &&
      (this.#separator.length === 1 || this.#text.startsWith(this.#separator, at))
    );
  }

  #isBlank(at: number): boolean {
    return this.#text.charCodeAt(at) <= space && !this.#isLineEnd(at) && !this.#isSeparator(at);
  }

  #isLineEnd(at: number): boolean {
    if (this.#lineSeparator !== undefined) return this.#text.startsWith(this.#lineSeparator, at);
    const code = this.#text.charCodeAt(at);
    return code === lineFeed || code === carriageReturn;
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && !this.#isLineEnd(this.#at)) this.#at++;
    this.#skipLineEnd();
  }

  #skipLineEnd(): void {
    if (this.#lineSeparator !== undefined) {
      if (this.#isLineEnd(this.#at)) this.#at += this.#lineSeparator.length;
      return;
    }
    if (this.#text.charCodeAt(this.#at) === carriageReturn) this.#at++;
    if (this.#text.charCodeAt(this.#at) === lineFeed) this.#at++;
  }
}

/** A record that the parser gives up on, whatever the mode. */
export class CsvFailure extends Error {}

const failed = (reason: string): Error => new CsvFailure(reason);

/** The error for a file that holds such a record. */
export function csvFailure(path: string, error: CsvFailure): Error {
  return sparkError("FAILED_READ_FILE.NO_HINT", { path, reason: error.message }, { cause: error });
}
