import type { SparkSession } from "../../src/entry/index.ts";

/** Views that every batch case finds, small and full of edges: nulls, NaN, ties, empty lists, hours that do not exist. */
const views: Readonly<Record<string, string>> = {
  staff: `SELECT * FROM VALUES
    (1, 'Ada', 'eng', 120.50BD, CAST(NULL AS INT), DATE '2019-01-07'),
    (2, 'Bo', 'eng', 99.99BD, 1, DATE '2020-02-29'),
    (3, 'Cy', 'ops', 80.00BD, 1, DATE '2020-02-29'),
    (4, 'Di', 'ops', NULL, 3, DATE '2021-12-31'),
    (5, 'Ed', NULL, 80.00BD, 3, NULL),
    (6, 'Flo', 'law', 200.00BD, 1, DATE '2024-11-03')
    AS t(id, name, dept, salary, boss, hired)`,
  dept: `SELECT * FROM VALUES ('eng', 'Engineering', 1), ('ops', 'Operations', 2), ('art', 'Arts', 3), (NULL, 'Nowhere', 4)
    AS t(dept, title, floor)`,
  nums: `SELECT * FROM VALUES
    (1, 10L, 1.5D, 12.34BD, '7'), (-2, -20L, double('NaN'), -0.50BD, '  8 '), (3, 9223372036854775807L, double('Infinity'), 99999.99BD, 'x'),
    (NULL, NULL, NULL, NULL, NULL), (0, 0L, -0.0D, 0.00BD, '')
    AS t(i, l, d, m, s)`,
  nest: `SELECT * FROM VALUES
    (1, array(3, 1, NULL, 2), named_struct('x', 1, 'y', 'a'), map('k', 1, 'j', 2), array(named_struct('p', 1, 'q', 'u'), named_struct('p', 2, 'q', 'v'))),
    (2, CAST(array() AS ARRAY<INT>), named_struct('x', CAST(NULL AS INT), 'y', 'b'), CAST(map() AS MAP<STRING, INT>), CAST(array() AS ARRAY<STRUCT<p: INT, q: STRING>>)),
    (3, NULL, NULL, NULL, NULL)
    AS t(id, list, st, m, rows)`,
  times: `SELECT * FROM VALUES
    (1, TIMESTAMP '2024-03-10 01:59:59.999999', DATE '2024-03-10'), (2, TIMESTAMP '2024-11-03 01:30:00', DATE '2024-11-03'),
    (3, TIMESTAMP '1969-12-31 23:59:59.5', DATE '1969-12-31'), (4, TIMESTAMP '2024-02-29 12:00:00', DATE '2024-02-29'), (5, NULL, NULL)
    AS t(id, at, day)`,
};

export async function createViews(spark: SparkSession): Promise<void> {
  for (const [name, text] of Object.entries(views)) await (await spark.sql(text)).createOrReplaceTempView(name);
}
