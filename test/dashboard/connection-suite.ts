import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveRemote } from "../../src/entry/dashboard.ts";
import { functions as F, SparkSession } from "../../src/entry/index.ts";
import { startServer } from "../../src/entry/server.ts";
import { openDashboard } from "../support/dashboard.ts";
import { openView, patience, type Stage } from "./stage.ts";

/** What becomes of a page when its server goes away, and where there is nothing to show. */
export function connectionSuite(stage: () => Stage): void {
  it("goes on by itself when the dashboard's server comes back, with what happened meanwhile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-reconnect-"));
    const emit = (name: string) => writeFileSync(join(folder, name), '{"currency":"EUR"}');
    const server = await startServer({ port: 0 });
    const spark = await SparkSession.builder.remote(server.url).create();
    const query = await spark.readStream
      .schema("currency STRING")
      .json(folder)
      .groupBy("currency")
      .agg(F.count("*").as("n"))
      .writeStream.format("memory")
      .outputMode("complete")
      .queryName("counts")
      .start();
    emit("a.json");
    await query.processAllAvailable();
    const user = process.env.SPARK_USER ?? process.env.USER ?? "";
    const address = `${server.url};session_id=${spark.sessionId};user_id=${user}`;
    const first = await serveRemote(address, { port: 0 });
    const { page, problems, ...view } = await openView(stage().browser, `${first.url}/#/query/${query.runId}/result`);
    const count = page.getByRole("row").filter({ hasText: "EUR" }).getByRole("cell").nth(1);
    await expect.poll(() => count.textContent(), { timeout: patience }).toBe("1");

    await first.close();
    await page.getByRole("status").getByText("connecting").waitFor();
    emit("b.json");
    await query.processAllAvailable();
    const second = await serveRemote(address, { port: first.port });
    await page.getByRole("status").getByText("live").waitFor();
    await expect.poll(() => count.textContent(), { timeout: patience }).toBe("2");
    expect(await page.getByRole("alert").count()).toBe(0);
    emit("c.json");
    await expect.poll(() => count.textContent(), { timeout: patience }).toBe("3");

    // The browser itself tells of the connection that was refused.
    problems.splice(
      0,
      problems.length,
      ...problems.filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/.test(text)),
    );
    await view[Symbol.asyncDispose]();
    await second.close();
    await spark.stop();
    await server.close({ graceMs: 0 });
    rmSync(folder, { recursive: true });
  });

  it("says how to begin where no query has run, and shows the first one at once", async () => {
    await using shown = await openDashboard();
    await using view = await openView(stage().browser, shown.url);
    const { page } = view;
    await page.getByText("No streaming query has started yet.").waitFor();
    await shown.startTotals("the_first");
    await page.getByRole("link", { name: "the_first" }).waitFor();
    await page.goto(`${shown.url}/#/catalog`);
    await page.locator("summary", { hasText: "the_first" }).waitFor();
    await page.goto(`${shown.url}/#/files`);
    await page.getByText("Nothing is mounted").waitFor();
  });
}
