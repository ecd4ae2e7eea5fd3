import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, type ExprsOf, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of text: its codes, its bytes, and numbers written in formats. */

/** How many bits. */
export const bitLength = <const A extends Arg>(col: A): Column<Call<number, [ExprOf<A>]>> => invoke("bit_length", col);
/** Without spaces, or other characters, at both ends. */
export const btrim = <const A extends Arg, const B extends Arg = never>(
  text: A,
  trim?: B,
): Column<Call<string, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("btrim", text, trim);
/** The character of a code. */
export const char = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("char", col);
/** How many characters. */
export const characterLength = <const A extends Arg>(text: A): Column<Call<number, [ExprOf<A>]>> =>
  invoke("character_length", text);
/** The text under a collation. */
export const collate = <const A extends Arg>(col: A, collation: string): Column<Call<string, [ExprOf<A>]>> =>
  invoke("collate", col, given(collation));
/** The collation of text. */
export const collation = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("collation", col);
/** The n-th of several values. */
export const elt = <const As extends readonly Arg[]>(...inputs: As): Column<Always<string | null, ExprsOf<As>>> =>
  invoke("elt", ...inputs);
/** Where text stands in a list parted by commas. */
export const findInSet = <const A extends Arg, const B extends Arg>(
  text: A,
  strArray: B,
): Column<Call<number, [ExprOf<A>, ExprOf<B>]>> => invoke("find_in_set", text, strArray);
/** The bytes of text in base 32. */
export const fromBase32 = <const A extends Arg>(col: A): Column<Always<Uint8Array | null, [ExprOf<A>]>> =>
  invoke("from_base32", col);
/** Whether bytes are UTF-8. */
export const isValidUtf8 = <const A extends Arg>(text: A): Column<Call<boolean, [ExprOf<A>]>> =>
  invoke("is_valid_utf8", text);
/** How alike two texts are, from 0 to 1. */
export const jaroWinklerSimilarity = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Call<number, [ExprOf<A>, ExprOf<B>]>> => invoke("jaro_winkler_similarity", left, right);
/** Small letters. */
export const lcase = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> => invoke("lcase", text);
/** Text in which U+FFFD stands for bytes that are not UTF-8. */
export const makeValidUtf8 = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("make_valid_utf8", text);
/** Text with other characters in the places of letters and digits. */
export const mask = <
  const A extends Arg,
  const B extends Arg = never,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
>(
  col: A,
  upperChar?: B,
  lowerChar?: C,
  digitChar?: D,
  otherChar?: E,
): Column<Always<string | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>]>> =>
  invokeGiven("mask", col, upperChar, lowerChar, digitChar, otherChar);
/** Text with another in its midst. */
export const overlay = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg | number,
  const D extends Arg | number = never,
>(
  src: A,
  replace: B,
  pos: C,
  length?: D,
): Column<Call<string, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>]>> =>
  invokeGiven("overlay", src, replace, numberOrArg(pos), numberOrArg(length));
/** Where a text stands in another; 0 for nowhere. */
export const position = <const A extends Arg, const B extends Arg, const C extends Arg = never>(
  substr: A,
  text: B,
  start?: C,
): Column<Call<number, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> => invokeGiven("position", substr, text, start);
/** Values in a format, as of Java. */
export const printf = <const A extends Arg, const As extends readonly Arg[]>(
  format: A,
  ...cols: As
): Column<Call<string, [ExprOf<A>, ...ExprsOf<As>]>> => invoke("printf", format, ...cols);
/** Text in single quotes. */
export const quote = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("quote", col);
/** Text at random. */
export const randstr = (length: number | Column, seed?: number | Column): Column<Always<string, []>> =>
  invokeGiven("randstr", given(length), given(seed));
/** Where a regular expression finds something; 0 for nowhere. */
export const regexpInstr = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
  idx?: number | Column,
): Column<Call<number, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("regexp_instr", text, pattern, given(idx));
/** What a regular expression finds first. */
export const regexpSubstr = <const A extends Arg, const B extends Arg>(
  text: A,
  pattern: B,
): Column<Always<string | null, [ExprOf<A>, ExprOf<B>]>> => invoke("regexp_substr", text, pattern);
/** Words, in an array for each sentence. */
export const sentences = <const A extends Arg, const B extends Arg = never, const C extends Arg = never>(
  text: A,
  language?: B,
  country?: C,
): Column<Call<string[][], [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> => invokeGiven("sentences", text, language, country);
/** The text of bytes in base 32. */
export const toBase32 = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("to_base32", col);
/** The bytes that text stands for, in a format such as `hex`. */
export const toBinary = <const A extends Arg, const B extends Arg = never>(
  col: A,
  format?: B,
): Column<Always<Uint8Array | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("to_binary", col, format);
/** A number, time or bytes as text in a format. */
export const toChar = <const A extends Arg, const B extends Arg>(
  col: A,
  format: B,
): Column<Call<string, [ExprOf<A>, ExprOf<B>]>> => invoke("to_char", col, format);
/** A number, time or bytes as text in a format. */
export const toVarchar = <const A extends Arg, const B extends Arg>(
  col: A,
  format: B,
): Column<Call<string, [ExprOf<A>, ExprOf<B>]>> => invoke("to_varchar", col, format);
/** The bytes that text stands for; null where it stands for none. */
export const tryToBinary = <const A extends Arg, const B extends Arg = never>(
  col: A,
  format?: B,
): Column<Always<Uint8Array | null, [ExprOf<A>, ExprOf<B>]>> => invokeGiven("try_to_binary", col, format);
/** The number that text in a format tells; null where it tells none. */
export const tryToNumber = <const A extends Arg, const B extends Arg>(
  col: A,
  format: B,
): Column<Always<unknown, [ExprOf<A>, ExprOf<B>]>> => invoke("try_to_number", col, format);
/** The text where it is UTF-8, else null. */
export const tryValidateUtf8 = <const A extends Arg>(text: A): Column<Always<string | null, [ExprOf<A>]>> =>
  invoke("try_validate_utf8", text);
/** Capital letters. */
export const ucase = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> => invoke("ucase", text);
/** The text where it is UTF-8, else an error. */
export const validateUtf8 = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("validate_utf8", text);
