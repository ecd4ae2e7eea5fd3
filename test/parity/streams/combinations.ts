import { join } from "node:path";
import { file, type StreamCase } from "../case.ts";

/** Rows `k, n, at, l` in four files: in order, out of order, late, and a jump that ends what is open. */
const steps: StreamCase["steps"] = [
  [
    file(
      "1",
      { k: "a", n: 1, at: "2024-01-01T00:00:10Z", l: [1, 2] },
      { k: "b", n: 2, at: "2024-01-01T00:00:40Z", l: [] },
      { k: "a", n: 3, at: "2024-01-01T00:01:20.000001Z", l: [3, null] },
    ),
  ],
  [
    file(
      "2",
      { k: "a", n: 4, at: "2024-01-01T00:04:00Z", l: [4] },
      { k: null, n: 5, at: "2024-01-01T00:03:30Z", l: null },
      { k: "b", n: 2, at: "2024-01-01T00:03:10Z", l: [2, 2] },
    ),
  ],
  [
    file(
      "3",
      { k: "b", n: 100, at: "2024-01-01T00:00:30Z", l: [100] },
      { k: "c", n: null, at: "2024-01-01T00:05:00Z", l: [5] },
      { k: "a", n: 3, at: "2024-01-01T00:06:59.999999Z", l: [6] },
    ),
  ],
  [file("4", { k: "z", n: 0, at: "2024-01-01T00:30:00Z", l: [0] })],
];

const still = `SELECT * FROM VALUES ('a', 'Anna', 1), ('b', 'Bert', 2), ('b', 'Bea', 3), ('y', 'Yves', 4), (NULL, 'No one', 5) AS b(bk, name, m)`;

/**
 * A query by SQL over the views `s`, the rows; `t`, the rows with a watermark of a minute; `v`, rows of the same files with a watermark of two
 * minutes, called `vk, vn, vat`; and `b`, rows that stand still.
 */
const bySql = (
  name: string,
  outputMode: StreamCase["outputMode"],
  query: string,
  more: Partial<StreamCase> = {},
): StreamCase => ({
  name: `${name}, ${outputMode}`,
  outputMode,
  steps,
  askedWhenRecorded: true,
  query: async ({ spark, folder }) => {
    const rows = spark.readStream.schema("k STRING, n INT, at TIMESTAMP, l ARRAY<INT>").json(folder);
    await rows.createOrReplaceTempView("s");
    await rows.withWatermark("at", "1 minute").createOrReplaceTempView("t");
    await rows
      .selectExpr("k AS vk", "n AS vn", "at AS vat")
      .withWatermark("vat", "2 minutes")
      .createOrReplaceTempView("v");
    await (await spark.sql(still)).createOrReplaceTempView("b");
    return spark.sql(query) as never;
  },
  ...more,
});

/** A run for each step: two sources that look at one folder while files come in may see a file in different batches. */
const stepwise: Partial<StreamCase> = {
  trigger: { availableNow: true },
  sink: {
    start: (writer, target) => writer.format("parquet").start(target),
    read: (spark, target) => spark.read.parquet(target),
  },
  progress: "operators",
};

const w1 = "window(at, '1 minute')";
const perMinute = `SELECT ${w1} AS w, k, count(*) AS c, sum(n) AS x FROM t GROUP BY ${w1}, k`;

/** Operations in combinations that programs have, by SQL. */
export const streamCombinations: readonly StreamCase[] = [
  bySql("SELECT DISTINCT", "update", "SELECT DISTINCT k FROM s"),
  bySql("SELECT DISTINCT", "complete", "SELECT DISTINCT k, n FROM s"),
  bySql("SELECT DISTINCT with the time", "append", "SELECT DISTINCT k, at FROM t"),
  bySql("SELECT DISTINCT of windows", "append", `SELECT DISTINCT ${w1} AS w, k FROM t`),
  bySql("sorted SELECT DISTINCT", "complete", "SELECT DISTINCT k FROM s ORDER BY k DESC NULLS LAST LIMIT 2"),
  bySql("UNION of streams", "complete", "SELECT k FROM s UNION SELECT vk FROM v", {
    trigger: { availableNow: true },
    progress: false,
  }),
  bySql(
    "count of words",
    "complete",
    "SELECT word, count(*) AS c FROM (SELECT explode(split(concat_ws(' ', k, k, 'x'), ' ')) AS word FROM s) GROUP BY word",
  ),
  bySql(
    "elements by window",
    "append",
    `SELECT ${w1} AS w, e, count(*) AS c FROM (SELECT at, explode_outer(l) AS e FROM t) GROUP BY ${w1}, e`,
  ),
  bySql("elements with their places", "append", "SELECT k, p, e FROM s LATERAL VIEW OUTER posexplode(l) AS p, e"),
  bySql(
    "structs inlined",
    "append",
    "SELECT k, inline(transform(l, x -> named_struct('e', x, 'twice', 2 * x))) FROM s",
  ),
  bySql(
    "columns as rows",
    "append",
    "SELECT * FROM (SELECT k, n, size(l) AS z FROM s) UNPIVOT INCLUDE NULLS (v FOR what IN (n, z))",
  ),
  bySql(
    "rows of text and back",
    "append",
    "SELECT j.k, j.n + 1 AS n FROM (SELECT from_json(to_json(struct(k, n)), 'k STRING, n INT') AS j FROM s)",
  ),
  bySql(
    "keys of structs",
    "update",
    "SELECT named_struct('k', k, 'odd', n % 2 = 1) AS key, count(*) AS c FROM s GROUP BY 1",
  ),
  bySql("keys of lists", "complete", "SELECT l, count(*) AS c FROM s GROUP BY l"),
  bySql(
    "decimals",
    "update",
    "SELECT k, sum(CAST(n AS DECIMAL(10, 2)) / 3) AS d, avg(CAST(n AS DECIMAL(5, 1))) AS e FROM s GROUP BY k",
  ),
  bySql("HAVING over windows", "append", `SELECT ${w1} AS w, sum(n) AS x FROM t GROUP BY ${w1} HAVING sum(n) > 3`),
  bySql("windows without their window", "append", `SELECT count(*) AS c FROM t GROUP BY ${w1}`),
  bySql(
    "bounds of windows as text",
    "update",
    `SELECT date_format(w.start, 'HH:mm') AS since, c FROM (${perMinute}) WHERE k IS NOT NULL`,
  ),
  bySql(
    "lists by window",
    "append",
    `SELECT ${w1} AS w, sort_array(collect_list(n)) AS ns, sort_array(collect_set(k)) AS ks FROM t GROUP BY ${w1}`,
  ),
  bySql(
    "first, last and extremes by window",
    "append",
    `SELECT ${w1} AS w, min(at) AS a, max(at) AS z, max_by(k, n) AS m, min_by(k, n) AS i FROM t GROUP BY ${w1}`,
  ),
  bySql(
    "quantiles by window",
    "append",
    `SELECT window(at, '5 minutes') AS w, percentile(n, 0.5) AS p, median(n) AS m, stddev(n) AS d FROM t GROUP BY window(at, '5 minutes')`,
    { approximate: true },
  ),
  bySql(
    "lists of rows exploded again",
    "append",
    `SELECT w, e.k, e.n FROM (SELECT w, explode(r) AS e FROM (SELECT ${w1} AS w, collect_list(struct(k, n)) AS r FROM t GROUP BY ${w1}))`,
  ),
  bySql(
    "cube with windows",
    "append",
    `SELECT ${w1} AS w, k, sum(n) AS x FROM t GROUP BY GROUPING SETS ((${w1}, k), (${w1}))`,
  ),
  bySql(
    "pivot of windows",
    "append",
    `SELECT * FROM (SELECT ${w1} AS w, k, n FROM t) PIVOT (sum(n) FOR k IN ('a', 'b'))`,
    { progress: false },
  ),
  bySql(
    "windows of a day",
    "append",
    "SELECT window(at, '1 day') AS w, count(*) AS c FROM t GROUP BY window(at, '1 day')",
  ),
  bySql(
    "overlapping windows with a start",
    "update",
    "SELECT window(at, '3 minutes', '2 minutes', '30 seconds') AS w, count(*) AS c FROM t GROUP BY window(at, '3 minutes', '2 minutes', '30 seconds')",
  ),
  bySql(
    "windows of windows of windows",
    "append",
    `SELECT window(v, '10 minutes') AS u, sum(d) AS e FROM (SELECT window(w, '5 minutes') AS v, sum(c) AS d FROM (${perMinute}) GROUP BY window(w, '5 minutes')) GROUP BY window(v, '10 minutes')`,
  ),
  bySql(
    "sessions of windows",
    "append",
    `SELECT session_window(m, '90 seconds') AS s, k, sum(c) AS c FROM (SELECT window_time(w) AS m, k, c FROM (${perMinute})) GROUP BY session_window(m, '90 seconds'), k`,
  ),
  bySql("windows joined with a table", "append", `SELECT w, name, c FROM (${perMinute}) JOIN b ON k = bk`),
  bySql(
    "counts joined with a table",
    "complete",
    "SELECT name, c FROM (SELECT k, count(*) AS c FROM s GROUP BY k) LEFT JOIN b ON k = bk",
  ),
  bySql("names counted", "update", "SELECT name, count(*) AS c FROM s LEFT JOIN b ON k <=> bk GROUP BY name"),
  bySql("rows with a partner in a table", "append", "SELECT k, n FROM s LEFT SEMI JOIN b ON k = bk AND n < m + 1"),
  bySql("rows without a partner in a table", "append", "SELECT k, n FROM s LEFT ANTI JOIN b ON k = bk"),
  bySql("a table, and what comes to it", "append", "SELECT name, n FROM b RIGHT JOIN s ON k = bk"),
  bySql("rows beside all of a table", "append", "SELECT k, n, name FROM s CROSS JOIN b WHERE n > m"),
  bySql(
    "a total of a table beside each row",
    "append",
    "SELECT k, n, (SELECT sum(m) FROM b) AS total FROM s WHERE k IN (SELECT bk FROM b)",
  ),
  bySql(
    "a total of a table by key",
    "append",
    "SELECT k, n, (SELECT max(m) FROM b WHERE bk = k) AS most FROM s WHERE NOT EXISTS (SELECT 1 FROM b WHERE bk = k AND m > 2)",
  ),
  bySql(
    "pairs within a minute by BETWEEN",
    "append",
    "SELECT k, n, vn, at FROM t LEFT JOIN v ON k = vk AND vat BETWEEN at + INTERVAL 1 SECOND AND at + INTERVAL 2 MINUTES",
    stepwise,
  ),
  bySql(
    "pairs of later rows, the right side kept",
    "append",
    "SELECT k, n, vk, vn FROM t RIGHT JOIN v ON k = vk AND at BETWEEN vat + INTERVAL 1 SECOND AND vat + INTERVAL 1 MINUTE",
    stepwise,
  ),
  bySql(
    "rows with a later one",
    "append",
    "SELECT k, n, at FROM t LEFT SEMI JOIN v ON k = vk AND vat BETWEEN at + INTERVAL 1 SECOND AND at + INTERVAL 3 MINUTES",
    stepwise,
  ),
  bySql(
    "rows with a later one, not twice",
    "append",
    "SELECT DISTINCT k, at FROM (SELECT k, at, vat FROM t JOIN v ON k = vk AND vat >= at AND vat <= at + INTERVAL 3 MINUTES)",
    { ...stepwise, progress: false },
  ),
  bySql(
    "a stream with itself",
    "append",
    "SELECT x.k, x.n, y.n AS m FROM s AS x JOIN s AS y ON x.k = y.k AND x.n < y.n",
    stepwise,
  ),
  bySql(
    "windows of two streams",
    "append",
    `SELECT w, p.c, q.c AS d FROM (SELECT ${w1} AS w, count(*) AS c FROM t GROUP BY ${w1}) AS p JOIN (SELECT window(vat, '1 minute') AS z, count(*) AS c FROM v GROUP BY window(vat, '1 minute')) AS q ON w = z`,
    stepwise,
  ),
  bySql(
    "windows of united streams",
    "append",
    `SELECT ${w1} AS w, count(*) AS c FROM (SELECT at FROM t UNION ALL SELECT vat FROM v) GROUP BY ${w1}`,
    stepwise,
  ),
  {
    ...bySql("a table that grows", "append", ""),
    trigger: { availableNow: true },
    steps: [
      [file("1", { k: "a" }, { k: "b" }), file("../names/1", { bk: "a", name: "Anna" })],
      [file("2", { k: "a" }, { k: "b" }), file("../names/2", { bk: "b", name: "Bert" })],
    ],
    sink: stepwise.sink!,
    progress: false,
    query: ({ spark, F, folder }) =>
      spark.readStream
        .schema("k STRING")
        .json(folder)
        .join(
          spark.read.schema("bk STRING, name STRING").json(join(folder, "..", "names")),
          F.expr("k = bk"),
          "left",
        ) as never,
  },
];
