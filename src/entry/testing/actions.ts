import type { StreamingQuery } from "../../api/index.ts";
import type { StreamingQueryException } from "../../common/index.ts";
import type { MemoryStream } from "../memory-stream.ts";
import { differenceOf, differenceText, rowText } from "./compare-rows.ts";
import type { StreamRun, StreamRunOptions } from "./stream-run.ts";
import { clockOf } from "./test-session.ts";

/** One step of {@link testStream}. `R` is the row type of the query that it checks. */
export interface StreamAction<out R = never> {
  /** The step as it was written, for messages. */
  readonly text: string;
  /** Whether the query is started before the step where it never was. */
  readonly needsStart: boolean;
  /** Whether a query that has failed fails the step. */
  readonly bearsFailure: boolean;
  /** @throws StreamCheckFailure where something is not as expected */
  perform(run: StreamRun<unknown>): Promise<void>;
  /** For the compiler; never set. */
  readonly _row?: R;
}

/** What a step has found instead of what it expected. */
export class StreamCheckFailure extends Error {
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, actual?: unknown, expected?: unknown) {
    super(message);
    this.actual = actual;
    this.expected = expected;
  }
}

interface Traits {
  readonly needsStart?: boolean;
  readonly bearsFailure?: boolean;
}

const action = <R = never>(
  text: string,
  perform: (run: StreamRun<unknown>) => Promise<void>,
  { needsStart = true, bearsFailure = false }: Traits = {},
): StreamAction<R> => ({ text, perform, needsStart, bearsFailure });

/**
 * Adds rows, all at once. While the query runs, waits until they are processed, so that every addition is a batch of its own; with a
 * trigger that goes by the clock, additions wait for it. What is added before the start or while the query is stopped comes together.
 */
export function addData<S>(stream: MemoryStream<S>, ...rows: readonly S[]): StreamAction {
  const text = `addData(${rows.map(rowText).join(", ")})`;
  return action(
    text,
    async (run) => {
      await stream.addData(rows);
      if (!run.goesByClock && (await run.isRunning())) await run.settle();
    },
    { needsStart: false },
  );
}

/** Moves the session's clock on, when the query has done what there was to do, and waits until it has done what that brings. @param ms - milliseconds */
export function advanceClock(ms: number): StreamAction {
  return action(`advanceClock(${ms})`, async (run) => {
    await run.settle();
    clockOf(run.frame.sparkSession).advance(ms);
    await run.settle();
  });
}

/** Waits until everything that was added is processed; with a trigger that goes by the clock, until the query waits for the clock. */
export function processAllAvailable(): StreamAction {
  return action("processAllAvailable()", (run) => run.settle());
}

/** All rows that the query has given out since its first start; in complete mode the whole result. Their order does not matter. */
export function checkAnswer<R>(...rows: readonly R[]): StreamAction<R> {
  return action<R>(checkText("checkAnswer", rows), async (run) => {
    await run.settle();
    run.noteChecked();
    compare(run.rows(), rows);
  });
}

/** The rows of the batches since the last check of any kind. */
export function checkNewAnswer<R>(...rows: readonly R[]): StreamAction<R> {
  return action<R>(checkText("checkNewAnswer", rows), async (run) => {
    await run.settle();
    compare(run.newRows(), rows);
  });
}

/** The rows of the newest batch, which may have none. */
export function checkLastBatch<R>(...rows: readonly R[]): StreamAction<R> {
  return action<R>(checkText("checkLastBatch", rows), async (run) => {
    await run.settle();
    run.noteChecked();
    compare(run.lastBatch(), rows);
  });
}

/** Ends the query, after its running batch. */
export function stopStream(): StreamAction {
  return action("stopStream()", (run) => run.stop());
}

/** Starts the query, or starts it again from its checkpoint. Where it does not come first, the query is started before the first step. */
export function startStream(options: Pick<StreamRunOptions, "trigger"> = {}): StreamAction {
  const text = `startStream(${options.trigger ? rowText(options) : ""})`;
  return action(
    text,
    async (run) => {
      if (await run.isRunning()) throw new StreamCheckFailure("The query runs already; stopStream() ends it.");
      await run.start(options);
    },
    { needsStart: false, bearsFailure: true },
  );
}

/**
 * Expects that the query has failed, or fails with what was added before.
 *
 * @param expected - the condition of the error or of its cause, as `CAST_INVALID_INPUT`, or a test of the error
 */
export function expectFailure(expected?: string | ((error: StreamingQueryException) => boolean)): StreamAction {
  const text = `expectFailure(${typeof expected === "string" ? rowText(expected) : (expected?.name ?? "")})`;
  return action(
    text,
    async (run) => {
      await run.settle();
      const error = await run.query!.exception();
      if (error === null) throw new StreamCheckFailure("The query has not failed.");
      if (expected === undefined) return;
      const matches =
        typeof expected === "string"
          ? error.condition === expected || error.message.includes(`[${expected}`)
          : expected(error);
      if (!matches)
        throw new StreamCheckFailure(`The query has failed in another way: ${error.message}`, error.message, expected);
    },
    { bearsFailure: true },
  );
}

/** Asks the query itself: its progress, its status. A test that gives `false` fails the step. @param message - what is wrong then */
export function assertOnQuery(
  test: (query: StreamingQuery) => unknown,
  message = "The assertion does not hold.",
): StreamAction {
  return action(`assertOnQuery(${test.name})`, async (run) => {
    await run.settle();
    if ((await test(run.query!)) === false) throw new StreamCheckFailure(message);
  });
}

const checkText = (name: string, rows: readonly unknown[]): string =>
  `${name}(${rows.length} row${rows.length === 1 ? "" : "s"})`;

function compare(actual: readonly unknown[], expected: readonly unknown[]): void {
  const difference = differenceOf(actual, expected);
  if (difference === undefined) return;
  throw new StreamCheckFailure(
    `The rows are not those that were expected.\n${differenceText(difference)}`,
    actual.map(rowText).sort(),
    expected.map(rowText).sort(),
  );
}
