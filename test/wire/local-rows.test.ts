import { expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { sendsLocalRows } from "./local-rows.ts";
import { serve } from "./support.ts";

test("many rows reach a server ahead of the plan", async () => {
  await using served = await serve();
  await using spark = await SparkSession.builder.remote(served.url).create();
  await sendsLocalRows(spark);
});

test("within the process rows stay where they are", async () => {
  await using spark = await SparkSession.builder.create();
  const frame = await spark.createDataFrame(Array.from({ length: 150_000 }, (_, i) => ({ i })));
  expect(frame.relation.relType.case).toBe("localRelation");
  expect(await frame.count()).toBe(150_000);
});
