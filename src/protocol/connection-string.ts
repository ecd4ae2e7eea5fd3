import { sparkError } from "../common/index.ts";

/** Where a Spark Connect server is and how to talk to it. */
export interface ConnectionTarget {
  /** Host name or address; an IPv6 address stands in brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether to use TLS. A token demands it, except on `localhost`. */
  readonly secure: boolean;
  /** Sent as `authorization: Bearer …` with each call. */
  readonly token: string | undefined;
  readonly userId: string | undefined;
  /** Put before the client's own user agent. */
  readonly userAgent: string | undefined;
  /** The session to join; a new one where missing. */
  readonly sessionId: string | undefined;
  readonly keepalive: Keepalive;
  /** Parameters that mean nothing to the client go to the server as headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** HTTP/2 pings that find a connection that died in silence. */
export interface Keepalive {
  readonly enabled: boolean;
  /** Silence before a ping, in milliseconds. */
  readonly timeMs: number;
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether to ping while no call runs. */
  readonly withoutCalls: boolean;
}

const DEFAULT_PORT = 15002;
const UUID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i;

const invalid = (detail: string) => sparkError("INVALID_CONNECT_URL", { detail });

/**
 * Reads `sc://host:port/;key=value;…` with the keys of PySpark: `token`, `use_ssl`, `user_id`, `user_agent`, `session_id`,
 * `grpc_keepalive_enabled`, `grpc_keepalive_time_ms`, `grpc_keepalive_timeout_ms`, `grpc_keepalive_without_calls`. Values may
 * be percent-encoded.
 *
 * @param environment - `SPARK_CONNECT_AUTHENTICATE_TOKEN` and `SPARK_CONNECT_USER_AGENT` fill in for missing parameters
 * @throws IllegalArgumentException INVALID_CONNECT_URL, INVALID_SESSION_UUID_ID
 * @see DefaultChannelBuilder of PySpark
 */
export function parseConnectionString(
  url: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ConnectionTarget {
  if (!url.startsWith("sc://"))
    throw invalid(`it starts with 'sc://', as in 'sc://hostname:port', and '${url}' does not`);
  const [, authority = "", path = "", rest = ""] = /^([^/?#]*)(\/[^;?#]*)?(?:;([^?#]*))?/.exec(url.slice(5)) ?? [];
  if (path !== "" && path !== "/") throw invalid(`the path '${path}' has to be empty, as in 'sc://hostname:port'`);
  const params = parseParameters(rest);
  const take = (key: string) => {
    const value = params.get(key);
    params.delete(key);
    return value;
  };

  const { host, port } = parseAuthority(authority, url);
  const token = take("token") ?? environment.SPARK_CONNECT_AUTHENTICATE_TOKEN;
  const useSsl = take("use_ssl")?.toLowerCase() === "true";
  return {
    host,
    port,
    secure: useSsl || (token !== undefined && host !== "localhost"),
    token,
    userId: take("user_id"),
    userAgent: checkUserAgent(take("user_agent") ?? environment.SPARK_CONNECT_USER_AGENT),
    sessionId: checkSessionId(take("session_id")),
    keepalive: {
      enabled: flag(take("grpc_keepalive_enabled")),
      timeMs: milliseconds("grpc_keepalive_time_ms", take("grpc_keepalive_time_ms"), 60_000),
      timeoutMs: milliseconds("grpc_keepalive_timeout_ms", take("grpc_keepalive_timeout_ms"), 20_000),
      withoutCalls: flag(take("grpc_keepalive_without_calls")),
    },
    headers: Object.fromEntries(params),
  };
}

function parseAuthority(authority: string, url: string): { host: string; port: number } {
  const [, host = "", port] = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  if (host === "" || host === "[]") throw invalid(`'${url}' names no host; write 'sc://hostname:port'`);
  if (port === undefined || port === "") return { host: host.toLowerCase(), port: DEFAULT_PORT };
  if (!/^\d+$/.test(port) || Number(port) > 65_535) throw invalid(`the port '${port}' is no number from 0 to 65535`);
  return { host: host.toLowerCase(), port: Number(port) };
}

function parseParameters(text: string): Map<string, string> {
  const params = new Map<string, string>();
  for (const part of text === "" ? [] : text.split(";")) {
    const [key, value, ...more] = part.split("=");
    if (key === undefined || key === "" || value === undefined || more.length > 0)
      throw invalid(`the parameter '${part}' has to read 'key=value'`);
    try {
      params.set(key, decodeURIComponent(value));
    } catch (cause) {
      const detail = `the value of '${key}' is not percent-encoded rightly`;
      throw sparkError("INVALID_CONNECT_URL", { detail }, { cause });
    }
  }
  return params;
}

const flag = (value = "true") => value.toLowerCase() === "true";

function milliseconds(name: string, value: string | undefined, missing: number): number {
  if (value === undefined) return missing;
  if (!/^\d+$/.test(value)) throw invalid(`the parameter '${name}' has to be a number of milliseconds, not '${value}'`);
  return Number(value);
}

function checkSessionId(id: string | undefined): string | undefined {
  if (id !== undefined && !UUID.test(id))
    throw sparkError("INVALID_SESSION_UUID_ID", { arg_name: "session_id", origin: `'${id}' is none` });
  return id;
}

function checkUserAgent(agent: string | undefined): string | undefined {
  const length = agent === undefined ? 0 : encodeURIComponent(agent).length;
  if (length > 2048) throw invalid(`the parameter 'user_agent' has ${length} encoded characters, 2048 are allowed`);
  return agent;
}
