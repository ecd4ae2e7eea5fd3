import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { type ExecutionProgress, SparkSession } from "../entry/index.ts";
import { showOperationProgress } from "./operation-progress.ts";
import { plainColors } from "./output.ts";

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.config("spark.connect.progress.reportInterval", "20ms").create();
});
afterAll(() => spark.stop());

/** Runs what takes longer than any test waits, until something is there. */
async function until(isThere: () => boolean): Promise<void> {
  const counted = spark.range(1_000_000_000_000).filter("sqrt(id) < 3").count();
  const ended = expect(counted).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
  await spark.interruptAll();
  await ended;
}

describe("progress of operations", () => {
  it("comes to the handlers of the session while they are registered, and its end too", async () => {
    const heard: ExecutionProgress[] = [];
    const handler = (progress: ExecutionProgress) => void heard.push(progress);
    spark.registerProgressHandler(handler);
    await until(() => heard.some(({ done }) => !done));
    const running = heard.find(({ done }) => !done)!;
    expect(running).toMatchObject({
      inflightTasks: 1,
      stages: [{ stageId: 0, numTasks: 100, numCompletedTasks: 0, numBytesRead: 0, done: false }],
    });
    const end = heard.find(({ operationId, done }) => operationId === running.operationId && done);
    expect(end).toMatchObject({ inflightTasks: 0 });
    spark.removeProgressHandler(handler);
    const before = heard.length;
    await spark.range(1).count();
    expect(heard).toHaveLength(before);
    spark.registerProgressHandler(handler);
    spark.clearProgressHandlers();
    await spark.range(1).count();
    expect(heard).toHaveLength(before);
  });

  it("is shown on a terminal while it takes long, and goes with it; nowhere else", async () => {
    const { stdout } = memoryIo({ terminal: { columns: 60, rows: 10 } });
    const end = showOperationProgress(spark, stdout, plainColors());
    const pipe = memoryIo().stdout;
    const endNone = showOperationProgress(spark, pipe, plainColors());
    await spark.range(1).count();
    expect(stdout.text).toBe("");
    await until(() => stdout.text.includes("running for"));
    expect(stdout.text.endsWith("\x1b[J\x1b[?2026l\x1b[?25h")).toBe(true);
    end();
    endNone();
    expect(pipe.text).toBe("");
  });
});
