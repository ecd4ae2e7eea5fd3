import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import type { StreamCase } from "./case.ts";
import { batchGroups } from "./cases/index.ts";
import { expectParity, isDeviation } from "./deviations.ts";
import { readGolden } from "./golden.ts";
import { type Outcome, runBatch } from "./outcome.ts";
import { inSession, type OpenSession } from "./sessions.ts";
import { runResumed, runThrough, type StreamOutcome } from "./stream-run.ts";
import { createViews } from "./views.ts";

/** The engine against what real Spark made of the same programs. */
export function batchSuite(open: OpenSession): void {
  describe.each(Object.entries(batchGroups))("%s", (group, cases) => {
    const golden = readGolden<Outcome>(group);
    let spark: SparkSession;
    beforeAll(async () => {
      spark = await open();
      await createViews(spark);
    });
    afterAll(() => spark.stop());

    test.each(cases)("$name", async (batch) => {
      const actual = await inSession(spark, open, batch.settings, (session) => runBatch(session, batch));
      expectParity(group, batch.name, actual, golden[batch.name]);
    });
  });
}

/**
 * The engine against what real Spark made of the same streams.
 *
 * @param callsBack - whether the engine can call functions of this process, which a query needs that is resumed in append or update mode
 */
export function streamSuite(
  open: OpenSession,
  groups: readonly (readonly [group: string, cases: readonly StreamCase[]])[],
  { callsBack }: { readonly callsBack: boolean },
): void {
  describe.each(groups)("%s", (group, cases) => {
    const golden = readGolden<StreamOutcome>(group);

    test.each(cases)("$name", async (stream) => {
      using root = temporaryFolder();
      await using spark = await open(stream.settings);
      expectParity(group, stream.name, await runThrough(spark, root.path, stream), golden[stream.name]);
    });

    const resumable = ({ name, outputMode, sink }: StreamCase) =>
      golden[name]?.error === undefined &&
      !isDeviation(group, name, "error") &&
      !isDeviation(group, name, "steps") &&
      (callsBack || outputMode === "complete" || sink !== undefined);
    const resumed = cases.filter(resumable);
    if (resumed.length > 0)
      test.each(resumed)("$name, stopped and resumed", async (stream) => {
        using root = temporaryFolder();
        const { steps } = await runResumed(() => open(stream.settings), root.path, stream);
        expect(steps).toEqual(golden[stream.name]?.steps);
      });
  });
}
