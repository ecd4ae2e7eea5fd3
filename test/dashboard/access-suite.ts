import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { type Stage, sideways, sizes } from "./stage.ts";

/** What axe finds serious or worse. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** What readers with other eyes, hands and screens meet. */
export function accessSuite(stage: () => Stage): void {
  const views: readonly { readonly name: string; readonly hash: () => string; readonly ready: string }[] = [
    { name: "queries", hash: () => "#/", ready: ".sparkline" },
    { name: "charts", hash: () => `#/query/${stage().totals.runId}/charts`, ready: ".u-over" },
    { name: "result", hash: () => `#/query/${stage().totals.runId}/result`, ready: "tbody tr" },
    { name: "progress", hash: () => `#/query/${stage().totals.runId}/progress`, ready: ".code" },
    { name: "plan", hash: () => `#/query/${stage().totals.runId}/plan`, ready: ".code" },
    { name: "sources", hash: () => `#/query/${stage().totals.runId}/sources`, ready: ".pairs" },
    { name: "failed query", hash: () => `#/query/${stage().failedRun}/charts`, ready: ".notice.error" },
    { name: "SQL", hash: () => "#/sql", ready: ".grid-box" },
    { name: "catalog", hash: () => "#/catalog", ready: "summary" },
    { name: "files", hash: () => "#/files/dbfs%3A%2Fmnt%2Fs3Data", ready: "tbody tr" },
  ];
  const open = async (view: (typeof views)[number]) => {
    const opened = await stage().open(view.hash());
    if (view.name === "SQL") await opened.page.getByRole("button", { name: "Run" }).click();
    await opened.page.locator(view.ready).first().waitFor();
    return opened;
  };

  it.each(views)(
    "$name: nothing serious for axe in light and dark, and room enough on a narrow screen",
    async (each) => {
      await using view = await open(each);
      const { page } = view;
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      expect(await theme()).toBe("light");
      expect(await findings(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await expect.poll(theme).toBe("dark");
      expect(await findings(page)).toEqual([]);
      await page.setViewportSize(sizes.narrow);
      await expect.poll(() => sideways(page)).toBe(0);
    },
  );

  it("the theme follows the system until the reader chooses one", async () => {
    await using view = await stage().open("#/", { colorScheme: "dark" });
    const { page } = view;
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(background).not.toBe(dark);
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    expect(await background()).toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: "Use the light theme" }).waitFor();
    expect(await background()).toBe(dark);
  });

  it("all can be reached with the keyboard alone", async () => {
    await using view = await stage().open("#/");
    const { page } = view;
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    const tab = async () => {
      await page.keyboard.press("Tab");
      return (await focused())?.trim();
    };
    expect(await tab()).toBe("Skip to the content");
    expect(await page.locator(".skip").isVisible()).toBe(true);
    expect([await tab(), await tab(), await tab(), await tab(), await tab(), await tab()]).toEqual([
      "Millrace",
      "Queries",
      "SQL",
      "Catalog",
      "Files",
      "Use the dark theme",
    ]);
    await page.keyboard.press("Shift+Tab");
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    expect(await page.getByRole("heading", { name: "Streaming queries" }).count()).toBe(1);
    while ((await tab()) !== "totals");
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe("solid");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "totals" }).waitFor();
    while ((await tab()) !== "Progress");
    await page.keyboard.press("Enter");
    await page.locator(".code").waitFor();
    while ((await tab()) !== "JSON of batch 0");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Report of batch 0" }).waitFor();
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    expect(await page.getByRole("heading", { name: "totals" }).count()).toBe(1);
  });

  it("the editor lets go of the keyboard after Escape", async () => {
    await using view = await stage().open("#/sql");
    const { page } = view;
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("cm-content");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).not.toContain("cm-content");
  });
}
