import { decodeBase64 } from "./base64.ts";
import type { JsonOptions } from "./options.ts";

/** What stands at the reader's position. */
export type Token =
  | "none"
  | "name"
  | "{"
  | "}"
  | "["
  | "]"
  | "string"
  | "integer"
  | "float"
  | "true"
  | "false"
  | "null";

/** The bytes are no JSON; the reader stands behind what it could not take and may go on from there. */
export class MalformedJson extends Error {}

const refuse = (): never => {
  throw malformed("no Base64");
};
const malformed = (what: string): MalformedJson => new MalformedJson(what);
const identifierPart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}]/u;
const identifierStart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;

const [quote, apostrophe, backslash, comma, colon, slash, hash] = [0x22, 0x27, 0x5c, 0x2c, 0x3a, 0x2f, 0x23];
const [openObject, closeObject, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine, minus, plus, point] = [0x30, 0x39, 0x2d, 0x2b, 0x2e];
const isDigit = (byte: number): boolean => byte >= zero && byte <= nine;
const isName = (byte: number): boolean => byte >= 0x80 || identifierStart.test(String.fromCharCode(byte));

/** Bytes of names without quotes, those above 0x7f taken for Latin-1: what Jackson takes. */
const unquotedName = /[-#$*+@\w\x7f-\x9f\xa2-\xa5\xaa\xad\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff]/;

interface Level {
  readonly isObject: boolean;
  /** How many names or items were begun; from the second on, a comma is due. */
  begun: number;
  name: string | null;
}

/**
 * A pull parser over the bytes of one document that behaves as the one below Spark does, step by step: which errors are seen at which
 * token, where it stands after an error, and what can still be read from there. Spark goes on after errors within fields, so its
 * results depend on that.
 *
 * @see com.fasterxml.jackson.core.json.UTF8StreamJsonParser
 */
export class JsonTokens {
  readonly #options: JsonOptions;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes, for their text. */
  #buffer: Buffer = Buffer.alloc(0);
  #end = 0;
  /** The next byte to look at. */
  position = 0;
  token: Token = "none";
  /** Where the value of the current token starts. */
  start = 0;
  #levels: Level[] = [];
  /** The value behind a name: it is read along with the name. */
  #ahead: Token = "none";
  #text = "";
  /** The string of the current token was passed over to its opening quote only. */
  #pending = false;
  /** Halves of surrogate pairs are seen where strings are decoded only. */
  #isSkipping = false;

  constructor(options: JsonOptions) {
    this.#options = options;
  }

  reset(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.position = start;
    this.#end = end;
    this.token = "none";
    this.#ahead = "none";
    this.#pending = false;
    this.#levels = [];
  }

  /** The name of the current field, in whichever object the reader is; null outside of objects. */
  get name(): string | null {
    // At the start of a value's own braces the name is the one in front of them.
    const depth = this.#levels.length - (this.token === "{" || this.token === "[" ? 2 : 1);
    return this.#levels[depth]?.name ?? null;
  }

  /** The content of a string, or the digits of a number as written. */
  text(): string {
    if (this.token !== "string") return this.raw(this.start, this.position);
    if (this.#pending) {
      this.#pending = false;
      this.#text = this.#string(quote);
    }
    return this.#text;
  }

  /** The bytes that a string is the Base64 of. */
  bytes(): Uint8Array {
    if (this.#pending) {
      const value = decodeBase64({
        next: () => this.#raw(),
        back: () => this.position--,
        escape: () => this.#escape().charCodeAt(0),
        refuse,
      });
      this.#pending = false;
      return value;
    }
    const text = this.#text;
    let at = 0;
    const next = () => (at++ < text.length ? Math.min(text.charCodeAt(at - 1), 0xff) : quote);
    return decodeBase64({ next, back: () => at--, escape: refuse, refuse });
  }

  raw(start: number, end: number): string {
    return this.#buffer.toString("utf8", start, end);
  }

  /** @returns "none" at the end of the document */
  next(): Token {
    if (this.token === "name") {
      const value = this.#ahead;
      this.#ahead = "none";
      this.token = value;
      if (value === "{" || value === "[") this.#open(value === "{");
      return value;
    }
    if (this.#pending) {
      this.#pending = false;
      this.#skipString();
    }
    let byte = this.#byteOrEnd();
    if (byte < 0) {
      this.expectEnd();
      this.token = "none";
      return "none";
    }
    const level = this.#levels.at(-1);
    if (byte === closeArray || byte === closeObject) {
      if (level === undefined || level.isObject !== (byte === closeObject)) throw malformed("mismatched bracket");
      this.start = this.position - 1;
      this.#levels.pop();
      this.token = byte === closeObject ? "}" : "]";
      return this.token;
    }
    if (level !== undefined && level.begun++ > 0) {
      if (byte !== comma) throw malformed("a comma is missing");
      byte = this.#byte();
    }
    if (level?.isObject !== true) {
      const value = this.#value(byte);
      this.token = value;
      if (value === "{" || value === "[") this.#open(value === "{");
      return value;
    }
    level.name = this.#name(byte);
    this.token = "name";
    this.#colon();
    this.#ahead = this.#value(this.#byte());
    return "name";
  }

  /** Goes to the end of the object or array that has just begun; elsewhere stays. */
  skipChildren(): void {
    if (this.token !== "{" && this.token !== "[") return;
    for (let open = 1; ; ) {
      const token = this.next();
      if (token === "none") {
        this.expectEnd();
        return;
      }
      if (token === "{" || token === "[") open++;
      else if ((token === "}" || token === "]") && --open === 0) return;
    }
  }

  expectEnd(): void {
    if (this.#levels.length > 0) throw malformed("the document ends early");
  }

  #open(isObject: boolean): void {
    this.#levels.push({ isObject, begun: 0, name: null });
    if (this.#levels.length > this.#options.maxNestingDepth) throw malformed("nested too deep");
  }

  /** The next byte that is no white space, taken; -1 at the end. */
  #byteOrEnd(): number {
    while (this.position < this.#end) {
      const byte = this.#bytes[this.position++]!;
      if (byte > 0x20) {
        if (byte === slash) this.#comment();
        else if (byte === hash && this.#options.allowComments) this.#line();
        else return byte;
      } else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) throw malformed("control character");
    }
    return -1;
  }

  #byte(): number {
    const byte = this.#byteOrEnd();
    if (byte < 0) throw malformed("the document ends early");
    return byte;
  }

  /** The byte right here, taken. */
  #raw(): number {
    if (this.position >= this.#end) throw malformed("the document ends early");
    return this.#bytes[this.position++]!;
  }

  #comment(): void {
    if (!this.#options.allowComments) throw malformed("comment");
    const kind = this.#raw();
    if (kind === slash) {
      this.#line();
      return;
    }
    if (kind !== 0x2a) throw malformed("comment");
    for (;;) {
      if (this.#raw() === 0x2a && this.#bytes[this.position] === slash && this.position < this.#end) {
        this.position++;
        return;
      }
    }
  }

  #line(): void {
    while (this.position < this.#end) {
      const byte = this.#bytes[this.position++]!;
      if (byte === 0x0a || byte === 0x0d) return;
    }
  }

  #colon(): void {
    if (this.#byte() !== colon) throw malformed("a colon is missing");
  }

  #name(byte: number): string {
    if (byte === quote) return this.#string(quote, false);
    if (byte === apostrophe && this.#options.allowSingleQuotes) return this.#string(apostrophe, false);
    const isPart = (part: number): boolean => part >= 0 && unquotedName.test(String.fromCharCode(part));
    if (!this.#options.allowUnquotedFieldNames || !isPart(byte)) throw malformed("a name is missing");
    const start = this.position - 1;
    while (isPart(this.#peek())) this.position++;
    return this.raw(start, this.position);
  }

  #value(byte: number): Token {
    this.start = this.position - 1;
    switch (byte) {
      case quote:
        this.#pending = true;
        return "string";
      case openObject:
        return "{";
      case openArray:
        return "[";
      case 0x74:
        return this.#word("true", 1, "true");
      case 0x66:
        return this.#word("false", 1, "false");
      case 0x6e:
        return this.#word("null", 1, "null");
      case minus:
        return this.#signed();
      default:
        if (isDigit(byte)) return this.#number(byte);
        return this.#unexpected(byte);
    }
  }

  #unexpected(byte: number): Token {
    if (byte === apostrophe && this.#options.allowSingleQuotes) {
      this.#text = this.#string(apostrophe);
      return "string";
    }
    if (byte === 0x4e) return this.#nonNumeric("NaN", 1);
    if (byte === 0x49) return this.#nonNumeric("Infinity", 1);
    if (byte === plus) return this.#infinity(this.#raw(), "+");
    if (isName(byte)) this.#rest();
    throw malformed("a value is missing");
  }

  #nonNumeric(word: string, from: number): Token {
    this.#word(word, from, "float");
    if (!this.#options.allowNonNumericNumbers) throw malformed(`${word} is not allowed`);
    return "float";
  }

  #infinity(byte: number, sign: "+" | "-"): Token {
    if (byte !== 0x49) throw malformed("a digit is missing");
    const next = this.#raw();
    if (next === 0x4e) return this.#nonNumeric(`${sign}INF`, 3);
    if (next === 0x6e) return this.#nonNumeric(`${sign}Infinity`, 3);
    throw malformed("a digit is missing");
  }

  #word(word: string, from: number, token: Token): Token {
    for (let i = from; i < word.length; i++) {
      if (this.#bytes[this.position] !== word.charCodeAt(i) || this.position >= this.#end) {
        this.#rest();
        throw malformed("an unknown word");
      }
      this.position++;
    }
    if (this.position < this.#end) {
      const byte = this.#bytes[this.position]!;
      if (byte >= zero && byte !== closeArray && byte !== closeObject && this.#identifierLength() > 0) {
        this.#rest();
        throw malformed("an unknown word");
      }
    }
    return token;
  }

  /** Bytes of the letter or digit at the position; 0 where there is none. */
  #identifierLength(): number {
    const byte = this.#bytes[this.position]!;
    const length = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return identifierPart.test(this.raw(this.position, Math.min(this.position + length, this.#end))) ? length : 0;
  }

  /** Errors tell the whole wrong word, so the reader comes to stand behind it and the character that ends it. */
  #rest(): void {
    while (this.position < this.#end) {
      const length = this.#identifierLength();
      this.position += Math.max(1, length);
      if (length === 0) return;
    }
  }

  #signed(): Token {
    const byte = this.#raw();
    if (!isDigit(byte)) return this.#infinity(byte, "-");
    return this.#number(byte);
  }

  #number(first: number): Token {
    if (first === zero && isDigit(this.#peek())) {
      if (!this.#options.allowNumericLeadingZeros) throw malformed("leading zero");
      while (this.#peek() === zero) this.position++;
    }
    this.#digits();
    let isFloat = false;
    if (this.#peek() === point) {
      this.position++;
      this.#someDigits();
      isFloat = true;
    }
    const exponent = this.#peek();
    if (exponent === 0x65 || exponent === 0x45) {
      this.position++;
      const sign = this.#peek();
      if (sign === minus || sign === plus) this.position++;
      this.#someDigits();
      isFloat = true;
    }
    this.#checkLength(isFloat);
    if (this.#levels.length === 0) {
      const behind = this.#peek();
      if (behind >= 0 && behind !== 0x20 && behind !== 0x09 && behind !== 0x0a && behind !== 0x0d)
        throw malformed("something sticks to a number");
    }
    return isFloat ? "float" : "integer";
  }

  /** Digits beyond the limit make a number that nobody asks for an error as well. */
  #checkLength(isFloat: boolean): void {
    const length = this.position - this.start;
    const most = this.#options.maxNumLen;
    if (length <= most) return;
    const text = this.raw(this.start, this.position);
    if (text.replace(isFloat ? /[-+.eE]/g : "-", "").length > most) throw malformed("too many digits");
  }

  #peek(): number {
    return this.position < this.#end ? this.#bytes[this.position]! : -1;
  }

  #digits(): void {
    while (isDigit(this.#peek())) this.position++;
  }

  #someDigits(): void {
    if (!isDigit(this.#raw())) throw malformed("a digit is missing");
    this.#digits();
  }

  /** Reads a string whose opening quote is behind the reader. */
  #string(end: number, isValue = true): string {
    const start = this.position;
    for (let at = start; at < this.#end; at++) {
      const byte = this.#bytes[at]!;
      if (byte === end) {
        this.position = at + 1;
        return this.#latin(start, at);
      }
      if (byte < 0x20 || byte === backslash || byte >= 0x80) break;
    }
    let text = "";
    for (;;) {
      let plainEnd = this.position;
      while (plainEnd < this.#end) {
        const byte = this.#bytes[plainEnd]!;
        if (byte === end || byte === backslash || byte < 0x20 || byte >= 0x80) break;
        plainEnd++;
      }
      text += this.#latin(this.position, plainEnd);
      this.position = plainEnd;
      const byte = this.#raw();
      if (byte === end) return text;
      if (byte === backslash) text += this.#escape();
      else if (byte >= 0x80) text += this.#multibyte(byte);
      else if (!this.#options.allowUnquotedControlChars)
        throw malformed(isValue ? "control character" : "control in name");
      else text += String.fromCharCode(byte);
    }
  }

  #latin(start: number, end: number): string {
    return this.#buffer.toString("latin1", start, end);
  }

  #skipString(): void {
    this.#isSkipping = true;
    try {
      this.#string(quote);
    } finally {
      this.#isSkipping = false;
    }
  }

  #escape(): string {
    const byte = this.#raw();
    switch (byte) {
      case 0x62:
        return "\b";
      case 0x74:
        return "\t";
      case 0x6e:
        return "\n";
      case 0x66:
        return "\f";
      case 0x72:
        return "\r";
      case quote:
      case slash:
      case backslash:
        return String.fromCharCode(byte);
      case 0x75: {
        let code = 0;
        for (let i = 0; i < 4; i++) {
          const digit = Number.parseInt(String.fromCharCode(this.#raw()), 16);
          if (Number.isNaN(digit)) throw malformed("a hex digit is missing");
          code = code * 16 + digit;
        }
        return String.fromCharCode(code);
      }
    }
    const character = byte >= 0x80 ? this.#multibyte(byte) : String.fromCharCode(byte);
    if (this.#options.allowBackslashEscapingAnyCharacter) return character;
    if (character === "'" && this.#options.allowSingleQuotes) return character;
    throw malformed("an unknown escape");
  }

  /** A character of several bytes; overlong forms are taken, as Jackson takes them. */
  #multibyte(first: number): string {
    const length = (first & 0xe0) === 0xc0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : (first & 0xf8) === 0xf0 ? 4 : 0;
    if (length === 0) throw malformed("no UTF-8");
    let code = first & (0xff >> (length + 1));
    for (let i = 1; i < length; i++) {
      const byte = this.#raw();
      if ((byte & 0xc0) !== 0x80) throw malformed("no UTF-8");
      code = (code << 6) | (byte & 0x3f);
    }
    if (!this.#isSkipping && length === 3 && code >= 0xd800 && code <= 0xdfff)
      throw malformed("half of a surrogate pair");
    if (length < 4) return String.fromCharCode(code);
    const pair = code - 0x10000;
    return String.fromCharCode(0xd800 | (pair >> 10), 0xdc00 | (pair & 0x3ff));
  }
}

const surrogate = /[\ud800-\udfff]/;
const unpaired = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as Java writes it in UTF-8: halves of surrogate pairs become question marks. */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(unpaired, "?") : text;
}
