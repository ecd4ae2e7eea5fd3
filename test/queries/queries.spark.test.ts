import { afterAll, describe, expect, test } from "vitest";
import { realSpark } from "../parity/sessions.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import { type Answer, answerOf, clear, programs, readAnswers, writeAnswers } from "./program.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Of how many topics one is asked for: all, but where time is short. */
const share = Number(process.env.MILLRACE_QUERIES_SHARE ?? "1");

// The programs on real Spark: its answers are recorded with `--record`, else held against those that are.
describe("queries", () => {
  test.each(programs().filter((_, at) => at % share === 0))("$topic", async ({ settings, statements, topic }) => {
    await using spark = await realSpark(settings);
    await clear(spark);
    const answers: Answer[] = [];
    for (const sql of statements) answers.push(await answerOf(spark, sql, folder.path));
    await clear(spark);
    if (process.env.MILLRACE_RECORD === "1") writeAnswers(topic, answers);
    else expect(answers).toEqual(readAnswers(topic));
  });
});
