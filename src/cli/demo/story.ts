import {
  folderTarget,
  formatListing,
  produce,
  SparkSession,
  type StreamingQuery,
  showLedger,
  type Transaction,
  transaction,
} from "../../entry/index.ts";
import { querySparklines, watchQueries } from "../../terminal/index.ts";
import type { Io } from "../io.ts";
import { type Comparison, compare } from "./check.ts";
import type { DemoOptions } from "./options.ts";
import type { Place } from "./place.ts";
import {
  mountPoint,
  queryName,
  question,
  readTransactions,
  startQuery,
  type Total,
  totalsByCurrency,
} from "./program.ts";
import type { Screen } from "./screen.ts";

/** After so many transactions the SQL is asked and its result shown. */
const askAfter: readonly number[] = [10, 20];

/**
 * Tells the tutorial step by step, doing each. Where the signal aborts it, it ends with the totals so far.
 *
 * @param conclude - takes the end of the story while the session, and with it the dashboard, is still there
 */
export async function tellStory(
  options: DemoOptions,
  place: Place,
  screen: Screen,
  io: Io,
  conclude: (comparison: Comparison, dashboard: string | null) => Promise<void>,
): Promise<void> {
  const { colors, signal } = io;
  const step = stepPrinter(screen, io);

  step(`Bucket ${options.bucket} made`, `${place.source} (${place.description})`);

  await place.fs.mount(place.source, mountPoint);
  step(`Mounted at ${mountPoint}`);

  step(`fs ls ${mountPoint}`, formatListing(await place.fs.ls(mountPoint)), colors.dim("empty so far"));

  const dashboard: Readonly<Record<string, string>> =
    options.uiPort === undefined ? {} : { "spark.ui.enabled": "true", "spark.ui.port": String(options.uiPort) };
  const spark = await SparkSession.builder
    .appName("transactions")
    .config({ ...place.settings, ...dashboard })
    .create();
  try {
    step("Session started", `Spark ${await spark.version()}'s API on the embedded engine: no cluster, no JVM`);
    screen.started({
      bucket: place.source,
      mountPoint,
      dashboard: spark.uiWebUrl,
      query: queryName,
      count: options.count,
    });
    if (spark.uiWebUrl !== null) step("Dashboard opened", `${colors.bold(spark.uiWebUrl)} shows all of this live`);

    const transactions = readTransactions(spark);
    step("Schema of the transactions, as declared", (await transactions.schema()).treeString().trimEnd());

    step(`isStreaming: ${await transactions.isStreaming()}`, `readStream.schema(…).json("${mountPoint}/transaction*")`);

    const { monitor } = await watchQueries(spark);
    const query = await startQuery(totalsByCurrency(transactions));
    step(`Query ${queryName} started`, "count(*) and sum(amount) by currency, complete mode, a table in memory");

    const pace = options.interval < 1000 ? `${options.interval} ms` : `${options.interval / 1000} s`;
    step(`Producer started: ${options.count} transactions, one file each, ${pace} apart`);
    const production = produce<Transaction>(transaction, folderTarget(place.files.resolve(mountPoint)), {
      count: options.count,
      interval: options.interval,
      ledger: { by: "currency", sum: "amount" },
      signal,
      ...(options.seed !== undefined && { seed: options.seed }),
    });
    showLedger(spark, queryName, production.ledger!);
    const ask = async (after: number): Promise<void> => {
      const result = await (await spark.sql(question)).showString();
      screen.print("", colors.bold(`SQL after ${after} transactions:`), question, result.trimEnd());
    };
    for await (const { index, value } of production) {
      const published = performance.now();
      // So that each turn shows the table with its own transaction in it.
      await query.processAllAvailable();
      const latency = performance.now() - published;
      const [totals, progress] = await Promise.all([readTotals(spark), query.lastProgress()]);
      screen.iteration({
        index,
        count: options.count,
        value: value!,
        json: transaction.serialize(value!),
        totals,
        latency,
        progress,
        sparklines: querySparklines(monitor, query.runId),
      });
      if (index === 1)
        screen.print(colors.dim(`First result ${(performance.now() / 1000).toFixed(1)} s after the start.`));
      if (askAfter.includes(index)) await ask(index);
    }
    screen.settle();
    screen.print("");
    const comparison = await concludes(spark, query, production.ledger!);
    const { records } = production.totals;
    if (signal.aborted) step(`Interrupted: the totals after ${records} of ${options.count} transactions`);
    else step("Check: the query's totals against the generator's own ledger");
    await conclude(comparison, spark.uiWebUrl);
  } finally {
    await spark.stop();
  }
}

/** Waits for what is under way, stops the query and compares. */
async function concludes(
  spark: SparkSession,
  query: StreamingQuery,
  ledger: Parameters<typeof compare>[0],
): Promise<Comparison> {
  await query.processAllAvailable();
  const comparison = compare(ledger, await readTotals(spark));
  await query.stop();
  return comparison;
}

const readTotals = async (spark: SparkSession): Promise<Total[]> => (await spark.sql<Total>(question)).collect();

/** Prints steps with their numbers. */
function stepPrinter(screen: Screen, { colors }: Io): (title: string, ...details: string[]) => void {
  let number = 0;
  return (title, ...details) => {
    number++;
    const indented = details.flatMap((detail) => detail.split("\n")).map((line) => `    ${line}`);
    screen.print(`${colors.cyan(String(number).padStart(2))}  ${colors.bold(title)}`, ...indented);
  };
}
