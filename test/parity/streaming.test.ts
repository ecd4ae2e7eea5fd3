import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../streaming/harness.ts";
import type { StreamCase } from "./case.ts";
import { expectParity, isDeviation } from "./deviations.ts";
import { readGolden } from "./golden.ts";
import { embedded } from "./sessions.ts";
import { runResumed, runThrough, type StreamOutcome } from "./stream-run.ts";
import { streamGroups } from "./streams/index.ts";

// The embedded engine against what real Spark made of the same streams.
describe.each(Object.entries(streamGroups))("%s", (group, cases) => {
  const golden = readGolden<StreamOutcome>(group);

  test.each(cases)("$name", async (stream) => {
    using root = temporaryFolder();
    await using spark = await embedded();
    expectParity(group, stream.name, await runThrough(spark, root.path, stream), golden[stream.name]);
  });

  const running: readonly StreamCase[] = cases.filter(
    ({ name }) => golden[name]?.error === undefined && !isDeviation(group, name, "error"),
  );
  if (running.length > 0)
    test.each(running)("$name, stopped and resumed", async (stream) => {
      using root = temporaryFolder();
      const { steps } = await runResumed(embedded, root.path, stream);
      expect(steps).toEqual(golden[stream.name]?.steps);
    });
});
