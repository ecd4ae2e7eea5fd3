import { sparkError } from "../../../common/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { type Script, script } from "../script.ts";
import { stringType } from "../type-rules.ts";
import { text, textFunction } from "./text.ts";

/** The parts of a URL, each undefined where the URL lacks it. @see java.net.URI */
interface UrlParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** Characters that no part may have; other than in ASCII only spaces and controls are refused. */
const illegal = /[\s\p{Cc}"<>\\^`{|}]/u;
const badEscape = /%(?![0-9A-Fa-f]{2})/;

function partsOf(url: string): UrlParts | undefined {
  if (illegal.test(url) || badEscape.test(url)) return undefined;
  const [, scheme, rest = "", fragment] = /^(?:([^:/?#]*):)?([^#]*)(?:#(.*))?$/s.exec(url) ?? [];
  if (scheme !== undefined && (!/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme) || rest === "")) return undefined;
  if (fragment !== undefined && /[#]/.test(fragment)) return undefined;
  // A URL without a slash behind its scheme has no parts.
  if (scheme !== undefined && !rest.startsWith("/"))
    return { scheme, authority: undefined, path: undefined, query: undefined, fragment };
  const [, authority, path = "", query] = /^(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(rest) ?? [];
  if (authority === "" && path === "") return undefined;
  if (/[[\]]/.test(path)) return undefined;
  return { scheme, authority: authority === "" ? undefined : authority, path, query, fragment };
}

const hostName =
  /^(?:(.*)@)?(\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?|\d{1,3}(?:\.\d{1,3}){3})(?::\d*)?$/;

function part({ scheme, authority, path, query, fragment }: UrlParts, name: string): string | undefined {
  const [, user, host] = hostName.exec(authority ?? "") ?? [];
  switch (name) {
    case "HOST":
      return host;
    case "PATH":
      return path;
    case "QUERY":
      return query;
    case "REF":
      return fragment;
    case "PROTOCOL":
      return scheme;
    case "FILE":
      return query === undefined ? path : `${path}?${query}`;
    case "AUTHORITY":
      return authority;
    case "USERINFO":
      return host === undefined ? undefined : user;
    default:
      return undefined;
  }
}

function parseUrl(url: string, name: string, key: string | null): string | null | undefined {
  const parts = partsOf(url);
  if (parts === undefined) return undefined;
  if (key === null) return part(parts, name) ?? null;
  if (name !== "QUERY" || parts.query === undefined) return null;
  return new RegExp(`(?:&|^)${key}=([^&]*)`).exec(parts.query)?.[1] ?? null;
}

/** @see java.net.URLDecoder */
function decodeUrl(url: string): string | undefined {
  if (badEscape.test(url)) return undefined;
  const bytes = Buffer.from(url.replaceAll("+", " "), "utf8").toString("latin1");
  const decoded = bytes.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(decoded, "latin1").toString("utf8");
}

const threeTexts = [stringType, stringType, stringType];

export const urlScripts: readonly Script[] = [
  script(
    "js_parse_url",
    threeTexts,
    stringType,
    (url: string | null, name: string | null, key: string | null) => {
      if (url === null || name === null) return null;
      const value = parseUrl(url, name, key);
      if (value === undefined) throw sparkError("INVALID_URL", { url });
      return value;
    },
    { nulls: true },
  ),
  script(
    "js_try_parse_url",
    threeTexts,
    stringType,
    (url: string | null, name: string | null, key: string | null) =>
      url === null || name === null ? null : (parseUrl(url, name, key) ?? null),
    { nulls: true },
  ),
  script("js_url_decode", [stringType], stringType, (url: string) => {
    const decoded = decodeUrl(url);
    if (decoded === undefined) throw sparkError("CANNOT_DECODE_URL", { url });
    return decoded;
  }),
  script("js_try_url_decode", [stringType], stringType, (url: string) => decodeUrl(url) ?? null),
];

function parse(name: string): ScalarFunction {
  return textFunction(
    name,
    [text, text, text],
    ([url, part, key]) =>
      key === undefined
        ? `js_${name}(${url}, ${part}, NULL)`
        : `CASE WHEN ${key} IS NOT NULL THEN js_${name}(${url}, ${part}, ${key}) END`,
    { optional: 1, nullable: true },
  );
}

export const urlFunctions: readonly ScalarFunction[] = [
  textFunction("url_encode", [text], ([s]) => `mr_url_encode(${s})`, { nullable: true }),
  textFunction("url_decode", [text], ([s]) => `js_url_decode(${s})`, { nullable: true }),
  textFunction("try_url_decode", [text], ([s]) => `js_try_url_decode(${s})`, { nullable: true }),
  parse("parse_url"),
  parse("try_parse_url"),
];
