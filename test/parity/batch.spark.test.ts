import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { batchGroups } from "./cases/index.ts";
import { expectParity } from "./deviations.ts";
import { type Golden, readGolden, writeGolden } from "./golden.ts";
import { type Outcome, runBatch } from "./outcome.ts";
import { embedded, inSession, realSpark } from "./sessions.ts";

const recording = process.env.MILLRACE_RECORD === "1";

// The same programs on real Spark, through this package's client: as recorded, and as the embedded engine does it.
describe.each(Object.entries(batchGroups))("%s", (group, cases) => {
  const golden = readGolden<Outcome>(group);
  const recorded: Golden<Outcome> = {};
  let spark: SparkSession;
  let own: SparkSession;
  beforeAll(async () => {
    [spark, own] = await Promise.all([realSpark(), embedded()]);
  });
  afterAll(async () => {
    await Promise.all([spark.stop(), own.stop()]);
    // A run of some cases keeps the others.
    if (recording) writeGolden(group, inOrder({ ...golden, ...recorded }, cases.map(({ name }) => name)));
  });

  test.each(cases)("$name", async (batch) => {
    const outcome = await inSession(spark, realSpark, batch.settings, (session) => runBatch(session, batch));
    if (recording) {
      recorded[batch.name] = outcome;
      return;
    }
    expect(outcome).toEqual(golden[batch.name]);
    const actual = await inSession(own, embedded, batch.settings, (session) => runBatch(session, batch));
    expectParity(group, batch.name, actual, outcome);
  });
});

function inOrder<T>(outcomes: Golden<T>, names: readonly string[]): Golden<T> {
  return Object.fromEntries(names.filter((name) => name in outcomes).map((name) => [name, outcomes[name]!]));
}
