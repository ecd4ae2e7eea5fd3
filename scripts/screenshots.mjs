// Takes the pictures of docs/images: the dashboard over a running stream.
//   npm run screenshots                               those that the documents show; after npm run build
//   npm run screenshots -- --to /tmp/views --all      each view in each size and theme, to be looked at
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import chromium from "@sparticuz/chromium";
import { functions as F, field, fs, produce, record, SparkSession, showLedger, target, transaction } from "millrace";
import { chromium as playwright } from "playwright-core";

const { values: options } = parseArgs({
  options: { to: { type: "string", default: "docs/images" }, all: { type: "boolean", default: false } },
});
const images = resolve(options.to);
mkdirSync(images, { recursive: true });

const home = mkdtempSync(join(tmpdir(), "millrace-"));
process.env.MILLRACE_HOME = home;
const ending = new AbortController();
const spark = await SparkSession.builder
  .appName("transactions")
  .config({ "spark.ui.enabled": "true", "spark.ui.port": 0 })
  .create();
const url = spark.uiWebUrl;

// The demo's stream, with more transactions in a shorter time.
const bucket = join(home, "data-stream-dump");
await fs.mkdirs(bucket);
await fs.mount(bucket, "/mnt/s3Data");
const production = produce(transaction, target("/mnt/s3Data"), {
  count: 1_000_000,
  interval: "60ms",
  seed: 7,
  ledger: { by: "currency", sum: "amount" },
  signal: ending.signal,
});
const produced = production.finish();
const query = await spark.readStream
  .schema(transaction.schema)
  .json("/mnt/s3Data/transaction*")
  .groupBy("currency")
  .agg(F.count("*").as("transactions"), F.sum("amount").as("total_amount"))
  .writeStream.format("memory")
  .outputMode("complete")
  .queryName("transactions_stream_output")
  .trigger({ processingTime: "250 milliseconds" })
  .start();
showLedger(spark, "transactions_stream_output", production.ledger);

// The reader's own stream, beside it.
const Order = record("order", {
  country: field.weighted({ DE: 5, FR: 3, JP: 2 }),
  item: field.oneOf(["kettle", "lamp", "chair"]),
  price: field.decimal({ min: "4.50", max: "199.00", precision: 8, scale: 2 }),
});
const shop = join(home, "orders");
await fs.mkdirs(shop);
const orders = produce(Order, target(shop), {
  count: 1_000_000,
  interval: "150ms",
  seed: 3,
  signal: ending.signal,
}).finish();
await spark.readStream
  .schema(Order.schema)
  .json(`${shop}/order*`)
  .groupBy("country")
  .agg(F.count("*").as("orders"), F.sum("price").as("turnover"))
  .writeStream.format("memory")
  .outputMode("complete")
  .queryName("turnover_by_country")
  .start();
// One that fails.
const failing = await spark.readStream
  .schema(transaction.schema)
  .json("/mnt/s3Data/transaction*")
  .select(F.expr("CAST(username AS INT)").as("number"))
  .writeStream.format("memory")
  .queryName("usernames_as_numbers")
  .start();
await failing.awaitTermination().catch(() => undefined);

// Charts of a few seconds tell nothing.
while (((await query.lastProgress())?.batchId ?? 0) < 150) await setTimeout(250);

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };
// Of the package's own flags, those for a cloud's small machines have a browser end with its first page.
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ["--no-sandbox"] });
const failures = [];
const button = (page, name) => page.getByRole("button", { name, exact: true });

const of = (id, tab) => `#/query/${id}/${tab}`;
async function runSql(page, sql) {
  await page.locator(".cm-content").fill(sql);
  await page.keyboard.press("Control+Enter");
}
const bySql =
  "SELECT currency, transactions, total_amount / transactions AS mean\nFROM transactions_stream_output\nORDER BY mean DESC";
/** The views: where they are, and what the reader does there. */
const views = [
  { name: "queries", at: "#/" },
  { name: "charts", at: of(query.runId, "charts") },
  { name: "result", at: of(query.runId, "result") },
  {
    name: "result-chart",
    at: of(query.runId, "result"),
    async act(page) {
      await button(page, "Chart").click();
      await page.locator(".bars li").first().waitFor();
    },
  },
  { name: "progress", at: of(query.runId, "progress") },
  { name: "plan", at: of(query.runId, "plan") },
  { name: "sources", at: of(query.runId, "sources") },
  { name: "failed", at: of(failing.runId, "charts") },
  {
    name: "sql",
    at: "#/sql",
    async act(page) {
      await runSql(page, bySql);
      await page.getByRole("table", { name: "Result" }).getByText("EUR").waitFor();
    },
  },
  {
    name: "sql-error",
    at: "#/sql",
    async act(page) {
      await runSql(page, "SELECT currency, sum(amout)\nFROM transactions_stream_output\nGROUP BY currency");
      await page.getByRole("alert").waitFor();
      await page.locator(".cm-lintRange-error").waitFor();
    },
  },
  {
    name: "sql-million",
    at: "#/sql",
    async act(page) {
      await runSql(page, "SELECT id, id * id AS square, uuid() AS name FROM range(1000000)");
      await page.getByText("1,000,000 rows").waitFor();
      await page.locator(".grid-box").evaluate((box) => {
        box.scrollTop = box.scrollHeight / 2;
      });
      await page.locator(".grid-row [role=cell]").first().filter({ hasNotText: "…" }).waitFor();
    },
  },
  {
    name: "catalog",
    at: "#/catalog",
    act: (page) => page.locator("summary").first().click(),
  },
  {
    name: "files",
    at: "#/files/dbfs%3A%2Fmnt%2Fs3Data%2F",
    async act(page) {
      await page
        .getByRole("button", { name: /^transaction/ })
        .nth(2)
        .click();
      await page.locator(".code").waitFor();
    },
  },
];

/** What the documents show. */
const kept = views.map(({ name }) => ({ name, size: "wide", theme: "light" }));
const dark = [
  { name: "charts", size: "wide", theme: "dark" },
  { name: "queries", size: "narrow", theme: "light" },
];
const everything = ["wide", "narrow"].flatMap((size) =>
  ["light", "dark"].flatMap((theme) => views.map(({ name }) => ({ name, size, theme }))),
);

for (const { name, size, theme } of options.all ? everything : [...kept, ...dark]) {
  const { at, act } = views.find((view) => view.name === name);
  const page = await browser.newPage({ locale: "en-US", viewport: sizes[size], colorScheme: theme });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) failures.push(`${name}: ${message.text()}`);
  });
  page.on("pageerror", (error) => failures.push(`${name}: ${error.message}`));
  await page.goto(`${url}/${at}`);
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("load");
  if (at.includes("charts") && name !== "failed") await page.locator(".u-over").first().waitFor();
  await act?.(page);
  if (at.includes("files") || at.includes("catalog") || at.includes("plan"))
    await page.locator("table, pre").first().waitFor();
  const parts = [name, size === "narrow" && "narrow", theme === "dark" && "dark"].filter(Boolean);
  const path = join(images, `${parts.join("-")}.png`);
  const bottom = await page.locator("main > :last-child").evaluate((last) => last.getBoundingClientRect().bottom);
  const { width, height } = sizes[size];
  const clip = { x: 0, y: 0, width, height: Math.min(height, Math.ceil(bottom) + 24) };
  await page.screenshot({ path, animations: "disabled", ...(options.all ? { fullPage: true } : { clip }) });
  console.log(`${path}: ${Math.round(statSync(path).size / 1000)} kB`);
  await page.close();
}
await browser.close();
ending.abort();
await Promise.allSettled([produced, orders]);
await spark.stop();
rmSync(home, { recursive: true, force: true });
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
