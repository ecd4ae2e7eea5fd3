import { sparkError } from "../../../common/index.ts";

/** Codes of text: by its sound, with check digits, with few letters. */

/** Of the letters A to Z; H and W have none of their own. */
const soundexCodes = "01230127022455012623017202";

/** @see org.apache.spark.unsafe.types.UTF8String#soundex */
export function soundex(text: string): string {
  const first = text[0]?.toUpperCase();
  if (first === undefined || first < "A" || first > "Z") return text;
  const codeOf = (letter: string): string => soundexCodes[letter.charCodeAt(0) - 65]!;
  let result = first;
  let last = codeOf(first);
  for (const char of text.slice(1).toUpperCase()) {
    if (result.length === 4) break;
    if (char < "A" || char > "Z") {
      last = "0";
      continue;
    }
    const code = codeOf(char);
    // H and W do not part letters of one code, which the 7 stands for.
    if (code === "7") continue;
    if (code !== "0" && code !== last) result += code;
    last = code;
  }
  return result.padEnd(4, "0");
}

/** Whether the last digit is the check digit of those before it. */
export function luhnValid(digits: string): boolean {
  if (!/^[0-9]+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += base32[(value >> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  if (bits > 0) text += base32[(value << (5 - bits)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}

/** What is no digit of the base is passed over. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const char of text.toUpperCase()) {
    if (char === "=") break;
    const digit = base32.indexOf(char);
    if (digit < 0) continue;
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}

/** Letters and digits with others in their places; null leaves a kind as it is. */
export function masked(
  text: string | null,
  upper: string | null,
  lower: string | null,
  digit: string | null,
  other: string | null,
): string | null {
  if (text === null) return null;
  let result = "";
  for (const char of text) {
    if (/\p{Lu}/u.test(char)) result += upper ?? char;
    else if (/\p{Ll}/u.test(char)) result += lower ?? char;
    else if (/\p{Nd}/u.test(char)) result += digit ?? char;
    else result += other ?? char;
  }
  return result;
}

/** Sentences as lists of their words, without marks. */
export function sentences(text: string, language: string, country: string): readonly (readonly string[])[] {
  const locale = language === "" ? "en" : country === "" ? language : `${language}-${country}`;
  const words = new Intl.Segmenter(locale, { granularity: "word" });
  const result: string[][] = [];
  for (const { segment } of new Intl.Segmenter(locale, { granularity: "sentence" }).segment(text))
    result.push([...words.segment(segment)].filter((word) => word.isWordLike).map((word) => word.segment));
  return result;
}

/** Where a part occurs for the nth time, searched from a place on; from a negative one towards the start. 0 where it does not. */
export function nthPlace(text: string, part: string, from: number, nth: number): number {
  if (nth < 1)
    throw sparkError("INVALID_PARAMETER_VALUE.OCCURRENCE", {
      parameter: "`occurrence`",
      functionName: "`instr`",
      actual: String(nth),
    });
  const characters = [...text];
  const wanted = [...part];
  const found = (at: number): boolean => wanted.every((char, i) => characters[at + i] === char);
  let left = nth;
  const last = characters.length - wanted.length;
  if (from > 0) {
    for (let at = from - 1; at <= last; at++) if (found(at) && --left === 0) return at + 1;
  } else if (from < 0)
    for (let at = Math.min(characters.length + from, last); at >= 0; at--) if (found(at) && --left === 0) return at + 1;
  return 0;
}

/** How many characters have to be added, taken out or changed to make one text the other. */
export function levenshtein(a: string, b: string): number {
  const [from, to] = [[...a], [...b]];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, char] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries())
      next.push(Math.min(row[j]! + Number(char !== other), row[j + 1]! + 1, next[j]! + 1));
    row = next;
  }
  return row[to.length]!;
}
