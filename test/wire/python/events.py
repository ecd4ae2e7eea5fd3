"""A program as data engineers write them: event logs, parsed, cut into sessions, written in folders and read with SQL.

Usage: python events.py REMOTE
"""

import json
import tempfile

from outcomes import connect, tell
from pyspark.sql import Window
from pyspark.sql import functions as F

spark = connect()
folder = tempfile.mkdtemp(prefix="events-")


def rows(frame):
    """The rows of a frame in their order, with the schema."""
    return [frame.schema.simpleString(), *(repr(tuple(row)) for row in frame.collect())]


def event_logs():
    """Lines of JSON with bad ones among them, parsed, cut into sessions, exploded, written in folders and read with SQL."""
    kinds = ["view", "cart", "buy"]
    lines = [
        json.dumps(
            {
                "ts": f"2024-03-{1 + n // 40:02d}T{(n * 11) % 24:02d}:{(n * 17) % 60:02d}:{n % 60:02d}Z",
                "user": {"id": n % 5, "tags": ["new"] if n % 5 == 0 else ["old", f"t{n % 3}"]},
                "event": kinds[n % 3],
                "props": {"price": str(n * 1.5), "sku": f"S{n % 7}"} if n % 3 else None,
                "ua": "Mozilla/5.0 (X11; Linux) Firefox/124.0" if n % 2 else "curl/8.4.0",
                "url": f"https://shop.example/p/{n % 7}?ref=mail&n={n}",
            }
        )
        for n in range(120)
    ] + ["not json", '{"ts": "yesterday", "event": "view"}']
    spark.createDataFrame([(line,) for line in lines], "value STRING").write.mode("overwrite").text(f"{folder}/raw")
    schema = (
        "ts STRING, user STRUCT<id: INT, tags: ARRAY<STRING>>, event STRING, props MAP<STRING, STRING>, "
        "ua STRING, url STRING"
    )
    parsed = spark.read.text(f"{folder}/raw").select(
        F.from_json("value", schema).alias("e"), "value"
    )
    events = (
        parsed.select("e.*")
        .withColumn("at", F.expr("try_to_timestamp(ts, \"yyyy-MM-dd'T'HH:mm:ssX\")"))
        .where(F.col("at").isNotNull())
        .select(
            F.col("user.id").alias("user"),
            "at",
            "event",
            F.col("props")["price"].try_cast("double").alias("price"),
            F.element_at("props", "sku").alias("sku"),
            F.regexp_extract("ua", r"(\w+)/([\d.]+)", 1).alias("agent"),
            F.parse_url("url", F.lit("QUERY"), F.lit("ref")).alias("ref"),
            F.explode_outer("user.tags").alias("tag"),
        )
    )
    single = events.dropDuplicates(["user", "at", "event"])
    by_user = Window.partitionBy("user").orderBy("at")
    gap = F.unix_timestamp("at") - F.unix_timestamp(F.lag("at").over(by_user))
    sessions = (
        single.withColumn("starts", F.when(gap.isNull() | (gap > 30 * 60), 1).otherwise(0))
        .withColumn("session", F.sum("starts").over(by_user))
        .groupBy("user", "session")
        .agg(
            F.min("at").alias("began"),
            (F.max("at").cast("long") - F.min("at").cast("long")).alias("seconds"),
            F.count("*").alias("events"),
            F.sum(F.when(F.col("event") == "buy", F.col("price"))).alias("revenue"),
            F.expr("transform(array_sort(collect_list(struct(at, event))), x -> x.event)").alias("path"),
        )
    )
    funnel = single.groupBy(F.window("at", "1 day").alias("w")).pivot("event", kinds).agg(F.countDistinct("user"))
    daily = single.withColumn("day", F.to_date("at"))
    daily.repartition("day").write.mode("overwrite").partitionBy("day", "event").json(f"{folder}/events")
    spark.read.json(f"{folder}/events").createOrReplaceTempView("events")
    return [
        rows(parsed.where("e.user IS NULL").select("e.ts", "e.event", "value").orderBy("value")),
        rows(sessions.orderBy("user", "session").limit(25)),
        rows(sessions.agg(F.count("*"), F.sum("events"), F.round(F.sum("revenue"), 2), F.max(F.size("path")))),
        rows(funnel.select("w.start", "w.end", *kinds).orderBy("start")),
        rows(events.groupBy("tag", "agent").count().orderBy("tag", "agent")),
        rows(spark.sql("SELECT day, event, count(*) AS n, round(avg(price), 3) AS p FROM events GROUP BY ALL ORDER BY ALL")),
        rows(spark.sql("SELECT sku, stack(2, 'low', min(price), 'high', max(price)) AS (k, v) FROM events GROUP BY sku ORDER BY sku, k")),
        rows(spark.sql("SELECT DISTINCT ref FROM events")),
    ]


tell("event_logs", event_logs)

spark.stop()
