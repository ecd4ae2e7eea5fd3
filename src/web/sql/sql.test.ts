import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDashboard, posted, type Shown } from "../../../test/support/dashboard.ts";
import { tableInfo } from "../catalog.ts";
import type { CatalogListing, Completions, Info, RowPage, Statement } from "../wire.ts";
import { statementError } from "./error-place.ts";
import { KeptRows } from "./kept-rows.ts";

let shown: Shown;
let session: string;
beforeAll(async () => {
  shown = await openDashboard();
  session = (await shown.json<Info>("/api/info")).sessions[0]!.id;
}, 60_000);
afterAll(() => shown[Symbol.asyncDispose]());

const start = (text: string, on: string = session): Promise<Statement> =>
  shown.json("/api/sql", posted({ session: on, text }));

/** Waits as pages do: for news, not by the clock. */
async function ended(started: Statement | Promise<Statement>): Promise<Statement> {
  let statement = await started;
  while (statement.state === "running")
    statement = await shown.json(`/api/sql/${statement.id}?after=${statement.version}`);
  return statement;
}

const run = (text: string, on?: string): Promise<Statement> => ended(start(text, on));
const page = ({ id }: Statement, search = ""): Promise<RowPage> => shown.json(`/api/sql/${id}/rows${search}`);
const rowsOf = async (text: string) => (await page(await run(text))).rows;

describe("statements", () => {
  it("see what their session sees", async () => {
    await (await shown.spark.sql("SELECT 1 AS a")).createOrReplaceTempView("mine");
    expect(await rowsOf("SELECT a + 1 FROM mine;")).toEqual([[2]]);
    await run("CREATE OR REPLACE TEMP VIEW yours AS SELECT 'x' AS b");
    expect(await shown.spark.table("yours").collect()).toEqual([{ b: "x" }]);
  });

  it("have a session of their own where none is named", async () => {
    const statement = await shown.json<Statement>("/api/sql", posted({ text: "SELECT * FROM mine" }));
    expect((await ended(statement)).error).toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  it("give values of all types as cells", async () => {
    const statement = await run(`SELECT 1Y, 9007199254740993L, 1.50BD, 0.1F, 1e300D, double('NaN'), true, 'a"b', NULL,
      X'CAFE', DATE'2026-01-02', TIMESTAMP'2026-01-02 03:04:05.678', array(1, NULL), map('k', 1), named_struct('x', 1),
      INTERVAL '1' DAY, 1 AS same, 2 AS same`);
    expect(statement).toMatchObject({ state: "finished", rowCount: 1, truncated: false, error: null });
    expect((await page(statement)).rows).toEqual([
      [
        1,
        "9007199254740993",
        "1.50",
        0.1,
        1e300,
        "NaN",
        true,
        'a"b',
        null,
        "cafe",
        "2026-01-02",
        "2026-01-02 03:04:05.678",
        "[1, null]",
        "{k -> 1}",
        "{1}",
        "INTERVAL '1' DAY",
        1,
        2,
      ],
    ]);
    const kinds = statement.columns!.map(({ kind }) => kind).join(" ");
    expect(kinds).toBe(
      "number number number number number number boolean text text text time time text text text text number number",
    );
    expect(statement.columns!.slice(-2).map(({ name }) => name)).toEqual(["same", "same"]);
  });

  it("without rows have no columns", async () => {
    const statement = await run("CREATE OR REPLACE TEMP VIEW nothing AS SELECT 1 AS a");
    expect(statement).toMatchObject({ state: "finished", columns: [], rowCount: 0 });
    expect(await page(statement)).toEqual({ from: 0, rows: [] });
  });

  it.each([
    ["SELECT 1 +\n )", { condition: "PARSE_SYNTAX_ERROR", line: 2, position: 1, start: 12, stop: 13 }],
    ["SELECT 1 +", { condition: "PARSE_SYNTAX_ERROR", line: 1, position: 10, start: 10, stop: 10 }],
    [
      "SELECT 1,\n  nope FROM range(1)",
      { condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION", line: 2, start: 12, stop: 16 },
    ],
    ["SELECT * FROM no_table", { condition: "TABLE_OR_VIEW_NOT_FOUND", line: 1, start: 14, stop: 22 }],
    ["SELECT no_fn(1)", { condition: "UNRESOLVED_ROUTINE", line: 1, start: 7, stop: 15 }],
    ["SELECT 1 / 0", { condition: "DIVIDE_BY_ZERO", sqlState: "22012" }],
  ])("that fail say where: %s", async (text, error) => {
    expect(await run(text)).toMatchObject({ state: "failed", error });
  });

  it("are known by their text, the newest first, until they are forgotten", async () => {
    const [first, second] = [await run("SELECT 1"), await run("SELECT 2")];
    const listed = await shown.json<Statement[]>("/api/sql");
    expect(listed.map(({ id }) => id).indexOf(second.id)).toBeLessThan(listed.map(({ id }) => id).indexOf(first.id));
    expect((await shown.fetch(`/api/sql/${first.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await shown.fetch(`/api/sql/${first.id}`)).status).toBe(404);
    expect((await shown.fetch(`/api/sql/${second.id}`)).status).toBe(200);
  });

  it.each([
    ["no JSON", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }, 400],
    ["no object", posted(1), 400],
    ["another type", { method: "POST", headers: { "content-type": "text/plain" }, body: '{"text":"SELECT 1"}' }, 400],
    ["no text", posted({ text: " " }), 400],
    ["a text that is none", posted({ text: 1 }), 400],
    ["a session that is none", posted({ text: "SELECT 1", session: 1 }), 400],
    ["a session that there is not", posted({ text: "SELECT 1", session: "other" }), 404],
    ["a text that is too large", posted({ text: "x".repeat(1 << 20) }), 413],
  ])("are refused with %s", async (_, request, status) => {
    const response = await shown.fetch("/api/sql", request);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { condition: string }).condition).toMatch(/^DASHBOARD_REQUEST\./);
  });
});

/** Takes longer than any test. */
const endless =
  "SELECT count(*) FROM range(3000000) a JOIN range(3000000) b ON a.id % 7 = b.id % 11 AND a.id + b.id > 5";

describe("cancelling", () => {
  it("ends a statement, and leaves the session's others alone", async () => {
    const long = await start(endless);
    expect(long.state).toBe("running");
    expect((await shown.fetch(`/api/sql/${long.id}/download`)).status).toBe(409);
    const waiting = ended(long);
    expect(await rowsOf("SELECT 'meanwhile'")).toEqual([["meanwhile"]]);
    expect((await shown.fetch(`/api/sql/${long.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await waiting).toMatchObject({ state: "cancelled", error: null });
    expect(await rowsOf("SELECT 'after'")).toEqual([["after"]]);
  });

  it("makes room where too many run", async () => {
    const running = await Promise.all(Array.from({ length: 8 }, () => start(endless)));
    const refused = await shown.fetch("/api/sql", posted({ text: "SELECT 1" }));
    expect(refused.status).toBe(429);
    await Promise.all(running.map(({ id }) => shown.fetch(`/api/sql/${id}`, { method: "DELETE" })));
    expect(await rowsOf("SELECT 1")).toEqual([[1]]);
  });
});

describe("a million rows", () => {
  let million: Statement;
  beforeAll(async () => {
    million = await run(
      "SELECT id, id % 2 = 0 AS even, concat('row ', id) AS text, IF(id % 3 = 0, NULL, id) AS n FROM range(1000000)",
    );
  });

  it("are there, and read from anywhere", async () => {
    expect(million).toMatchObject({ state: "finished", rowCount: 1_000_000, truncated: false });
    const first = await page(million);
    expect(first.rows).toHaveLength(200);
    expect(first.rows[0]).toEqual([0, true, "row 0", null]);
    for (const from of [1, 7, 4095, 65_535, 65_536, 499_999]) {
      const { rows } = await page(million, `?from=${from}&count=3`);
      expect(rows).toEqual(
        [from, from + 1, from + 2].map((id) => [id, id % 2 === 0, `row ${id}`, id % 3 === 0 ? null : id]),
      );
    }
    expect((await page(million, "?from=999999&count=10")).rows).toEqual([[999_999, false, "row 999999", null]]);
    expect((await page(million, "?from=1000000")).rows).toEqual([]);
    expect((await page(million, "?count=100000")).rows).toHaveLength(1000);
  });

  it("are read within milliseconds, wherever a page begins", async () => {
    const began = performance.now();
    for (let at = 0; at < 20; at++) await page(million, `?from=${at * 50_000}&count=100`);
    expect((performance.now() - began) / 20).toBeLessThan(100);
  });

  it("can be downloaded whole", async () => {
    const response = await shown.fetch(`/api/sql/${million.id}/download?format=csv`);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="result.csv"');
    const text = await response.text();
    expect(text.slice(0, 60)).toBe("id,even,text,n\n0,true,row 0,\n1,false,row 1,1\n2,true,row 2,2\n");
    expect(text.split("\n")).toHaveLength(1_000_002);
    expect(text.endsWith("\n999999,false,row 999999,\n")).toBe(true);
  });
});

describe("downloads", () => {
  const text = `SELECT 'a,"b"' AS text, CAST(NULL AS STRING) AS none, '' AS empty, array(1.50BD) AS list, TIMESTAMP'2026-01-02 03:04:05' AS at`;

  it("are CSV and JSON as Spark writes them", async () => {
    const { id } = await run(text);
    const csv = await shown.fetch(`/api/sql/${id}/download?format=csv`);
    expect(await csv.text()).toBe(`text,none,empty,list,at\n"a,""b""",,"",[1.50],2026-01-02 03:04:05\n`);
    const json = await shown.fetch(`/api/sql/${id}/download?format=json`);
    expect(json.headers.get("content-type")).toContain("ndjson");
    expect(await json.json()).toEqual({
      text: 'a,"b"',
      none: null,
      empty: "",
      list: [1.5],
      at: "2026-01-02T03:04:05.000Z",
    });
  });

  it("are Parquet with the result's types", async () => {
    const { id } = await run(text);
    const response = await shown.fetch(`/api/sql/${id}/download?format=parquet`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
    const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
    const folder = mkdtempSync("/tmp/millrace-parquet-");
    writeFileSync(`${folder}/result.parquet`, bytes);
    const frame = shown.spark.read.parquet(folder);
    expect((await frame.schema()).simpleString()).toBe(
      "struct<text:string,none:string,empty:string,list:array<decimal(3,2)>,at:timestamp>",
    );
    expect(await frame.count()).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it("have columns where there are no rows, and are refused where Parquet has no names for them", async () => {
    const none = await run("SELECT 1 AS a WHERE false");
    expect(await (await shown.fetch(`/api/sql/${none.id}/download?format=csv`)).text()).toBe("a\n");
    expect((await shown.fetch(`/api/sql/${none.id}/download?format=parquet`)).status).toBe(200);
    const twice = await run("SELECT 1 AS a, 2 AS a");
    const refused = await shown.fetch(`/api/sql/${twice.id}/download?format=parquet`);
    expect([refused.status, await refused.json()]).toMatchObject([400, { condition: "COLUMN_ALREADY_EXISTS" }]);
    expect((await shown.fetch(`/api/sql/${none.id}/download?format=xls`)).status).toBe(400);
  });
});

describe("what the console remembers", () => {
  it("is cut to the memory that it may take, the oldest statements first", async () => {
    const { embeddedBackend } = await import("../../entry/embedded-backend.ts");
    const { EmbeddedEngine } = await import("../../server/index.ts");
    const { Statements } = await import("./statements.ts");
    const engine = await EmbeddedEngine.open();
    const backend = embeddedBackend(engine);
    const statements = new Statements(backend, false, { kept: 3, running: 8, bytes: 200_000 });
    const finished = async (text: string) => {
      const run = await statements.start({ text });
      while (run.isRunning) await run.changed(run.describe().version, 10_000, new AbortController().signal);
      return run.describe();
    };
    const rows = (count: number) => `SELECT id, id AS twice FROM range(${count})`;
    const [a, b] = [await finished(rows(5000)), await finished(rows(5000))];
    expect(statements.get(a.id).describe().rowCount).toBe(5000);
    // `b` was looked at less recently than `a`.
    const c = await finished(rows(5000));
    expect(
      statements
        .all()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([a.id, c.id].sort());
    expect(() => statements.get(b.id)).toThrow("DASHBOARD_REQUEST.NOT_FOUND");
    // What is too large by itself is cut, and says so.
    const large = await finished(rows(1_000_000));
    expect(large).toMatchObject({ state: "finished", truncated: true });
    expect(large.rowCount).toBeGreaterThan(0);
    expect(large.rowCount).toBeLessThan(1_000_000);
    await statements.close();
    await backend.close();
    await engine.close();
  });

  it("is cut at a number of rows", async () => {
    const frame = shown.spark.range(10).select("id");
    const kept = new KeptRows(await frame.schema());
    const [ipc] = await frame.toArrow();
    expect(tableFromIPC(ipc!).numRows).toBe(10);
    expect(await kept.add(ipc!, 12)).toBe(true);
    expect(await kept.add(ipc!, 12)).toBe(false);
    expect(kept.count).toBe(12);
    expect(await kept.columns(8, 100)).toEqual([[8n, 9n, 0n, 1n]]);
  });
});

describe("what can be asked", () => {
  it("is listed with its columns and completed", async () => {
    await (await shown.spark.sql("SELECT 1 AS a, 'x' AS `b c`")).createOrReplaceTempView("`a view`");
    await (await shown.spark.sql("SELECT 1 AS g")).createOrReplaceGlobalTempView("everywhere");
    const { tables, database } = await shown.json<CatalogListing>(`/api/catalog?session=${session}`);
    expect(database).toBe("default");
    expect(tables.find(({ name }) => name === "a view")).toEqual({
      name: "a view",
      database: null,
      sqlName: "`a view`",
      type: "TEMPORARY",
      isTemporary: true,
      columns: [
        { name: "a", type: "int", kind: "number" },
        { name: "b c", type: "string", kind: "text" },
      ],
      problem: null,
    });
    expect(tables.find(({ name }) => name === "everywhere")).toMatchObject({ sqlName: "global_temp.everywhere" });
    const completions = await shown.json<Completions>(`/api/sql/completions?session=${session}`);
    expect(completions.tables.map(({ name }) => name)).toContain("a view");
    expect(completions.functions).toEqual(expect.arrayContaining(["sum", "date_trunc"]));
    for (const { sqlName } of completions.tables)
      expect((await run(`SELECT * FROM ${sqlName} LIMIT 0`)).state).toBe("finished");
  });

  it("is there with its trouble where it cannot be read", async () => {
    await run("CREATE OR REPLACE TEMP VIEW short_lived AS SELECT 1 AS a");
    const listed = (await shown.spark.catalog.listTables()).find(({ name }) => name === "short_lived")!;
    await run("DROP VIEW short_lived");
    expect(await tableInfo(shown.spark, listed)).toMatchObject({
      name: "short_lived",
      columns: [],
      problem: expect.stringContaining("TABLE_OR_VIEW_NOT_FOUND"),
    });
  });
});

describe("places of errors", () => {
  it("are found by lines of other servers, and not guessed where a name stands twice", async () => {
    const { sparkError } = await import("../../common/index.ts");
    const foreign = (message: string) =>
      sparkError("X", { objectName: "`a`" }, { foreign: { message, sqlState: "42000", kind: "analysis" } });
    expect(statementError(foreign("no such column; line 2 pos 1;"), "SELECT\n wrong")).toMatchObject({
      line: 2,
      position: 1,
      start: 8,
      stop: 13,
    });
    expect(statementError(foreign("?"), "SELECT a, a").start).toBeUndefined();
    expect(statementError(foreign("?"), "SELECT A")).toMatchObject({ start: 7, stop: 8, line: 1, position: 7 });
    expect(statementError(new Error("secret"), "SELECT a").message).not.toContain("secret");
  });
});
