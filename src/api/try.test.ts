import { expect, it } from "vitest";
import { col, functions as F, SparkSession, Window } from "./index.ts";

it("talks to Spark", async () => {
  const spark = await SparkSession.builder
    .appName("try")
    .remote("sc://localhost:15777")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate();
  console.log(await spark.version(), await spark.conf.get("spark.sql.session.timeZone"));
  const df = await spark.createDataFrame([
    {
      currency: "GBP",
      amount: 3n,
      at: new Date(0),
      tags: ["a", "b"],
      m: new Map([["k", 1.5]]),
      n: null as string | null,
    },
    { currency: "ÜSD", amount: 5n, at: new Date(12345), tags: [], m: new Map(), n: "x" },
  ]);
  await df.printSchema();
  await df.show();
  const rows = await df
    .groupBy("currency")
    .agg(F.sum("amount").as("total"), F.count("*").as("n"))
    .orderBy("currency")
    .collect();
  console.log(rows);
  console.log(await df.collect());
  const sql = await spark.sql<{ a: bigint }>("select :x + 1 as a, ? is null as b".replace(", ? is null as b", ""), {
    x: 4,
  });
  console.log(await sql.collect());
  console.log(await (await spark.sql("select * from {df} where amount > ?", [4], { df })).collect());
  console.log(
    await (
      await spark.sql(
        "select cast('12.50' as decimal(10,2)) d, date'2020-02-03' dt, timestamp'2020-01-01 00:00:00.123456' ts, cast(null as int) n, X'01ff' b, true t, interval '1' day i, interval 3 month ym, named_struct('x',1,'y','z') s, array(1,null) arr, map('a', 1) m, make_interval(1,2,3) ci, 1.5f fl, 'é' u, timestamp_ntz'1960-01-01 00:00:00.000001' tn, void v from (select null void)",
      )
    ).collect(),
  );
  const w = Window.partitionBy("currency").orderBy("amount").rowsBetween(Window.unboundedPreceding, Window.currentRow);
  console.log(
    await df.withColumn("run", F.sum("amount").over(w)).select("currency", "run").collect(),
    await df.count(),
    await df.isEmpty(),
    await df.first(),
  );
  try {
    await df.filter("nope > 1").collect();
  } catch (error) {
    console.log(error, (error as { context: unknown }).context);
  }
  try {
    await (await spark.sql("select 1/0 as x")).collect();
  } catch (error) {
    console.log(String(error), (error as Error).constructor.name, (error as { cause: unknown }).cause);
  }
  console.log(await spark.catalog.listTables(), await spark.catalog.currentDatabase());
  await df.explain();
  console.log(
    await spark
      .range(5)
      .select(F.when(col("id").gt(2), "x").when(col("id").gt(1), "y").otherwise("z").as("w"))
      .collect(),
  );
  const events: string[] = [];
  await spark.streams.addListener({
    onQueryStarted: (e) => events.push(`started ${e.name}`),
    onQueryProgress: (e) => events.push(`progress ${e.progress.numInputRows}`),
    onQueryTerminated: () => events.push("end"),
  });
  const q = await spark.readStream
    .format("rate")
    .option("rowsPerSecond", 5)
    .load()
    .writeStream.format("memory")
    .queryName("q1")
    .outputMode("append")
    .start();
  console.log(q.id, q.name, await q.isActive(), await q.status());
  await q.processAllAvailable();
  console.log(await q.lastProgress());
  expect((await spark.streams.active()).length).toBe(1);
  console.log(await q.awaitTermination(10));
  await q.stop();
  console.log(await q.isActive(), await q.exception());
  await new Promise((r) => setTimeout(r, 300));
  console.log(events);
  expect(() => df.writeStream.foreachBatch(() => {})).toThrow(/remote/);
  await spark.stop();
}, 60000);
