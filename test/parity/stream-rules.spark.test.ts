import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import { GoldenRecorder, isRecording } from "./golden.ts";
import { realSpark } from "./sessions.ts";
import { createStreams, questions, type Verdicts } from "./stream-rules/index.ts";

// Which streams real Spark takes in which output mode. It is asked when its answers are recorded, and not again: starts take their time.
describe.runIf(isRecording).each(Object.entries(questions))("stream-rules-%s", (group, asked) => {
  const names = Object.keys(asked);
  const golden = new GoldenRecorder<Verdicts>(
    `stream-rules-${group}`,
    names.map((name) => ({ name })),
  );
  const root = temporaryFolder();
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await realSpark();
    await createStreams(spark, root.path);
  });
  afterAll(async () => {
    await spark.stop();
    golden.close();
    root[Symbol.dispose]();
  });

  test.each(names)("%s", async (name) => {
    expect(golden.take(name, await asked[name]!(spark))).toBe(true);
  });
});
