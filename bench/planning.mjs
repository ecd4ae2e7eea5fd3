// What a query costs before DuckDB sees it: parsing of typical statements, and analysis and compilation of a plan of ten operators over a
// table of 30 columns. One thread, warm; from the compiled sources, since no public entry stops between the phases.
import { analyze, freshen } from "../build/engine/analyze/index.js";
import { compileQuery } from "../build/engine/compile/index.js";
import { parseQuery } from "../build/engine/sql/index.js";
import { parseDdl } from "../build/types/index.js";

const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
const kinds = ["bigint", "int", "double", "string", "date", "decimal(12,2)", "boolean", "timestamp"];
const schema = parseDdl(names.map((name, index) => `${name} ${kinds[index % kinds.length]}`).join(", "));

const statements = {
  "a filter and a sum":
    "SELECT currency, sum(amount) AS total FROM transactions WHERE amount > 100 AND username LIKE 'j%' GROUP BY currency ORDER BY total DESC",
  "joins and a window": `SELECT o.id, c.name, o.amount, row_number() OVER (PARTITION BY c.name ORDER BY o.amount DESC) AS place
    FROM orders o JOIN customers c ON o.customer = c.id LEFT JOIN regions r ON c.region = r.id
    WHERE o.day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' AND r.name IN ('north', 'south') AND o.amount * 1.2 > coalesce(c.limit, 0)`,
  "common table expressions": `WITH daily AS (SELECT date_trunc('day', at) AS day, kind, count(*) AS n FROM events GROUP BY ALL),
    best AS (SELECT day, max(n) AS most FROM daily GROUP BY day)
    SELECT d.day, d.kind, d.n, CASE WHEN d.n = b.most THEN 'best' ELSE 'other' END AS mark FROM daily d JOIN best b USING (day) ORDER BY 1, 2 LIMIT 50`,
};

/** Ten operators: three filters, two joins, an aggregation, a window, two projections of all columns, a sort. */
const tenOperators = `SELECT * FROM (
  SELECT *, rank() OVER (PARTITION BY c3 ORDER BY total DESC) AS place FROM (
    SELECT a.*, t.total, d.n FROM (
      SELECT ${names.map((name, i) => (kinds[i % kinds.length] === "double" ? `${name} * 2 + 1 AS ${name}` : name)).join(", ")}
      FROM events WHERE c0 > 10 AND c3 IS NOT NULL) a
    JOIN (SELECT c3 AS k, sum(c5) AS total FROM events WHERE c6 GROUP BY c3) t ON a.c3 = t.k
    LEFT JOIN (SELECT c4 AS day, count(*) AS n FROM events GROUP BY c4) d ON a.c4 = d.day)
  WHERE total > 100)
WHERE place <= 3 ORDER BY c3, place`;

function context() {
  let id = 0;
  return {
    settings: { timeZone: "UTC", ansi: true, caseSensitive: false },
    catalog: {
      currentCatalog: "spark_catalog",
      currentDatabase: "default",
      lookup: () => freshen(events, () => ++id),
    },
    sourceSchema: (read) => read.schema,
    localSchema: () => undefined,
    cached: () => undefined,
    nextId: () => ++id,
  };
}
const read = { kind: "read", format: "json", schema, options: {}, paths: ["/data"], streaming: false };
const events = analyze(read, { ...context(), catalog: {} });

function measure(work) {
  for (let round = 0; round < 300; round++) work();
  const times = Array.from({ length: 300 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  return { p50: times[150].toFixed(3), p95: times[285].toFixed(3) };
}

/** Prints how long the phases take, in milliseconds. */
export function measurePlanning() {
  const rows = {};
  for (const [name, text] of Object.entries(statements)) rows[`parse: ${name}`] = measure(() => parseQuery(text));
  const plan = parseQuery(tenOperators);
  rows["analyse: ten operators, 30 columns"] = measure(() => analyze(plan, context()));
  const resolved = analyze(plan, context());
  const settings = { timeZone: "UTC", ansi: true };
  rows["compile: the same"] = measure(() => compileQuery(resolved, () => "FROM source", settings));
  console.table(rows);
}
