import { expect, test } from "vitest";
import { resolve } from "../../../test/support/plans.ts";
import { Database, rowsOf } from "../duckdb/index.ts";
import { macros, scripts } from "../functions/index.ts";
import { schemaOf } from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import { compileQuery } from "./index.ts";

const sales =
  "VALUES ('GBP', 10, 1), ('USD', 5, 1), ('GBP', 1, 2), ('USD', 30, 3), ('EUR', 7, 3) AS sales(currency, amount, day)";

const resolved = (text: string) => resolve(parseQuery(text));
const sqlOf = (text: string): string => compileQuery(resolved(text), unbound, { timeZone: "UTC", ansi: true });
const unbound = (): never => {
  throw new Error("no scans here");
};
const count = (sql: string, word: string): number => sql.split(word).length - 1;

async function run(text: string): Promise<unknown[][]> {
  const database = await Database.open({ macros, functions: scripts });
  const connection = await database.connection();
  try {
    const rows: unknown[][] = [];
    const result = await connection.query(sqlOf(text));
    for await (const batch of rowsOf(result, schemaOf(resolved(text)))) rows.push(...batch.map((row) => [...row]));
    return rows;
  } finally {
    connection.close();
    database.close();
  }
}

test("an aggregation that a query names twice is computed once", async () => {
  const text = `WITH totals AS (SELECT currency, sum(amount) AS total FROM ${sales} GROUP BY currency)
    SELECT currency, total FROM totals WHERE total = (SELECT max(total) FROM totals)`;
  expect(count(sqlOf(text), "GROUP BY")).toBe(1);
  expect(await run(text)).toEqual([["USD", 35n]]);
});

test("aggregations over one another are shared, too", async () => {
  const text = `WITH daily AS (SELECT day, currency, sum(amount) AS total FROM ${sales} GROUP BY day, currency),
      best AS (SELECT day, max(total) AS most FROM daily GROUP BY day)
    SELECT d.day, d.currency FROM daily d JOIN best b ON d.day = b.day AND d.total = b.most JOIN best c ON c.day = b.day ORDER BY d.day`;
  expect(count(sqlOf(text), "GROUP BY")).toBe(2);
  expect(await run(text)).toEqual([
    [1, "GBP"],
    [2, "GBP"],
    [3, "USD"],
  ]);
});

test("those that differ in a constant, or in the row around them, are not", async () => {
  const constants = `SELECT a.n, b.n FROM (SELECT count(*) AS n FROM ${sales} WHERE currency <> 'c1') a,
    (SELECT count(*) AS n FROM ${sales} WHERE currency <> 'GBP') b`;
  expect(await run(constants)).toEqual([[5n, 3n]]);
  const correlated = `SELECT currency, (SELECT sum(s.amount) FROM ${sales.replace("AS sales", "AS s")} WHERE s.day = o.day) AS a,
    (SELECT sum(s.amount) FROM ${sales.replace("AS sales", "AS s")} WHERE s.day = o.amount) AS b
    FROM ${sales.replace("AS sales", "AS o")} WHERE day = 2`;
  expect(await run(correlated)).toEqual([["GBP", 1n, 15n]]);
});

test("those with random numbers keep their own", () => {
  const text = `WITH r AS (SELECT currency, sum(rand()) AS total FROM ${sales} GROUP BY currency)
    SELECT a.total, b.total FROM r a JOIN r b ON a.currency = b.currency`;
  expect(count(sqlOf(text), "GROUP BY")).toBe(2);
});

test("recursions, each with a table of its own, keep their aggregations", async () => {
  const text = `WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < (SELECT max(amount) FROM ${sales})),
      most AS (SELECT max(n) AS m FROM steps)
    SELECT a.m, b.m FROM most a, most b`;
  expect(count(sqlOf(text), "mr_shared")).toBe(0);
  expect(await run(text)).toEqual([[30, 30]]);
});
