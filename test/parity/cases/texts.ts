import type { Frame } from "../../../src/api/index.ts";
import type { BatchCase, Context } from "../case.ts";

type Shown = (context: Context) => Frame | Promise<Frame>;

const on = (frame: Frame) => frame.sparkSession.frame(frame.relation);
/** The text of `show()`, with its parameters. */
const show = (name: string, make: Shown, ...args: readonly [number?, (boolean | number)?, boolean?]): BatchCase => ({
  name: `show ${name}`,
  run: async (context) => on(await make(context)).showString(...args),
});
/** The text of `printSchema()`. */
const tree = (name: string, make: Shown): BatchCase => ({
  name: `printSchema ${name}`,
  run: async (context) => (await on(await make(context)).schema()).treeString(),
});

const sqlOf =
  (text: string): Shown =>
  ({ spark }) =>
    spark.sql(text);

/** What `show()` and `printSchema()` print. */
export const texts: readonly BatchCase[] = [
  show("a table", sqlOf("SELECT * FROM staff ORDER BY id")),
  show("two rows", sqlOf("SELECT * FROM staff ORDER BY id"), 2),
  show("no rows", sqlOf("SELECT * FROM staff WHERE false")),
  show("no columns", ({ spark }) => spark.range(2).drop("id")),
  show("long text", sqlOf("SELECT repeat('abcdefghij', 3) AS long, 'a\\nb\\tc' AS ctrl")),
  show("long text uncut", sqlOf("SELECT repeat('abcdefghij', 3) AS long"), 20, false),
  show("cut to 3", sqlOf("SELECT 'abcdef' AS s, 123456 AS n"), 20, 3),
  show("vertical", sqlOf("SELECT * FROM staff ORDER BY id"), 2, true, true),
  show("wide characters", sqlOf("SELECT '日本' AS `漢字`, 'e\u0301' AS combined, '😀' AS face")),
  show("numbers", sqlOf("SELECT * FROM nums ORDER BY i")),
  show("nested", sqlOf("SELECT * FROM nest ORDER BY id"), 20, false),
  show("times", sqlOf("SELECT *, at - TIMESTAMP '2024-01-01 00:00:00' AS span FROM times ORDER BY id"), 20, false),
  show(
    "binary and booleans",
    sqlOf(
      "SELECT X'0AFF' AS b, true AS t, NULL AS n, INTERVAL '1-2' YEAR TO MONTH AS ym, 1.50BD AS d, 1e7D AS x, 1e-4D AS y, 1.0F AS f",
    ),
  ),
  show("zero rows asked", sqlOf("SELECT 1 AS a"), 0),
  tree("of a table", sqlOf("SELECT * FROM staff")),
  tree("of nested types", sqlOf("SELECT * FROM nest")),
  tree(
    "of arrays of arrays",
    sqlOf("SELECT array(array(map('a', struct(1 AS x)))) AS deep, 1 AS `odd name`, INTERVAL '1' DAY AS i"),
  ),
  tree("of a declared schema", ({ spark, fixtures }) =>
    spark.read
      .schema("a INT NOT NULL, s STRUCT<x: DECIMAL(5,2), l: ARRAY<STRING>>, v VARCHAR(3)")
      .json(`${fixtures}/people.json`),
  ),
  {
    name: "dtypes and columns",
    run: async ({ spark }) =>
      JSON.stringify([await spark.table("nest").dtypes(), await spark.table("staff").columns()]),
  },
  {
    name: "count, first, isEmpty, take, tail",
    run: async ({ spark }) => {
      const ids = spark.range(5);
      return [
        await ids.count(),
        (await ids.head())?.id,
        await ids.isEmpty(),
        (await ids.take(2)).length,
        (await ids.tail(2)).map(({ id }) => id),
      ].join(" ");
    },
  },
];
