import type { SparkSession } from "../../../src/entry/index.ts";
import type { BatchCase } from "../case.ts";

/** Runs statements over tables of the case's own, which are gone before and after; gives the last one's rows. */
const statements = (...texts: readonly string[]): BatchCase => ({
  name: texts.join("; "),
  run: async ({ spark }) => {
    await dropTables(spark);
    try {
      for (const text of texts.slice(0, -1)) await spark.sql(text);
      // What a table has is wanted before it is dropped.
      const frame = await spark.sql(texts.at(-1)!);
      return await frame.localCheckpoint();
    } finally {
      await dropTables(spark);
    }
  },
});

async function dropTables(spark: SparkSession): Promise<void> {
  for (const name of ["pt1", "pt2"]) await spark.sql(`DROP TABLE IF EXISTS spark_catalog.default.${name}`);
  await spark.sql("DROP VIEW IF EXISTS pv1");
}

const made = "CREATE TABLE pt1 (id INT, name STRING) USING parquet";
const filled = "INSERT INTO pt1 VALUES (1, 'a'), (2, 'b')";
const all = "SELECT * FROM pt1";

/** CREATE TABLE, INSERT, TRUNCATE and what they refuse. */
export const tables: readonly BatchCase[] = [
  statements(made, all),
  statements(made, filled, all),
  statements(made, filled, "INSERT INTO TABLE pt1 SELECT id + 10, upper(name) FROM pt1", all),
  statements(made, "INSERT INTO pt1 (name, id) VALUES ('d', 4)", "INSERT INTO pt1 (id) VALUES (5)", all),
  statements(
    made,
    "INSERT INTO pt1 BY NAME SELECT 'n' AS NAME, 9 AS id",
    "INSERT INTO pt1 BY NAME SELECT 8 AS id",
    all,
  ),
  statements(made, filled, "INSERT OVERWRITE pt1 SELECT 7, 'z'", all),
  statements(made, filled, "TRUNCATE TABLE pt1", all),
  statements(made, "INSERT INTO pt1 VALUES (1.5, 2)", all),
  statements("CREATE TABLE pt1 (id INT NOT NULL, s STRUCT<x: INT NOT NULL>) USING parquet", all),
  statements("CREATE TABLE pt1 AS SELECT 1 AS a, 'x' AS b", all),
  statements("CREATE TABLE pt1 USING json PARTITIONED BY (p) AS SELECT 1 AS p, 2 AS v", all),
  statements("CREATE TABLE pt1 (p INT, v INT) USING parquet PARTITIONED BY (p)", all),
  statements(made, "CREATE TABLE IF NOT EXISTS pt1 (other DATE) USING parquet", all),
  statements(made, made),
  statements("CREATE TABLE pt1 USING parquet"),
  statements("CREATE TABLE pt1 (a INT, A STRING) USING parquet"),
  statements("CREATE TABLE pt1 (id INT) USING parquet PARTITIONED BY (nope)"),
  statements("CREATE TABLE pt1 (id INT) USING parquet PARTITIONED BY (id)"),
  statements("CREATE TABLE pt1 (id INT) USING nope"),
  statements("CREATE TABLE nodb.pt1 (id INT) USING parquet"),
  statements("CREATE TABLE pt1 (a INT) USING parquet AS SELECT 1 AS a"),
  statements(made, "CREATE OR REPLACE TABLE pt1 (id INT) USING parquet"),
  statements(made, "INSERT INTO pt1 (nope) VALUES (5)"),
  statements(made, "INSERT INTO pt1 (id, id) VALUES (5, 6)"),
  statements(made, "INSERT INTO pt1 (id, name) VALUES (5)"),
  statements(made, "INSERT INTO pt1 VALUES (5)"),
  statements(made, "INSERT INTO pt1 VALUES (5, 'x', 1)"),
  statements(made, "INSERT INTO pt1 VALUES ('x', 'x')"),
  statements(made, "INSERT INTO pt1 BY NAME SELECT 10 AS id, 1 AS nope"),
  statements("INSERT INTO pt2 VALUES (1)"),
  statements("CREATE TEMPORARY VIEW pv1 AS SELECT 1 AS a", "INSERT INTO pv1 VALUES (1)"),
  statements("CREATE TEMPORARY VIEW pv1 AS SELECT 1 AS a", "TRUNCATE TABLE pv1"),
  statements("TRUNCATE TABLE pt2"),
  {
    name: "catalog: table with a comment, its columns, properties and text",
    run: async ({ spark }) => {
      await dropTables(spark);
      try {
        await spark.sql(
          "CREATE TABLE pt1 (a INT COMMENT 'it''s', p DATE) USING parquet PARTITIONED BY (p) COMMENT 'tt' TBLPROPERTIES ('k'='v', 'n'=1)",
        );
        const { catalog } = spark;
        await catalog.cacheTable("pt1");
        const cached = await catalog.isCached("pt1");
        await catalog.uncacheTable("pt1");
        return JSON.stringify([
          await catalog.getTable("pt1"),
          await catalog.listColumns("pt1"),
          cached,
          await catalog.isCached("pt1"),
        ]);
      } finally {
        await dropTables(spark);
      }
    },
  },
];
