import { SparkException, sparkError } from "../common/index.ts";
import {
  CharType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  TimestampNTZType,
  TimestampType,
  VarcharType,
  YearMonthIntervalType,
} from "./data-type.ts";
import { type Token, tokenize } from "./ddl-tokens.ts";
import { ArrayType, MapType, StructField, StructType } from "./nested-type.ts";
import { quoteType } from "./quote.ts";
import type { RowOfDdl } from "./row-type.ts";
import { typeNamed } from "./type-names.ts";

/**
 * Reads a schema in DDL: `currency STRING NOT NULL COMMENT 'ISO 4217', amount BIGINT`, with or without a colon behind names.
 * Flat schemas that the compiler knows give their row type.
 *
 * @throws ParseException PARSE_SYNTAX_ERROR, UNSUPPORTED_DATATYPE and others, as Spark
 * @see StructType.fromDDL
 */
export function parseDdl<const Text extends string>(text: Text): StructType<RowOfDdl<Text>> {
  const parser = new DdlParser(text);
  const schema = parser.fields("end");
  parser.end();
  return schema() as StructType<RowOfDdl<Text>>;
}

/**
 * Reads a data type: `array<struct<a: int>>`, `decimal(10,2)`; also a schema in DDL, which is a struct.
 *
 * @throws ParseException PARSE_SYNTAX_ERROR, UNSUPPORTED_DATATYPE and others, as Spark
 * @see DataType.fromDDL
 */
export function parseDataType(text: string): DataType {
  const parser = new DdlParser(text);
  if (parser.looksLikeSchema()) return parseDdl(text);
  const type = parser.type();
  parser.end();
  return type();
}

/** What a type means, asked only after the whole text has parsed: syntax errors come before unknown types. */
type Meaning<Type = DataType> = () => Type;

const DAY_TIME = ["day", "hour", "minute", "second"];
const YEAR_MONTH = ["year", "month"];

class DdlParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
    if (this.#token.kind === "end") throw sparkError("PARSE_EMPTY_STATEMENT");
  }

  /** Fields up to the token `close`, which stays. */
  fields(close: "end" | ">"): Meaning<StructType> {
    const fields: Meaning<StructField>[] = [];
    if (close !== ">" || !this.#is(">"))
      do fields.push(this.#field(close === ">"));
      while (this.#accept(","));
    return () => new StructType(fields.map((field) => field()));
  }

  /** A type; a complex one that is not complete is an error at its `<`, where Spark sees the error. */
  type(): Meaning {
    const name = this.#take(this.#token.kind === "quoted" || (this.#token.kind === "word" && !this.#isWord("not")));
    const bracket = this.#at;
    if (name.kind === "word" && (this.#is("<") || this.#is("<>")))
      try {
        const complex = this.#complex(name.value.toLowerCase());
        if (complex) return complex;
      } catch (error) {
        if (!isSyntaxError(error)) throw error;
        this.#at = bracket;
        this.#fail();
      }
    if (name.kind === "word" && name.value.toLowerCase() === "interval") return this.#interval();
    return this.#simple(name);
  }

  end(): void {
    if (this.#token.kind === "end") return;
    const surplus = this.#tokens[this.#at + 1]?.kind === "end" ? `: extra input '${this.#token.text}'` : "";
    this.#fail(surplus);
  }

  /** Whether a field name stands at the begin, and not a type. */
  looksLikeSchema(): boolean {
    const [first, second] = this.#tokens;
    if (first?.kind !== "word" && first?.kind !== "quoted") return false;
    if (second?.text === ":") return true;
    if (second?.kind !== "word" && second?.kind !== "quoted") return false;
    const words = `${first.text} ${second.text}`.toLowerCase();
    const isInterval = /^interval (day|hour|minute|second|year|month)$/.test(words);
    return !isInterval && !/^(timestamp with(out)?|string collate)$/.test(words);
  }

  #field(nested: boolean): Meaning<StructField> {
    const name = this.#name();
    this.#accept(":");
    const type = this.type();
    const isNotNull = this.#acceptWord("not");
    if (isNotNull && !this.#acceptWord("null")) this.#fail(this.#token.kind === "end" ? ": missing 'NULL'" : "");
    const comment = this.#acceptWord("comment") ? this.#strings() : undefined;
    if (!nested && !this.#is(",") && this.#token.kind !== "end") this.end();
    return () => new StructField(name, type(), !isNotNull, comment === undefined ? {} : { comment });
  }

  #name(): string {
    if (this.#token.kind === "quoted") return this.#take(true).value;
    const first = this.#take(this.#token.kind === "word");
    let last = first;
    while (this.#is("-") && this.#tokens[this.#at + 1]?.kind === "word") {
      this.#at++;
      last = this.#take(true);
    }
    const ident = this.#text.slice(first.start, last.start + last.text.length);
    if (/\W/.test(ident)) throw sparkError("INVALID_IDENTIFIER", { ident });
    return ident;
  }

  /** Literals that stand side by side are one. */
  #strings(): string {
    let text = this.#take(this.#token.kind === "string").value;
    while (this.#token.kind === "string") text += this.#take(true).value;
    return text;
  }

  #complex(name: string): Meaning | undefined {
    if (name === "struct" && this.#accept("<>")) return () => new StructType();
    if (this.#is("<>")) return undefined;
    if (name === "array") {
      this.#expect("<");
      const element = this.type();
      this.#expect(">");
      return () => new ArrayType(element());
    }
    if (name === "map") {
      this.#expect("<");
      const key = this.type();
      this.#expect(",");
      const value = this.type();
      this.#expect(">");
      return () => new MapType(key(), value());
    }
    if (name !== "struct") return undefined;
    this.#expect("<");
    const struct = this.fields(">");
    this.#expect(">");
    return struct;
  }

  #interval(): Meaning {
    const start = this.#token.kind === "word" ? this.#token.value.toLowerCase() : "";
    const [fields, Type] = YEAR_MONTH.includes(start)
      ? [YEAR_MONTH, YearMonthIntervalType]
      : [DAY_TIME, DayTimeIntervalType];
    const from = fields.indexOf(start);
    if (from < 0) return () => typeNamed("interval")!;
    this.#at++;
    const next = this.#tokens[this.#at + 1];
    const to = next?.kind === "word" ? fields.indexOf(next.value.toLowerCase()) : -1;
    if (!this.#isWord("to") || to <= from) return () => new Type(from, from);
    this.#at += 2;
    return () => new Type(from, to);
  }

  #simple(name: Token): Meaning {
    const word = name.kind === "word" ? name.value.toLowerCase() : "";
    if (word === "timestamp" && this.#acceptWords("without", "time", "zone")) return () => new TimestampNTZType();
    if (word === "timestamp" && this.#acceptWords("with", "local", "time", "zone")) return () => new TimestampType();
    const collation = word === "string" && this.#acceptWord("collate") ? this.#name() : "UTF8_BINARY";
    const params = this.#accept("(") ? this.#numbers() : [];
    return () => simpleType(word, params, collation) ?? unsupported(name, params, collation);
  }

  #numbers(): number[] {
    const numbers: number[] = [];
    do numbers.push(Number(this.#take(this.#token.kind === "number").value));
    while (this.#accept(","));
    this.#expect(")");
    return numbers;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #is(symbol: string): boolean {
    return this.#token.kind === "symbol" && this.#token.text === symbol;
  }

  #isWord(word: string): boolean {
    return this.#token.kind === "word" && this.#token.value.toLowerCase() === word;
  }

  #accept(symbol: string): boolean {
    const found = this.#is(symbol);
    if (found) this.#at++;
    return found;
  }

  #acceptWord(word: string): boolean {
    return this.#acceptWords(word);
  }

  #acceptWords(...words: string[]): boolean {
    const found = words.every((word, i) => {
      const token = this.#tokens[this.#at + i];
      return token?.kind === "word" && token.value.toLowerCase() === word;
    });
    if (found) this.#at += words.length;
    return found;
  }

  #take(isRight: boolean): Token {
    const token = this.#token;
    if (!isRight) this.#fail();
    this.#at++;
    return token;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) this.#fail();
  }

  #fail(hint = ""): never {
    const error = this.#token.kind === "end" ? "end of input" : `'${this.#token.text}'`;
    throw sparkError("PARSE_SYNTAX_ERROR", { error, hint });
  }
}

const isSyntaxError = (error: unknown) => error instanceof SparkException && error.condition === "PARSE_SYNTAX_ERROR";

/** The type of a word with parameters in parentheses; `undefined` where there is none. */
function simpleType(word: string, params: readonly number[], collation: string): DataType | undefined {
  const [first, second = 0] = params;
  switch (word) {
    case "char":
    case "character":
    case "varchar":
      if (first === undefined) throw sparkError("DATATYPE_MISSING_SIZE", { type: quoteType(word) });
      if (params.length > 1) return undefined;
      return word === "varchar" ? new VarcharType(first) : new CharType(first);
    case "decimal":
    case "dec":
    case "numeric":
      if (params.length > 2) return undefined;
      return first === undefined ? new DecimalType() : checkedDecimal(first, second);
    case "array":
      throw sparkError("INCOMPLETE_TYPE_DEFINITION.ARRAY", { elementType: "<INT>" });
    case "map":
    case "struct":
      throw sparkError(`INCOMPLETE_TYPE_DEFINITION.${word.toUpperCase()}`);
    default:
      return params.length > 0 || collation.toUpperCase() !== "UTF8_BINARY" ? undefined : typeNamed(word);
  }
}

/** @throws AnalysisException where Spark has no such decimal */
export function checkedDecimal(precision: number, scale: number): DecimalType {
  const params = { precision: `${precision}`, scale: `${scale}` };
  if (scale > precision) throw sparkError("DECIMAL_SCALE_EXCEEDS_PRECISION", params);
  if (precision > 38)
    throw sparkError("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", { precision: `${precision}`, maxPrecision: "38" });
  return new DecimalType(precision, scale);
}

function unsupported(name: Token, params: readonly number[], collation: string): never {
  const list = params.length > 0 ? `(${params.join(",")})` : "";
  const collate = collation.toUpperCase() === "UTF8_BINARY" ? "" : ` COLLATE ${collation}`;
  throw sparkError("UNSUPPORTED_DATATYPE", { typeName: quoteType(`${name.value}${list}${collate}`) });
}
