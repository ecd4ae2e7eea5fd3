import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventReader, openDashboard, type SentEvent, type Shown } from "../../../test/support/dashboard.ts";
import type { StreamingQuery } from "../../entry/index.ts";
import { Monitor } from "../../monitor/index.ts";
import { Ledgers } from "../queries/ledgers.ts";
import { ChangeFeed } from "./change-feed.ts";
import { EventLog } from "./event-log.ts";
import { eventStream } from "./event-stream.ts";

let shown: Shown;
let query: StreamingQuery;
beforeAll(async () => {
  shown = await openDashboard();
  query = await shown.startTotals("totals");
}, 60_000);
afterAll(() => shown[Symbol.asyncDispose]());

const open = (search = "", headers: Readonly<Record<string, string>> = {}) =>
  new EventReader(`${shown.url}/api/events${search}`, headers);

async function batch(amount: number): Promise<void> {
  shown.emit({ currency: "EUR", amount });
  await query.processAllAvailable();
}

describe("events of queries", () => {
  it("bring points and reports as batches end, each report once", async () => {
    await using events = await open().opened();
    const reports: number[] = [];
    for (let at = 0; at < 3; at++) await batch(at);
    while (reports.length < 3) {
      const { data, id } = await events.next("query", ({ query: { runId } }) => runId === query.runId);
      expect(id).toBeDefined();
      expect(data.points.length).toBeGreaterThan(0);
      reports.push(...data.reports.map(({ batchId }: { batchId: number }) => batchId));
    }
    expect(reports).toEqual([0, 1, 2]);
  });

  it("tell of a query's start and of its end with the error", async () => {
    await using events = await open().opened();
    const other = await shown.startTotals("other");
    const isOther = ({ query: { runId } }: SentEvent["data"]) => runId === other.runId;
    expect((await events.next("query", isOther)).data.query).toMatchObject({ name: "other", state: "active" });
    await other.stop();
    const end = await events.next("query", (data) => isOther(data) && data.query.state !== "active");
    expect(end.data.query).toMatchObject({ state: "finished", exception: null });
  });

  it("go on after the last one that a client had", async () => {
    let lastId: string;
    {
      await using events = await open().opened();
      await batch(10);
      await events.next("query");
      lastId = events.lastId!;
    }
    await batch(11);
    await using again = open("", { "last-event-id": lastId });
    const { name, data } = await again.any();
    expect(name).toBe("query");
    const { batchId } = (await query.lastProgress())!;
    expect(data.reports.map((report: { batchId: number }) => report.batchId)).toEqual([batchId]);
  });

  it("begin anew for a client of another server, and for one that has been away for too long", async () => {
    for (const id of ["other-1", "nonsense", "0-0"]) {
      await using events = open("", { "last-event-id": id });
      expect(await events.any()).toMatchObject({ name: "reset", data: {} });
    }
  });
});

describe("the table of the query that is watched", () => {
  it("comes as it is and after each batch that changes it, in the order that is asked for", async () => {
    await batch(100);
    await using events = open(`?watch=${query.runId}&sort=currency&limit=5`);
    const first = await events.next("result");
    expect(first.data.columns.map(({ name }: { name: string }) => name)).toEqual([
      "currency",
      "sum(amount)",
      "count(1)",
    ]);
    const [[, before]] = first.data.rows;
    await batch(1000);
    const { data } = await events.next("result");
    expect(data.rows).toEqual([["EUR", before + 1000, expect.any(Number)]]);
    expect(data.batchId).toBe(first.data.batchId + 1);
  });

  it("tells when it cannot be read any more", async () => {
    const other = await shown.startTotals("dropped");
    shown.emit({ currency: "EUR", amount: 1 });
    await other.processAllAvailable();
    await using events = open(`?watch=${other.runId}`);
    await events.next("result");
    await other.stop();
    await shown.spark.catalog.dropTempView("dropped");
    await using again = open(`?watch=${other.runId}`);
    expect((await again.next("resultFailed")).data).toMatchObject({
      runId: other.runId,
      error: { condition: "TABLE_OR_VIEW_NOT_FOUND" },
    });
  });
});

describe("a log of events", () => {
  it("keeps the newest, by number and by size, and says what is gone", () => {
    const log = new EventLog({ events: 3, bytes: 10_000 });
    for (let at = 1; at <= 5; at++) log.append("n", at);
    expect(log.read(1, 1e6)).toBeUndefined();
    expect(log.read(2, 1e6)!.text.match(/data: \d/g)).toEqual(["data: 3", "data: 4", "data: 5"]);
    expect(log.read(2, 1)).toMatchObject({ cursor: 3 });
    expect(log.read(5, 1e6)).toEqual({ text: "", cursor: 5 });
    log.append("n", "x".repeat(20_000));
    expect(log.read(4, 1e6)).toBeUndefined();
    expect(log.read(5, 1e6)).toMatchObject({ cursor: 6 });
    expect(log.cursorOf(log.idOf(6))).toBe(6);
    expect(log.cursorOf(log.idOf(7))).toBeUndefined();
    log.skip();
    expect(log.read(6, 1e6)).toBeUndefined();
  });
});

describe("a slow client", () => {
  const options = { lastEventId: undefined, watch: undefined, onEnd: () => {}, signal: new AbortController().signal };

  it("has nothing queued for it and hears reset when it comes back to what is gone", async () => {
    const monitor = new Monitor();
    const feed = new ChangeFeed({ monitor, sources: () => [] }, new Ledgers(monitor));
    const reader = eventStream(feed, options).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toMatch(/^retry: 1000\nid: .*-0\n\n$/);
    feed.log.append("query", 1);
    expect(await read()).toContain("data: 1");
    for (let at = 0; at < 10_000; at++) feed.log.append("query", at);
    expect(await read()).toMatch(/^event: reset\nid: .*-10001\ndata: \{\}\n\n$/);
    feed.log.append("query", "after");
    expect(await read()).toContain('data: "after"');
    await reader.cancel();
    feed.close();
  });

  it("does not make the server's memory grow when it reads nothing", async () => {
    const monitor = new Monitor();
    const feed = new ChangeFeed({ monitor, sources: () => [] }, new Ledgers(monitor));
    let pulls = 0;
    const stream = eventStream(feed, options);
    const counted = stream.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          pulls += 1;
          controller.enqueue(chunk);
        },
      }),
    );
    for (let at = 0; at < 1000; at++) {
      feed.log.append("query", "x".repeat(1000));
      await Promise.resolve();
    }
    expect(pulls).toBeLessThan(3);
    await counted.cancel();
    feed.close();
  });

  it("of the real server that stops reading does not stop the others", async () => {
    const stuck = get(`${shown.url}/api/events?watch=${query.runId}`);
    const response = await new Promise<import("node:http").IncomingMessage>((resolve) => stuck.on("response", resolve));
    response.pause();
    await using events = await open().opened();
    await batch(7);
    await events.next("query", (data) => data.query.runId === query.runId);
    stuck.destroy();
  });
});
