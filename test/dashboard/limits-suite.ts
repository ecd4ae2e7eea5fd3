import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { eventText } from "../../src/web/events/event-log.ts";
import type { QueryDetail, ServerEvents } from "../../src/web/wire.ts";
import { type Stage, sizes } from "./stage.ts";

const pages = join(dirname(fileURLToPath(import.meta.url)), "../../dist/dashboard");

/** What the pages may take of network, time and memory. */
export function limitsSuite(stage: () => Stage): void {
  it("the pages are small", () => {
    const files = readdirSync(pages, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
  });

  it("the first paint comes within 300 ms", { timeout: 120_000 }, async () => {
    const context = await stage().browser.newContext({ locale: "en-US", viewport: sizes.wide });
    const paint = async (): Promise<number> => {
      const page = await context.newPage();
      await page.goto(stage().shown.url);
      await page.locator(".sparkline").first().waitFor();
      const ms = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]!.startTime);
      await page.close();
      return ms;
    };
    // The machine may be busy with something else for a while.
    let best = await paint();
    for (let turn = 1; turn < 40 && best > 300; turn++) best = Math.min(best, await paint());
    await context.close();
    expect(best).toBeLessThanOrEqual(300);
  });

  it("an hour of events leaves no trace in memory", { timeout: 240_000 }, async () => {
    const { shown, totals, browser } = stage();
    const detail = await shown.json<QueryDetail>(`/api/queries/${totals.runId}`);
    const context = await browser.newContext({ locale: "en-US", viewport: sizes.wide });
    const page = await context.newPage();
    const feed = await standIn(page, detail);
    await page.goto(`${shown.url}/#/query/${totals.runId}/charts`);
    const cdp = await context.newCDPSession(page);
    const heapAfter = async (events: number) => {
      feed(events);
      const batches = detail.query.batches + events;
      await page.getByText(batches.toLocaleString("en"), { exact: true }).first().waitFor({ timeout: 110_000 });
      await cdp.send("HeapProfiler.collectGarbage");
      return (await cdp.send("Runtime.getHeapUsage")).usedSize;
    };
    // Twenty minutes fill what is kept of points and reports.
    const before = await heapAfter(6_000);
    const after = await heapAfter(18_000);
    await context.close();
    // About a hundred bytes for each.
    expect(after).toBeLessThan(before + 1_500_000);
  });
}

/**
 * Has a page hear events as if there had been five a second, which is the most that the server sends of a query. Only the network is stood in
 * for; it gives back a thousand at a time.
 *
 * @returns a function that lets so many events pass in all
 */
async function standIn(page: Page, detail: QueryDetail): Promise<(events: number) => void> {
  const { query, points, reports, sources } = detail;
  const start = Date.now();
  const eventOf = (number: number): string => {
    const at = start + number * 200;
    const batches = query.batches + number + 1;
    const report = { ...reports.at(-1)!, batchId: batches, timestamp: new Date(at).toISOString() };
    const point = { ...points.at(-1)!, at: at - (at % 1000), inputRows: number };
    const data: ServerEvents["query"] = {
      query: { ...query, batches, rows: 1, last: report },
      points: [point],
      reports: [report],
      sources,
    };
    return eventText("query", data, `simulated-${number}`);
  };
  let [next, allowed] = [0, 0];
  let wake = () => {};
  await page.route(/\/api\/events/, async (route) => {
    while (next >= allowed)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const texts = Array.from({ length: 1000 }, (_, index) => eventOf(next + index));
    next += texts.length;
    // The page may be gone by now.
    await route.fulfill({ contentType: "text/event-stream", body: `retry: 1\n\n${texts.join("")}` }).catch(() => {});
  });
  return (events) => {
    allowed = events;
    wake();
  };
}
