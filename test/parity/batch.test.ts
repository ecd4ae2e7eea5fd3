import { afterAll, beforeAll, describe, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { batchGroups } from "./cases/index.ts";
import { expectParity } from "./deviations.ts";
import { readGolden } from "./golden.ts";
import { type Outcome, runBatch } from "./outcome.ts";
import { embedded, inSession } from "./sessions.ts";
import { createViews } from "./views.ts";

// The embedded engine against what real Spark made of the same programs.
describe.each(Object.entries(batchGroups))("%s", (group, cases) => {
  const golden = readGolden<Outcome>(group);
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await embedded();
    await createViews(spark);
  });
  afterAll(() => spark.stop());

  test.each(cases)("$name", async (batch) => {
    const actual = await inSession(spark, embedded, batch.settings, (session) => runBatch(session, batch));
    expectParity(group, batch.name, actual, golden[batch.name]);
  });
});
