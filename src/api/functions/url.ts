import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Parts of URLs, and their escapes. */

/** A part of a URL, such as `HOST`. */
export const parseUrl = <const A extends Arg, const B extends Arg, const C extends Arg = never>(
  url: A,
  partToExtract: B,
  key?: C,
): Column<Always<string | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> =>
  invokeGiven("parse_url", url, partToExtract, key);
/** A part of a URL; null where it is none. */
export const tryParseUrl = <const A extends Arg, const B extends Arg, const C extends Arg = never>(
  url: A,
  partToExtract: B,
  key?: C,
): Column<Always<string | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> =>
  invokeGiven("try_parse_url", url, partToExtract, key);
/** Text whose escapes are read. */
export const urlDecode = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("url_decode", text);
/** Text with escapes, for a URL. */
export const urlEncode = <const A extends Arg>(text: A): Column<Call<string, [ExprOf<A>]>> =>
  invoke("url_encode", text);
/** Text whose escapes are read; null where they are malformed. */
export const tryUrlDecode = <const A extends Arg>(text: A): Column<Always<string | null, [ExprOf<A>]>> =>
  invoke("try_url_decode", text);
