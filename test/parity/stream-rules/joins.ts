import type { Shapes } from "./shape.ts";

const types = {
  inner: "JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  semi: "LEFT SEMI JOIN",
  anti: "LEFT ANTI JOIN",
} as const;

/** What stands on the left and on the right, and how they come together. */
const ways = {
  "without watermarks": ["s", "x", "s.k = x.vk"],
  "watermarks elsewhere": ["t", "v", "t.k = v.vk"],
  "watermarks, equal times": ["t", "v", "t.k = v.vk AND t.at = v.vat"],
  "watermarks, bounded times": ["t", "v", "t.k = v.vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE"],
  "a watermark on the left, bounded times": ["t", "x", "t.k = x.vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE"],
  "a watermark on the right, bounded times": ["s", "v", "s.k = v.vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE"],
  "watermarks, times after": ["t", "v", "t.k = v.vk AND vat > at"],
  "watermarks, times before": ["t", "v", "t.k = v.vk AND vat < at"],
  "of windows, watermarks": [
    "(SELECT k, window(at, '1 minute') AS w FROM t) AS t",
    "(SELECT vk, window(vat, '1 minute') AS z FROM v) AS v",
    "t.w = v.z",
  ],
  "a table on the right": ["s", "b", "s.k = b.k"],
  "a table on the right, watermark": ["t", "b", "t.k = b.k AND t.at = b.at"],
  "a table on the left": ["b", "s", "s.k = b.k"],
} as const;

/** Every type of join in every way. */
const systematic: Shapes = Object.fromEntries(
  Object.entries(types).flatMap(([type, words]) =>
    Object.entries(ways).map(([way, [left, right, condition]]) => [
      `${type}, ${way}`,
      `SELECT 1 AS one FROM ${left} ${words} ${right} ON ${condition}`,
    ]),
  ),
);

/** Joins of two streams, and of a stream with rows that stand still. */
export const joins: Shapes = {
  ...systematic,
  "cross, a table on the right": "SELECT s.k FROM s CROSS JOIN b",
  "cross, a table on the left": "SELECT s.k FROM b CROSS JOIN s",
  "inner, no equality with a table": "SELECT s.k FROM s JOIN b ON s.n < b.n",
  "left, no equality with a table": "SELECT s.k FROM s LEFT JOIN b ON s.n < b.n",
  "of a stream with itself": ({ spark }) => {
    const s = spark.table("s");
    return s.alias("a").join(s.alias("c"), "k");
  },
  "of a stream with itself, left, watermark": ({ spark, F }) => {
    const t = spark.table("t");
    return t.alias("a").join(t.alias("c"), F.expr("a.k = c.k AND a.at = c.at"), "left").select("a.k");
  },
  "of three streams": "SELECT s.k FROM s JOIN x ON s.k = x.vk JOIN u ON u.k = x.vk",
  "of three streams, outer, watermarks":
    "SELECT t.k FROM t LEFT JOIN v ON t.at = v.vat LEFT JOIN (SELECT at AS uat FROM t) ON t.at = uat",
  "left, then without duplicates": ({ spark, F }) =>
    spark
      .table("t")
      .join(spark.table("v"), F.expr("k = vk AND vat BETWEEN at AND at + INTERVAL 1 MINUTE"), "left")
      .dropDuplicates(["k", "at"]),
  natural: "SELECT * FROM s NATURAL JOIN u",
  "by a common column": "SELECT * FROM s JOIN u USING (k)",
  "full, by a common column, watermarks": "SELECT * FROM t FULL JOIN (SELECT vat AS at FROM v) USING (at)",
  "lateral with a table": "SELECT s.k, m FROM s, LATERAL (SELECT max(b.n) AS m FROM b WHERE b.k = s.k)",
  "with a broadcast hint": "SELECT /*+ BROADCAST(b) */ s.k FROM s JOIN b ON s.k = b.k",
};
