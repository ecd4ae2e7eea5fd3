import { describe, expect, test } from "vitest";
import { Monitor, type ProgressReport } from "./index.ts";

const start = Date.UTC(2026, 0, 1);
const session = "s";

interface Given {
  readonly batchId: number;
  readonly at: number;
  readonly rows?: number;
  readonly ms?: number;
  readonly runId?: string;
  readonly eventTime?: Record<string, string>;
  readonly dropped?: number;
  readonly stateRows?: number;
}

const report = ({
  batchId,
  at,
  rows = 10,
  ms = 100,
  runId = "r",
  eventTime = {},
  dropped = 0,
  stateRows = 3,
}: Given): ProgressReport => ({
  id: "q",
  runId,
  name: "totals",
  timestamp: new Date(start + at).toISOString(),
  batchId,
  batchDuration: ms,
  durationMs: { addBatch: ms * 0.75, commitOffsets: ms * 0.25, triggerExecution: ms },
  eventTime,
  stateOperators: [
    {
      operatorName: "stateStoreSave",
      numRowsTotal: stateRows,
      numRowsUpdated: 2,
      numRowsRemoved: 0,
      allUpdatesTimeMs: 1,
      allRemovalsTimeMs: 0,
      commitTimeMs: 1,
      memoryUsedBytes: 64,
      numRowsDroppedByWatermark: dropped,
    },
  ],
  sources: [{ description: "files", startOffset: null, endOffset: "1", latestOffset: "1", numInputRows: rows }],
  sink: { description: "MemorySink", numOutputRows: 3 },
});

const monitorOf = (...reports: Given[]) => {
  const monitor = new Monitor();
  for (const given of reports) monitor.accept({ type: "progress", session, progress: report(given) });
  return monitor;
};
const all = { since: 0, limit: 1000 };

describe("Monitor", () => {
  test("follows a query from its start to its end", () => {
    const monitor = new Monitor();
    const states: string[] = [];
    const stop = monitor.subscribe(({ event, query }) => states.push(`${event.type} ${query.state}`));
    monitor.accept({
      type: "started",
      session,
      id: "q",
      runId: "r",
      name: "totals",
      timestamp: new Date(start).toISOString(),
    });
    monitor.accept({ type: "progress", session, progress: report({ batchId: 0, at: 0 }) });
    monitor.accept({ type: "progress", session, progress: report({ batchId: 1, at: 1000, rows: 5 }) });
    expect(monitor.query("r")).toMatchObject({
      name: "totals",
      state: "active",
      batches: 2,
      rows: 15,
      startedAt: start,
    });
    monitor.accept({ type: "terminated", session, id: "q", runId: "r", exception: "no disk" });
    expect(monitor.query("r")).toMatchObject({ state: "failed", exception: "no disk", batches: 2 });
    expect(states).toEqual(["started active", "progress active", "progress active", "terminated failed"]);
    stop();
    monitor.accept({ type: "terminated", session, id: "q", runId: "r", exception: null });
    expect(states).toHaveLength(4);
    expect(monitor.query("r")?.state).toBe("finished");
  });

  test("rates come from the times in the reports", () => {
    const monitor = monitorOf({ batchId: 0, at: 0, rows: 10, ms: 100 }, { batchId: 1, at: 2000, rows: 40, ms: 200 });
    const [, second] = monitor.points("r", all);
    expect(second).toMatchObject({
      at: start + 2000,
      inputRows: 40,
      inputRate: 20,
      processRate: 200,
      meanMs: 200,
      longestMs: 200,
      phases: { addBatch: 150, commitOffsets: 50 },
      stateRows: 3,
      stateBytes: 64,
      watermarkLagMs: null,
    });
  });

  test("batches of one second are one point: sums of rows, means of times, the last state", () => {
    const monitor = monitorOf(
      { batchId: 0, at: 0, rows: 0 },
      { batchId: 1, at: 1000, rows: 10, ms: 100, stateRows: 4 },
      { batchId: 2, at: 1500, rows: 30, ms: 300, stateRows: 9, dropped: 2 },
    );
    const points = monitor.points("r", all);
    expect(points).toHaveLength(2);
    expect(points[1]).toMatchObject({
      batches: 2,
      inputRows: 40,
      inputRate: 40_000 / 1500,
      processRate: 100,
      meanMs: 200,
      longestMs: 300,
      phases: { addBatch: 150 },
      stateRows: 9,
      droppedRows: 2,
    });
    expect(monitor.query("r")?.droppedRows).toBe(2);
  });

  test("the watermark's lag is that behind the newest event", () => {
    const eventTime = { max: "2026-01-01T00:00:30.000Z", watermark: "2026-01-01T00:00:10.000Z" };
    expect(monitorOf({ batchId: 0, at: 0, eventTime }).points("r", all)[0]?.watermarkLagMs).toBe(20_000);
    const unknown = { ...eventTime, watermark: "1970-01-01T00:00:00.000Z" };
    expect(monitorOf({ batchId: 0, at: 0, eventTime: unknown }).points("r", all)[0]?.watermarkLagMs).toBeNull();
  });

  test("a day of batches stays bounded, and every range has points that add up", () => {
    const monitor = new Monitor();
    const seconds = 26 * 3600;
    for (let n = 0; n < seconds; n += 1)
      monitor.accept({ type: "progress", session, progress: report({ batchId: n, at: n * 1000, rows: 2 }) });
    expect(monitor.reports("r")).toHaveLength(100);
    const now = start + seconds * 1000;
    for (const range of [60, 900, 3600, 3 * 3600, 26 * 3600]) {
      const points = monitor.points("r", { since: now - range * 1000, limit: 600 });
      expect(points.length).toBeGreaterThan(range === 60 ? 59 : 40);
      expect(points.length).toBeLessThanOrEqual(600);
      const rows = points.reduce((sum, { inputRows }) => sum + inputRows, 0);
      // The first point of a coarse level may begin before the range.
      expect(Math.abs(rows - 2 * range)).toBeLessThanOrEqual(2 * 600);
      expect(points.every(({ inputRate }) => Math.abs(inputRate - 2) < 0.1)).toBe(true);
    }
    expect(monitor.query("r")).toMatchObject({ batches: seconds, rows: 2 * seconds });
  });

  test("a trigger without data counts no batch, and a clock that was set back breaks nothing", () => {
    const monitor = monitorOf({ batchId: 0, at: 5000 }, { batchId: 1, at: 1000 }, { batchId: 1, at: 2000, rows: 0 });
    expect(monitor.query("r")?.batches).toBe(2);
    expect(monitor.points("r", all).map(({ batches }) => batches)).toEqual([3]);
    expect(monitor.points("none", all)).toEqual([]);
  });

  test("forgets the queries that ended first", () => {
    const monitor = new Monitor();
    for (let n = 0; n < 60; n += 1) {
      monitor.accept({ type: "progress", session, progress: report({ batchId: 0, at: 0, runId: `r${n}` }) });
      if (n !== 0) monitor.accept({ type: "terminated", session, id: "q", runId: `r${n}`, exception: null });
    }
    expect(monitor.queries()).toHaveLength(51);
    expect(monitor.queries().at(-1)?.runId).toBe("r0");
    expect(monitor.query("r1")).toBeUndefined();
  });
});
