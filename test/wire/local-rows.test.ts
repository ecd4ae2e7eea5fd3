import { expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { sendsLocalRows } from "./local-rows.ts";
import { RawClient, serve } from "./support.ts";

test("many rows reach a server ahead of the plan", async () => {
  await using served = await serve();
  await using spark = await SparkSession.builder.remote(served.url).create();
  await sendsLocalRows(spark);
});

test("a row that is larger than a message comes in pieces", async () => {
  await using served = await serve();
  for (const builder of [SparkSession.builder.remote(served.url), SparkSession.builder]) {
    await using spark = await builder.create();
    const [row] = await (await spark.sql("SELECT repeat('0123456789', 7000000) AS text, 1 AS one")).collect();
    expect((row!.text as string).length).toBe(70_000_000);
    expect((row!.text as string).slice(33_554_400, 33_554_480)).toBe("0123456789".repeat(8));
    expect(row!.one).toBe(1);
  }
});

test("a client that takes no pieces is told of a row that is too large", async () => {
  await using served = await serve();
  await using raw = await RawClient.open(served.url);
  await expect(raw.sql("SELECT repeat('0123456789', 13000000)")).rejects.toThrow("LIMIT_EXCEEDED.ROW");
});

test("within the process rows stay where they are", async () => {
  await using spark = await SparkSession.builder.create();
  const frame = await spark.createDataFrame(Array.from({ length: 150_000 }, (_, i) => ({ i })));
  expect(frame.relation.relType.case).toBe("localRelation");
  expect(await frame.count()).toBe(150_000);
});
