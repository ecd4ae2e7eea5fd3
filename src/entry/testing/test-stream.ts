import type { DataFrame } from "../../api/index.ts";
import { type StreamAction, StreamCheckFailure } from "./actions.ts";
import { StreamRun, type StreamRunOptions } from "./stream-run.ts";

/** A step of {@link testStream} that did not go as it should. Test runners show how `actual` and `expected` differ. */
export class StreamTestError extends Error {
  override readonly name = "StreamTestError";
  /** The number of the step, from 1. */
  readonly step: number;
  /** What the step has found and what it expected: rows as text. Undefined where it compares nothing. */
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, step: number, cause: unknown) {
    super(message, { cause });
    this.step = step;
    const failure = cause instanceof StreamCheckFailure ? cause : undefined;
    this.actual = failure?.actual;
    this.expected = failure?.expected;
  }
}

/**
 * Runs a query through a list of steps, as Spark's `StreamTest` does: data comes, time passes, answers are checked, the query stops and
 * goes on from its checkpoint. The query is started before the first step unless a `startStream` comes first, and stopped after the
 * last one. Rows go to a sink of the test; steps that check wait until the query has done what there is to do, so nothing is left to luck.
 *
 * @param frame - a stream, as `input.toDF(spark).groupBy("user").count()`; of a `testSession` where steps move the clock
 * @returns a function that takes the steps; rejects with a {@link StreamTestError} at the first step that does not go as it should
 * @example
 * ```ts
 * await using spark = await testSession();
 * using input = MemoryStream.of("user STRING, amount BIGINT");
 * const totals = input.toDF(spark).groupBy("user").agg(F.sum("amount").as("total"));
 * await testStream(totals, { outputMode: "update" })(
 *   addData(input, { user: "ada", amount: 3n }, { user: "bob", amount: 1n }),
 *   checkNewAnswer({ user: "ada", total: 3n }, { user: "bob", total: 1n }),
 *   stopStream(),
 *   addData(input, { user: "ada", amount: 4n }),
 *   startStream(),
 *   checkNewAnswer({ user: "ada", total: 7n }),
 * );
 * ```
 * @see org.apache.spark.sql.streaming.StreamTest
 */
export function testStream<R>(
  frame: DataFrame<R>,
  options: StreamRunOptions = {},
): (...steps: readonly StreamAction<R>[]) => Promise<void> {
  return async (...steps) => {
    const run = new StreamRun(frame, options);
    try {
      if (steps[0] !== undefined && !startsByHand(steps)) await attempt(steps, 0, run, () => run.start());
      for (const [index, step] of steps.entries()) {
        await attempt(steps, index, run, async () => {
          await step.perform(run);
          const isExpected = step.bearsFailure || steps[index + 1]?.bearsFailure === true;
          const failure = isExpected ? null : await run.query?.exception();
          if (failure) throw failure;
        });
      }
    } finally {
      await run.close();
    }
  };
}

/** Whether the query is started by a step before one that needs it. */
function startsByHand(steps: readonly StreamAction<unknown>[]): boolean {
  const first = steps.find((step) => step.needsStart || step.text.startsWith("startStream("));
  return first !== undefined && !first.needsStart;
}

async function attempt(
  steps: readonly StreamAction<unknown>[],
  index: number,
  run: StreamRun<unknown>,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const listed = steps.map((step, at) => `${at === index ? "> " : "  "}${at + 1}. ${step.text}`);
    const progress = await run.query?.lastProgress();
    const reported = progress
      ? JSON.stringify(progress, (_, value) => (typeof value === "bigint" ? Number(value) : value))
      : "none";
    const message = `Step ${index + 1} of ${steps.length}: ${reason}\n\nSteps:\n${listed.join("\n")}\n\nLast progress: ${reported}`;
    throw new StreamTestError(message, index + 1, error);
  }
}
