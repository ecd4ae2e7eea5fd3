import type { Column } from "../column.ts";
import type { LiteralValue } from "../plan/literal.ts";
import type { Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, type Returns, type Unary, unary, value, valueOrColumn } from "./invoke.ts";

type Text<A> = Column<Call<string, [ExprOf<A>]>>;

/** Small letters. */
export const lower: Unary<"lower", string> = unary("lower");
/** Capital letters. */
export const upper: Unary<"upper", string> = unary("upper");
/** A capital letter at the start of each word. */
export const initcap: Unary<"initcap", string> = unary("initcap");
/** How many characters of a text, or bytes of a binary. */
export const length: Unary<"length", number> = unary("length");
/** How many characters. */
export const charLength: Unary<"char_length", number> = unary("char_length");
/** How many bytes in UTF-8. */
export const octetLength: Unary<"octet_length", number> = unary("octet_length");
/** The code of the first character. */
export const ascii: Unary<"ascii", number> = unary("ascii");
/** The text of bytes in base64. */
export const base64: Unary<"base64", string> = unary("base64");
/** The bytes of text in base64. */
export const unbase64: Unary<"unbase64", Uint8Array> = unary("unbase64");

/** Without spaces at both ends. */
export const trim: Unary<"trim", string> = unary("trim");
/** Without spaces at the start. */
export const ltrim: Unary<"ltrim", string> = unary("ltrim");
/** Without spaces at the end. */
export const rtrim: Unary<"rtrim", string> = unary("rtrim");

/** Texts joined; null where one is null. Arrays are joined too. */
export const concat = <const As extends readonly Arg[]>(...cols: As): Returns<string, As> => invoke("concat", ...cols);
/** Texts joined with a separator, nulls left out. */
export const concatWs = (sep: string, ...cols: readonly Arg[]): Column<Call<string, []>> =>
  invoke("concat_ws", value(sep), ...cols);
/** `len` characters from position `pos`, which counts from 1, or from the end where negative. */
export const substring = <const A extends Arg>(str: A, pos: number | Column, len: number | Column): Text<A> =>
  invoke("substring", str, valueOrColumn(pos), valueOrColumn(len));
/** As {@link substring}. */
export const substr = <const A extends Arg>(str: A, pos: Column, len?: Column): Text<A> =>
  len === undefined ? invoke("substr", str, pos) : invoke("substr", str, pos, len);
/** What stands before the n-th occurrence of a delimiter; from the end where n is negative. */
export const substringIndex = <const A extends Arg>(str: A, delim: string, count: number): Text<A> =>
  invoke("substring_index", str, value(delim), value(count));
/** The first characters. */
export const left = <const A extends Arg>(str: A, len: Arg): Text<A> => invoke("left", str, len);
/** The last characters. */
export const right = <const A extends Arg>(str: A, len: Arg): Text<A> => invoke("right", str, len);
/** Filled on the left to `len` characters, or cut to them. */
export const lpad = <const A extends Arg>(col: A, len: number | Column, pad: string | Column): Text<A> =>
  invoke("lpad", col, valueOrColumn(len), valueOrColumn(pad));
/** Filled on the right to `len` characters, or cut to them. */
export const rpad = <const A extends Arg>(col: A, len: number | Column, pad: string | Column): Text<A> =>
  invoke("rpad", col, valueOrColumn(len), valueOrColumn(pad));
/** The text several times over. */
export const repeat = <const A extends Arg>(col: A, n: number | Column): Text<A> =>
  invoke("repeat", col, valueOrColumn(n));

/** The position of a text in another, from 1; 0 where it is not there. */
export const instr = <const A extends Arg>(str: A, substr: string | Column): Column<Call<number, [ExprOf<A>]>> =>
  invoke("instr", str, valueOrColumn(substr));
/** As {@link instr}, from a position on. */
export const locate = <const A extends Arg>(substr: string, str: A, pos = 1): Column<Call<number, [ExprOf<A>]>> =>
  invoke("locate", value(substr), str, value(pos));
/** Replaces single characters: the first of `matching` by the first of `replace`, and so on. */
export const translate = <const A extends Arg>(col: A, matching: string, replace: string): Text<A> =>
  invoke("translate", col, value(matching), value(replace));
/** Replaces each occurrence of a text, given as columns or names of columns. */
export const replace = <const A extends Arg>(src: A, search: Arg, replacement?: Arg): Text<A> =>
  replacement === undefined ? invoke("replace", src, search) : invoke("replace", src, search, replacement);
/** The text between delimiters, as an array; the delimiter is a Java regular expression. */
export const split = <const A extends Arg>(
  str: A,
  pattern: string | Column,
  limit: number | Column = -1,
): Column<Call<string[], [ExprOf<A>]>> => invoke("split", str, valueOrColumn(pattern), valueOrColumn(limit));
/** One part of a text between delimiters, counted from 1. */
export const splitPart = <const A extends Arg>(src: A, delimiter: Arg, partNum: Arg): Text<A> =>
  invoke("split_part", src, delimiter, partNum);

/** The part that a group of a Java regular expression matched; group 0 is the whole match. */
export const regexpExtract = <const A extends Arg>(str: A, pattern: string, idx: number): Text<A> =>
  invoke("regexp_extract", str, value(pattern), value(idx));
/** The parts that a group matched, for all matches. The pattern is a column: wrap text with `lit`. */
export const regexpExtractAll = <const A extends Arg>(
  str: A,
  regexp: Arg,
  idx?: number,
): Column<Call<string[], [ExprOf<A>]>> =>
  idx === undefined ? invoke("regexp_extract_all", str, regexp) : invoke("regexp_extract_all", str, regexp, value(idx));
/** Replaces each match of a Java regular expression. */
export const regexpReplace = <const A extends Arg>(
  str: A,
  pattern: string | Column,
  replacement: string | Column,
): Text<A> => invoke("regexp_replace", str, valueOrColumn(pattern), valueOrColumn(replacement));
/** How often a pattern matches. The pattern is a column: wrap text with `lit`. */
export const regexpCount = <const A extends Arg>(str: A, regexp: Arg): Column<Call<number, [ExprOf<A>]>> =>
  invoke("regexp_count", str, regexp);
/** Whether a pattern is found. The pattern is a column: wrap text with `lit`. */
export const regexpLike = <const A extends Arg>(str: A, regexp: Arg): Column<Call<boolean, [ExprOf<A>]>> =>
  invoke("regexp_like", str, regexp);

/** Values set into a pattern as of C's printf. */
export const formatString = (format: string, ...cols: readonly Arg[]): Column<Call<string, []>> =>
  invoke("format_string", value(format), ...cols);
/** A number with thousands separators and `d` digits behind the point. */
export const formatNumber = <const A extends Arg>(col: A, d: number): Text<A> => invoke("format_number", col, value(d));
/** How many changes of a character lead from one text to the other. */
export const levenshtein = <const A extends Arg, const B extends Arg>(left: A, right: B): Returns<number, [A, B]> =>
  invoke("levenshtein", left, right);
/** The code of how a text sounds in English. */
export const soundex: Unary<"soundex", string> = unary("soundex");
/** The bytes of a text in a charset. */
export const encode = <const A extends Arg>(col: A, charset: string): Column<Call<Uint8Array, [ExprOf<A>]>> =>
  invoke("encode", col, value(charset));
/** The text of bytes in a charset. */
export const decode = <const A extends Arg>(col: A, charset: string): Text<A> => invoke("decode", col, value(charset));
/** The text with its characters in reverse, or the array with its elements. */
export const reverse = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("reverse", col);

/** Whether a text begins with another. Both are columns: wrap text with `lit`. */
export const startswith = <const A extends Arg, const B extends Arg>(str: A, prefix: B): Returns<boolean, [A, B]> =>
  invoke("startswith", str, prefix);
/** Whether a text ends with another. Both are columns: wrap text with `lit`. */
export const endswith = <const A extends Arg, const B extends Arg>(str: A, suffix: B): Returns<boolean, [A, B]> =>
  invoke("endswith", str, suffix);
/** Whether a text has another in it. Both are columns: wrap text with `lit`. */
export const contains = <const A extends Arg, const B extends Arg>(left: A, right: B): Returns<boolean, [A, B]> =>
  invoke("contains", left, right);

/** A number read from text by a format like `999,999.99`; a decimal. */
export const toNumber = <const A extends Arg>(col: A, format: LiteralValue | Column): Text<A> =>
  invoke("to_number", col, valueOrColumn(format));
