import type { SparkType, StructType } from "../../../types/index.ts";
import { type ConverterSettings, type ConvertText, isFieldFailure, textConverter } from "./converters.ts";

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openObject, closeObject, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];
const [space, lineFeed, carriageReturn] = [0x20, 0x0a, 0x0d];
const [zero, nine, minus, point] = [0x30, 0x39, 0x2d, 0x2e];

/** Digits that a double holds for certain. */
const safeDigits = 15;
/** Deeper values are left to the exact parser. */
const deepest = 50;
const powersOfTen = Array.from({ length: safeDigits + 1 }, (_, i) => 10 ** i);

const ranges: Readonly<Record<string, number>> = {
  byte: 128,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 10 ** safeDigits,
};

/** How a column's values are read: `skip` for fields that nobody asked for. */
type Reader = "skip" | "string" | "whole" | "double" | "float" | "decimal" | "boolean" | "text";

interface Column {
  readonly index: number;
  readonly reader: Reader;
  /** Numbers from here on do not fit. */
  readonly limit: number;
  readonly scale: number;
  /** Digits in front of the point. */
  readonly whole: number;
  readonly convert: ConvertText | undefined;
}

/** A name as it stood at the same place in an earlier record. */
interface Name {
  /** With the closing quote. */
  readonly bytes: Uint8Array;
  readonly column: Column;
}

const skipped: Column = { index: -1, reader: "skip", limit: 0, scale: 0, whole: 0, convert: undefined };

/**
 * Reads records as most of them are: one flat object on a line, strings without escapes, numbers of few digits, values that fit their
 * columns. Whatever else it meets, it leaves to the exact parser; what it takes, it reads as that one would.
 */
export class PlainRecords {
  /** The values of the last record, by the position of their column. */
  readonly row: unknown[];
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #names: Name[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  #buffer: Buffer = Buffer.alloc(0);
  /** The bytes as Latin-1, of which short strings are cut more cheaply than from bytes. */
  #latin = "";
  #end = 0;
  #value: unknown = null;

  private constructor(columns: ReadonlyMap<string, Column>, width: number) {
    this.#columns = columns;
    this.row = new Array(width).fill(null);
  }

  /** @returns undefined where the columns or the options need the exact parser for every record */
  static of(schema: StructType, settings: ConverterSettings): PlainRecords | undefined {
    const { options } = settings;
    if (options.multiLine || options.lineSep !== undefined || options.maxNestingDepth <= deepest) return undefined;
    if (options.maxNumLen < 2 * safeDigits) return undefined;
    const columns = new Map<string, Column>();
    for (const [index, { name, dataType }] of schema.fields.entries()) {
      const reader = readerOf(dataType as SparkType);
      if (reader === undefined) return undefined;
      const { precision = 0, scale = 0 } = dataType as { precision?: number; scale?: number };
      const convert = reader === "text" ? textConverter(dataType, settings) : undefined;
      columns.set(name, { index, reader, limit: ranges[dataType.kind] ?? 0, scale, whole: precision - scale, convert });
    }
    return new PlainRecords(columns, schema.fields.length);
  }

  /**
   * Reads the record at `start` into {@link row}.
   *
   * @returns where the next record starts; -1 where this one is not plain
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#latin = this.#buffer.toString("latin1");
    }
    this.#end = end;
    this.row.fill(null);
    if (bytes[start] !== openObject) return -1;
    let at = start + 1;
    if (bytes[at] === closeObject) return this.#lineEnd(at + 1);
    for (let place = 0; at < end; place++) {
      const name = this.#nameAt(at, place);
      if (name === undefined) return -1;
      at = this.#spaces(at + 1 + name.bytes.length);
      if (bytes[at] !== colon) return -1;
      at = this.#spaces(at + 1);
      const { column } = name;
      at = this.#valueAt(at, column);
      if (at < 0) return -1;
      if (column.index >= 0) this.row[column.index] = this.#value;
      at = this.#spaces(at);
      const behind = bytes[at];
      if (behind === closeObject) return at < end ? this.#lineEnd(at + 1) : -1;
      if (behind !== comma) return -1;
      at = this.#spaces(at + 1);
    }
    return -1;
  }

  #spaces(at: number): number {
    let next = at;
    while (this.#bytes[next] === space) next++;
    return next;
  }

  #lineEnd(at: number): number {
    if (at >= this.#end) return at === this.#end ? at : -1;
    const byte = this.#bytes[at];
    if (byte === lineFeed) return at + 1;
    if (byte !== carriageReturn) return -1;
    return at + 1 < this.#end && this.#bytes[at + 1] === lineFeed ? at + 2 : at + 1;
  }

  /** The name whose opening quote is at `at`; most records have the names of the one before, at the same places. */
  #nameAt(at: number, place: number): Name | undefined {
    const bytes = this.#bytes;
    if (bytes[at] !== quote) return undefined;
    const known = this.#names[place];
    if (known !== undefined) {
      const { bytes: expected } = known;
      let i = 0;
      while (i < expected.length && bytes[at + 1 + i] === expected[i]) i++;
      if (i === expected.length) return known;
    }
    const close = this.#stringEnd(at + 1, true);
    if (close < 0) return undefined;
    const column = this.#columns.get(this.#latin.slice(at + 1, close)) ?? skipped;
    const name = { bytes: bytes.slice(at + 1, close + 1), column };
    this.#names[place] = name;
    return name;
  }

  /** Where the closing quote is; -1 where the string has escapes, or other bytes than ASCII that must not be there. */
  #stringEnd(from: number, asciiOnly: boolean): number {
    const [bytes, end] = [this.#bytes, this.#end];
    let wide = false;
    let at = from;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === quote) break;
      if (byte < 0x20 || byte === backslash) return -1;
      if (byte >= 0x80) wide = true;
    }
    if (at >= end || (wide && asciiOnly)) return -1;
    this.#isWide = wide;
    return at;
  }
  /** Whether the last string had bytes other than ASCII. */
  #isWide = false;

  /** The string whose opening quote is at `at`, as the current value. @returns where it ends */
  #stringAt(at: number): number {
    if (this.#bytes[at] !== quote) return -1;
    const close = this.#stringEnd(at + 1, false);
    if (close < 0) return -1;
    if (!this.#isWide) this.#value = this.#latin.slice(at + 1, close);
    else {
      const text = this.#buffer.toString("utf8", at + 1, close);
      // The replacement of bytes that are no UTF-8, or the character itself.
      if (text.includes("\ufffd")) return -1;
      this.#value = text;
    }
    return close + 1;
  }

  /** Reads a value for a column. @returns where it ends, -1 where it is not plain or does not fit */
  #valueAt(at: number, column: Column): number {
    const { reader } = column;
    if (reader === "skip") return this.#skip(at, 0);
    const first = this.#bytes[at];
    if (first === 0x6e) {
      this.#value = null;
      return this.#word(at, "null");
    }
    switch (reader) {
      case "string":
        return this.#stringAt(at);
      case "text":
        return this.#textAt(at, column.convert!);
      case "boolean":
        this.#value = first === 0x74;
        return this.#word(at, first === 0x74 ? "true" : "false");
      case "whole": {
        const end = this.#numberAt(at);
        if (this.#fractionDigits > 0 || end < 0) return -1;
        const value = this.#value as number;
        if (value >= column.limit || value < -column.limit) return -1;
        // No minus zero.
        this.#value = value + 0;
        return end;
      }
      case "decimal":
        return this.#decimalAt(at, column);
      default: {
        const end = this.#numberAt(at);
        if (end < 0) return -1;
        const value = this.#value as number;
        if (reader === "float") this.#value = Math.fround(value);
        if (this.#fractionDigits === 0) this.#value = value + 0;
        return end;
      }
    }
  }

  #textAt(at: number, convert: ConvertText): number {
    const end = this.#stringAt(at);
    if (end < 0 || this.#value === "") return -1;
    try {
      this.#value = convert(this.#value as string);
      return end;
    } catch (error) {
      if (isFieldFailure(error)) return -1;
      throw error;
    }
  }

  #decimalAt(at: number, { scale, whole }: Column): number {
    const end = this.#numberAt(at);
    if (end < 0 || this.#fractionDigits > scale) return -1;
    const text = this.#latin.slice(at, end);
    const digits =
      text.length - (this.#bytes[at] === minus ? 1 : 0) - (this.#fractionDigits > 0 ? this.#fractionDigits + 1 : 0);
    if (digits > whole) return -1;
    this.#value = Object.is(this.#value, -0) ? "0" : text;
    return end;
  }

  /** Digits behind the point of the last number; 0 also where it had no point. */
  #fractionDigits = 0;

  /** A number of few digits and without an exponent, as the current value. */
  #numberAt(at: number): number {
    const bytes = this.#bytes;
    const isNegative = bytes[at] === minus;
    const start = isNegative ? at + 1 : at;
    let next = start;
    let value = 0;
    let byte = bytes[next]!;
    while (byte >= zero && byte <= nine) {
      value = value * 10 + (byte - zero);
      byte = bytes[++next]!;
    }
    let digits = next - start;
    if (digits === 0 || (digits > 1 && bytes[start] === zero)) return -1;
    this.#fractionDigits = 0;
    if (byte === point) {
      const pointAt = next;
      byte = bytes[++next]!;
      while (byte >= zero && byte <= nine) {
        value = value * 10 + (byte - zero);
        byte = bytes[++next]!;
      }
      const fraction = next - pointAt - 1;
      if (fraction === 0) return -1;
      this.#fractionDigits = fraction;
      digits += fraction;
    }
    if (digits > safeDigits || next >= this.#end) return -1;
    if (byte !== comma && byte !== closeObject && byte !== closeArray && byte !== space) return -1;
    // Both numbers are exact, so their quotient is the double next to the decimal number.
    if (this.#fractionDigits > 0) value /= powersOfTen[this.#fractionDigits]!;
    this.#value = isNegative ? -value : value;
    return next;
  }

  #word(at: number, word: string): number {
    for (let i = 0; i < word.length; i++) if (this.#bytes[at + i] !== word.charCodeAt(i)) return -1;
    const behind = this.#bytes[at + word.length];
    const isWhole = behind === comma || behind === closeObject || behind === closeArray || behind === space;
    return isWhole ? at + word.length : -1;
  }

  /** Passes over a value that nobody asked for; it has to be JSON nevertheless. */
  #skip(at: number, depth: number): number {
    const first = this.#bytes[at];
    if (first === quote) {
      const close = this.#stringEnd(at + 1, true);
      return close < 0 ? -1 : close + 1;
    }
    if (first === openObject || first === openArray) return depth < deepest ? this.#skipNested(at, depth) : -1;
    if (first === 0x74) return this.#word(at, "true");
    if (first === 0x66) return this.#word(at, "false");
    if (first === 0x6e) return this.#word(at, "null");
    return this.#numberAt(at);
  }

  #skipNested(start: number, depth: number): number {
    const isObject = this.#bytes[start] === openObject;
    const close = isObject ? closeObject : closeArray;
    let at = this.#spaces(start + 1);
    if (this.#bytes[at] === close) return at + 1;
    while (at < this.#end) {
      if (isObject) {
        if (this.#bytes[at] !== quote) return -1;
        const nameEnd = this.#stringEnd(at + 1, true);
        if (nameEnd < 0) return -1;
        at = this.#spaces(nameEnd + 1);
        if (this.#bytes[at] !== colon) return -1;
        at = this.#spaces(at + 1);
      }
      at = this.#skip(at, depth + 1);
      if (at < 0) return -1;
      at = this.#spaces(at);
      if (this.#bytes[at] === close) return at + 1;
      if (this.#bytes[at] !== comma) return -1;
      at = this.#spaces(at + 1);
    }
    return -1;
  }
}

function readerOf(type: SparkType): Reader | undefined {
  switch (type.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return "whole";
    case "string":
    case "double":
    case "float":
    case "decimal":
    case "boolean":
      return type.kind;
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return "text";
    default:
      return undefined;
  }
}
