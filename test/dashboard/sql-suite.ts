import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { patience, type Stage } from "./stage.ts";

/** Runs a statement as a reader does: typed, then Ctrl+Enter. */
async function run(page: Page, text: string): Promise<void> {
  await type(page, text);
  await page.keyboard.press("Control+Enter");
}

async function type(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

const table = (page: Page) => page.getByRole("table", { name: "Result" });
const status = (page: Page) => page.locator(".result-of-statement [role=status]");
const finished = (page: Page, rows: string) =>
  status(page)
    .getByText(new RegExp(`^finished · ${rows} `))
    .waitFor();

/** The SQL console. */
export function sqlSuite(stage: () => Stage): void {
  describe("the SQL console", () => {
    it("runs a statement over a live table, and again by itself", async () => {
      const { shown } = stage();
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT `count(1)` AS n FROM totals WHERE currency = 'USD'");
      await finished(page, "1 row");
      const cell = table(page).getByRole("cell");
      const before = Number(await cell.textContent());
      await page.getByLabel("Refresh").selectOption("1 s");
      shown.emit({ currency: "USD", amount: 1 });
      await expect.poll(() => cell.textContent(), { timeout: patience }).toBe(String(before + 1));
    });

    it("marks an error where it is, and takes the mark away with the next run", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT currency,\n  amout FROM totals");
      await page.getByRole("alert").getByText("UNRESOLVED_COLUMN").waitFor();
      expect(await page.locator(".cm-lintRange-error").textContent()).toBe("amout");
      await run(page, "SELECT 1 AS one");
      await finished(page, "1 row");
      await expect.poll(() => page.locator(".cm-lintRange-error, [role=alert]").count()).toBe(0);
    });

    it("runs what is selected, and marks errors in it", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await type(page, "SELECT 1;\nSELEC 2");
      await page.keyboard.press("Shift+Home");
      await page.keyboard.press("Control+Enter");
      await page.locator(".cm-lintRange-error", { hasText: "SELEC" }).waitFor();
    });

    it("cancels what takes long", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      const cancel = page.getByRole("button", { name: "Cancel" });
      expect(await cancel.isDisabled()).toBe(true);
      await run(page, "SELECT sum(a.id * b.id % 7) FROM range(10000000) a CROSS JOIN range(1000000) b");
      await cancel.click();
      await status(page)
        .getByText(/^cancelled/)
        .waitFor();
      await run(page, "SELECT 2 AS two");
      await finished(page, "1 row");
      // The page knows how many rows there are a moment before it has them.
      await expect.poll(() => table(page).getByRole("cell").textContent()).toBe("2");
    });

    it("goes through a million rows without freezing", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT id, id * 2 AS twice FROM range(1000000)");
      await finished(page, "1,000,000 rows");
      const box = page.locator(".grid-box");
      const scrollTo = (share: number) =>
        box.evaluate((element, share) => {
          element.scrollTop = share * (element.scrollHeight - element.clientHeight);
        }, share);
      await scrollTo(1);
      await table(page).getByRole("row").filter({ hasText: "1,000,000" }).getByText("1,999,998").waitFor();
      await scrollTo(0.5);
      await table(page)
        .getByRole("cell", { name: /^(499|500),\d{3}$/ })
        .first()
        .waitFor();
      expect(await table(page).getByRole("row").count()).toBeLessThan(40);
      // Steps of a wheel, each until its frame is there.
      const frames = await box.evaluate(async (element) => {
        const times: number[] = [];
        for (let step = 0; step < 60; step++) {
          const start = performance.now();
          element.scrollTop += 997;
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b);
      });
      expect(frames[Math.floor(frames.length / 2)]).toBeLessThan(150);
      await box.focus();
      await page.keyboard.press("End");
      await table(page).getByRole("row").filter({ hasText: "1,000,000" }).waitFor();
    });

    it("keeps columns in line, however wide their values", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT id, repeat('x', CAST(id AS INT) * 7) AS text, id * 12345678 AS number FROM range(12)");
      await finished(page, "12 rows");
      await table(page).getByText("135,802,458").waitFor();
      const lefts = await table(page)
        .locator(".grid-row")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().right)).join(" ")),
        );
      expect(new Set(lefts).size).toBe(1);
    });

    it("gives the rows as files and as a chart", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT currency, `count(1)` > 0 AS seen FROM totals WHERE currency <> 'GBP' ORDER BY currency");
      await finished(page, "2 rows");
      const bytesOf = async (name: string) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
        return readFile(await download.path());
      };
      expect(String(await bytesOf("CSV"))).toBe("currency,seen\nEUR,true\nUSD,true\n");
      expect(String(await bytesOf("JSON"))).toContain('{"currency":"EUR","seen":true}');
      expect((await bytesOf("Parquet")).subarray(0, 4).toString()).toBe("PAR1");
      expect(await page.getByRole("button", { name: "Chart" }).count()).toBe(0);
      await run(page, "SELECT id, id * id AS square FROM range(20)");
      await finished(page, "20 rows");
      await page.getByRole("button", { name: "Chart" }).click();
      await page.getByRole("img", { name: "square from 0 to 19, at last 361" }).waitFor();
    });

    it("remembers what was run, and what stood in the editor", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await run(page, "SELECT 'remembered'");
      await finished(page, "1 row");
      await type(page, "SELECT 'not run'");
      await page.reload();
      await page.locator(".cm-content", { hasText: "not run" }).waitFor();
      await page.getByLabel("History").selectOption({ label: "SELECT 'remembered'" });
      expect(await page.locator(".cm-content").textContent()).toBe("SELECT 'remembered'");
      await page.getByRole("button", { name: "Run" }).click();
      await finished(page, "1 row");
    });

    it("completes tables, columns and functions", async () => {
      await using view = await stage().open("#/sql");
      const { page } = view;
      await type(page, "-- names");
      await Promise.all([page.waitForResponse(/completions/), page.reload()]);
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+A");
      const options = page.locator(".cm-tooltip-autocomplete li");
      await page.keyboard.type("SELECT * FROM tota");
      await options
        .filter({ hasText: /^totals/ })
        .first()
        .waitFor();
      await page.keyboard.type("ls WHERE totals.");
      await options
        .filter({ hasText: /^currency/ })
        .first()
        .waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.type("currency = date_tru");
      await options
        .filter({ hasText: /^date_trunc/ })
        .first()
        .waitFor();
    });
  });
}
