import { describe, expect, it } from "vitest";
import { functions as F } from "../../src/entry/index.ts";
import { usePlace } from "./support.ts";

const place = usePlace();
const query = (sql: string) => place.spark.sql(sql);

describe("rows that are kept", () => {
  it("are computed once, until they are given up", async () => {
    const random = place.spark.range(3).select(F.expr("rand()").as("r"));
    expect(await random.storageLevel()).toMatchObject({ useMemory: false, useDisk: false });
    await random.cache();
    expect(await random.storageLevel()).toMatchObject({ useMemory: true, useDisk: true });
    const rows = await random.collect();
    expect(await random.collect()).toEqual(rows);
    expect(await random.filter("r >= 0").count()).toBe(3);
    // The same plan under another name of its columns is the same plan.
    expect((await random.toDF("x").collect()).map((row) => row.x)).toEqual(rows.map((row) => row.r));
    expect(await random.explainString()).toMatch(/^== Physical Plan ==\nInMemoryTableScan \[r\]/);
    await random.unpersist();
    expect(await random.collect()).not.toEqual(rows);
    expect(await random.explainString()).not.toContain("InMemoryTableScan");
  });

  it("are computed anew after a write, which may have changed what they come from", async () => {
    await place.spark.range(2).write.saveAsTable("kept_source");
    const kept = place.spark.table("kept_source").select(F.col("id").plus(1).as("next"));
    await kept.persist();
    expect(await kept.count()).toBe(2);
    await place.spark.range(1).write.mode("append").saveAsTable("kept_source");
    expect(await kept.count()).toBe(3);
    await place.spark.catalog.clearCache();
    expect(await kept.storageLevel()).toMatchObject({ useMemory: false });
  });
});

describe("writeTo", () => {
  it("makes, replaces, extends and empties tables", async () => {
    const frame = await query("SELECT 1 a, 'x' b");
    const rows = () => place.spark.table("v2").orderBy("a").collect();
    await expect(frame.writeTo("v2").append()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await expect(frame.writeTo("v2").replace()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await frame.writeTo("v2").using("parquet").tableProperty("k", "v").create();
    await expect(frame.writeTo("v2").create()).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_ALREADY_EXISTS" });
    await (await query("SELECT 'y' b, 2 a")).writeTo("v2").append();
    expect(await rows()).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    await frame.writeTo("v2").overwrite(F.lit(true));
    expect(await rows()).toEqual([{ a: 1, b: "x" }]);
    await expect(frame.writeTo("v2").overwrite(F.col("a").eq(1))).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.MILLRACE",
    });
    await (await query("SELECT 3 a")).writeTo("v2").createOrReplace();
    expect(await rows()).toEqual([{ a: 3 }]);
    await (await query("SELECT 4 a, 'p' part")).writeTo("v2").partitionedBy("part").replace();
    expect(await rows()).toEqual([{ a: 4, part: "p" }]);
  });
});

it("files of a frame, each once", async () => {
  const path = place.path();
  await place.spark.range(2).coalesce(1).write.json(path);
  const read = place.spark.read.json(path);
  expect(await read.union(read).inputFiles()).toEqual([expect.stringMatching(/^file:\/\/\/.*part-.*\.json$/)]);
  expect(await place.spark.range(1).inputFiles()).toEqual([]);
});

describe("an approximate count", () => {
  // A hundred sets of as many values each: what counts is the error over all of them, not that of one.
  it.each([
    [undefined, 20],
    [undefined, 1000],
    [0.02, 1000],
    [0.01, 1000],
  ])("keeps to a relative error of %s over %s values", async (rsd, size) => {
    const rows = await place.spark
      .range(100 * size)
      .select(F.expr(`id % 100`).as("set"), F.expr("id * 7919").as("value"))
      .groupBy("set")
      .agg(F.approxCountDistinct("value", rsd).as("counted"))
      .collect();
    const squares = rows.map(({ counted }) => (Number(counted) / size - 1) ** 2);
    const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rows.length);
    expect(error).toBeLessThan(1.2 * (rsd ?? 0.05));
  });

  it("leaves out nulls, goes by a filter and by windows", async () => {
    const counted = await query(
      "SELECT approx_count_distinct(x) AS all, approx_count_distinct(x) FILTER (WHERE x > 1) AS some FROM VALUES (1), (1), (2), (NULL) AS t(x)",
    );
    expect(await counted.collect()).toEqual([{ all: 2n, some: 1n }]);
    const windowed = await query(
      "SELECT x, approx_count_distinct(y) OVER (PARTITION BY x) AS n FROM VALUES (1, 1), (1, 2), (2, 1) AS t(x, y) ORDER BY x, n",
    );
    expect((await windowed.collect()).map(({ n }) => n)).toEqual([2n, 2n, 1n]);
  });
});
