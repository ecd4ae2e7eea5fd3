import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import { expectParity } from "./deviations.ts";
import { GoldenRecorder } from "./golden.ts";
import { embedded, realSpark } from "./sessions.ts";
import { runThrough, type StreamOutcome } from "./stream-run.ts";
import { streamGroups } from "./streams/index.ts";

// The same streams on real Spark, through this package's client: as recorded, and as the embedded engine does it.
describe.each(Object.entries(streamGroups))("%s", (group, cases) => {
  const golden = new GoldenRecorder<StreamOutcome>(group, cases);
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await realSpark();
  });
  afterAll(async () => {
    await spark.stop();
    golden.close();
  });

  const asked = golden.recording ? cases : cases.filter((stream) => stream.askedWhenRecorded !== true);
  test.each(asked)("$name", async (stream) => {
    using root = temporaryFolder();
    const outcome = await runThrough(spark, root.path, stream);
    if (golden.take(stream.name, outcome)) return;
    expect(outcome).toEqual(golden.of(stream.name));
    using ownRoot = temporaryFolder();
    await using own = await embedded();
    expectParity(group, stream.name, await runThrough(own, ownRoot.path, stream), outcome);
  });
});
