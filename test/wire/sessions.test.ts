import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../src/common/index.ts";
import { SparkSession } from "../../src/entry/client.ts";
import { all, endlessPlan, RawClient, rangePlan, type Served, serve } from "./support.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

const open = (url = served.url) => SparkSession.builder.remote(url).create();
const userId = process.env.SPARK_USER ?? process.env.USER ?? "";
const textsOf = async (spark: SparkSession, query: string): Promise<unknown[]> =>
  (await (await spark.sql(query)).collect()).flatMap((row) => Object.values(row));
const tablesOf = async (spark: SparkSession): Promise<string[]> =>
  (await spark.catalog.listTables()).map(({ name }) => name).sort();

describe("two clients at once", () => {
  it("see nothing of each other's settings, views and streams", async () => {
    await using one = await open();
    await using other = await open();
    await one.conf.set("spark.sql.session.timeZone", "Asia/Tokyo");
    await one.range(3).createOrReplaceTempView("mine");
    const query = await one.readStream.format("rate").load().writeStream.format("noop").queryName("q").start();
    expect(await other.conf.get("spark.sql.session.timeZone")).not.toBe("Asia/Tokyo");
    await expect(other.table("mine").collect()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    expect(await other.streams.active()).toEqual([]);
    expect(await other.streams.get(query.id)).toBeNull();
    await query.stop();
  });

  it("share tables and global temporary views", async () => {
    await using one = await open();
    await using other = await open();
    await one.range(3).write.mode("overwrite").saveAsTable("shared");
    await one.range(2).createOrReplaceGlobalTempView("seen_by_all");
    expect(await other.table("shared").count()).toBe(3);
    expect(await other.table("global_temp.seen_by_all").count()).toBe(2);
    await other.range(4).write.mode("append").saveAsTable("shared");
    expect(await one.table("shared").count()).toBe(7);
    await other.sql("DROP TABLE shared");
    expect(await tablesOf(one)).not.toContain("shared");
  });

  it("run their queries side by side", async () => {
    await using busy = await open();
    await using quick = await open();
    const long = busy.client.rows(busy.range(10_000_000_000_000).selectExpr("sum(id % 7)").relation).next();
    const failed = expect(long).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    expect(await textsOf(quick, "SELECT 1 + 1")).toEqual([2]);
    while ((await busy.interruptAll()).length === 0);
    await failed;
  });
});

describe("a session", () => {
  it("is cloned with what it has, and then goes its own way", async () => {
    await using spark = await open();
    await spark.conf.set("spark.sql.shuffle.partitions", "9");
    await spark.range(3).createOrReplaceTempView("kept");
    const id = randomUUID();
    await using copy = await spark.cloneSession(id);
    expect(copy.sessionId).toBe(id);
    expect(await copy.conf.get("spark.sql.shuffle.partitions")).toBe("9");
    expect(await copy.table("kept").count()).toBe(3);
    await copy.conf.set("spark.sql.shuffle.partitions", "11");
    await copy.catalog.dropTempView("kept");
    expect(await spark.conf.get("spark.sql.shuffle.partitions")).toBe("9");
    expect(await spark.table("kept").count()).toBe(3);
    await expect(spark.cloneSession(id)).rejects.toMatchObject({
      condition: "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_EXISTS",
    });
    await expect(spark.cloneSession("mine")).rejects.toMatchObject({
      condition: "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT",
    });
  });

  it("made of another one has nothing of it but the server's tables", async () => {
    await using spark = await open();
    await spark.range(3).createOrReplaceTempView("kept");
    await using other = await spark.newSession();
    await expect(other.table("kept").collect()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    expect(await other.version()).toBe(await spark.version());
  });

  it("is taken up again by its id", async () => {
    const id = randomUUID();
    const spark = await open(`${served.url};user_id=u;session_id=${id}`);
    await spark.range(3).createOrReplaceTempView("kept");
    const again = await open(`${served.url};user_id=u;session_id=${id}`);
    expect(await again.table("kept").count()).toBe(3);
    const stranger = await open(`${served.url};user_id=v;session_id=${id}`);
    await expect(stranger.table("kept").collect()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await stranger.stop();
    await again.stop();
    await expect(spark.range(1).collect()).rejects.toMatchObject({
      condition: expect.stringMatching(/^INVALID_HANDLE\.SESSION_(CLOSED|CHANGED)$/),
    });
    expect(spark.isStopped).toBe(true);
    await spark.stop();
  });

  it.each([1, 2, 3, 4, 5])("stops at once what it runs when it ends, and its stream after the batch (%i)", async () => {
    const spark = await open();
    const query = await spark.readStream.format("rate").load().writeStream.format("noop").start();
    const long = spark.range(10_000_000_000_000).selectExpr("sum(id % 7)").collect();
    const failed = expect(long).rejects.toMatchObject({
      condition: expect.stringMatching(/^(OPERATION_CANCELED|SESSION_STOPPED|INVALID_HANDLE\.SESSION_CLOSED)$/),
    });
    await query.status();
    await spark.stop();
    await failed;
    await expect(query.status()).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
  });
});

describe("an interrupt", () => {
  it("stops a join of DuckDB within moments, by operation, tag or all; the session goes on", async () => {
    await using spark = await open();
    const join = () =>
      spark
        .sql("SELECT count(*) FROM range(3000000) a CROSS JOIN range(3000000) b WHERE a.id * b.id % 1000003 = 17")
        .then((frame) => frame.collect());
    const ways: [string, () => Promise<string[]>][] = [
      ["all", () => spark.interruptAll()],
      ["tag", () => spark.interruptTag("slow")],
    ];
    for (const [way, interrupt] of ways) {
      spark.addTag("slow");
      let ended = 0;
      const failed = expect(
        join().finally(() => {
          ended = performance.now();
        }),
      ).rejects.toMatchObject({
        condition: "OPERATION_CANCELED",
        sqlState: "HY008",
        name: "OperationCancelledException",
      });
      let stopped: string[] = [];
      let asked = 0;
      while (stopped.length === 0) {
        // Not the statement, which ends by itself: the query behind it.
        asked = performance.now();
        stopped = await interrupt();
      }
      await failed;
      spark.clearTags();
      expect(stopped).toHaveLength(1);
      expect(ended - asked, way).toBeLessThan(1_000);
      expect(await textsOf(spark, "SELECT 'goes on'")).toEqual(["goes on"]);
    }
  });

  it("by leaving the loop ends the operation on the server", async () => {
    await using spark = await open();
    for await (const row of spark.range(100_000_000).toLocalIterator()) if (row.id === 3n) break;
    const session = served.engine.sessions.find({ sessionId: spark.sessionId, userContext: { userId } });
    await expect.poll(() => session.operations.states([])).toEqual([]);
  });
});

describe("what clients leave behind", () => {
  const MINUTE = 60_000;

  it("is ended in time: operations nobody comes back for, then the session", async () => {
    const clock = new ManualClock(0);
    await using own = await serve({ clock });
    const client = await RawClient.open(own.url);
    const id = randomUUID();
    const abort = new AbortController();
    const call = all(client.execute(endlessPlan, id, { signal: abort.signal }));
    const states = async (): Promise<number[]> => {
      const { operationStatuses } = await client.rpc.getStatus({
        ...client.common,
        operationStatus: { operationIds: [id] },
      });
      return operationStatuses.map(({ state }) => state);
    };
    await expect.poll(() => states().catch(() => []), { timeout: 5_000 }).toEqual([2]);
    abort.abort();
    await expect(call).rejects.toThrow();
    clock.advance(4 * MINUTE);
    await own.engine.sessions.reap();
    expect(await states()).toEqual([2]);
    // The server learns of the cut in its own time.
    const later = async () => {
      clock.advance(2 * MINUTE);
      await own.engine.sessions.reap();
      return states();
    };
    await expect.poll(later, { timeout: 5_000 }).toEqual([6]);
    await expect(all(client.reattach(id))).rejects.toThrow(/OPERATION_ABANDONED/);
    clock.advance(59 * MINUTE);
    await own.engine.sessions.reap();
    await all(client.execute(rangePlan(1n), randomUUID()));
    clock.advance(61 * MINUTE);
    await own.engine.sessions.reap();
    await expect(all(client.execute(rangePlan(1n), randomUUID()))).rejects.toThrow(/SESSION_CLOSED/);
    await client.close();
  });

  it("keeps a session whose streaming query runs", async () => {
    const clock = new ManualClock(0);
    await using own = await serve({ clock });
    const spark = await open(own.url);
    const query = await spark.readStream.format("rate").load().writeStream.format("noop").start();
    clock.advance(3 * 60 * MINUTE);
    await own.engine.sessions.reap();
    expect(await query.isActive()).toBe(true);
    await query.stop();
    clock.advance(3 * 60 * MINUTE);
    await own.engine.sessions.reap();
    await expect(spark.range(1).collect()).rejects.toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
    await spark.stop();
  });
});
