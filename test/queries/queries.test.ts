import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { embedded } from "../parity/sessions.ts";
import { temporaryFolder } from "../streaming/harness.ts";
import { expectAnswer, staleDeviations } from "./deviations.ts";
import { answerOf, programs, readAnswers } from "./program.ts";

// The programs in this process, against what real Spark answered.
describe.each(programs())("$topic", ({ settings, statements, topic }) => {
  const answers = readAnswers(topic);
  let folder: ReturnType<typeof temporaryFolder>;
  let spark: SparkSession;
  beforeAll(async () => {
    folder = temporaryFolder();
    spark = await embedded({ "spark.sql.warehouse.dir": `${folder.path}/warehouse`, ...settings });
  });
  afterAll(async () => {
    await spark.stop();
    folder.remove();
  });

  test.each(statements.map((sql, at) => [sql, at] as const))("%s", async (sql, at) => {
    const answer = answers[at];
    if (answer?.sql !== sql) throw new Error("Spark was not asked yet; run: npm run test:spark -- --record queries");
    expectAnswer(topic, await answerOf(spark, sql, folder.path), answer);
  });
});

test("the deviations are those of statements that there are", () => {
  expect(staleDeviations(programs())).toEqual([]);
});
