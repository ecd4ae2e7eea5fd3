import { beforeAll, expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import { resolve, testContext } from "../../../test/support/plans.ts";
import { type AnalyzerCatalog, type AnalyzerContext, freshen } from "../analyze/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import golden from "./golden/queries.json" with { type: "json" };
import { explain, showString } from "./index.ts";

const settings = { timeZone: "America/New_York", ansi: true };
let context: AnalyzerContext;
const { executor } = await useExecutor();

beforeAll(async () => {
  let id = 0;
  const nextId = (): number => ++id;
  const views = new Map<string, ResolvedRelation>();
  const catalog: AnalyzerCatalog = {
    currentCatalog: "spark_catalog",
    currentDatabase: "default",
    lookup: (name) => {
      const view = views.get(name.at(-1)!);
      return view && freshen(view, nextId);
    },
  };
  context = testContext({ nextId, catalog });
  for (const [name, sql] of Object.entries(golden.views)) views.set(name, resolve(parseQuery(sql), context));
});

// Statements with what Spark 4.3.0 shows for them: one for each shape of query that the compiler knows.
test.each(golden.queries)("$sql", async ({ sql, text }) => {
  const plan = resolve(parseQuery(sql, { timeZone: settings.timeZone }), context);
  expect(await showString(executor, plan, { numRows: 50, truncate: 0, vertical: false, settings })).toBe(text);
});

test("each statement that resolves can be explained", async () => {
  for (const { sql } of golden.queries.slice(0, 10)) {
    const parsed = parseQuery(sql);
    const plan = resolve(parsed, context);
    const text = await explain(executor, { parsed, plan, mode: "extended", settings });
    expect(text).toMatch(/^== Parsed Logical Plan ==\n.*== Analyzed Logical Plan ==\n.*== Physical Plan ==\nSELECT /s);
  }
});
