import type { BatchCase } from "../case.ts";

/** The DataFrame API: columns, groups, missing values, local data. */
export const frames: readonly BatchCase[] = [
  { name: "range with step", run: ({ spark }) => spark.range(1, 10, 4) },
  { name: "range down", run: ({ spark }) => spark.range(5, 0, -2), ordered: true },
  {
    name: "select of names, columns, stars",
    run: ({ spark, F }) => spark.table("staff").select("id", F.col("name"), F.col("*")),
  },
  { name: "selectExpr", run: ({ spark }) => spark.table("staff").selectExpr("id * 2", "name AS n", "*") },
  { name: "withColumn replaces, whatever the case", run: ({ spark, F }) => spark.range(2).withColumn("ID", F.lit(7)) },
  {
    name: "withColumns",
    run: ({ spark, F }) => spark.range(3).withColumns({ double: F.col("id").multiply(2), text: F.lit("x") }),
  },
  { name: "withColumnRenamed", run: ({ spark }) => spark.table("dept").withColumnRenamed("title", "name") },
  {
    name: "withColumnRenamed of nothing",
    run: ({ spark }) => spark.table("dept").withColumnRenamed("nope" as never, "name"),
  },
  {
    name: "withColumnsRenamed",
    run: ({ spark }) => spark.table("dept").withColumnsRenamed({ title: "floor2", floor: "title" }),
  },
  { name: "drop", run: ({ spark }) => spark.table("dept").drop("title", "nope") },
  { name: "toDF", run: ({ spark }) => spark.table("dept").toDF("a", "b", "c") },
  { name: "toDF with a wrong count", run: ({ spark }) => spark.table("dept").toDF("a") },
  { name: "filter by text", run: ({ spark }) => spark.table("staff").filter("salary > 90 AND name LIKE 'B%'") },
  {
    name: "filter by columns",
    run: ({ spark, F }) =>
      spark.table("staff").filter(
        F.col("dept")
          .isin("eng", "law")
          .and(F.col("salary").gt(100).or(F.col("boss").isNull())),
      ),
  },
  { name: "filter by no boolean", run: ({ spark, F }) => spark.table("staff").filter(F.col("id") as never) },
  {
    name: "operators",
    run: ({ spark, F }) => {
      const i = F.col("i");
      return spark
        .table("nums")
        .select(
          i.plus(1),
          i.minus(1.5),
          i.multiply(i),
          i.divide(2),
          i.negate(),
          i.eq(3),
          i.ne(3),
          i.lt(1),
          i.eqNullSafe(null),
          i.isNull(),
          i.bitwiseAND(3),
          i.bitwiseOR(4),
          i.bitwiseXOR(1),
          F.col("d").isNaN(),
        );
    },
  },
  {
    name: "column methods of text",
    run: ({ spark, F }) => {
      const name = F.col("name");
      return spark
        .table("staff")
        .select(
          name.like("A%"),
          name.ilike("a%"),
          name.rlike("^[AB]"),
          name.contains("d"),
          name.startswith("A"),
          name.endswith("o"),
          name.substr(1, 2),
        );
    },
  },
  {
    name: "between, isin, when",
    run: ({ spark, F }) =>
      spark
        .table("staff")
        .select(
          F.col("id").between(2, 4),
          F.col("id").isin(1, 2),
          F.when(F.col("id").gt(3), "big").when(F.col("id").eq(1), "one").otherwise("small"),
        ),
  },
  {
    name: "cast and its names",
    run: ({ spark, F }) =>
      spark
        .table("staff")
        .select(F.col("id").cast("string"), F.col("salary").cast("int"), F.col("salary").cast("double").as("d")),
  },
  { name: "tryCast", run: ({ spark, F }) => spark.table("nums").select(F.col("s").tryCast("int")) },
  {
    name: "alias",
    run: ({ spark, F }) => spark.table("staff").alias("x").select(F.col("x.id"), F.col("x.name").alias("who")),
  },
  {
    name: "orderBy",
    run: ({ spark, F }) =>
      spark.table("staff").orderBy(F.col("salary").descNullsFirst(), F.col("name").desc()).select("name"),
    ordered: true,
  },
  {
    name: "sort, limit, offset",
    run: ({ spark, F }) => spark.table("staff").sort(F.desc("id")).limit(4).offset(1),
    ordered: true,
  },
  { name: "distinct", run: ({ spark }) => spark.table("staff").select("dept").distinct() },
  { name: "dropDuplicates", run: ({ spark }) => spark.table("staff").select("dept", "boss").dropDuplicates() },
  {
    name: "dropDuplicates of a column",
    run: ({ spark }) => spark.table("staff").dropDuplicates(["dept"]).select("dept"),
  },
  { name: "groupBy count", run: ({ spark }) => spark.table("staff").groupBy("dept").count() },
  {
    name: "groupBy agg",
    run: ({ spark, F }) =>
      spark
        .table("staff")
        .groupBy("dept")
        .agg(F.sum("salary"), F.avg("salary").as("mean"), F.countDistinct("boss"), F.count("*"), F.max("hired")),
  },
  {
    name: "groupBy agg by names",
    run: ({ spark }) =>
      spark
        .table("staff")
        .groupBy("dept")
        .agg({ salary: "sum", id: "max" } as never),
  },
  {
    name: "groupBy an expression",
    run: ({ spark, F }) => spark.table("staff").groupBy(F.col("id").mod(2).as("odd")).agg(F.min("name")),
  },
  { name: "groupBy sum of all", run: ({ spark }) => spark.table("staff").groupBy("dept").sum() },
  {
    name: "groupBy avg",
    run: ({ spark }) =>
      spark
        .table("staff")
        .groupBy("dept")
        .avg("salary" as never, "id" as never),
  },
  {
    name: "agg without groups",
    run: ({ spark, F }) => spark.table("staff").agg(F.sum("salary"), F.countDistinct("dept"), F.min("name")),
  },
  { name: "rollup", run: ({ spark, F }) => spark.table("staff").rollup("dept", "boss").agg(F.sum("id")) },
  {
    name: "cube",
    run: ({ spark, F }) =>
      spark.table("staff").cube("dept", "boss").agg(F.count("*"), F.grouping("dept"), F.groupingId()),
  },
  { name: "pivot", run: ({ spark, F }) => spark.table("staff").groupBy("boss").pivot("dept").agg(F.count("id")) },
  {
    name: "pivot with values",
    run: ({ spark, F }) =>
      spark.table("staff").groupBy("boss").pivot("dept", ["ops", "eng"]).agg(F.sum("salary"), F.max("id").as("m")),
  },
  { name: "unpivot", run: ({ spark }) => spark.table("dept").unpivot("dept", ["floor"], "key", "value") },
  { name: "fillna", run: ({ spark }) => spark.table("staff").fillna(0 as never) },
  { name: "fillna by column", run: ({ spark }) => spark.table("staff").na.fill({ dept: "none", boss: -1 } as never) },
  { name: "dropna", run: ({ spark }) => spark.table("staff").dropna() },
  { name: "dropna of all", run: ({ spark }) => spark.table("nums").na.drop({ how: "all" }) },
  {
    name: "replace",
    run: ({ spark }) =>
      spark.table("staff").na.replace([
        ["eng", "tech"],
        ["ops", "run"],
      ]),
  },
  { name: "describe", run: ({ spark }) => spark.table("staff").describe("id", "name"), ordered: true },
  {
    name: "summary",
    run: ({ spark }) => spark.table("staff").select("id").summary("count", "min", "50%", "max"),
    ordered: true,
  },
  {
    name: "transform",
    run: ({ spark, F }) =>
      spark.range(3).transform((frame) => frame.withColumn("sq", F.col("id").multiply(F.col("id")))),
  },
  {
    name: "hint and repartition",
    run: ({ spark }) => spark.table("staff").hint("broadcast").repartition(2, "dept").coalesce(1).select("id"),
  },
  {
    name: "to a schema",
    run: ({ spark }) =>
      spark
        .sql("SELECT 1 AS a, 'x' AS b")
        .then(async (f) => f.to((await (await spark.sql("SELECT 'y' AS b, 2L AS a")).schema()) as never)),
  },
  {
    name: "objects",
    run: ({ spark }) =>
      spark.createDataFrame([
        { n: 1, s: "a", x: 1.5, b: true, l: [1, 2] },
        { n: 2, s: null, x: 2, b: false, l: [] },
      ]),
  },
  {
    name: "tuples with names",
    run: ({ spark }) =>
      spark.createDataFrame(
        [
          [1, "a"],
          [2, "b"],
        ],
        ["n", "s"],
      ),
  },
  {
    name: "objects with DDL",
    run: ({ spark }) =>
      spark.createDataFrame(
        [{ a: 1n, d: "12.345", t: "x" }],
        "a LONG, d DECIMAL(10,3), t STRING NOT NULL, missing INT",
      ),
  },
  {
    name: "local data of nested types",
    run: ({ spark }) =>
      spark.createDataFrame(
        [{ m: new Map([["k", 1]]), st: { x: 1, y: "z" }, list: [["a"], []] }],
        "m MAP<STRING, INT>, st STRUCT<x: INT, y: STRING>, list ARRAY<ARRAY<STRING>>",
      ),
  },
  { name: "no rows with a schema", run: ({ spark }) => spark.createDataFrame([], "a INT, b STRING") },
  { name: "parameters by name", run: ({ spark }) => spark.sql("SELECT :a + 1 AS n, :b AS s", { a: 2, b: "it's" }) },
  {
    name: "parameters by position",
    run: ({ spark }) => spark.sql("SELECT * FROM staff WHERE id > ? AND name < ?", [2, "F"]),
  },
  {
    name: "frames in SQL",
    run: ({ spark }) => spark.sql("SELECT count(*) AS n FROM {few}", {}, { few: spark.range(4) }),
  },
  {
    name: "temporary view",
    run: async ({ spark, F }) => {
      await spark.range(3).select(F.col("id").multiply(10).as("ten")).createOrReplaceTempView("tens");
      return spark.sql("SELECT sum(ten) FROM tens");
    },
  },
  {
    name: "view made twice",
    run: async ({ spark }) => {
      await spark.range(1).createOrReplaceTempView("once");
      await spark.range(1).createTempView("once");
      return spark.table("once");
    },
  },
  {
    name: "sortWithinPartitions",
    run: ({ spark }) => spark.table("staff").repartition(1).sortWithinPartitions("name").select("name"),
    ordered: true,
  },
  {
    name: "colRegex",
    run: ({ spark }) => {
      const t = spark.table("dept");
      return t.select(t.colRegex("`t.*`"));
    },
  },
  {
    name: "withField and dropFields",
    run: ({ spark, F }) =>
      spark.table("nest").select(F.col("st").withField("z", F.lit(1)), F.col("st").dropFields("x")),
  },
  {
    name: "getItem and getField",
    run: ({ spark, F }) =>
      spark
        .table("nest")
        .filter("id = 1")
        .select(
          F.col("list").getItem(1),
          F.col("m").getItem("k"),
          F.col("st").getField("y"),
          F.col("st.x"),
          F.col("rows.p"),
        ),
  },
  {
    name: "observe passes rows on",
    ordered: true,
    run: ({ spark, F }) =>
      spark.table("dept").observe("m", F.count("*").as("n"), F.max("floor")).select("title").orderBy("title"),
  },
  {
    name: "observe a column that is not aggregated",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.col("dept")),
  },
  {
    name: "observe an aggregate of distinct values",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.countDistinct("dept")),
  },
  {
    name: "observe an aggregate with a filter",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.expr("count(*) FILTER (WHERE floor > 1)")),
  },
  {
    name: "observe an aggregate of an aggregate",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.sum(F.max("floor")).as("s")),
  },
  {
    name: "observe a window",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.expr("sum(floor) OVER (PARTITION BY title)")),
  },
  {
    name: "two observations of one name",
    run: ({ spark, F }) => spark.table("dept").observe("m", F.count("*")).observe("m", F.max("floor")),
  },
  {
    name: "pivot without values",
    ordered: true,
    run: ({ spark, F }) =>
      spark.table("staff").groupBy("boss").pivot("dept").agg(F.count("id").as("n")).orderBy("boss"),
  },
  {
    name: "pivot without values, over one that is pivoted, several aggregates",
    ordered: true,
    run: ({ spark, F }) => {
      const inner = spark.table("staff").groupBy("dept").pivot("boss").agg(F.count("id"));
      return inner.groupBy().pivot("dept").agg(F.count("dept").as("n"), F.max("dept").as("d")) as never;
    },
  },
  { name: "describe all columns", run: ({ spark }) => spark.table("dept").describe() },
  { name: "describe of columns", run: ({ spark }) => spark.table("staff").describe("name", "id") },
  {
    name: "summary of six",
    ordered: true,
    run: ({ spark }) =>
      spark.table("staff").select("id", "dept").summary("count", "min", "25%", "50%", "max", "count_distinct"),
  },
  { name: "summary of an unknown statistic", run: ({ spark }) => spark.table("staff").summary("median") },
  {
    name: "crosstab",
    run: ({ spark }) =>
      spark
        .table("staff")
        .crosstab("dept", "boss")
        .drop("nope" as never),
  },
  {
    name: "freqItems",
    run: ({ spark, F }) => spark.table("staff").freqItems(["dept"]).select(F.sortArray("dept_freqItems")),
  },
  {
    name: "sampleBy of all and none",
    run: ({ spark }) =>
      spark.table("staff").sampleBy(
        "dept",
        [
          ["eng", 1],
          ["law", 0],
        ],
        7,
      ),
  },
  { name: "transpose", ordered: true, run: ({ spark }) => spark.table("dept").select("title", "floor").transpose() },
  {
    name: "transpose by a column",
    ordered: true,
    run: ({ spark, F }) => spark.range(3).select("id", F.col("id").multiply(2).as("twice")).transpose("twice"),
  },
  {
    name: "transpose of types that do not go together",
    run: ({ spark, F }) => spark.range(1).select("id", F.lit("x"), F.lit(1)).transpose(),
  },
  {
    name: "zip",
    run: ({ spark, F }) => {
      const base = spark.range(3);
      return base.zip(base.select(F.col("id").plus(1).as("next")));
    },
  },
  { name: "zip of two frames", run: ({ spark }) => spark.range(3).zip(spark.table("dept")) },
  { name: "zipWithIndex", run: ({ spark }) => spark.range(5, 8).coalesce(1).zipWithIndex("place") },
  {
    name: "groupingSets",
    run: ({ spark, F }) =>
      spark
        .table("staff")
        .groupingSets([["dept"], ["boss"], []], "dept", "boss")
        .agg(F.count("*").as("n")),
  },
  {
    name: "lateralJoin",
    run: ({ spark, F }) =>
      spark.range(3).lateralJoin(
        spark
          .range(5)
          .select(F.col("id").as("other"))
          .filter(F.col("other").gt(F.col("id").outer())),
        undefined,
        "left",
      ),
  },
  {
    name: "scalar and exists",
    run: ({ spark, F }) => {
      const most = spark.table("staff").agg(F.max("id").as("most"));
      const none = spark.range(1).filter("id > 5");
      return spark
        .range(3)
        .filter(F.col("id").lt(most.scalar()).and(none.exists().not()))
        .select("id", most.scalar().as("m"));
    },
  },
  {
    name: "nearestByJoin",
    run: ({ spark, F }) => {
      const one = spark.range(3).select(F.col("id").multiply(10).as("a"));
      const other = spark.range(4).select(F.col("id").multiply(7).as("b"));
      return one.nearestByJoin(other, F.abs(F.col("a").minus(F.col("b"))), { direction: "distance" });
    },
  },
  {
    name: "nearestByJoin with a wrong direction",
    run: ({ spark, F }) => spark.range(1).nearestByJoin(spark.range(1), F.lit(1), { direction: "up" as never }),
  },
  { name: "toJSON", run: ({ spark }) => spark.table("dept").toJSON() },
  { name: "withMetadata", run: ({ spark }) => spark.range(1).withMetadata("id", { unit: "none" }) },
  {
    name: "approxQuantile, corr and cov",
    run: async ({ spark }) => {
      const numbers = spark.range(101);
      const quantiles = await numbers.approxQuantile("id", [0, 0.5, 1], 0);
      return JSON.stringify([quantiles, await numbers.corr("id", "id"), await numbers.cov("id", "id")]);
    },
  },
  { name: "replace by pairs", run: ({ spark }) => spark.table("dept").replace([["Law", "Legal"]]) },
];
