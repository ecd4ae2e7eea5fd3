import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { expected, read, recorded } from "./case.ts";
import { deviations } from "./deviations.ts";

const root = mkdtempSync(join(tmpdir(), "millrace-files-"));
let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.config("spark.sql.session.timeZone", "America/New_York").create();
});
afterAll(async () => {
  await spark.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("files as Spark reads them", () => {
  test.each(recorded.cases.map((one, at) => [one.name, one, at] as const))("%s", async (name, one, at) => {
    const found = await read(spark, join(root, String(at)), one);
    const deviation = deviations[name];
    if (deviation === undefined) {
      // Java's errors have no condition that could be the same.
      if (one.error === null) expect(found).toHaveProperty("error");
      else expect(found).toEqual(expected(one));
      return;
    }
    expect(found).toEqual(deviation.outcome ?? { error: deviation.error });
    expect(found).not.toEqual(expected(one));
  });

  test("each deviation is one of a case", () => {
    const names = new Set(recorded.cases.map(({ name }) => name));
    expect(Object.keys(deviations).filter((name) => !names.has(name))).toEqual([]);
  });
});
