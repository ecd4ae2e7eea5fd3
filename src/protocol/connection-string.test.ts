import { describe, expect, it } from "vitest";
import { parseConnectionString } from "./connection-string.ts";

const parse = (url: string, environment = {}) => parseConnectionString(url, environment);

describe("parseConnectionString", () => {
  it("fills in what the string leaves out", () => {
    expect(parse("sc://localhost")).toEqual({
      host: "localhost",
      port: 15002,
      secure: false,
      token: undefined,
      userId: undefined,
      userAgent: undefined,
      sessionId: undefined,
      keepalive: { enabled: true, timeMs: 60_000, timeoutMs: 20_000, withoutCalls: true },
      headers: {},
    });
  });

  it("reads every parameter, percent-encoded values included, and keeps the unknown ones as headers", () => {
    const sessionId = "26c7a3b0-93ae-4b1c-9d0a-000000000000";
    const keepalive = "grpc_keepalive_enabled=false;grpc_keepalive_time_ms=5;grpc_keepalive_timeout_ms=6";
    const url = `sc://Host:1/;token=a%3Bb;use_ssl=TRUE;user_id=me%20too;user_agent=x;session_id=${sessionId};${keepalive};grpc_keepalive_without_calls=false;foo=bar`;
    expect(parse(url)).toEqual({
      host: "host",
      port: 1,
      secure: true,
      token: "a;b",
      userId: "me too",
      userAgent: "x",
      sessionId,
      keepalive: { enabled: false, timeMs: 5, timeoutMs: 6, withoutCalls: false },
      headers: { foo: "bar" },
    });
  });

  // The endpoints and the choice of TLS are those of PySpark 4.3.0.
  it.each([
    ["sc://h:1/", "h:1", false],
    ["sc://[::1]:7/;use_ssl=true", "[::1]:7", true],
    ["sc://h?x=1", "h:15002", false],
    ["sc://u:p@h:5", "h:5", false],
    ["sc://h/;", "h:15002", false],
    ["sc://h/;token=", "h:15002", true],
    ["sc://h/;token=x", "h:15002", true],
    ["sc://localhost/;token=x", "localhost:15002", false],
  ])("understands %s", (url, endpoint, secure) => {
    const target = parse(url);
    expect(`${target.host}:${target.port}`).toBe(endpoint);
    expect(target.secure).toBe(secure);
  });

  it("takes token and user agent from the environment where the string has none", () => {
    const environment = { SPARK_CONNECT_AUTHENTICATE_TOKEN: "t", SPARK_CONNECT_USER_AGENT: "a" };
    expect(parse("sc://h", environment)).toMatchObject({ token: "t", userAgent: "a", secure: true });
    expect(parse("sc://h/;token=u;user_agent=b", environment)).toMatchObject({ token: "u", userAgent: "b" });
  });

  it.each([
    ["http://a", /'http:\/\/a' does not/],
    ["SC://h", /starts with 'sc:\/\/'/],
    ["sc://h/x", /path '\/x'/],
    ["sc://", /names no host/],
    ["sc://:99", /names no host/],
    ["sc://h:99/;a", /parameter 'a'/],
    ["sc://h/;token=a=b", /parameter 'token=a=b'/],
    ["sc://h/;token=a;", /parameter ''/],
    ["sc://h/;token=%zz", /percent-encoded/],
    ["sc://h:abc", /port 'abc'/],
    ["sc://h:99999", /port '99999'/],
    ["sc://h/;grpc_keepalive_time_ms=soon", /'grpc_keepalive_time_ms'.*'soon'/],
    [`sc://h/;user_agent=${"x".repeat(2049)}`, /2049/],
  ])("refuses %s", (url, message) => {
    expect(() => parse(url)).toThrow(expect.objectContaining({ condition: "INVALID_CONNECT_URL" }));
    expect(() => parse(url)).toThrow(message);
  });

  it("refuses a session id that is no UUID", () => {
    expect(() => parse("sc://h/;session_id=abc")).toThrow(
      expect.objectContaining({ condition: "INVALID_SESSION_UUID_ID" }),
    );
  });
});
