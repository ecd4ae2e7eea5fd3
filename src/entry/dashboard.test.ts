import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventReader, posted } from "../../test/support/dashboard.ts";
import { EmbeddedEngine } from "../server/index.ts";
import type { Info, QueryRow, ResultTable, Statement } from "../web/wire.ts";
import { serveRemote } from "./dashboard.ts";
import { embeddedBackend } from "./embedded-backend.ts";
import { functions as F, SparkSession } from "./index.ts";
import { startServer } from "./server.ts";

let folder: string;
let closing: (() => Promise<unknown>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-remote-"));
  closing = [async () => rmSync(folder, { recursive: true })];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

const json = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const emit = (name: string, currency: string) => writeFileSync(join(folder, name), JSON.stringify({ currency }));

const totals = (spark: SparkSession, name: string) =>
  spark.readStream
    .schema("currency STRING")
    .json(folder)
    .groupBy("currency")
    .agg(F.count("*").as("n"))
    .writeStream.format("memory")
    .outputMode("complete")
    .queryName(name)
    .start();

async function server() {
  const server = await startServer({ port: 0, settings: { "spark.sql.session.timeZone": "UTC" } });
  closing.push(() => server.close({ graceMs: 0 }));
  return server;
}

async function client(url: string): Promise<SparkSession> {
  const spark = await SparkSession.builder.remote(url).create();
  closing.push(() => spark.stop().catch(() => undefined));
  return spark;
}

async function dashboardOf(url: string) {
  const dashboard = await serveRemote(url, { port: 0 });
  closing.push(() => dashboard.close());
  return dashboard;
}

const listening = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    server.once("error", reject);
  });

/** The first of so many ports in a row that are free. */
async function firstOfFree(count: number): Promise<number> {
  for (let first = 45_000; ; first += count) {
    const servers = await Promise.all(
      Array.from({ length: count }, (_, at) => listening(first + at).catch(() => undefined)),
    );
    for (const server of servers) server?.close();
    if (servers.every((server) => server !== undefined)) return first;
  }
}

describe("the dashboard of a session on a server", () => {
  it("shows the queries that run already, with what they have reported, and what comes", async () => {
    const { url } = await server();
    const spark = await client(url);
    const query = await totals(spark, "totals");
    emit("a.json", "EUR");
    await query.processAllAvailable();
    const user = process.env.SPARK_USER ?? process.env.USER ?? "";
    const dashboard = await dashboardOf(`${url};session_id=${spark.sessionId};user_id=${user}`);
    const info = await json<Info>(`${dashboard.url}/api/info`);
    expect(info.engine).toMatch(/^localhost:\d+$/);
    expect(info.sessions).toEqual([
      { id: spark.sessionId, sessionId: spark.sessionId, userId: user, name: "Millrace", activeQueries: 1 },
    ]);
    const [row] = await json<QueryRow[]>(`${dashboard.url}/api/queries`);
    expect(row).toMatchObject({ runId: query.runId, name: "totals", batches: 1, rows: 1, state: "active" });

    await using events = new EventReader(`${dashboard.url}/api/events?watch=${query.runId}`);
    expect((await events.next("result")).data.rows).toEqual([["EUR", 1]]);
    emit("b.json", "USD");
    await events.next("query", ({ query: { rows } }) => rows === 2);
    emit("c.json", "USD");
    const result = await events.next("result", ({ rows }: ResultTable) => rows.length === 2 && rows[1]![1] === 2);
    expect(result.data.rows).toEqual([
      ["EUR", 1],
      ["USD", 2],
    ]);
    expect((await fetch(`${dashboard.url}/api/queries/${query.runId}/plan`)).status).toBe(200);

    // SQL of the console runs in the program's session.
    let told = await json<Statement>(`${dashboard.url}/api/sql`, posted({ text: "SELECT sum(n) FROM totals" }));
    while (told.state === "running") told = await json(`${dashboard.url}/api/sql/${told.id}?after=${told.version}`);
    expect(await json(`${dashboard.url}/api/sql/${told.id}/rows`)).toMatchObject({ rows: [[3]] });
    const parquet = await fetch(`${dashboard.url}/api/sql/${told.id}/download?format=parquet`);
    expect((await parquet.text()).slice(0, 4)).toBe("PAR1");

    await fetch(`${dashboard.url}/api/queries/${query.runId}/stop`, { method: "POST" });
    expect(await query.isActive()).toBe(false);
    const end = await events.next("query", ({ query: { state } }) => state !== "active");
    expect(end.data.query).toMatchObject({ state: "finished", exception: null, rows: 3 });

    // The program's session outlives the dashboard.
    await dashboard.close();
    expect(await spark.range(3).count()).toBe(3);
  });

  it("has a session of its own where none is named, and ends it", async () => {
    const { url } = await server();
    const dashboard = await dashboardOf(url);
    const { sessions } = await json<Info>(`${dashboard.url}/api/info`);
    expect(sessions).toHaveLength(1);
    const missing = await fetch(`${dashboard.url}/api/catalog?session=other`);
    expect(missing.status).toBe(404);
    await dashboard.close();
    const gone = SparkSession.builder.remote(`${url};session_id=${sessions[0]!.id}`).create();
    await expect(gone).rejects.toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
  });

  it("says where there is no server", async () => {
    await expect(serveRemote("sc://localhost:1", { port: 0 })).rejects.toMatchObject({
      condition: "SERVER_UNREACHABLE",
    });
  });
});

describe("the dashboard of a server", () => {
  it("shows the sessions of all clients", async () => {
    const server = await startServer({ port: 0, dashboard: { port: 0 }, limits: { sessions: 2 } });
    closing.push(() => server.close({ graceMs: 0 }));
    const [first, second] = [await client(server.url), await client(server.url)];
    const query = await totals(second, "totals");
    emit("a.json", "EUR");
    await query.processAllAvailable();
    const { sessions } = await json<Info>(`${server.dashboardUrl}/api/info`);
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual([first.sessionId, second.sessionId, expect.any(String)]);
    const result = await json<ResultTable>(`${server.dashboardUrl}/api/queries/${query.runId}/result`);
    expect(result.rows).toEqual([["EUR", 1]]);
    // The console's own session takes no client's place.
    await expect(client(server.url)).rejects.toMatchObject({ condition: "LIMIT_EXCEEDED.SESSIONS" });
    await first.stop();
    expect((await client(server.url)).isStopped).toBe(false);
    expect((await json<Info>(`${server.dashboardUrl}/api/info`)).sessions).toHaveLength(3);
  });
});

describe("the dashboard of an engine", () => {
  it("shows the queries that ran before it was there", async () => {
    const engine = await EmbeddedEngine.open();
    closing.push(() => engine.close());
    const program = embeddedBackend(engine);
    const query = await totals(await program.session(), "totals");
    emit("a.json", "EUR");
    await query.processAllAvailable();
    const { monitor } = embeddedBackend(engine);
    expect(monitor.queries()).toMatchObject([{ runId: query.runId, name: "totals", rows: 1, state: "active" }]);
    await query.stop();
    expect(monitor.queries()).toMatchObject([{ state: "finished" }]);
    await expect(program.session("gone")).rejects.toMatchObject({ condition: "DASHBOARD_REQUEST.NOT_FOUND" });
  });
});

describe("the dashboard of a program", () => {
  it("is there with spark.ui.enabled, shared by the engine's sessions, and ends with the last of them", async () => {
    const spark = await SparkSession.builder.config({ "spark.ui.enabled": "true", "spark.ui.port": 0 }).create();
    const url = spark.uiWebUrl!;
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    const other = await spark.newSession();
    expect(other.uiWebUrl).toBe(url);
    await spark.stop();
    expect((await fetch(`${url}/api/info`)).status).toBe(200);
    await other.stop();
    await expect(fetch(`${url}/api/info`)).rejects.toThrow();
  });

  it("is not there without", async () => {
    const spark = await SparkSession.builder.create();
    expect(spark.uiWebUrl).toBeNull();
    await spark.stop();
  });

  it("fails the session where it cannot be served", async () => {
    const taken = Array.from({ length: 10 }, (_, at) => at);
    const first = await firstOfFree(taken.length);
    const servers = await Promise.all(taken.map((at) => listening(first + at)));
    const settings = { "spark.ui.enabled": "true", "spark.ui.port": first };
    const refused = SparkSession.builder.config(settings).create();
    await expect(refused).rejects.toMatchObject({ condition: "SERVER_CANNOT_LISTEN.PORT_IN_USE" });
    for (const server of servers) server.close();
  });

  it("takes a port that is one", async () => {
    const wrong = SparkSession.builder.config({ "spark.ui.enabled": "true", "spark.ui.port": "http" }).create();
    await expect(wrong).rejects.toMatchObject({ condition: "INVALID_CONF_VALUE.REQUIREMENT" });
  });
});
