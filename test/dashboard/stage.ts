import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from "playwright-core";
import { expect } from "vitest";
import { type StreamingQuery, showLedger } from "../../src/entry/index.ts";
import { Ledger, transaction } from "../../src/generator/index.ts";
import { Mounts } from "../../src/storage/index.ts";
import { openDashboard, type Shown } from "../support/dashboard.ts";

/** How long a page may take for anything on a busy machine, in milliseconds. */
export const patience = 20_000;

export const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

/** A page of the dashboard. When it is disposed of, its console must have stayed free of errors and of breaches of its policy. */
export interface View extends AsyncDisposable {
  readonly page: Page;
  /** What the browser complained of. */
  readonly problems: string[];
}

/** @param locale - as in the browsers of people; headless ones have none that `Intl` knows */
export async function openView(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<View> {
  const context = await browser.newContext({ locale: "en-US", viewport: sizes.wide, colorScheme: "light", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  await page.goto(url);
  await page.locator("main h1, main .empty").first().waitFor();
  return {
    page,
    problems,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(problems).toEqual([]);
    },
  };
}

/** @returns a browser as the pages' readers have it; it needs nothing that is not in the repository's packages */
export async function launchBrowser(): Promise<Browser> {
  // Of the package's own flags, those for a cloud's small machines have a browser end with its first page.
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ["--no-sandbox"] });
}

/** A browser and an engine with queries: one that runs, one that has failed, a mount with files. */
export interface Stage extends AsyncDisposable {
  readonly browser: Browser;
  readonly shown: Shown;
  /** Totals by currency of what {@link Shown.emit} writes. */
  readonly totals: StreamingQuery;
  readonly ledger: Ledger;
  /** The run of a query that could not read its input. */
  readonly failedRun: string;
  /** Opens a page by what stands behind the `#`. */
  open(hash: string, options?: BrowserContextOptions): Promise<View>;
}

export async function openStage(): Promise<Stage> {
  const browser = await launchBrowser();
  const shown = await openDashboard();
  const totals = await shown.startTotals("totals");
  shown.emit({ currency: "EUR", amount: 1000 }, { currency: "USD", amount: 2000 });
  await totals.processAllAvailable();
  const ledger = new Ledger(transaction, { by: "currency", sum: "amount" });
  ledger.merge([
    ["EUR", { count: 1, sum: 1000n }],
    ["USD", { count: 1, sum: 2000n }],
  ]);
  showLedger(shown.spark, "totals", ledger);
  const failing = await shown.spark.readStream
    .schema("currency STRING, amount BIGINT")
    .json(shown.folder)
    .selectExpr("CAST(currency AS INT) AS number")
    .writeStream.format("memory")
    .queryName("failing")
    .start();
  await failing.awaitTermination().catch(() => undefined);
  mountFiles(shown);
  return {
    browser,
    shown,
    totals,
    ledger,
    failedRun: failing.runId,
    open: (hash, options) => openView(browser, `${shown.url}/${hash}`, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await shown[Symbol.asyncDispose]();
    },
  };
}

function mountFiles({ folder }: Shown): void {
  const home = join(folder, "..");
  const bucket = join(home, "bucket");
  mkdirSync(join(bucket, "deep"), { recursive: true });
  writeFileSync(join(bucket, "transaction_1"), '{"currency":"EUR","amount":5}');
  writeFileSync(join(bucket, "bytes.bin"), Buffer.from([0, 1, 2]));
  writeFileSync(join(bucket, "deep", "note.txt"), "a note");
  new Mounts(join(home, "mounts.json")).mount(bucket, "/mnt/s3Data");
}

/** How far a page can be scrolled sideways, which it never should. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
