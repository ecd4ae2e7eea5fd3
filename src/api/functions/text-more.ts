import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven, numberOrArg } from "./invoke.ts";

/** More of text: its codes, its bytes, and numbers written in formats. */

/** How many bits. */
export const bitLength = (col: Arg): Column => invoke("bit_length", col);
/** Without spaces, or other characters, at both ends. */
export const btrim = (text: Arg, trim?: Arg): Column => invokeGiven("btrim", text, trim);
/** The character of a code. */
export const char = (col: Arg): Column => invoke("char", col);
/** How many characters. */
export const characterLength = (text: Arg): Column => invoke("character_length", text);
/** The text under a collation. */
export const collate = (col: Arg, collation: string): Column => invoke("collate", col, given(collation));
/** The collation of text. */
export const collation = (col: Arg): Column => invoke("collation", col);
/** The n-th of several values. */
export const elt = (...inputs: readonly Arg[]): Column => invoke("elt", ...inputs);
/** Where text stands in a list parted by commas. */
export const findInSet = (text: Arg, strArray: Arg): Column => invoke("find_in_set", text, strArray);
/** The bytes of text in base 32. */
export const fromBase32 = (col: Arg): Column => invoke("from_base32", col);
/** Whether bytes are UTF-8. */
export const isValidUtf8 = (text: Arg): Column => invoke("is_valid_utf8", text);
/** How alike two texts are, from 0 to 1. */
export const jaroWinklerSimilarity = (left: Arg, right: Arg): Column => invoke("jaro_winkler_similarity", left, right);
/** Small letters. */
export const lcase = (text: Arg): Column => invoke("lcase", text);
/** Text in which U+FFFD stands for bytes that are not UTF-8. */
export const makeValidUtf8 = (text: Arg): Column => invoke("make_valid_utf8", text);
/** Text with other characters in the places of letters and digits. */
export const mask = (col: Arg, upperChar?: Arg, lowerChar?: Arg, digitChar?: Arg, otherChar?: Arg): Column =>
  invokeGiven("mask", col, upperChar, lowerChar, digitChar, otherChar);
/** Text with another in its midst. */
export const overlay = (src: Arg, replace: Arg, pos: Arg | number, length?: Arg | number): Column =>
  invokeGiven("overlay", src, replace, numberOrArg(pos), numberOrArg(length));
/** Where a text stands in another; 0 for nowhere. */
export const position = (substr: Arg, text: Arg, start?: Arg): Column => invokeGiven("position", substr, text, start);
/** Values in a format, as of Java. */
export const printf = (format: Arg, ...cols: readonly Arg[]): Column => invoke("printf", format, ...cols);
/** Text in single quotes. */
export const quote = (col: Arg): Column => invoke("quote", col);
/** Text at random. */
export const randstr = (length: number | Column, seed?: number | Column): Column =>
  invokeGiven("randstr", given(length), given(seed));
/** Where a regular expression finds something; 0 for nowhere. */
export const regexpInstr = (text: Arg, pattern: Arg, idx?: number | Column): Column =>
  invokeGiven("regexp_instr", text, pattern, given(idx));
/** What a regular expression finds first. */
export const regexpSubstr = (text: Arg, pattern: Arg): Column => invoke("regexp_substr", text, pattern);
/** Words, in an array for each sentence. */
export const sentences = (text: Arg, language?: Arg, country?: Arg): Column =>
  invokeGiven("sentences", text, language, country);
/** The text of bytes in base 32. */
export const toBase32 = (col: Arg): Column => invoke("to_base32", col);
/** The bytes that text stands for, in a format such as `hex`. */
export const toBinary = (col: Arg, format?: Arg): Column => invokeGiven("to_binary", col, format);
/** A number, time or bytes as text in a format. */
export const toChar = (col: Arg, format: Arg): Column => invoke("to_char", col, format);
/** A number, time or bytes as text in a format. */
export const toVarchar = (col: Arg, format: Arg): Column => invoke("to_varchar", col, format);
/** The bytes that text stands for; null where it stands for none. */
export const tryToBinary = (col: Arg, format?: Arg): Column => invokeGiven("try_to_binary", col, format);
/** The number that text in a format tells; null where it tells none. */
export const tryToNumber = (col: Arg, format: Arg): Column => invoke("try_to_number", col, format);
/** The text where it is UTF-8, else null. */
export const tryValidateUtf8 = (text: Arg): Column => invoke("try_validate_utf8", text);
/** Capital letters. */
export const ucase = (text: Arg): Column => invoke("ucase", text);
/** The text where it is UTF-8, else an error. */
export const validateUtf8 = (text: Arg): Column => invoke("validate_utf8", text);
