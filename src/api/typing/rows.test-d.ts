import { describe, expectTypeOf, it } from "vitest";
import { LongType, notNull, StringType, struct, type Timestamp } from "../../types/index.ts";
import { col, type DataFrame, functions as F, Observation, type Row, type SparkSession, Window } from "../index.ts";

declare const spark: SparkSession;
interface Trade {
  username: string;
  currency: string;
  amount: bigint;
  price: number;
  at: Timestamp | null;
  tags: string[];
  address: { city: string; zip: number } | null;
}
declare const df: DataFrame<Trade>;
declare const users: DataFrame<{ username: string; country: string | null }>;
const rowOf = <R>(_: DataFrame<R>): R => undefined as R;

describe("row types", () => {
  it("stay as they are under an observation, which knows its metrics by what it was made with", () => {
    const seen = new Observation<{ n: bigint }>();
    expectTypeOf(rowOf(df.observe(seen, F.count("*").alias("n")))).toEqualTypeOf<Trade>();
    expectTypeOf(seen.get()).resolves.toEqualTypeOf<{ n: bigint }>();
    expectTypeOf(new Observation().get()).resolves.toEqualTypeOf<Row>();
    // @ts-expect-error: there is no such column
    df.observe(seen, F.max("nope"));
  });
  it("have the hidden column of files, since they do not say whether the frame is one of files", () => {
    const file = df.select(
      F.col("_metadata.file_name"),
      F.col("_metadata.file_size").alias("bytes"),
      F.col("_metadata"),
    );
    expectTypeOf(rowOf(file).file_name).toEqualTypeOf<string>();
    expectTypeOf(rowOf(file).bytes).toEqualTypeOf<bigint>();
    expectTypeOf(rowOf(file)._metadata.file_modification_time).toEqualTypeOf<Timestamp>();
    // @ts-expect-error: there is no such field
    df.select(F.col("_metadata.file_owner"));
  });
  it("name the columns that a stream is partitioned by", () => {
    df.writeStream.partitionBy("currency", "at").clusterBy("amount");
    // @ts-expect-error: there is no such column
    df.writeStream.partitionBy("nope");
  });
  it("start from records, schemas, DDL and objects; what sources read can be null", () => {
    const schema = struct({ currency: notNull(new StringType()), amount: new LongType() });
    expectTypeOf(rowOf(spark.readStream.schema(schema).json("x"))).toEqualTypeOf<{
      currency: string | null;
      amount: bigint | null;
    }>();
    expectTypeOf(rowOf(spark.read.schema("currency STRING, amount BIGINT").json("x"))).toEqualTypeOf<{
      currency: string | null;
      amount: bigint | null;
    }>();
    expectTypeOf(rowOf(spark.read.schema({ schema }).json("x"))).toEqualTypeOf<{
      currency: string | null;
      amount: bigint | null;
    }>();
    expectTypeOf(rowOf(spark.read.json("x"))).toEqualTypeOf<Row>();
    expectTypeOf(spark.createDataFrame([{ a: 1n, b: "x" }])).resolves.toEqualTypeOf<
      DataFrame<{ a: bigint; b: string }>
    >();
    expectTypeOf(spark.createDataFrame([{ a: 1, d: new Date() }])).resolves.toEqualTypeOf<
      DataFrame<{ a: number | bigint; d: Timestamp }>
    >();
    expectTypeOf(spark.createDataFrame([], schema)).resolves.toEqualTypeOf<
      DataFrame<{ currency: string; amount: bigint | null }>
    >();
    expectTypeOf(rowOf(spark.range(3))).toEqualTypeOf<{ id: bigint }>();
  });

  it("flow through select", () => {
    expectTypeOf(rowOf(df.select("currency", "amount"))).toEqualTypeOf<{ currency: string; amount: bigint }>();
    expectTypeOf(rowOf(df.select("address.city", col("amount").plus(1).as("more")))).toEqualTypeOf<{
      city: string | null;
      more: bigint;
    }>();
    expectTypeOf(rowOf(df.select(col("amount").plus(1)))).toEqualTypeOf<{ "(amount + 1)": bigint }>();
    expectTypeOf(rowOf(df.select("*", F.lit(1).as("one")))).toEqualTypeOf<
      Trade & { one: number } extends infer T ? { [K in keyof T]: T[K] } : never
    >();
    expectTypeOf(rowOf(df.select(df.col("at"), col("amount").divide(2).as("half")))).toEqualTypeOf<{
      at: Timestamp | null;
      half: number;
    }>();
  });

  it("widen where the compiler cannot know", () => {
    expectTypeOf(rowOf(df.select("currency", F.expr("amount + 1")))).toEqualTypeOf<Row>();
    expectTypeOf(rowOf(df.select(F.expr("amount + 1").as("more")))).toEqualTypeOf<{ more: unknown }>();
    expectTypeOf(rowOf(df.selectExpr("amount + 1"))).toEqualTypeOf<Row>();
    expectTypeOf(spark.sql("SELECT 1")).resolves.toEqualTypeOf<DataFrame<Row>>();
    expectTypeOf(spark.sql<{ n: number }>("SELECT 1 AS n")).resolves.toEqualTypeOf<DataFrame<{ n: number }>>();
    const untyped = spark.read.json("x");
    expectTypeOf(rowOf(untyped.select("anything"))).toEqualTypeOf<{ anything: unknown }>();
    expectTypeOf(rowOf(untyped.filter(col("anything").gt(1)))).toEqualTypeOf<Row>();
  });

  it("flow through groups and aggregates", () => {
    const totals = df.groupBy("currency").agg(F.sum("amount").as("total_amount"), F.count("*").as("n"), F.avg("price"));
    expectTypeOf(rowOf(totals)).toEqualTypeOf<{
      currency: string;
      total_amount: bigint | null;
      n: bigint;
      "avg(price)": number | null;
    }>();
    expectTypeOf(rowOf(df.groupBy("currency").count())).toEqualTypeOf<{ currency: string; count: bigint }>();
    expectTypeOf(rowOf(df.groupBy().agg(F.max("at")))).toEqualTypeOf<{ "max(at)": Timestamp | null }>();
    expectTypeOf(rowOf(df.groupBy("currency").sum("amount"))).toEqualTypeOf<{
      currency: string;
      "sum(amount)": bigint | null;
    }>();
    expectTypeOf(rowOf(df.groupBy("currency").agg({ amount: "sum", "*": "count" }))).toEqualTypeOf<{
      currency: string;
      "sum(amount)": bigint | null;
      "count(1)": bigint;
    }>();
    expectTypeOf(rowOf(df.agg(F.collectList("currency").as("all")))).toEqualTypeOf<{ all: string[] }>();
    expectTypeOf<Awaited<ReturnType<typeof totals.collect>>[number]["total_amount"]>().toEqualTypeOf<bigint | null>();
  });

  it("flow through changes of columns", () => {
    expectTypeOf(rowOf(df.withColumn("amount", col("amount").cast("string"))).amount).toEqualTypeOf<string>();
    expectTypeOf(rowOf(df.withColumns({ a: col("price").gt(1), b: F.lit("x") })).a).toEqualTypeOf<boolean>();
    expectTypeOf(rowOf(users.withColumnRenamed("country", "land"))).toEqualTypeOf<{
      username: string;
      land: string | null;
    }>();
    expectTypeOf(rowOf(users.drop("country"))).toEqualTypeOf<{ username: string }>();
    expectTypeOf(rowOf(users.fillna({ country: "?" }))).toEqualTypeOf<{ username: string; country: string }>();
    expectTypeOf(rowOf(users.na.drop())).toEqualTypeOf<{ username: string; country: string }>();
    expectTypeOf(
      rowOf(users.withColumn("size", F.when(col("country").isNull(), 1).otherwise(2))).size,
    ).toEqualTypeOf<number>();
    expectTypeOf(rowOf(users.withColumn("size", F.when(col("country").isNull(), 1))).size).toEqualTypeOf<
      number | null
    >();
    expectTypeOf(rowOf(users.withColumn("c", F.coalesce("country", F.lit("?")))).c).toEqualTypeOf<string>();
    expectTypeOf(rowOf(df.withColumn("r", F.sum("amount").over(Window.partitionBy("currency")))).r).toEqualTypeOf<
      bigint | null
    >();
  });

  it("flow through joins and unions", () => {
    expectTypeOf(rowOf(df.select("username", "amount").join(users, "username"))).toEqualTypeOf<{
      username: string;
      amount: bigint;
      country: string | null;
    }>();
    expectTypeOf(rowOf(users.join(df.select("username", "amount"), ["username"], "left"))).toEqualTypeOf<{
      username: string;
      country: string | null;
      amount: bigint | null;
    }>();
    expectTypeOf(rowOf(users.join(df, users.col("username").eq(df.col("username")), "left_semi"))).toEqualTypeOf<{
      username: string;
      country: string | null;
    }>();
    const other = users.select("username").withColumn("country", F.lit("x"));
    expectTypeOf(rowOf(other.union(users))).toEqualTypeOf<{ username: string; country: string | null }>();
    expectTypeOf(
      rowOf(users.unionByName(df.select("username", "price"), { allowMissingColumns: true })),
    ).toEqualTypeOf<{
      username: string;
      country: string | null;
      price: number | null;
    }>();
  });

  it("can be forgotten: a frame of known rows is a frame of any rows, and not the other way round", () => {
    expectTypeOf(users).toExtend<DataFrame<Row>>();
    expectTypeOf(users).toExtend<DataFrame<{ country: string | null }>>();
    expectTypeOf(users).not.toExtend<DataFrame<{ country: string }>>();
    expectTypeOf(spark.table("t")).not.toExtend<typeof users>();
  });

  it("reach foreachBatch and foreach", () => {
    df.select("currency").writeStream.foreachBatch((batch, id) => {
      expectTypeOf(batch).toEqualTypeOf<DataFrame<{ currency: string }>>();
      expectTypeOf(id).toEqualTypeOf<bigint>();
    });
    df.select("currency").writeStream.foreach((row) => {
      expectTypeOf(row).toEqualTypeOf<{ currency: string }>();
    });
  });
});

describe("wrong programs do not compile", () => {
  it("unknown columns", () => {
    // @ts-expect-error a column that is not there
    df.select("currncy");
    // @ts-expect-error inside of an expression
    df.select(col("amont").plus(1).as("x"));
    // @ts-expect-error in an aggregate
    df.groupBy("currency").agg(F.sum("amont"));
    // @ts-expect-error as a group
    df.groupBy("curency");
    // @ts-expect-error in a filter
    df.filter(col("amont").gt(1));
    // @ts-expect-error in a condition of a CASE
    df.withColumn("x", F.when(col("amont").gt(1), 1).otherwise(2));
    // @ts-expect-error in an order
    df.orderBy("amont");
    // @ts-expect-error nested
    df.select("address.town");
    // @ts-expect-error after it was left out
    df.select("currency").select("amount");
    // @ts-expect-error after a group
    df.groupBy("currency").count().select("amount");
    // @ts-expect-error a column of a frame
    df.col("amont");
  });

  it("wrong keys and types", () => {
    // @ts-expect-error the other side has no such column
    df.join(users, "amount");
    // @ts-expect-error text is no number
    df.groupBy("currency").sum("at");
    // @ts-expect-error no such join
    df.join(users, "username", "sideways");
    // @ts-expect-error one trigger only
    df.writeStream.trigger({});
    // @ts-expect-error no such mode
    df.writeStream.outputMode("all");
    const total = rowOf(df.groupBy("currency").agg(F.sum("amount").as("t"))).t;
    // @ts-expect-error a total may be null
    const sure: bigint = total;
    void sure;
  });
  it("have the values of functions whose types Spark fixes, and columns that are there", () => {
    const row = rowOf(
      df.select(
        F.bitmapCount(F.col("username").cast("binary")).alias("bits"),
        F.parseUrl("username", F.lit("HOST")).alias("host"),
        F.variantGet(F.parseJson("username"), "$.a", "int").alias("a"),
        F.toCsv("address").alias("csv"),
        F.regrSlope("price", "amount").alias("slope"),
        F.bitOr("amount").alias("bits_of_all"),
        F.tryToDate("username").alias("day"),
        F.toTimestampLtz("username").alias("at"),
        F.equalNull("price", "amount").alias("same"),
      ),
    );
    expectTypeOf(row).toEqualTypeOf<{
      bits: bigint;
      host: string | null;
      a: number | null;
      csv: string | null;
      slope: number | null;
      bits_of_all: bigint | null;
      day: Date | null;
      at: Timestamp | null;
      same: boolean;
    }>();
    // @ts-expect-error: there is no such column
    df.select(F.parseUrl("nope", F.lit("HOST")));
    // @ts-expect-error: there is no such column
    df.select(F.regrSlope("price", "nope"));
    // @ts-expect-error: there is no such column
    df.select(F.bitmapCount("nope"));
  });
});
