import { readFileSync } from "node:fs";
import { toJson } from "@bufbuild/protobuf";
import { createRouterTransport } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ExpressionSchema, RelationSchema, SparkConnectService } from "../../protocol/index.ts";
import { ArrayType, DecimalType, IntegerType, StructField, StructType } from "../../types/index.ts";
import { Client } from "../client/client.ts";
import { type Column, col as c, DataFrame, functions as F, SparkSession, Window } from "../index.ts";

/** The plans that PySpark 4.3.0 sends for the same programs; record.py wrote them. */
const golden: Record<string, unknown> = JSON.parse(readFileSync(new URL("plans.json", import.meta.url), "utf8"));

const transport = createRouterTransport(({ service }) => service(SparkConnectService, {}));
const spark = new SparkSession(new Client({ transport, embedded: true, userId: "", close: () => undefined }));
const t = spark.table("t");
const u = spark.table("u");
const w = Window.partitionBy("a").orderBy(c("b").desc());
const [split0, split1] = t.randomSplit([1, 3], 7);

const programs: Record<string, DataFrame | Column> = {
  table: t,
  range: frame(spark.range(1, 10, 2, 3)),
  "range end": frame(spark.range(5)),
  select: t.select("a", c("b").alias("x"), "*", "t.*", "s.f"),
  selectExpr: t.selectExpr("a + 1", "b as x"),
  filter: t.filter(c("a").gt(1)),
  "filter text": t.where("a > 1"),
  withColumn: t.withColumn("x", c("a").plus(1)),
  withColumnRenamed: t.withColumnRenamed("a", "b"),
  drop: t.drop("a", "b"),
  "drop column": t.drop(c("a")),
  toDF: t.toDF("x", "y"),
  alias: t.alias("q"),
  sort: t.sort("a", c("b").desc(), c("c").ascNullsLast()),
  "sort ascending": t.orderBy("a", "b", { ascending: [true, false] }),
  sortWithinPartitions: t.sortWithinPartitions("a"),
  limit: t.limit(3),
  offset: t.offset(3),
  distinct: t.distinct(),
  dropDuplicates: t.dropDuplicates(["a"]),
  dropDuplicatesWithinWatermark: t.dropDuplicatesWithinWatermark(["a"]),
  sample: t.sample(0.5, { seed: 7 }),
  "randomSplit 0": split0!,
  "randomSplit 1": split1!,
  groupBy: t.groupBy("a").agg(F.sum("b").alias("s"), F.count("*")),
  "group count": frame(t.groupBy("a").count()),
  rollup: t.rollup("a", "b").agg(F.max("c")),
  cube: t.cube("a").agg(F.min("c")),
  "agg dict": frame(t.groupBy("a").agg({ b: "sum" })),
  "agg all": t.agg(F.avg("b")),
  pivot: t.groupBy("a").pivot("b", [1, 2]).agg(F.sum("c")),
  "pivot text": t.groupBy("a").pivot("b", ["x"]).agg(F.sum("c")),
  join: frame(t.join(u, "a")),
  "join list": frame(t.join(u, ["a", "b"], "left_outer")),
  "join condition": frame(t.join(u, t.col("a").eq(u.col("b")), "full")),
  crossJoin: frame(t.crossJoin(u)),
  "join none": frame(t.join(u)),
  anti: frame(t.join(u, "a", "anti")),
  union: frame(t.union(u)),
  unionByName: frame(t.unionByName(u, { allowMissingColumns: true })),
  intersect: t.intersect(u),
  intersectAll: t.intersectAll(u),
  subtract: t.subtract(u),
  exceptAll: t.exceptAll(u),
  fillna: frame(t.fillna(0)),
  "fillna text": frame(t.fillna("x", ["a"])),
  "fillna dict": frame(t.fillna({ a: 1.5, b: true })),
  dropna: frame(t.dropna()),
  "dropna all": t.na.drop({ how: "all", subset: ["a"] }),
  "dropna thresh": t.na.drop({ thresh: 2 }),
  replace: t.na.replace(new Map([["x", "y"]]), ["a"]),
  unpivot: frame(t.unpivot("a", ["b", "c"], "k", "v")),
  "unpivot rest": frame(t.melt(["a"], null, "k", "v")),
  repartition: t.repartition(3),
  "repartition by": t.repartition(3, "a"),
  "repartition cols": t.repartition("a"),
  repartitionByRange: t.repartitionByRange(2, "a", c("b").desc()),
  coalesce: t.coalesce(1),
  hint: t.hint("broadcast"),
  "hint args": t.hint("rebalance", 3, "a"),
  withWatermark: t.withWatermark("at", "10 minutes"),
  observe: t.observe("m", F.count(F.lit(1)).alias("n")),
  describe: t.describe("a"),
  summary: t.summary("min"),
  "read json": frame(spark.read.schema("a INT").option("multiLine", true).json("p")),
  "read paths": spark.read.format("csv").option("sep", ";").load(["p", "q"]),
  "read stream": frame(spark.readStream.schema("a INT").option("maxFilesPerTrigger", 1).json("p")),
  "stream table": spark.readStream.table("x"),
  rate: spark.readStream.format("rate").load(),
  text: spark.read.format("text").load("p"),
  plus: c("a").plus(1),
  long: c("a").multiply(3_000_000_000),
  double: c("a").divide(1.5),
  ne: c("a").ne("x"),
  null: c("a").eqNullSafe(null),
  and: c("a").lt(1).and(c("b").ge(2).not()).or(c("c")),
  neg: c("a").negate().mod(2),
  bits: c("a").bitwiseAND(1).bitwiseOR(2).bitwiseXOR(3),
  isNull: c("a").isNull(),
  isNotNull: c("a").isNotNull(),
  isNaN: c("a").isNaN(),
  like: c("a").like("x%"),
  rlike: c("a").rlike("x"),
  ilike: c("a").ilike("x"),
  substr: c("a").substr(1, 2),
  isin: c("a").isin(1, 2),
  between: c("a").between(1, 2),
  cast: c("a").cast("bigint"),
  "try cast": c("a").tryCast("int"),
  "cast type": c("a").astype(new ArrayType(new DecimalType(10, 2), false)),
  "alias metadata": c("a").as("b", { metadata: { k: 1 } }),
  "alias many": c("a").as("x", "y"),
  when: F.when(c("a").gt(1), "x").when(c("a").gt(0), "y").otherwise("z"),
  getItem: c("a").getItem(0),
  getField: c("a").getField("f"),
  withField: c("a").withField("f", F.lit(1)),
  dropFields: c("a").dropFields("f", "g"),
  over: F.sum("x").over(w),
  "over rows": F.rowNumber().over(w.rowsBetween(Window.unboundedPreceding, Window.currentRow)),
  "over range": F.sum("x").over(w.rangeBetween(-5, 5)),
  timestamp: F.lit(new Date(Date.UTC(2020, 0, 1))),
  binary: F.lit(Buffer.from("x")),
  bool: F.lit(true),
  array: F.lit([1, 2]),
  countDistinct: F.countDistinct("a", "b"),
  approx: F.approxCountDistinct("a", 0.1),
  first: F.first("a", true),
  percentile: F.percentileApprox("a", 0.5),
  sumDistinct: F.sumDistinct("a"),
  round: F.round("a", 2),
  concat_ws: F.concatWs("-", "a", "b"),
  split: F.split("a", ","),
  regexp_replace: F.regexpReplace("a", "x", "y"),
  lpad: F.lpad("a", 3, "0"),
  locate: F.locate("x", "a"),
  substring: F.substring("a", 1, 2),
  regexp_extract: F.regexpExtract("a", "x", 1),
  date_format: F.dateFormat("a", "yyyy"),
  to_date: F.toDate("a"),
  to_timestamp: F.toTimestamp("a", "yyyy"),
  date_trunc: F.dateTrunc("day", "a"),
  date_add: F.dateAdd("a", 1),
  unix_timestamp: F.unixTimestamp("a"),
  window: F.window("a", "10 minutes"),
  "window slide": F.window("a", "10 minutes", "5 minutes", "1 minute"),
  "window start": F.window("a", "10 minutes", undefined, "1 minute"),
  session_window: F.sessionWindow("a", "5 minutes"),
  months_between: F.monthsBetween("a", "b"),
  lag: F.lag("a", 2),
  "lead default": F.lead("a", 1, 0),
  ntile: F.ntile(4),
  nth_value: F.nthValue("a", 2),
  from_json: F.fromJson("a", "x INT"),
  "from_json options": F.fromJson("a", new StructType([new StructField("x", new IntegerType())]), { mode: "FAILFAST" }),
  to_json: F.toJson("a"),
  get_json_object: F.getJsonObject("a", "$.x"),
  json_tuple: F.jsonTuple("a", "x", "y"),
  "array of": F.array("a", "b"),
  struct: F.struct("a", c("b").alias("x")),
  create_map: F.createMap("a", "b"),
  element_at: F.elementAt("a", 1),
  array_contains: F.arrayContains("a", 1),
  sort_array: F.sortArray("a", false),
  slice: F.slice("a", 1, 2),
  array_join: F.arrayJoin("a", ","),
  explode: F.explode("a"),
  get: F.get("a", 0),
  array_repeat: F.arrayRepeat("a", 2),
  sequence: F.sequence("a", "b"),
  transform: F.transform("a", (x) => x.plus(1)),
  "transform index": F.transform("a", (x, i) => x.plus(i)),
  "filter elements": F.filter("a", (x) => x.gt(1)),
  aggregate: F.aggregate("a", F.lit(0), (acc, x) => acc.plus(x)),
  "nested lambda": F.transform("a", (x) => F.exists(x, (y) => y.eq(x))),
  map_filter: F.mapFilter("a", (k, v) => k.gt(v)),
  zip_with: F.zipWith("a", "b", (x, y) => x.plus(y)),
  array_sort: F.arraySort("a"),
  greatest: F.greatest("a", "b"),
  expr: F.expr("a + 1"),
  sha2: F.sha2("a", 256),
  hash: F.hash("a", "b"),
  rand: F.rand(3),
  log: F.log(2.5, "a"),
  ln: F.log("a"),
  pow: F.pow("a", 2),
  format_number: F.formatNumber("a", 2),
  format_string: F.formatString("%s", "a"),
  collect_set: F.collectSet("a"),
  "coalesce fn": F.coalesce("a", "b"),
  nvl: F.nvl("a", "b"),
  max_by: F.maxBy("a", "b"),
  grouping_id: F.groupingId("a"),
  repeat: F.repeat("a", 2),
  desc: F.desc("a"),
  instr: F.instr("a", "x"),
  pmod: F.pmod("a", "b"),
  make_date: F.makeDate("a", "b", "c"),
  from_utc: F.fromUtcTimestamp("a", "UTC"),
  shiftleft: F.shiftleft("a", 2),
  hypot: F.hypot("a", "b"),
  bitwise_not: F.bitwiseNot("a"),
  split_part: F.splitPart("a", "b", "c"),
  "uuid?": F.monotonicallyIncreasingId(),
  listagg: F.listagg("a", ","),
  mode: F.mode("a"),
  translate: F.translate("a", "x", "y"),
  next_day: F.nextDay("a", "Mon"),
  trunc: F.trunc("a", "month"),
  from_unixtime: F.fromUnixtime("a"),
  levenshtein: F.levenshtein("a", "b"),
  array_remove: F.arrayRemove("a", 1),
  nanvl: F.nanvl("a", "b"),
  signum: F.signum("a"),
  ceil: F.ceil("a"),
  try_divide: F.tryDivide("a", "b"),
  count_if: F.countIf("a"),
  try_element_at: F.tryElementAt("a", F.lit(1)),
};
programs["text match"] = c("a").startswith("x").and(c("a").endswith("y")).and(c("a").contains("z"));

/** Only the plan counts here, not the row type. */
function frame<R>(df: DataFrame<R>): DataFrame {
  return df as unknown as DataFrame;
}

/** Numbers of steps and of lambda variables in the order of their appearance; fields with default values left out. */
function normalized(message: unknown): unknown {
  const numbers = new Map<unknown, number>();
  const numberOf = (key: unknown) => {
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    return numbers.get(key)!;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    // The order and the blanks of JSON texts do not count.
    if (typeof value === "string" && value.startsWith("{")) return walk(JSON.parse(value));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value)
      .filter(([key, of]) => key === "boolean" || (of !== false && of !== ""))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, of]) => {
        if (key === "planId") return [key, numberOf(of)];
        if (key === "nameParts") return [key, [String(of[0]).replace(/_\d+$/, `_${numberOf(String(of[0]))}`)]];
        return [key, walk(of)];
      });
    return Object.fromEntries(entries);
  };
  return walk(message);
}

describe("the API sends what PySpark sends", () => {
  it("has a program for each recorded plan", () => {
    expect(Object.keys(programs).sort()).toEqual(Object.keys(golden).sort());
  });

  it.each(Object.keys(programs))("%s", (name) => {
    const program = programs[name]!;
    const json =
      program instanceof DataFrame
        ? toJson(RelationSchema, program.relation)
        : toJson(ExpressionSchema, (program as Column).expression);
    expect(normalized(json)).toEqual(normalized(golden[name]));
  });
});
