import { afterAll, beforeAll, expect, test } from "vitest";
import { resolve } from "../../../test/support/plans.ts";
import { sparkError } from "../../common/index.ts";
import { Database } from "../duckdb/index.ts";
import { macros } from "../functions/index.ts";
import { parseQuery } from "../sql/index.ts";
import golden from "./golden/show-string.json" with { type: "json" };
import { Executor, showString } from "./index.ts";

const settings = { timeZone: "America/New_York", ansi: true };
let database: Database;
let executor: Executor;

beforeAll(async () => {
  database = await Database.open({ macros });
  const source = (format: string): never => {
    throw sparkError("INTERNAL_ERROR", { message: `no source ${format}` });
  };
  executor = new Executor(database, { source });
});
afterAll(() => {
  executor.close();
  database.close();
});

// What Spark 4.3.0 printed for these statements with the session's zone America/New_York.
test.each(golden)("$sql by $numRows, $truncate, $vertical", async ({ sql, text, ...format }) => {
  expect(
    await showString(executor, resolve(parseQuery(sql, { timeZone: settings.timeZone })), { ...format, settings }),
  ).toBe(text);
});
