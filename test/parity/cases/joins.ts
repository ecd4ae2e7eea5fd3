import { type BatchCase, sql } from "../case.ts";

const kinds = ["inner", "left", "right", "full", "leftsemi", "leftanti"] as const;

/** Joins of every kind, and set operations, by both ways to write them. */
export const joins: readonly BatchCase[] = [
  ...kinds.map(
    (how): BatchCase => ({
      name: `join using, ${how}`,
      run: ({ spark }) => spark.table("staff").join(spark.table("dept") as never, "dept" as never, how),
    }),
  ),
  ...kinds.map(
    (how): BatchCase => ({
      name: `join on, ${how}`,
      run: ({ spark, F }) => {
        const [staff, dept] = [spark.table("staff").alias("s"), spark.table("dept").alias("d")];
        return staff.join(dept, F.col("s.dept").eq(F.col("d.dept")), how);
      },
    }),
  ),
  { name: "cross join", run: ({ spark }) => spark.range(2).crossJoin(spark.range(3)) },
  {
    name: "columns by frame",
    run: ({ spark }) => {
      const [left, right] = [spark.table("staff"), spark.table("dept")];
      return left.join(right, left.col("dept").eq(right.col("dept"))).select(left.col("dept"), right.col("title"));
    },
  },
  {
    name: "self join by aliases",
    run: ({ spark, F }) =>
      spark
        .table("staff")
        .alias("a")
        .join(spark.table("staff").alias("b"), F.expr("a.boss = b.id"), "left")
        .select("a.name", F.col("b.name").as("boss")),
  },
  sql("SELECT * FROM staff NATURAL JOIN dept"),
  sql("SELECT s.name, d.title FROM staff s JOIN dept d ON s.dept = d.dept AND d.floor > 1"),
  sql("SELECT s.name, d.title FROM staff s LEFT JOIN dept d ON s.dept = d.dept AND d.floor > 1"),
  sql("SELECT s.name, d.title FROM staff s FULL OUTER JOIN dept d ON s.id = d.floor"),
  sql("SELECT s.name, d.title FROM staff s JOIN dept d ON s.dept <=> d.dept"),
  sql("SELECT s.name, d.title FROM staff s JOIN dept d ON s.id < d.floor"),
  sql("SELECT * FROM staff s LEFT SEMI JOIN dept d ON s.dept = d.dept"),
  sql("SELECT * FROM staff s LEFT ANTI JOIN dept d ON s.dept = d.dept"),
  sql("SELECT * FROM dept CROSS JOIN range(2)"),
  sql("SELECT dept, title FROM staff FULL JOIN dept USING (dept)"),
  sql("SELECT s.dept, d.dept FROM staff s RIGHT JOIN dept d USING (dept)"),
  sql("SELECT a.id FROM range(3) a JOIN range(1, 5) b ON a.id = b.id JOIN range(2, 9) c ON c.id = b.id"),
  {
    name: "union by position widens",
    run: ({ spark }) =>
      spark
        .sql("SELECT 1 AS a, 'x' AS b")
        .then((f) => f.union(spark.table("dept").select("floor" as never, "title" as never) as never)),
  },
  {
    name: "unionByName",
    run: async ({ spark }) =>
      (await spark.sql("SELECT 1 AS a, 2 AS b")).unionByName(await spark.sql("SELECT 3L AS b, 4 AS a")),
  },
  {
    name: "unionByName with missing columns",
    run: async ({ spark }) =>
      (await spark.sql("SELECT 1 AS a")).unionByName(await spark.sql("SELECT 'x' AS b"), { allowMissingColumns: true }),
  },
  {
    name: "unionByName without a column",
    run: async ({ spark }) => (await spark.sql("SELECT 1 AS a")).unionByName(await spark.sql("SELECT 2 AS b")),
  },
  {
    name: "union of different widths",
    run: async ({ spark }) => (await spark.sql("SELECT 1 AS a")).union((await spark.sql("SELECT 1, 2")) as never),
  },
  {
    name: "union of incompatible types",
    run: async ({ spark }) =>
      (await spark.sql("SELECT array(1) AS a")).union((await spark.sql("SELECT 1 AS a")) as never),
  },
  {
    name: "intersectAll",
    run: ({ spark }) => spark.table("staff").select("dept").intersectAll(spark.table("staff").select("dept")),
  },
  {
    name: "subtract",
    run: ({ spark }) => spark.table("staff").select("dept").subtract(spark.table("dept").select("dept")),
  },
  {
    name: "exceptAll",
    run: ({ spark }) => spark.table("staff").select("dept").exceptAll(spark.table("dept").select("dept")),
  },
  { name: "ambiguous column", run: ({ spark }) => spark.table("staff").join(spark.table("dept")).select("dept") },
];
