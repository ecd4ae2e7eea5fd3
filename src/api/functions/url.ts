import type { Column } from "../column.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Parts of URLs, and their escapes. */

/** A part of a URL, such as `HOST`. */
export const parseUrl = (url: Arg, partToExtract: Arg, key?: Arg): Column =>
  invokeGiven("parse_url", url, partToExtract, key);
/** A part of a URL; null where it is none. */
export const tryParseUrl = (url: Arg, partToExtract: Arg, key?: Arg): Column =>
  invokeGiven("try_parse_url", url, partToExtract, key);
/** Text whose escapes are read. */
export const urlDecode = (text: Arg): Column => invoke("url_decode", text);
/** Text with escapes, for a URL. */
export const urlEncode = (text: Arg): Column => invoke("url_encode", text);
/** Text whose escapes are read; null where they are malformed. */
export const tryUrlDecode = (text: Arg): Column => invoke("try_url_decode", text);
