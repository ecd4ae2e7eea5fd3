import { expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import { resolve } from "../../../test/support/plans.ts";
import { parseQuery } from "../sql/index.ts";
import golden from "./golden/show-string.json" with { type: "json" };
import { showString } from "./index.ts";

const settings = { timeZone: "America/New_York", ansi: true };

const { executor } = await useExecutor();

// What Spark 4.3.0 printed for these statements with the session's zone America/New_York.
test.each(golden)("$sql by $numRows, $truncate, $vertical", async ({ sql, text, ...format }) => {
  expect(
    await showString(executor, resolve(parseQuery(sql, { timeZone: settings.timeZone })), { ...format, settings }),
  ).toBe(text);
});

// The cells are Spark's.
test("bytes within arrays, structs and maps print as bytes do by themselves", async () => {
  const sql =
    "SELECT array(X'0102', NULL) AS a, named_struct('x', X'FF', 'y', X'') AS b, map('k', X'4D') AS c, array(named_struct('x', array(X'41'))) AS d, array(true, NULL) AS e";
  const plan = resolve(parseQuery(sql, { timeZone: settings.timeZone }));
  const text = await showString(executor, plan, { numRows: 1, truncate: 0, vertical: false, settings });
  const cells = text
    .split("\n")[3]!
    .split("|")
    .map((cell) => cell.trim());
  expect(cells.slice(1, -1)).toEqual(["[[01 02], NULL]", "{[FF], []}", "{k -> [4D]}", "[{[[41]]}]", "[true, NULL]"]);
});
