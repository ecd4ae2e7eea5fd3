import { describe, expect, it } from "vitest";
import { patience, type Stage, sideways } from "./stage.ts";

/** The list of the queries, and all views of one. */
export function queriesSuite(stage: () => Stage): void {
  const runOf = (tab: string) => `#/query/${stage().totals.runId}/${tab}`;

  describe("the list of queries", () => {
    it("shows what runs with its figures, and why one has failed", async () => {
      await using view = await stage().open("#/");
      const { page } = view;
      const running = page.getByRole("row").filter({ has: page.getByRole("link", { name: "totals" }) });
      expect(await running.getByText("active").count()).toBe(1);
      expect(await running.getByRole("cell").allTextContents()).toEqual(expect.arrayContaining(["2"]));
      expect(await running.getByRole("img", { name: /^Input rate, now/ }).count()).toBe(1);
      const failed = page.getByRole("row").filter({ has: page.getByRole("link", { name: "failing" }) });
      expect(await failed.getByText("failed").count()).toBe(1);
      expect(await page.getByText("CAST_INVALID_INPUT").count()).toBe(1);
    });

    it("stops a query after asking", async () => {
      const other = await stage().shown.startTotals("to_be_stopped");
      await using view = await stage().open("#/");
      const { page } = view;
      const stop = page.getByRole("button", { name: "Stop to_be_stopped" });
      await stop.click();
      await page.getByRole("button", { name: "Keep" }).click();
      expect(await other.isActive()).toBe(true);
      await stop.click();
      await page.getByRole("button", { name: "Stop it" }).click();
      const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "to_be_stopped" }) });
      await row.getByText("finished").waitFor();
      expect(await other.isActive()).toBe(false);
      expect(await row.getByRole("button").count()).toBe(0);
    });
  });

  describe("a query", () => {
    it("has charts with the newest figures, those under the cursor, a pause and a zoom", async () => {
      await using view = await stage().open(runOf("charts"));
      const { page } = view;
      const titles = page.locator(".chart h2");
      await titles.first().waitFor();
      expect(await titles.allTextContents()).toEqual([
        "Rows a second",
        "Input rows",
        "Batch duration",
        "Duration of each phase",
        "Rows in state",
        "Memory of state",
      ]);
      const rows = page.getByRole("figure", { name: "Input rows" }).first();
      expect(await rows.getByRole("img").getAttribute("aria-label")).toMatch(/^Input rows, now: Rows \d/);
      const plot = rows.locator(".u-over");
      await plot.hover();
      await rows.getByText(/^\d\d:\d\d:\d\d$/).waitFor();

      await page.getByRole("button", { name: "Pause" }).click();
      const figure = page.locator(".figures dd").nth(2);
      const before = Number(await figure.textContent());
      stage().shown.emit({ currency: "EUR", amount: 1 });
      await expect.poll(() => figure.textContent(), { timeout: patience }).toBe(String(before + 1));
      const label = await rows.getByRole("img").getAttribute("aria-label");
      await page.getByRole("button", { name: "Go on" }).click();
      await expect.poll(() => rows.getByRole("img").getAttribute("aria-label")).not.toBe(label);

      const { x, y, width, height } = (await plot.boundingBox())!;
      await page.mouse.move(x + width / 4, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
      await page.mouse.up();
      await page.getByRole("button", { name: "Whole range" }).click();
      await page.getByRole("button", { name: "Whole range" }).waitFor({ state: "detached" });
      await page.getByLabel("Range").selectOption("1 min");
      expect(await page.getByRole("img", { name: /^Batch duration: half below/ }).count()).toBe(1);
    });

    it("has charts in browsers whose language is none that Intl knows", async () => {
      const context = await stage().browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(() =>
        Object.defineProperty(navigator, "language", { value: "en-US@posix", configurable: true }),
      );
      await page.goto(`${stage().shown.url}/${runOf("charts")}`);
      await page.locator(".u-over").first().waitFor({ timeout: patience });
      await context.close();
    });

    it("shows its table within two seconds of a new file, and lights up what has changed", async () => {
      const { shown } = stage();
      await using view = await stage().open(runOf("result"));
      const { page } = view;
      const cell = (key: string) => page.getByRole("row").filter({ hasText: key }).getByRole("cell").nth(1);
      await cell("EUR").waitFor();
      const latencies: number[] = [];
      // The machine may be busy with something else at one of them.
      while (latencies.length < 3) {
        const wanted = Number((await cell("EUR").textContent())!.replaceAll(",", "")) + 7000;
        const text = wanted.toLocaleString("en");
        shown.emit({ currency: "EUR", amount: 7000 });
        const start = performance.now();
        await page.locator("td.changed", { hasText: text }).waitFor();
        latencies.push(performance.now() - start);
        expect(await cell("EUR").textContent()).toBe(text);
        expect(await cell("USD").getAttribute("class")).not.toContain("changed");
      }
      expect(Math.min(...latencies)).toBeLessThan(2000);
    });

    it("sorts its table by a column, and draws it", async () => {
      await using view = await stage().open(runOf("result"));
      const { page } = view;
      const first = () => page.locator("tbody tr").first().textContent();
      await page.getByRole("button", { name: "currency" }).click();
      await expect.poll(first).toMatch(/^EUR/);
      await page.getByRole("button", { name: "currency" }).click();
      await expect.poll(first).toMatch(/^USD/);
      expect(await page.getByRole("columnheader", { name: "currency" }).getAttribute("aria-sort")).toBe("descending");
      await page.getByRole("button", { name: "Chart" }).click();
      const bars = page.getByRole("list", { name: "sum(amount) by group" });
      await expect.poll(() => bars.getByRole("listitem").count()).toBeGreaterThanOrEqual(2);
      await page.getByLabel("Show").selectOption("count(1)");
      await page.getByRole("list", { name: "count(1) by group" }).waitFor();
      await page.getByLabel("As").selectOption("line");
      await page.getByText(/^No numbers to draw a line through/).waitFor();
      await page.getByLabel("Over").selectOption("count(1)");
      await page.getByRole("img", { name: /^count\(1\) from/ }).waitFor();
    });

    it("shows values of all kinds, however many, long or strange", async () => {
      const { shown } = stage();
      const columns = Array.from({ length: 200 }, (_, at) => `CAST(value AS BIGINT) * ${at} AS n${at}`);
      const odd = await shown.spark.readStream
        .format("rate-micro-batch")
        .option("rowsPerBatch", "60")
        .load()
        .selectExpr(
          "double('NaN') AS nan",
          "CAST(NULL AS STRING) AS nothing",
          "named_struct('a', array(1, NULL)) AS nested",
          "repeat('long ', 20000) AS long",
          "'שלום 👩‍👩‍👧' AS text",
          ...columns,
        )
        .writeStream.format("memory")
        .queryName("odd")
        .trigger({ once: true })
        .start();
      await odd.awaitTermination();
      await using view = await stage().open(`#/query/${odd.runId}/result`);
      const { page } = view;
      await page.getByText("60 rows, the first 29 are shown").waitFor();
      const first = page.locator("tbody tr").first().getByRole("cell");
      const texts = (await first.allTextContents()).slice(0, 5);
      expect(texts.map((text) => text.slice(0, 20))).toEqual([
        "NaN",
        "NULL",
        "{[1, null]}",
        "long long long long ",
        "שלום 👩‍👩‍👧",
      ]);
      expect(texts[3]).toHaveLength(5001);
      expect((await first.nth(3).boundingBox())!.width).toBeLessThan(800);
      expect(await page.locator("tbody tr").count()).toBe(29);
      expect(await sideways(page)).toBe(0);
    });

    it("draws windows of time as lines, one for each group", async () => {
      const { shown } = stage();
      const windows = await shown.spark.readStream
        .format("rate-micro-batch")
        .option("rowsPerBatch", "40")
        .option("advanceMillisPerBatch", "3600000")
        .load()
        .selectExpr(
          "window(timestamp'2026-01-01' + make_dt_interval(0, 0, int(value)), '10 minutes') AS window",
          "IF(value % 2 = 0, 'even', 'odd') AS parity",
        )
        .groupBy("window", "parity")
        .count()
        .writeStream.format("memory")
        .outputMode("complete")
        .queryName("windows")
        .trigger({ once: true })
        .start();
      await windows.awaitTermination();
      await using view = await stage().open(`#/query/${windows.runId}/result`);
      const { page } = view;
      await page.getByRole("button", { name: "Chart" }).click();
      await page.getByRole("img", { name: /^count from 2026-01-01 00:00:00 to 2026-01-01 00:30:00/ }).waitFor();
      expect(await page.getByRole("list", { name: "Lines" }).getByRole("listitem").allTextContents()).toEqual([
        "even",
        "odd",
      ]);
      await page.getByLabel("A line for each").selectOption("nothing");
      await page.getByRole("list", { name: "Lines" }).waitFor({ state: "detached" });
      await page.getByRole("combobox", { name: "As", exact: true }).selectOption("bars");
      await page.getByRole("listitem").filter({ hasText: "odd" }).first().waitFor();
    });

    it("shows each report once, with its JSON", async () => {
      await using view = await stage().open(runOf("progress"));
      const { page } = view;
      const batches = () => page.locator("tbody button").allTextContents();
      await page.locator("tbody button").first().waitFor();
      const newest = Number((await batches())[0]);
      stage().shown.emit({ currency: "GBP", amount: 1 });
      await expect.poll(async () => Number((await batches())[0]), { timeout: patience }).toBe(newest + 1);
      const all = await batches();
      expect(new Set(all).size).toBe(all.length);
      await page.getByRole("button", { name: "JSON of batch 0" }).click();
      const json = JSON.parse((await page.getByRole("region", { name: "Report of batch 0" }).textContent())!);
      expect(json).toMatchObject({ batchId: 0, name: "totals", runId: stage().totals.runId });
    });

    it("shows its plans, its SQL, and the time and the rows of the phases", async () => {
      await using view = await stage().open(runOf("plan"));
      const { page } = view;
      await page.getByRole("heading", { name: "DuckDB SQL" }).waitFor();
      expect(await page.locator(".code").first().textContent()).toContain("Aggregate [currency]");
      const phases = page.getByRole("table", { name: "Time and rows of each phase" });
      const names = await phases.getByRole("rowheader").allTextContents();
      expect(names.slice(2)).toEqual([
        "getBatch",
        "queryPlanning",
        "addBatch",
        "stateStoreSave updates",
        "stateStoreSave removals",
        "stateStoreSave commit",
        "commitOffsets",
      ]);
      const cells = phases.getByRole("row").filter({ hasText: "addBatch" }).getByRole("cell");
      expect(await cells.allTextContents()).toEqual([
        "",
        expect.stringMatching(/ms$/),
        expect.stringMatching(/ms$/),
        expect.stringMatching(/^\d/),
        expect.stringMatching(/^\d/),
        "written",
      ]);
    });

    it("shows how far its sources are read, as it goes on", async () => {
      await using view = await stage().open(runOf("sources"));
      const { page } = view;
      const figure = (name: string) => page.locator(".pairs div").filter({ hasText: name }).locator("dd");
      await page.getByText(/^FileStreamSource/).waitFor();
      const files = Number(await figure("Files").first().textContent());
      stage().shown.emit({ currency: "EUR", amount: 1 });
      await expect.poll(() => figure("Files").first().textContent(), { timeout: patience }).toBe(String(files + 1));
      expect(await figure("Last file").textContent()).toContain(`tr${files + 1}.json`);
    });

    it("holds its producer's account against what it has counted", async () => {
      await using view = await stage().open(runOf("charts"));
      await view.page.getByText("2 emitted").waitFor();
      stage().ledger.merge([["EUR", { count: 1_000_000, sum: 1n }]]);
      await view.page.getByText("1,000,002 emitted").waitFor();
      expect(await view.page.locator(".ledger").textContent()).toMatch(/= [\d,]+ counted \+ [\d,]+ on their way/);
    });

    it("tells why it has failed", async () => {
      await using view = await stage().open(`#/query/${stage().failedRun}/charts`);
      const { page } = view;
      expect(await page.getByRole("alert").textContent()).toContain("CAST_INVALID_INPUT");
      expect(await page.getByRole("button", { name: /^Stop/ }).count()).toBe(0);
      expect(await page.locator(".chart").count()).toBe(0);
      await page.getByText("It ended before its first batch.").waitFor();
    });

    it("that there is none of leads back to the list", async () => {
      await using view = await stage().open("#/query/nothing/charts");
      await view.page.getByRole("link", { name: "All queries" }).click();
      await view.page.getByRole("heading", { name: "Streaming queries" }).waitFor();
    });
  });
}
