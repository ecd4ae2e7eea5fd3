import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rawGet } from "../../test/support/dashboard.ts";
import { type DashboardSettings, serveEngine } from "../entry/dashboard.ts";
import { EmbeddedEngine } from "../server/index.ts";
import { apiError, withoutSecrets } from "./errors.ts";
import type { Dashboard } from "./index.ts";
import type { Statement } from "./wire.ts";

let engine: EmbeddedEngine;
let closing: (() => Promise<unknown>)[];
beforeEach(async () => {
  engine = await EmbeddedEngine.open();
  closing = [() => engine.close()];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

async function open(settings: DashboardSettings = {}): Promise<Dashboard> {
  const dashboard = await serveEngine(engine, { port: 0, ...settings });
  closing.push(() => dashboard.close());
  return dashboard;
}

const statement = { "content-type": "application/json" };
const body = JSON.stringify({ text: "SELECT 1" });

/** An address of this machine that is not the loopback's. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === "IPv4" && !address.internal)?.address;

describe("whatever is asked", () => {
  it("is answered with headers that keep pages of others out", async () => {
    const { url } = await open();
    for (const path of ["/api/info", "/api/nothing", "/metrics", "/assets/none.js"]) {
      const { headers } = await fetch(url + path);
      const policy = headers.get("content-security-policy")!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await fetch(`${url}/api/info`)).headers.get("cache-control")).toBe("no-store");
  });

  it("is refused under another name of this machine", async () => {
    const { url, port } = await open();
    const statusFor = async (host: string) => (await rawGet(`${url}/api/info`, { headers: { host } })).statusCode;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect(await statusFor(host)).toBe(200);
    for (const host of [`evil.example:${port}`, "evil.example", `127.0.0.1.evil.example:${port}`])
      expect(await statusFor(host)).toBe(403);
  });

  it("is refused to pages of other sites", async () => {
    const { url, port } = await open();
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/api/sql`, { method: "POST", headers: { ...statement, ...headers }, body }).then(
        ({ status }) => status,
      );
    expect(await post({})).toBe(201);
    expect(await post({ origin: url })).toBe(201);
    for (const origin of ["https://evil.example", "null", `http://localhost:${port + 1}`])
      expect(await post({ origin })).toBe(403);
    const read = (headers: Record<string, string>) =>
      rawGet(`${url}/api/info`, { headers }).then(({ statusCode }) => statusCode);
    expect(await read({ "sec-fetch-site": "same-origin" })).toBe(200);
    for (const site of ["cross-site", "same-site"]) expect(await read({ "sec-fetch-site": site })).toBe(403);
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await rawGet(url, { headers: link })).statusCode).not.toBe(403);
  });
});

describe("a token", () => {
  const token = "a-very-secret-token";

  it("is asked for by every route", async () => {
    const { url } = await open({ token });
    for (const path of ["/", "/api/info", "/metrics", "/api/events", "/assets/x.js"]) {
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.text()).not.toContain(token);
    }
    expect((await fetch(`${url}/api/info?token=wrong`)).status).toBe(401);
    expect((await fetch(`${url}/api/info`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it("is asked for by a page where a person looks", async () => {
    const { url } = await open({ token });
    const headers = { accept: "text/html,*/*" };
    const asked = await fetch(`${url}/`, { headers });
    expect(asked.status).toBe(401);
    expect(asked.headers.get("content-security-policy")).toContain("form-action 'self'");
    expect(await asked.text()).not.toContain("That is not the token.");
    const refused = await fetch(`${url}/?token=wrong`, { headers });
    expect([refused.status, refused.headers.get("set-cookie")]).toEqual([401, null]);
    const text = await refused.text();
    expect(text).toContain("That is not the token.");
    expect(text).not.toContain("wrong");
  });

  it("opens the page once, and stays in a cookie that scripts and other sites do not see", async () => {
    const { url } = await open({ token });
    const opened = await fetch(`${url}/?token=${token}`, { redirect: "manual" });
    expect(opened.status).toBe(303);
    expect(opened.headers.get("location")).toBe("/");
    const cookie = opened.headers.get("set-cookie")!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(token);
    const pair = cookie.split(";")[0]!;
    expect((await fetch(`${url}/api/info`, { headers: { cookie: pair } })).status).toBe(200);
    expect((await fetch(`${url}/api/info`, { headers: { cookie: `${pair}x` } })).status).toBe(401);
  });

  it("is needed where others can connect, and one that can be sent", async () => {
    for (const host of ["0.0.0.0", ...(outside === undefined ? [] : [outside])])
      await expect(open({ host })).rejects.toMatchObject({ condition: "SERVER_CANNOT_LISTEN.NO_TOKEN" });
    await expect(open({ token: "with space" })).rejects.toMatchObject({ condition: "SERVER_CANNOT_LISTEN.TOKEN" });
    const { url, tokenInClear } = await open({ host: "0.0.0.0", token });
    expect({ url, tokenInClear }).toEqual({
      url: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      tokenInClear: true,
    });
  });

  it.runIf(outside !== undefined)("lets programs of other machines in by any name", async () => {
    const { port } = await open({ host: "0.0.0.0", token });
    const headers = { authorization: `Bearer ${token}`, host: "millrace.example" };
    expect((await rawGet(`http://${outside}:${port}/api/info`, { headers })).statusCode).toBe(200);
    expect((await rawGet(`http://${outside}:${port}/api/info`, {})).statusCode).toBe(401);
  });

  it("goes over TLS where there is a certificate", async () => {
    const fixture = (name: string) =>
      readFileSync(fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url)), "utf8");
    const tls = { cert: fixture("localhost.crt.pem"), key: fixture("localhost.key.pem") };
    const { url, tokenInClear } = await open({ token, tls });
    expect({ url, tokenInClear }).toEqual({ url: expect.stringMatching(/^https:/), tokenInClear: false });
    const { get } = await import("node:https");
    const [status, cookies] = await new Promise<[number | undefined, string[] | undefined]>((resolve, reject) => {
      const request = get(`${url}/?token=${token}`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers["set-cookie"]]);
      });
      request.on("error", reject);
    });
    expect([status, cookies]).toEqual([303, [expect.stringContaining("Secure")]]);
    const broken = open({ tls: { cert: "none", key: "none" } });
    await expect(broken).rejects.toMatchObject({ condition: "SERVER_CANNOT_LISTEN.CERTIFICATE" });
  });
});

describe("a dashboard that is read-only", () => {
  const run = async (url: string, text: string): Promise<Statement> => {
    const init = { method: "POST", headers: statement, body: JSON.stringify({ text }) };
    let told = (await (await fetch(`${url}/api/sql`, init)).json()) as Statement;
    while (told.state === "running")
      told = (await (await fetch(`${url}/api/sql/${told.id}?after=${told.version}`)).json()) as Statement;
    return told;
  };

  it.each([
    "SELECT 1",
    "  -- a note\n /* another */ (SELECT 1) UNION ALL (SELECT 2);",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a ORDER BY x",
    "VALUES (1), (2)",
    "FROM range(3)",
    "SHOW TABLES",
    "DESCRIBE QUERY SELECT 1",
    "EXPLAIN SELECT 1",
    "SELECT 'drop table x' -- ) ; DROP",
    "SELECT text.a, 'FROM csv.`x`' AS b FROM (SELECT 1 AS a) text",
  ])("runs %s", async (text) => {
    const { url } = await open({ readOnly: true });
    expect(await run(url, text)).toMatchObject({ state: "finished", error: null });
  });

  it.each([
    ["CREATE TEMP VIEW v AS SELECT 1", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["/* SELECT */ CREATE TABLE t AS SELECT 1", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["DROP TABLE t", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["SET a = b", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["INSERT INTO t VALUES (1)", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["SELECT TRANSFORM(a) USING 'rm -rf /' FROM t", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["SELECT java_method('java.lang.System', 'exit')", "DASHBOARD_STATEMENT.READ_ONLY"],
    ["WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "PARSE_SYNTAX_ERROR"],
    ["FROM t INSERT INTO t SELECT 1", "PARSE_SYNTAX_ERROR"],
    ["SELECT 1; DROP TABLE t", "PARSE_SYNTAX_ERROR"],
    ["SELECT 1) ; (SELECT 2", "PARSE_SYNTAX_ERROR"],
    ["SELECT * FROM text.`/etc/passwd`", "DASHBOARD_REQUEST.FORBIDDEN"],
    ["SELECT * FROM /* a note */ `TEXT` -- another\n . `/etc/passwd`", "DASHBOARD_REQUEST.FORBIDDEN"],
    ["SELECT * FROM range(1), csv.`/mnt/../etc/passwd`", "MOUNT_NOT_FOUND"],
    ["WITH a AS (SELECT 'x' AS x) SELECT * FROM a JOIN json.package", "DASHBOARD_REQUEST.FORBIDDEN"],
    ["EXPLAIN SELECT * FROM parquet.`file:/etc`", "DASHBOARD_REQUEST.FORBIDDEN"],
    ["SELECT * FROM text.`/mnt/nothing/here`", "MOUNT_NOT_FOUND"],
  ])("refuses %s", async (text, condition) => {
    const { url } = await open({ readOnly: true });
    expect(await run(url, text)).toMatchObject({ state: "failed", error: { condition } });
    expect(engine.sessions.all().every((session) => session.catalog.listTables().length === 0)).toBe(true);
  });

  it("tells places of errors in the text as it was given", async () => {
    const { url } = await open({ readOnly: true });
    const { error } = await run(url, "SELECT 1,\n  2 +\n )");
    expect(error).toMatchObject({ condition: "PARSE_SYNTAX_ERROR", line: 3, position: 1, start: 17, stop: 18 });
    expect(error!.message).not.toContain("SELECT * FROM (");
  });

  it("stops no query", async () => {
    const { url } = await open({ readOnly: true });
    const response = await fetch(`${url}/api/queries/any/stop`, { method: "POST" });
    expect([response.status, await response.json()]).toMatchObject([403, { condition: "DASHBOARD_REQUEST.FORBIDDEN" }]);
  });
});

describe("where it listens", () => {
  it("takes the next port that is free", async () => {
    const taken = createServer().listen(0, "localhost");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    closing.push(() => new Promise((resolve) => taken.close(resolve)));
    expect((await open({ port })).port).toBeGreaterThan(port);
  });

  it("ends with all connections, and the engine goes on", async () => {
    const dashboard = await open();
    const events = await fetch(`${dashboard.url}/api/events`);
    const ended = events.text().then(
      () => "ended",
      () => "cut",
    );
    await dashboard.close();
    expect(["ended", "cut"]).toContain(await ended);
    await expect(fetch(`${dashboard.url}/api/info`)).rejects.toThrow();
    expect(engine.sessions.all()).toEqual([]);
    expect((await fetch(`${(await open()).url}/api/info`)).status).toBe(200);
  });
});

describe("errors", () => {
  it("tell no secrets", () => {
    expect(withoutSecrets("sc://host/;token=abc;user_id=x")).toBe("sc://host/;token=…;user_id=x");
    expect(withoutSecrets("fs.s3a.secret.key=abc, next")).toBe("fs.s3a.secret.key=…, next");
    expect(withoutSecrets("https://b/k?X-Amz-Signature=abc&X-Amz-Credential=def")).toBe(
      "https://b/k?X-Amz-Signature=…&X-Amz-Credential=…",
    );
    expect(withoutSecrets('{"secretKey": "abc", "a": 1}')).toBe('{"secretKey": "…", "a": 1}');
    expect(withoutSecrets("no s3://AKIA:abc@bucket/key")).toBe("no s3://…@bucket/key");
    expect(withoutSecrets("http://localhost:4040/a@b is open")).toBe("http://localhost:4040/a@b is open");
    expect(apiError(new Error("at /home/somebody"))).toMatchObject({ condition: "INTERNAL_ERROR" });
    expect(apiError(new Error("at /home/somebody")).message).not.toContain("somebody");
  });
});
