import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkException, SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import { expectParity } from "./deviations.ts";
import { readGolden } from "./golden.ts";
import { embedded } from "./sessions.ts";
import { createStreams, questions, type Verdicts } from "./stream-rules/index.ts";

/** Conditions that are about streams and nothing else: what they refuse can be written in another way. */
const ofStreams: ReadonlySet<string> = new Set([
  "_LEGACY_ERROR_TEMP_3102",
  "CALL_ON_STREAMING_DATASET_UNSUPPORTED",
  "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY",
  "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING",
  "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
]);

// Which streams are taken in which output mode, and what refuses the others: as real Spark has it.
describe.each(Object.entries(questions))("stream-rules-%s", (group, asked) => {
  const golden = readGolden<Verdicts>(`stream-rules-${group}`);
  const root = temporaryFolder();
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await embedded();
    await createStreams(spark, root.path);
  });
  afterAll(async () => {
    await spark.stop();
    root[Symbol.dispose]();
  });

  test.each(Object.keys(asked))("%s", async (name) => {
    const refusals: SparkException[] = [];
    const verdicts = await asked[name]!(spark, (error) => refusals.push(error));
    expectParity(`stream-rules-${group}`, name, verdicts, golden[name]);
    for (const { condition, hint, message } of refusals) {
      if (!ofStreams.has(condition)) continue;
      expect(hint, `${condition} says what to do instead`).toMatch(/^[A-Z].{20,}[.]$/s);
      expect(message).toContain(hint);
    }
  });
});
