import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { sparkError } from "../common/index.ts";
import { tokenCheck } from "../listener/index.ts";

/** Who may ask. */
export interface GuardOptions {
  /** What clients have to send, as `Authorization: Bearer …` or as the cookie that `/?token=…` sets. */
  readonly token: string | undefined;
  /** Names by which the server is reached; any where undefined, which takes a token. */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly secure: boolean;
}

/** What one page may do beyond all others. */
interface PageNeeds {
  /** What elements with styles have to carry; the editor of the SQL console makes such elements. */
  readonly nonce?: string;
  /** Whether it has forms for this server. */
  readonly forms?: boolean;
}

/** What pages may do: load from here and nowhere else, be framed by nobody. */
export const contentPolicy = ({ nonce, forms = false }: PageNeeds = {}): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? "" : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    `form-action ${forms ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join("; ");

/** Headers of all answers. */
const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentPolicy(),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * Lets in the requests of the dashboard's own pages, and of programs that have the token. A page of another site reaches this machine by
 * the browser of whoever looks at it; it is told apart by `Host` (a name of its own that leads here), `Origin` and `Sec-Fetch-Site`.
 */
export function guard({ token, hosts, secure }: GuardOptions): MiddlewareHandler {
  const bearer = tokenCheck(token);
  // The cookie holds no token, which also is the one of the engine's own port.
  const pass = token === undefined ? undefined : createHash("sha256").update(`dashboard ${token}`).digest("base64url");
  // Cookies know no ports: dashboards of this machine tell theirs apart by the name.
  const cookie = `millrace-${pass?.slice(0, 8)}`;
  const isLetIn = (c: Context): boolean =>
    bearer(c.req.header("authorization")) || (pass !== undefined && isSame(getCookie(c, cookie), pass));

  return async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    const url = new URL(c.req.url);
    if (hosts !== undefined && !hosts.has(url.hostname)) throw forbidden(`it names the host ${url.hostname}`);
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const origin = c.req.header("origin");
    if (!isRead && origin !== undefined && !isOwn(origin, url)) throw forbidden("it comes from a page of another site");
    const site = c.req.header("sec-fetch-site");
    if (
      site !== undefined &&
      site !== "same-origin" &&
      site !== "none" &&
      c.req.header("sec-fetch-mode") !== "navigate"
    )
      throw forbidden("it comes from a page of another site");

    const given = c.req.query("token");
    if (pass !== undefined && isRead && given !== undefined && bearer(`Bearer ${given}`)) {
      setCookie(c, cookie, pass, { httpOnly: true, sameSite: "Strict", path: "/", secure });
      // The token does not stay in the address bar and the history.
      return c.redirect(url.pathname, 303);
    }
    if (!isLetIn(c)) throw sparkError("DASHBOARD_REQUEST.NO_TOKEN");
    return next();
  };
}

/** `http` or `https`: proxies that end TLS keep the host. */
const isOwn = (origin: string, url: URL): boolean => URL.canParse(origin) && new URL(origin).host === url.host;

function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const forbidden = (reason: string): Error => sparkError("DASHBOARD_REQUEST.FORBIDDEN", { reason });
