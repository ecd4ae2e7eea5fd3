import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { functions as F, SparkSession } from "../../src/entry/client.ts";

// The command as it is installed: `npm test` builds it first.
const cli = fileURLToPath(new URL("../../bin/millrace.cjs", import.meta.url));

let folder: string;
const children = new Set<ChildProcess>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-serve-"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  /** What the process has ended with; a number where it ended by itself. */
  readonly exit: Promise<number | NodeJS.Signals | null>;
  out(): string;
  /** Resolves when standard output holds the text. */
  shows(text: string): Promise<void>;
}

async function serve(...flags: string[]): Promise<Server> {
  const env = { ...process.env, MILLRACE_HOME: join(folder, "home"), NO_COLOR: "1" };
  const child = spawn(process.execPath, [cli, "serve", "--port", "0", ...flags], { cwd: folder, env });
  children.add(child);
  let out = "";
  let heard: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      out += data.toString();
      heard();
    });
  }
  const exit = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      heard = () => {
        if (out.includes(text)) resolve();
      };
      heard();
      void exit.then(() => reject(new Error(`ended without "${text}":\n${out}`)));
    });
  await shows("Ctrl-C");
  return { child, url: /sc:\/\/\S+/.exec(out)![0], exit, out: () => out, shows };
}

const connect = (url: string) => SparkSession.builder.remote(url).create();

/** Files of one record each, written as producers do. */
function writeFiles(target: string, from: number, count: number): void {
  for (let i = from; i < from + count; i++) {
    writeFileSync(join(folder, ".part"), JSON.stringify({ currency: i % 2 === 0 ? "EUR" : "USD", amount: i }));
    renameSync(join(folder, ".part"), join(target, `${String(i).padStart(4, "0")}.json`));
  }
}

/** Totals over a folder, a file a batch, with a durable checkpoint. */
async function startTotals(spark: SparkSession, input: string, checkpoint: string) {
  return spark.readStream
    .schema("currency STRING, amount BIGINT")
    .option("maxFilesPerTrigger", 1)
    .json(input)
    .groupBy("currency")
    .agg(F.sum("amount").as("total"), F.count("*").as("records"))
    .writeStream.format("memory")
    .outputMode("complete")
    .queryName("totals")
    .option("checkpointLocation", checkpoint)
    .start();
}

describe("millrace serve", () => {
  it("answers beside many queries that take long", { timeout: 60_000 }, async () => {
    const { url } = await serve();
    const busy = await connect(url);
    const endless = "SELECT sum(a.id * b.id) FROM range(30000000) a CROSS JOIN range(30000000) b";
    const running = Array.from({ length: 8 }, async () => (await busy.sql(endless)).collect());
    const ended = Promise.allSettled(running);
    const other = await connect(url);
    expect(await (await other.sql("SELECT 1 AS one")).collect()).toEqual([{ one: 1 }]);
    // The queries begin one by one; those that have not yet are interrupted with the next look.
    let open = true;
    void ended.then(() => {
      open = false;
    });
    while (open) {
      await busy.interruptAll();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    expect((await ended).every(({ status }) => status === "rejected")).toBe(true);
    await Promise.all([busy.stop(), other.stop()]);
  });

  it("serves two clients at once, which see nothing of each other", async () => {
    const { child, url, exit } = await serve();
    const [one, two] = [await connect(url), await connect(url)];
    await Promise.all(
      [one, two].map(async (spark, index) => {
        await spark.range(1000 * (index + 1)).createOrReplaceTempView("numbers");
        await spark.conf.set("spark.sql.session.timeZone", ["Asia/Tokyo", "UTC"][index]!);
      }),
    );
    expect(await Promise.all([one, two].map(async (spark) => (await spark.table("numbers")).count()))).toEqual([
      1000, 2000,
    ]);
    expect(await one.conf.get("spark.sql.session.timeZone")).toBe("Asia/Tokyo");
    await one.stop();
    expect(await (await two.table("numbers")).count()).toBe(2000);
    await two.stop();
    child.kill("SIGINT");
    expect(await exit).toBe(0);
  });

  it("ends a running query after its batch on SIGTERM, and a new server goes on exactly there", async () => {
    const [input, checkpoint] = [mkdtempSync(join(folder, "input-")), join(folder, "checkpoint")];
    writeFiles(input, 0, 200);
    const first = await serve();
    const spark = await connect(first.url);
    const query = await startTotals(spark, input, checkpoint);
    await expect.poll(async () => (await query.lastProgress())?.batchId, { timeout: 20_000 }).toBeGreaterThan(1);
    const waiting = query.awaitTermination().catch((error: unknown) => error);
    // Calls arrive in order: the server has the one before.
    expect((await query.status()).isTriggerActive).toBeTypeOf("boolean");
    first.child.kill("SIGTERM");
    expect({ exit: await first.exit, out: first.out() }).toEqual({
      exit: 0,
      out: expect.stringMatching(/\nShutting down: .*\n$/),
    });
    // Who waits for the query is told, and kept nobody waiting.
    await waiting;

    writeFiles(input, 200, 10);
    const second = await serve();
    const again = await connect(second.url);
    const resumed = await startTotals(again, input, checkpoint);
    await resumed.processAllAvailable();
    const progress = await resumed.recentProgress();
    const batches = progress.map(({ batchId }) => batchId);
    // It was stopped on the way, and does not begin anew.
    expect(batches[0]).toBeGreaterThan(2);
    expect(batches.at(-1)).toBe(readdirSync(input).length - 1);
    const rows = await (await again.sql("SELECT * FROM totals ORDER BY currency")).collect();
    const totals = [0, 1].map((odd) => {
      const amounts = Array.from({ length: 210 }, (_, i) => i).filter((i) => i % 2 === odd);
      return { total: BigInt(amounts.reduce((a, b) => a + b)), records: BigInt(amounts.length) };
    });
    expect(rows).toEqual([
      { currency: "EUR", ...totals[0] },
      { currency: "USD", ...totals[1] },
    ]);
    await again.stop();
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(0);
  });

  it("ends at once on a second signal", async () => {
    const server = await serve();
    const spark = await connect(server.url);
    const input = mkdtempSync(join(folder, "slow-"));
    writeFiles(input, 0, 1);
    // A batch of many minutes.
    const query = await spark.readStream
      .schema("amount BIGINT")
      .json(input)
      .crossJoin(spark.range(400_000).crossJoin(spark.range(400_000).toDF("other")))
      .agg(F.sum(F.expr("id % 7 * other % 5")))
      .writeStream.format("memory")
      .outputMode("complete")
      .queryName("slow")
      .start();
    await expect.poll(async () => (await query.status()).isTriggerActive, { timeout: 20_000 }).toBe(true);
    server.child.kill("SIGINT");
    await server.shows("Shutting down");
    server.child.kill("SIGTERM");
    expect(await server.exit).toBe("SIGTERM");
  });
});
