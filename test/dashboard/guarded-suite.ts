import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, type DashboardSettings, serveEngine } from "../../src/entry/dashboard.ts";
import { functions as F, SparkSession } from "../../src/entry/index.ts";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";
import { EmbeddedEngine } from "../../src/server/index.ts";
import { openView, type Stage, type View } from "./stage.ts";

/** Dashboards that do not let everybody do everything. */
export function guardedSuite(stage: () => Stage): void {
  describe("a dashboard that is read-only", () => {
    let server: MillraceServer;
    let spark: SparkSession;
    beforeAll(async () => {
      server = await startServer({ port: 0, dashboard: { port: 0, readOnly: true } });
      spark = await SparkSession.builder.remote(server.url).create();
      const ticks = spark.readStream.format("rate").load().groupBy().agg(F.count("*").as("n"));
      await ticks.writeStream.format("memory").outputMode("complete").queryName("ticks").start();
    }, 60_000);
    afterAll(async () => {
      await spark.stop();
      await server.close({ graceMs: 0 });
    });
    const open = (hash: string): Promise<View> => openView(stage().browser, `${server.dashboardUrl}/${hash}`);

    it("says so, and has nothing that stops a query", async () => {
      await using view = await open("#/");
      const { page } = view;
      await page.getByRole("link", { name: "ticks" }).click();
      await page.getByRole("heading", { name: "ticks" }).waitFor();
      await page.getByRole("banner").getByText("read-only").waitFor();
      expect(await page.getByRole("button", { name: /^Stop/ }).count()).toBe(0);
    });

    it("runs queries and refuses what changes something, and files outside of mounts", async () => {
      await using view = await open("#/sql");
      const { page } = view;
      const run = async (text: string) => {
        await page.locator(".cm-content").fill(text);
        await page.keyboard.press("Control+Enter");
      };
      await run("SELECT 40 + 2 AS answer");
      await page.getByRole("table", { name: "Result" }).getByText("42").waitFor();
      await run("CREATE TEMP VIEW v AS SELECT 1");
      await page.getByRole("alert").getByText("DASHBOARD_STATEMENT.READ_ONLY").waitFor();
      await run("SELECT * FROM text.`/etc/hostname`");
      await page.getByRole("alert").getByText("/etc/hostname is not in a mount").waitFor();
    });
  });

  describe("a dashboard with a token", () => {
    const token = "a-secret-of-the-test";
    let engine: EmbeddedEngine;
    let dashboard: Dashboard;
    beforeAll(async () => {
      engine = await EmbeddedEngine.open();
      dashboard = await serveEngine(engine, { port: 0, token } satisfies DashboardSettings);
    }, 60_000);
    afterAll(async () => {
      await dashboard.close();
      await engine.close();
    });

    it("asks for it, and stays open when it was given", async () => {
      const context = await stage().browser.newContext({ locale: "en-US" });
      const page = await context.newPage();
      await page.goto(dashboard.url);
      await page.getByLabel(/^Token/).fill("another");
      await page.getByRole("button", { name: "Open" }).click();
      await page.getByRole("alert").getByText("That is not the token.").waitFor();
      await page.getByLabel(/^Token/).fill(token);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Streaming queries" }).waitFor();
      expect(page.url()).not.toContain(token);
      await page.reload();
      await page.getByRole("status").getByText("live").waitFor();
      expect(await page.evaluate(() => document.cookie)).toBe("");
      await context.close();
    });
  });
}
