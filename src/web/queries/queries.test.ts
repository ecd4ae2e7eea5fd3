import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventReader, openDashboard, type Shown } from "../../../test/support/dashboard.ts";
import { transaction } from "../../entry/generator.ts";
import { functions as F, Ledger, type StreamingQuery, showLedger } from "../../entry/index.ts";
import type { ApiError, Info, QueryDetail, QueryPlan, QueryRow, ResultTable } from "../wire.ts";

let shown: Shown;
let query: StreamingQuery;

beforeAll(async () => {
  shown = await openDashboard();
  query = await shown.startTotals("totals");
  shown.emit({ currency: "EUR", amount: 5 }, { currency: "USD", amount: 7 });
  await query.processAllAvailable();
  shown.emit({ currency: "EUR", amount: 2 ** 53 });
  await query.processAllAvailable();
}, 60_000);
afterAll(() => shown[Symbol.asyncDispose]());

const detail = (search = ""): Promise<QueryDetail> => shown.json(`/api/queries/${query.runId}${search}`);
const result = (search = ""): Promise<ResultTable> => shown.json(`/api/queries/${query.runId}/result${search}`);

describe("/api/info", () => {
  it("tells of the program's session and of the console's own", async () => {
    const info = await shown.json<Info>("/api/info");
    expect(info).toMatchObject({
      engine: "embedded",
      readOnly: false,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(info.sessions).toEqual([
      {
        id: expect.any(String),
        sessionId: shown.spark.sessionId,
        userId: "",
        name: "dashboard test",
        activeQueries: 1,
      },
      expect.objectContaining({ name: "SQL console", activeQueries: 0 }),
    ]);
  });
});

describe("/api/queries", () => {
  it("lists a query with what it has done so far", async () => {
    const rows = await shown.json<QueryRow[]>("/api/queries");
    expect(rows).toHaveLength(1);
    const { id, runId } = query;
    expect(rows[0]).toMatchObject({ id, runId, name: "totals", state: "active", batches: 2, rows: 3, hasResult: true });
    expect(rows[0]!.inputRate).toBeGreaterThan(0);
    expect(rows[0]!.processRate).toBeGreaterThan(0);
    expect(rows[0]!.sparkline.length).toBeGreaterThan(0);
  });

  it("gives the figures, the reports, and how far the files are read", async () => {
    const { points, reports, sources, ledger } = await detail();
    expect(points.reduce((sum, { inputRows }) => sum + inputRows, 0)).toBe(3);
    expect(reports.map(({ batchId }) => batchId)).toEqual([0, 1]);
    expect(sources).toEqual([
      {
        description: `FileStreamSource[file:${shown.folder}]`,
        rows: 3,
        lastRows: 1,
        endOffset: '{"logOffset":1}',
        latestOffset: null,
        files: 2,
        lastFile: expect.stringMatching(/tr2\.json$/),
        backlogFiles: 0,
        backlogBytes: 0,
        metrics: {},
      },
    ]);
    expect(ledger).toBeNull();
  });

  it("gives no more points than it is asked for, and none of before", async () => {
    const all = (await detail("?limit=1")).points;
    expect(all).toHaveLength(1);
    expect(all[0]!.inputRows).toBe(3);
    expect((await detail(`?since=${Date.now() + 60_000}`)).points).toEqual([]);
    const wrong = await shown.fetch(`/api/queries/${query.runId}?limit=many`);
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ condition: "DASHBOARD_REQUEST.INVALID" });
  });

  it("knows of no other run", async () => {
    const response = await shown.fetch("/api/queries/nothing");
    expect(response.status).toBe(404);
    expect((await response.json()) as ApiError).toMatchObject({ condition: "DASHBOARD_REQUEST.NOT_FOUND" });
  });

  it("gives the plans, the SQL and the phases in the order in which they run", async () => {
    const plan = await shown.json<QueryPlan>(`/api/queries/${query.runId}/plan`);
    const titles = plan.sections.map(({ title }) => title);
    expect(titles.at(-1)).toBe("DuckDB SQL");
    expect(plan.sections[0]!.text).toContain("Aggregate [currency]");
    expect(plan.sections.at(-1)!.text).toMatch(/^SELECT /);
    expect(plan.phases.map(({ name, within, rows }) => [name, within, rows])).toEqual([
      ["latestOffset", null, null],
      ["walCommit", null, null],
      ["getBatch", null, { what: "read", last: 1, mean: 1.5 }],
      ["queryPlanning", null, null],
      ["addBatch", null, { what: "written", last: 2, mean: 2 }],
      ["updates", "stateStoreSave", { what: "updated", last: 1, mean: 1.5 }],
      ["removals", "stateStoreSave", { what: "removed", last: 0, mean: 0 }],
      ["commit", "stateStoreSave", { what: "in state", last: 2, mean: 2 }],
      ["commitOffsets", null, null],
    ]);
  });
});

describe("the table of a query", () => {
  const rows = [
    ["EUR", "9007199254740997", 2],
    ["USD", 7, 1],
  ];

  it("is sorted, with numbers that JavaScript cannot hold as text", async () => {
    expect(await result()).toEqual({
      runId: query.runId,
      columns: [
        { name: "currency", type: "string", kind: "text" },
        { name: "sum(amount)", type: "bigint", kind: "number" },
        { name: "count(1)", type: "bigint", kind: "number" },
      ],
      rows,
      total: 2,
      truncated: false,
      batchId: 1,
    });
  });

  it("comes in the order that is asked for, and cut", async () => {
    expect((await result(`?sort=${encodeURIComponent("count(1)")}`)).rows).toEqual(rows.toReversed());
    expect((await result("?sort=currency&descending=true")).rows).toEqual(rows.toReversed());
    expect(await result("?limit=1")).toMatchObject({ rows: [rows[0]], total: 2, truncated: true });
  });

  it("is not there for a query with another sink", async () => {
    const other = await shown.spark.readStream.format("rate").load().writeStream.format("noop").start();
    const response = await shown.fetch(`/api/queries/${other.runId}/result`);
    expect(response.status).toBe(404);
    await other.stop();
  });
});

describe("what becomes of queries", () => {
  it("stops one when it is asked to", async () => {
    const other = await shown.startTotals("to_be_stopped");
    const response = await shown.fetch(`/api/queries/${other.runId}/stop`, { method: "POST" });
    expect(response.status).toBe(204);
    expect(await other.isActive()).toBe(false);
    const row = (await shown.json<QueryRow[]>("/api/queries")).find(({ runId }) => runId === other.runId);
    expect(row).toMatchObject({ state: "finished", exception: null, inputRate: 0, processRate: 0 });
  });

  it("tells why one has failed", async () => {
    const failing = await shown.spark.readStream
      .schema("currency STRING, amount BIGINT")
      .json(shown.folder)
      .select(F.expr("CAST(currency AS INT)"))
      .writeStream.format("memory")
      .queryName("failing")
      .start();
    await expect(failing.awaitTermination()).rejects.toThrow("CAST_INVALID_INPUT");
    const row = (await shown.json<QueryRow[]>("/api/queries")).find(({ runId }) => runId === failing.runId);
    expect(row).toMatchObject({ state: "failed", exception: expect.stringContaining("CAST_INVALID_INPUT") });
    expect((await shown.json<QueryPlan>(`/api/queries/${failing.runId}/plan`)).sections.length).toBeGreaterThan(0);
  });
});

describe("a producer's ledger", () => {
  it("stands beside the query that reads what the producer writes, and is told when it grows", async () => {
    const ledger = new Ledger(transaction, { by: "currency", sum: "amount" });
    ledger.merge([
      ["EUR", { count: 2, sum: 7n }],
      ["USD", { count: 2, sum: 2n ** 60n }],
    ]);
    showLedger(shown.spark, "totals", ledger);
    expect((await detail()).ledger).toEqual({
      emitted: 4,
      counted: 3,
      late: 0,
      rejected: 0,
      pending: 1,
      by: "currency",
      sum: "amount",
      groups: [
        { key: "EUR", count: 2, sum: "7" },
        { key: "USD", count: 2, sum: "1152921504606846976" },
      ],
    });
    await using events = await new EventReader(`${shown.url}/api/events`).opened();
    await events.next("ledger", ({ ledger }) => ledger.emitted === 4);
    ledger.merge([["EUR", { count: 1, sum: 1n }]]);
    const { data } = await events.next("ledger");
    expect(data).toMatchObject({ runId: query.runId, ledger: { emitted: 5, pending: 2 } });
  });

  it("counts rows that came too late and those that could not be read", async () => {
    const ledger = new Ledger(transaction, {});
    ledger.merge([[null, { count: 4, sum: 0n }]]);
    const observed = await shown.spark.readStream
      .schema("currency STRING, amount BIGINT")
      .json(shown.folder)
      .observe("rejected", F.countIf(F.col("amount").gt(1000)).as("big"))
      .writeStream.format("noop")
      .queryName("observed")
      .start();
    await observed.processAllAvailable();
    showLedger(shown.spark, "observed", ledger);
    const told = await shown.json<QueryDetail>(`/api/queries/${observed.runId}`);
    expect(told.ledger).toMatchObject({ emitted: 4, counted: 2, late: 0, rejected: 1, pending: 1, by: null });
    await observed.stop();
  });
});
