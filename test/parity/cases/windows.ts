import { Window } from "../../../src/entry/index.ts";
import { type BatchCase, sql } from "../case.ts";

/** Window functions and frames. */
export const windows: readonly BatchCase[] = [
  sql("SELECT name, row_number() OVER (ORDER BY id) FROM staff"),
  sql(
    "SELECT name, rank() OVER (PARTITION BY dept ORDER BY hired), dense_rank() OVER (ORDER BY hired), percent_rank() OVER (ORDER BY hired), cume_dist() OVER (ORDER BY hired), ntile(4) OVER (ORDER BY id) FROM staff",
  ),
  sql(
    "SELECT id, lag(id) OVER (ORDER BY id), lead(id, 2) OVER (ORDER BY id), lag(id, 1, -1) OVER (ORDER BY id), lead(dept) IGNORE NULLS OVER (ORDER BY id) FROM staff",
  ),
  sql(
    "SELECT id, first_value(name) OVER w, last_value(name) OVER w, nth_value(name, 2) OVER w FROM staff WINDOW w AS (PARTITION BY dept ORDER BY id)",
  ),
  sql("SELECT id, sum(salary) OVER (PARTITION BY dept), avg(salary) OVER (ORDER BY id), count(*) OVER () FROM staff"),
  sql(
    "SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING), min(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING) FROM staff",
  ),
  sql(
    "SELECT id, count(*) OVER (ORDER BY hired RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW), sum(id) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING) FROM staff",
  ),
  sql(
    "SELECT id, collect_list(name) OVER (PARTITION BY dept ORDER BY id), max(salary) OVER (ORDER BY id DESC NULLS LAST) FROM staff",
  ),
  sql("SELECT dept, sum(salary), rank() OVER (ORDER BY sum(salary) DESC) FROM staff GROUP BY dept"),
  sql("SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY dept ORDER BY id) AS r FROM staff) WHERE r = 1"),
  sql("SELECT id, id - avg(id) OVER (PARTITION BY dept) AS off FROM staff ORDER BY off, id", { ordered: true }),
  sql("SELECT name, salary FROM staff QUALIFY row_number() OVER (ORDER BY salary DESC) = 1"),
  {
    name: "window of the API",
    run: ({ spark, F }) => {
      const byDept = Window.partitionBy("dept").orderBy(F.col("id"));
      return spark
        .table("staff")
        .select(
          "id",
          F.rowNumber().over(byDept),
          F.lag("id").over(byDept),
          F.sum("id").over(byDept.rowsBetween(Window.unboundedPreceding, Window.currentRow)).as("running"),
        );
    },
  },
  {
    name: "ranking without an order",
    run: ({ spark, F }) => spark.table("staff").select(F.rank().over(Window.partitionBy("dept"))),
  },
  sql("SELECT id FROM staff WHERE row_number() OVER (ORDER BY id) = 1"),
  sql("SELECT sum(id) OVER (ORDER BY name RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM staff"),
];
