import { expect, it } from "vitest";
import type { Stage } from "./stage.ts";

/** The catalog and the files. */
export function placesSuite(stage: () => Stage): void {
  it("the catalog shows tables with their columns, and leads to SQL over one", async () => {
    await using view = await stage().open("#/catalog");
    const { page } = view;
    const totals = page.getByRole("group").filter({ hasText: "totals" }).first();
    await totals.locator("summary").click();
    expect(await totals.getByRole("rowheader").allTextContents()).toEqual(["currency", "sum(amount)", "count(1)"]);
    expect(await totals.getByRole("cell").allTextContents()).toEqual(["string", "bigint", "bigint"]);
    await totals.getByRole("link", { name: "Look at it with SQL" }).click();
    await page.locator(".cm-content", { hasText: "SELECT * FROM totals LIMIT 100" }).waitFor();
  });

  it("the files begin with the mounts, and show how one begins", async () => {
    await using view = await stage().open("#/files");
    const { page } = view;
    await page.getByText(/→ .*bucket/).waitFor();
    await page.getByRole("link", { name: "/mnt/s3Data" }).click();
    await page.getByRole("button", { name: "transaction_1" }).click();
    const json = page.locator(".code");
    expect(JSON.parse((await json.textContent())!)).toEqual({ currency: "EUR", amount: 5 });
    await page.getByRole("button", { name: "bytes.bin" }).click();
    await page.getByText("Not text: 3 B.").waitFor();
    await page.getByRole("link", { name: "deep/", exact: true }).click();
    await page.getByRole("button", { name: "note.txt" }).click();
    await json.getByText("a note").waitFor();
    await page.getByRole("navigation", { name: "Folder" }).getByRole("link", { name: "s3Data" }).click();
    await page.getByRole("button", { name: "transaction_1" }).waitFor();
  });

  it("the files outside of mounts are refused, with the reason", async () => {
    const { shown } = stage();
    const context = await stage().browser.newContext({ locale: "en-US" });
    const page = await context.newPage();
    await page.goto(`${shown.url}/#/files/${encodeURIComponent("/etc")}`);
    await page.getByText("/etc is not in a mount").waitFor();
    await context.close();
  });
}
