import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../../src/entry/client.ts";
import { type Direction, TcpProxy } from "../support/tcp-proxy.ts";
import { type Served, serve } from "./support.ts";

const ROWS = 400;
const STEPS = 16;

let served: Served;
let proxy: TcpProxy;
let spark: SparkSession;
beforeAll(async () => {
  served = await serve();
  proxy = await TcpProxy.open(served.port);
  spark = await SparkSession.builder
    .remote(`sc://127.0.0.1:${proxy.port}`)
    .config("spark.sql.execution.arrow.maxRecordsPerBatch", 40)
    .create();
});
afterAll(async () => {
  await spark.stop();
  await proxy.close();
  await served[Symbol.asyncDispose]();
});

/** Runs a program again and again, each time with the connection cut at another point of what it sends or gets. */
async function cutEverywhere(direction: Direction, run: () => Promise<void>): Promise<void> {
  proxy.cutAfter(Number.POSITIVE_INFINITY, direction);
  await run();
  const bytes = proxy.passed[direction];
  for (let step = 0; step < STEPS; step++) {
    const at = 1 + Math.floor((bytes * step) / STEPS);
    proxy.cutAfter(at, direction);
    await run().catch((error: unknown) => {
      throw new Error(`cut after ${at} of ${bytes} bytes ${direction}`, { cause: error });
    });
  }
}

describe.each<Direction>(["down", "up"])("a connection that is cut anywhere on the way %s", (direction) => {
  it("loses no row and doubles none", async () => {
    await cutEverywhere(direction, async () => {
      const rows = await spark.range(ROWS).collect();
      expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: ROWS }, (_, id) => id));
    });
  });

  it("runs a command once", async () => {
    let runs = 0;
    await cutEverywhere(direction, async () => {
      const rows = await spark.createDataFrame([{ n: runs }], "n INT");
      await rows.write.mode("append").saveAsTable(`once_${direction}`);
      runs += 1;
    });
    const written = await spark.table<{ n: number }>(`once_${direction}`).orderBy("n").collect();
    expect(written.map(({ n }) => n)).toEqual(Array.from({ length: runs }, (_, n) => n));
  });

  it("asks for settings, schemas and errors again", async () => {
    await cutEverywhere(direction, async () => {
      await spark.conf.set("spark.sql.shuffle.partitions", "7");
      expect(await spark.conf.get("spark.sql.shuffle.partitions")).toBe("7");
      expect((await spark.range(1).schema()).simpleString()).toBe("struct<id:bigint>");
      const failing = spark.sql("SELECT 1 / 0").then((frame) => frame.collect());
      await expect(failing).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO", name: "ArithmeticException" });
    });
  });
});

describe("a connection that is cut when a message has arrived", () => {
  it("goes on behind it, at each message", async () => {
    let messages = 0;
    for await (const _ of spark.client.rows(spark.range(ROWS).relation)) messages += 1;
    expect(messages).toBeGreaterThan(10);
    for (let cut = 0; cut < messages; cut++) {
      const seen: string[] = [];
      for await (const { responseId } of spark.client.rows(spark.range(ROWS).relation)) {
        if (seen.length === cut) proxy.reset();
        seen.push(responseId);
      }
      expect(seen.length).toBe(messages);
      expect(new Set(seen).size).toBe(messages);
    }
  });

  it("goes on with a streaming query and its progress", async () => {
    const query = await spark.readStream
      .format("rate")
      .option("rowsPerSecond", 1000)
      .load()
      .writeStream.format("memory")
      .queryName("cut_stream")
      .start();
    for (let i = 0; i < 5; i++) {
      proxy.reset();
      await query.processAllAvailable();
    }
    proxy.reset();
    expect((await query.lastProgress())?.id).toBe(query.id);
    proxy.reset();
    await query.stop();
    expect(await query.isActive()).toBe(false);
  });

  it("goes on with the events of a listener", async () => {
    const names: (string | null)[] = [];
    const listener = { onQueryStarted: ({ name }: { name: string | null }) => void names.push(name) };
    await spark.streams.addListener(listener);
    const terminated = new Set<string>();
    await spark.streams.addListener({ onQueryTerminated: ({ id }) => void terminated.add(id) });
    for (let i = 0; i < 3; i++) {
      proxy.reset();
      const rate = spark.readStream.format("rate").load();
      const query = await rate.writeStream.format("noop").queryName(`heard_${i}`).start();
      proxy.reset();
      await query.stop();
      await expect.poll(() => terminated.has(query.id), { timeout: 10_000 }).toBe(true);
    }
    expect(names).toEqual(["heard_0", "heard_1", "heard_2"]);
    await spark.streams.removeListener(listener);
  });
});
