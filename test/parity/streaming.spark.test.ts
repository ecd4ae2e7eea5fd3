import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import type { StreamCase } from "./case.ts";
import { expectParity } from "./deviations.ts";
import { GoldenRecorder, isRecording } from "./golden.ts";
import { embedded, realSpark } from "./sessions.ts";
import { runThrough, type StreamOutcome } from "./stream-run.ts";
import { groupsAsked, streamGroups } from "./streams/index.ts";

/** Runs with the session of the group, or with one of its own where the case has settings. */
async function inOwnSession<T>(
  shared: SparkSession,
  { settings }: StreamCase,
  run: (spark: SparkSession) => Promise<T>,
): Promise<T> {
  if (settings === undefined) return run(shared);
  await using spark = await realSpark(settings);
  // Awaited here: the session ends when this function does.
  return await run(spark);
}

// The same streams on real Spark, through this package's client: as recorded, and as the embedded engine does it.
describe.each(isRecording ? Object.entries(streamGroups) : groupsAsked())("%s", (group, cases) => {
  const golden = new GoldenRecorder<StreamOutcome>(group, cases);
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await realSpark();
  });
  afterAll(async () => {
    await spark.stop();
    golden.close();
  });

  test.each(cases)("$name", async (stream) => {
    using root = temporaryFolder();
    const outcome = await inOwnSession(spark, stream, (session) => runThrough(session, root.path, stream));
    if (golden.take(stream.name, outcome)) return;
    expect(outcome).toEqual(golden.of(stream.name));
    using ownRoot = temporaryFolder();
    await using own = await embedded(stream.settings);
    expectParity(group, stream.name, await runThrough(own, ownRoot.path, stream), outcome);
  });
});
