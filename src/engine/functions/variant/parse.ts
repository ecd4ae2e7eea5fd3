import { sparkError } from "../../../common/index.ts";
import type { VariantNode } from "../../../types/index.ts";

/** Text that is no JSON. */
class JsonFault extends Error {}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** Controls inside are left to JSON.parse. */
const string = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\n\r]*/y;
const longest = 38;

/** Reads JSON and keeps what a number was written as: whole, decimal or floating. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): VariantNode {
    const node = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) throw new JsonFault();
    return node;
  }

  #skip(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)![0].length;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #is(char: string): boolean {
    this.#skip();
    if (!this.#text.startsWith(char, this.#at)) return false;
    this.#at += char.length;
    return true;
  }

  #value(): VariantNode {
    if (this.#is("{")) return this.#object();
    if (this.#is("[")) return this.#array();
    if (this.#is("null")) return { kind: "null" };
    if (this.#is("true")) return { kind: "boolean", value: true };
    if (this.#is("false")) return { kind: "boolean", value: false };
    const text = this.#take(string);
    if (text !== null) return { kind: "string", value: JSON.parse(text[0]) as string };
    const digits = this.#take(number);
    if (digits === null) throw new JsonFault();
    return numberOf(digits);
  }

  #object(): VariantNode {
    const fields = new Map<string, VariantNode>();
    if (this.#is("}")) return { kind: "object", fields };
    do {
      this.#skip();
      const key = this.#take(string);
      if (key === null || !this.#is(":")) throw new JsonFault();
      const name = JSON.parse(key[0]) as string;
      if (fields.has(name)) throw new JsonFault();
      fields.set(name, this.#value());
    } while (this.#is(","));
    if (!this.#is("}")) throw new JsonFault();
    return { kind: "object", fields };
  }

  #array(): VariantNode {
    const items: VariantNode[] = [];
    if (this.#is("]")) return { kind: "array", items };
    do items.push(this.#value());
    while (this.#is(","));
    if (!this.#is("]")) throw new JsonFault();
    return { kind: "array", items };
  }
}

function numberOf([text, fraction, exponent]: RegExpExecArray): VariantNode {
  if (exponent !== undefined) return { kind: "double", value: Number(text) };
  if (fraction === undefined) {
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return { kind: "whole", value };
  }
  return decimalNode(text) ?? { kind: "double", value: Number(text) };
}

/** A decimal of plain digits; undefined where it has too many. */
export function decimalNode(text: string): VariantNode | undefined {
  const [whole = "", fraction = ""] = text.split(".");
  const unscaled = BigInt(whole + fraction);
  const digits = unscaled.toString().replace("-", "").length;
  if (digits > longest || fraction.length > longest) return undefined;
  return { kind: "decimal", unscaled, scale: fraction.length };
}

/** The tree of JSON text; undefined where it is none, or an object has a key twice. */
export function readJson(text: string): VariantNode | undefined {
  try {
    return new JsonReader(text).document();
  } catch (error) {
    if (error instanceof JsonFault || error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** As {@link readJson}. @throws SparkException `MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION` */
export function parseJson(text: string): VariantNode {
  const node = readJson(text);
  if (node !== undefined) return node;
  throw sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord: text, failFastMode: "FAILFAST" });
}
