import { describe, expect, it } from "vitest";
import type { Answer } from "./answers.ts";
import { reportInterval, WorkDone, withProgress } from "./execution-progress.ts";
import { SessionSettings } from "./settings.ts";

const settings = (value: string) => new SessionSettings([["spark.connect.progress.reportInterval", value]]);
const complete: Answer = { responseType: { case: "resultComplete", value: {} } };
const isReport = ({ responseType }: Answer) => responseType?.case === "executionProgress";

describe("progress of operations", () => {
  it("takes its interval as Spark does", () => {
    expect(reportInterval(new SessionSettings())).toBe(500);
    expect(reportInterval(settings("2s"))).toBe(2000);
    expect(reportInterval(settings("250"))).toBe(250);
    expect(reportInterval(settings("-1"))).toBeUndefined();
    expect(() => reportInterval(settings("soon"))).toThrow("INVALID_CONF_VALUE.REQUIREMENT");
  });

  it("reports between answers, never back, and only what is known", async () => {
    const done = new WorkDone();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    async function* work(): AsyncGenerator<Answer> {
      yield complete;
      await finished;
      yield complete;
    }
    const shares: number[] = [];
    let answers = 0;
    for await (const answer of withProgress(work(), done, 1)) {
      if (answers === 1 && done.share === undefined) done.advance(0.5);
      if (!isReport(answer)) answers++;
      else if (answer.responseType?.case === "executionProgress") {
        const [stage] = answer.responseType.value.stages ?? [];
        shares.push(Number(stage?.numCompletedTasks));
        if (shares.length === 1) done.advance(0.3);
        if (shares.length === 2) done.advance(1);
        if (shares.length === 3) finish();
      }
      if (answers === 1 && done.share === undefined) done.advance(0.5);
    }
    expect(shares.slice(0, 3)).toEqual([50, 50, 100]);
    expect(answers).toBe(2);
  });

  it("passes answers on where no reports are wanted, and ends what it reads where its reader leaves", async () => {
    let ended = 0;
    async function* work(): AsyncGenerator<Answer> {
      try {
        yield complete;
        yield complete;
      } finally {
        ended++;
      }
    }
    const done = new WorkDone();
    done.advance(0.1);
    for (const interval of [undefined, 1000])
      for await (const answer of withProgress(work(), done, interval)) {
        expect(isReport(answer)).toBe(false);
        break;
      }
    expect(ended).toBe(2);
  });
});
