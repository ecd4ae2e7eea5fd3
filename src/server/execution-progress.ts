import { sparkError } from "../common/index.ts";
import type { Answer } from "./answers.ts";
import type { SessionSettings } from "./settings.ts";

/** How much of what an operation runs is done, as far as the database can say. */
export class WorkDone {
  /** From 0 to 1; undefined where there is nothing to tell, as of an operation that waits for events. */
  share: number | undefined;

  /** Takes what one statement says. Another way of reading a file, or the next statement, begins at 0 again: no way back for the user. */
  readonly advance = (share: number): void => {
    this.share = Math.min(1, Math.max(this.share ?? 0, share));
  };
}

const intervalSetting = "spark.connect.progress.reportInterval";
const units: Readonly<Record<string, number>> = { "": 1, ms: 1, s: 1000, m: 60_000, min: 60_000 };

/** Milliseconds from report to report; undefined where the session wants none. @throws SparkException INVALID_CONF_VALUE.REQUIREMENT */
export function reportInterval(settings: SessionSettings): number | undefined {
  const confValue = settings.get(intervalSetting);
  const [, count, unit] = /^\s*(-?\d+)\s*(ms|s|m|min)?\s*$/.exec(confValue) ?? [];
  if (count === undefined) {
    const confRequirement = "a time such as 500ms or 2s, or a negative one for no reports";
    throw sparkError("INVALID_CONF_VALUE.REQUIREMENT", { confName: intervalSetting, confValue, confRequirement });
  }
  const ms = Number(count) * units[unit ?? ""]!;
  return ms < 0 ? undefined : Math.max(ms, 1);
}

/**
 * Puts reports of progress between the answers of an operation while it lets one wait, as Spark does: one stage, whose tasks are hundredths of
 * the work.
 *
 * @see org.apache.spark.sql.connect.execution.ExecuteGrpcResponseSender
 */
export async function* withProgress(
  answers: AsyncGenerator<Answer>,
  done: WorkDone,
  interval: number | undefined,
): AsyncGenerator<Answer> {
  if (interval === undefined) {
    yield* answers;
    return;
  }
  const ticks = new Ticks(interval);
  try {
    for (let next = answers.next(); ; ) {
      const answer = await Promise.race([next, ticks.next()]);
      if (answer === undefined) {
        if (done.share !== undefined) yield report(done.share);
        continue;
      }
      if (answer.done) return;
      yield answer.value;
      next = answers.next();
    }
  } finally {
    ticks.end();
    await answers.return(undefined);
  }
}

const tasks = 100;

function report(share: number): Answer {
  const completed = Math.floor(share * tasks);
  const stage = {
    stageId: 0n,
    numTasks: BigInt(tasks),
    numCompletedTasks: BigInt(completed),
    inputBytesRead: 0n,
    done: completed === tasks,
  };
  const numInflightTasks = completed === tasks ? 0n : 1n;
  return { responseType: { case: "executionProgress", value: { stages: [stage], numInflightTasks } } };
}

/** Comes to its turn again and again. One timer serves all: most operations end long before the first turn. */
class Ticks {
  readonly #timer: NodeJS.Timeout;
  #turn!: Promise<undefined>;
  #resolve!: (value: undefined) => void;

  constructor(interval: number) {
    this.#renew();
    this.#timer = setInterval(() => {
      const resolve = this.#resolve;
      this.#renew();
      resolve(undefined);
    }, interval);
    this.#timer.unref();
  }

  next(): Promise<undefined> {
    return this.#turn;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #renew(): void {
    this.#turn = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}
