import type { Shapes } from "./shape.ts";

/** Aggregations, one and several, with and without a watermark. */
export const aggregations: Shapes = {
  "count by a key": "SELECT k, count(*) AS c FROM s GROUP BY k",
  "count of all": "SELECT count(*) AS c FROM s",
  "count of all, watermark": "SELECT count(*) AS c FROM t",
  "count by a key, watermark elsewhere": "SELECT k, count(*) AS c FROM t GROUP BY k",
  "count by the time": "SELECT at, count(*) AS c FROM s GROUP BY at",
  "count by the time, watermark": "SELECT at, count(*) AS c FROM t GROUP BY at",
  "count by a part of the time, watermark":
    "SELECT date_trunc('HOUR', at) AS h, count(*) AS c FROM t GROUP BY date_trunc('HOUR', at)",
  "count by the time as text, watermark": "SELECT count(*) AS c FROM t GROUP BY CAST(at AS STRING)",
  "count by the time under another name, watermark":
    "SELECT time, count(*) AS c FROM (SELECT at AS time FROM t) GROUP BY time",
  "count by window": "SELECT window(at, '1 minute') AS w, count(*) AS c FROM s GROUP BY window(at, '1 minute')",
  "count by window, watermark":
    "SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute')",
  "count by window and key, watermark": "SELECT k, count(*) AS c FROM t GROUP BY window(at, '1 minute'), k",
  "count by sliding window, watermark": "SELECT count(*) AS c FROM t GROUP BY window(at, '2 minutes', '1 minute')",
  "count by the end of a window, watermark":
    "SELECT w.end, count(*) AS c FROM (SELECT window(at, '1 minute') AS w FROM t) GROUP BY w.end",
  "count by session": "SELECT k, count(*) AS c FROM s GROUP BY session_window(at, '1 minute'), k",
  "count by session, watermark": "SELECT k, count(*) AS c FROM t GROUP BY session_window(at, '1 minute'), k",
  "count by session with a gap of each row, watermark":
    "SELECT k, count(*) AS c FROM t GROUP BY session_window(at, CASE WHEN n > 1 THEN '1 minute' ELSE '2 minutes' END), k",
  "count by window and session":
    "SELECT count(*) AS c FROM t GROUP BY window(at, '1 minute'), session_window(at, '1 minute')",
  "count by two windows": "SELECT count(*) AS c FROM t GROUP BY window(at, '1 minute'), window(at, '2 minutes')",
  having: "SELECT k, count(*) AS c FROM s GROUP BY k HAVING count(*) > 1",
  "count of distinct values": "SELECT k, count(DISTINCT n) AS c FROM s GROUP BY k",
  "count of distinct values by window, watermark":
    "SELECT count(DISTINCT n) AS c FROM t GROUP BY window(at, '1 minute')",
  "sum of distinct values": "SELECT k, sum(DISTINCT n) AS c FROM s GROUP BY k",
  "list of distinct values": "SELECT k, collect_list(DISTINCT n) AS c FROM s GROUP BY k",
  "maximum of distinct values": "SELECT k, max(DISTINCT n) AS c FROM s GROUP BY k",
  "about how many distinct values": "SELECT k, approx_count_distinct(n) AS c FROM s GROUP BY k",
  "first and last": "SELECT k, first(n) AS f, last(n) AS l FROM s GROUP BY k",
  "lists and sets": "SELECT k, collect_list(n) AS f, collect_set(n) AS l FROM s GROUP BY k",
  quantiles:
    "SELECT k, percentile(n, 0.5) AS p, percentile_approx(n, 0.5) AS q, median(n) AS m, mode(n) AS o FROM s GROUP BY k",
  "a filter of an aggregate": "SELECT k, count(*) FILTER (WHERE n > 1) AS c FROM s GROUP BY k",
  cube: "SELECT k, n, count(*) AS c FROM s GROUP BY CUBE (k, n)",
  rollup: "SELECT k, n, count(*) AS c FROM s GROUP BY ROLLUP (k, n)",
  "grouping sets": "SELECT k, n, count(*) AS c FROM s GROUP BY GROUPING SETS ((k), (n), ())",
  "cube over windows, watermark": "SELECT k, count(*) AS c FROM t GROUP BY CUBE (window(at, '1 minute'), k)",
  "pivot with values": ({ spark }) => spark.table("s").groupBy("k").pivot("n", [1, 2]).count(),
  "pivot with values, watermark": ({ spark, F }) =>
    spark.table("t").groupBy(F.window("at", "1 minute")).pivot("k", ["a", "b"]).sum("n"),
  "pivot by SQL": "SELECT * FROM (SELECT k, n FROM s) PIVOT (count(1) FOR n IN (1, 2))",
  "pivot without values": ({ spark }) => spark.table("s").groupBy("k").pivot("n").count(),
  "two counts": "SELECT c, count(*) AS d FROM (SELECT k, count(*) AS c FROM s GROUP BY k) GROUP BY c",
  "two counts, watermark": "SELECT c, count(*) AS d FROM (SELECT k, count(*) AS c FROM t GROUP BY k) GROUP BY c",
  "a count of windows": "SELECT count(*) AS d FROM (SELECT count(*) AS c FROM t GROUP BY window(at, '1 minute'))",
  "windows of windows, watermark":
    "SELECT window(w, '5 minutes') AS v, sum(c) AS d FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute')) GROUP BY window(w, '5 minutes')",
  "windows of the times of windows, watermark":
    "SELECT sum(c) AS d FROM (SELECT window_time(w) AS m, c FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute'))) GROUP BY window(m, '5 minutes')",
  "windows of the ends of windows, watermark":
    "SELECT sum(c) AS d FROM (SELECT w.end AS m, c FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute'))) GROUP BY window(m, '5 minutes')",
  "the same windows again, watermark":
    "SELECT w, max(c) AS d FROM (SELECT window(at, '1 minute') AS w, k, count(*) AS c FROM t GROUP BY window(at, '1 minute'), k) GROUP BY w",
  "windows of sessions, watermark":
    "SELECT count(*) AS d FROM (SELECT session_window(at, '1 minute') AS w, k, count(*) AS c FROM t GROUP BY session_window(at, '1 minute'), k) GROUP BY window(w, '5 minutes')",
  "three counts, watermark":
    "SELECT window(v, '10 minutes') AS u, sum(d) AS e FROM (SELECT window(w, '5 minutes') AS v, sum(c) AS d FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute')) GROUP BY window(w, '5 minutes')) GROUP BY window(v, '10 minutes')",
  "a count over a union of counts":
    "SELECT count(*) AS d FROM (SELECT count(*) AS c FROM s GROUP BY k UNION ALL SELECT count(*) AS c FROM u GROUP BY k)",
  "a count of a join without watermark": "SELECT s.k, count(*) AS c FROM s JOIN x ON s.k = x.vk GROUP BY s.k",
  "a count of a join, watermark":
    "SELECT count(*) AS c FROM t JOIN v ON t.k = v.vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE GROUP BY window(at, '1 minute')",
  "a count of an outer join, watermark":
    "SELECT count(*) AS c FROM t LEFT JOIN v ON t.k = v.vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE GROUP BY window(at, '1 minute')",
  "a count of a join on times, watermark": "SELECT count(*) AS c FROM t JOIN v ON t.at = v.vat GROUP BY t.at",
  "a count joined with rows that stand still":
    "SELECT c, b.n FROM (SELECT k, count(*) AS c FROM s GROUP BY k) AS g JOIN b ON g.k = b.k",
  "a count of a join with rows that stand still": "SELECT s.k, count(*) AS c FROM s JOIN b ON s.k = b.k GROUP BY s.k",
  "counts joined with a stream, watermark":
    "SELECT c FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute')) AS g JOIN (SELECT window(vat, '1 minute') AS z FROM v) AS h ON g.w = h.z",
  "counts joined with counts, watermark":
    "SELECT c, d FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute')) AS g JOIN (SELECT window(vat, '1 minute') AS z, count(*) AS d FROM v GROUP BY window(vat, '1 minute')) AS h ON g.w = h.z",
  "a count of rows that stand still, joined":
    "SELECT s.k, c FROM s JOIN (SELECT k, count(*) AS c FROM b GROUP BY k) AS g ON s.k = g.k",
  sorted: "SELECT k, count(*) AS c FROM s GROUP BY k ORDER BY c",
  "sorted windows, watermark":
    "SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute') ORDER BY w",
  "sorted and limited": "SELECT k, count(*) AS c FROM s GROUP BY k ORDER BY c LIMIT 2",
  limited: "SELECT k, count(*) AS c FROM s GROUP BY k LIMIT 2",
  "limited with an offset": "SELECT k, count(*) AS c FROM s GROUP BY k LIMIT 2 OFFSET 1",
  "of sorted rows": "SELECT k, count(*) AS c FROM (SELECT * FROM s ORDER BY n) GROUP BY k",
  "of limited rows": "SELECT k, count(*) AS c FROM (SELECT * FROM s LIMIT 3) GROUP BY k",
  "of limited windows, watermark":
    "SELECT sum(c) AS d FROM (SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute') LIMIT 3) GROUP BY w",
  "without duplicates below": ({ spark }) => spark.table("s").dropDuplicates(["n"]).groupBy("k").count(),
  "without duplicates below, watermark": ({ spark, F }) =>
    spark.table("t").dropDuplicates(["n", "at"]).groupBy(F.window("at", "1 minute")).count(),
  "without duplicates within the watermark below": ({ spark, F }) =>
    spark.table("t").dropDuplicatesWithinWatermark(["n"]).groupBy(F.window("at", "1 minute")).count(),
  "without duplicates above": ({ spark }) => spark.table("s").groupBy("k").count().dropDuplicates(["count"]),
  "without duplicates above, watermark": ({ spark, F }) =>
    spark.table("t").groupBy(F.window("at", "1 minute")).count().dropDuplicates(["window"]),
  "distinct above": ({ spark }) => spark.table("s").groupBy("k").count().select("count").distinct(),
  "distinct below": "SELECT k, count(*) AS c FROM (SELECT DISTINCT k, n FROM s) GROUP BY k",
  "a watermark on counts": ({ spark, F }) =>
    spark.table("s").groupBy("k").agg(F.max("at").as("m")).withWatermark("m", "1 minute"),
  "counts by a window behind a watermark on counts": ({ spark, F }) =>
    spark
      .table("s")
      .groupBy("k")
      .agg(F.max("at").as("m"))
      .withWatermark("m", "1 minute")
      .groupBy(F.window("m", "1 minute"))
      .count(),
  exploded: "SELECT k, explode(l) AS e FROM (SELECT k, collect_list(n) AS l FROM s GROUP BY k)",
  "united with a count":
    "SELECT k, count(*) AS c FROM s GROUP BY k UNION ALL SELECT k, count(*) AS c FROM u GROUP BY k",
  "united with rows": "SELECT k, count(*) AS c FROM s GROUP BY k UNION ALL SELECT k, n FROM u",
  "united counts, watermark":
    "SELECT window(at, '1 minute') AS w, count(*) AS c FROM t GROUP BY window(at, '1 minute') UNION ALL SELECT window(vat, '1 minute') AS w, count(*) AS c FROM v GROUP BY window(vat, '1 minute')",
  "groups of all columns": "SELECT k, n, sum(n) AS c FROM s GROUP BY ALL",
  "a constant key": "SELECT 1 AS one, count(*) AS c FROM s GROUP BY 1",
  "an aggregate of a window function": "SELECT k, sum(count(*)) OVER (ORDER BY k) AS c FROM s GROUP BY k",
};
