import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { batchGroups } from "./cases/index.ts";
import { expectParity } from "./deviations.ts";
import { GoldenRecorder } from "./golden.ts";
import { type Outcome, runBatch } from "./outcome.ts";
import { embedded, inSession, realSpark } from "./sessions.ts";
import { createViews } from "./views.ts";

// The same programs on real Spark, through this package's client: as recorded, and as the embedded engine does it.
describe.each(Object.entries(batchGroups))("%s", (group, cases) => {
  const golden = new GoldenRecorder<Outcome>(group, cases);
  let spark: SparkSession;
  let own: SparkSession;
  beforeAll(async () => {
    [spark, own] = await Promise.all([realSpark(), embedded()]);
    await Promise.all([createViews(spark), createViews(own)]);
  });
  afterAll(async () => {
    await Promise.all([spark.stop(), own.stop()]);
    golden.close();
  });

  test.each(cases)("$name", async (batch) => {
    const outcome = await inSession(spark, realSpark, batch.settings, (session) => runBatch(session, batch));
    if (golden.take(batch.name, outcome)) return;
    expect(outcome).toEqual(golden.of(batch.name));
    const actual = await inSession(own, embedded, batch.settings, (session) => runBatch(session, batch));
    expectParity(group, batch.name, actual, outcome);
  });
});
