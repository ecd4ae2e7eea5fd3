import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { embeddedBackend } from "../../src/entry/embedded-backend.ts";
import type { Monitor, ProgressReport } from "../../src/monitor/index.ts";
import { EmbeddedEngine } from "../../src/server/index.ts";
import { type Dashboard, startDashboard } from "../../src/web/index.ts";
import { openView, type Stage } from "./stage.ts";

const here = dirname(fileURLToPath(import.meta.url));
/** What real Spark 4.3.0 has reported of a query with a watermark, into which rows came too late. */
const recorded = asOfNow(JSON.parse(readFileSync(join(here, "spark-progress.json"), "utf8")) as ProgressReport[]);

/** Charts show the last minutes. */
function asOfNow(reports: readonly ProgressReport[]): ProgressReport[] {
  const later = Date.now() - 10_000 - Date.parse(reports.at(-1)!.timestamp);
  return reports.map((report) => ({ ...report, timestamp: moved(report, later) }));
}

function moved({ timestamp }: ProgressReport, ms: number): string {
  return new Date(Date.parse(timestamp) + ms).toISOString();
}

/** What the pages make of reports, wherever they come from. */
export function reportsSuite(stage: () => Stage): void {
  let engine: EmbeddedEngine;
  let dashboard: Dashboard;
  let monitor: Monitor;
  const { id, runId, name } = recorded[0]!;
  const session = "spark";
  beforeAll(async () => {
    engine = await EmbeddedEngine.open();
    const backend = embeddedBackend(engine);
    monitor = backend.monitor;
    const pages = join(here, "../../dist/dashboard");
    dashboard = await startDashboard(backend, { port: 0, version: "0.0.0", pages });
    monitor.accept({ type: "started", session, id, runId, name, timestamp: recorded[0]!.timestamp });
    for (const progress of recorded) monitor.accept({ type: "progress", session, progress });
  }, 60_000);
  afterAll(async () => {
    await dashboard.close();
    await engine.close();
  });
  const open = (tab: string) => openView(stage().browser, `${dashboard.url}/#/query/${runId}/${tab}`);

  it("draws how far the watermark is behind, and the rows that were dropped", async () => {
    await using view = await open("charts");
    const { page } = view;
    const figureOf = (title: string) => page.getByRole("figure", { name: title }).locator(".legend dd").last();
    await figureOf("Watermark behind the newest event").waitFor();
    const dropped = recorded.reduce((sum, report) => sum + report.stateOperators[0]!.numRowsDroppedByWatermark, 0);
    expect(dropped).toBeGreaterThan(0);
    const last = recorded.findLast(({ eventTime }) => eventTime?.max !== undefined)!;
    const lag = (Date.parse(last.eventTime!.max!) - Date.parse(last.eventTime!.watermark!)) / 1000;
    expect(await figureOf("Watermark behind the newest event").textContent()).toBe(`${lag} s`);
    await page.getByRole("figure", { name: "Late rows dropped" }).waitFor();
    expect(await page.locator(".figures div", { hasText: "Late rows dropped" }).locator("dd").textContent()).toBe(
      String(dropped),
    );
  });

  it("holds a producer's account against rows that were counted, late and rejected", async () => {
    await using view = await open("charts");
    const { page } = view;
    await page.locator(".figures").waitFor();
    const before = monitor.query(runId)!;
    const progress: ProgressReport = {
      ...recorded.at(-1)!,
      batchId: recorded.at(-1)!.batchId + 1,
      timestamp: moved(recorded.at(-1)!, 2000),
      sources: [{ ...recorded.at(-1)!.sources[0]!, numInputRows: 10 }],
      stateOperators: [{ ...recorded.at(-1)!.stateOperators[0]!, numRowsDroppedByWatermark: 2 }],
      observedMetrics: { rejected: { rows: 3 } },
    };
    monitor.accept({ type: "progress", session, progress });
    const emitted = before.rows + 10;
    dashboard.addLedger(name!, { by: undefined, sum: undefined, count: emitted, entries: [] });
    const late = before.droppedRows + 2;
    const text = `${emitted} emitted = ${emitted - late - 3} counted + ${late} late + 3 rejected`;
    await page.locator(".ledger.balanced", { hasText: text }).waitFor();
  });

  it("tells where a phase has spent its time, and on how many rows", async () => {
    const { phasesOf } = await import("../../src/web/queries/plan.ts");
    const phases = phasesOf(recorded);
    const of = (wanted: string) => phases.find((phase) => phase.name === wanted)!;
    expect(phases.map((phase) => phase.name).slice(0, 4)).toEqual([
      "latestOffset",
      "walCommit",
      "getBatch",
      "queryPlanning",
    ]);
    expect(of("getBatch").rows?.what).toBe("read");
    expect(of("updates")).toMatchObject({
      within: recorded[0]!.stateOperators[0]!.operatorName,
      rows: { what: "updated" },
    });
    expect(of("addBatch").meanMs).toBeGreaterThan(0);
  });
}
