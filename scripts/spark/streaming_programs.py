"""Streaming programs with the output mode that they are started in; `batch` runs them as a batch."""

from analysis_programs import VIEWS
from pyspark.sql import functions as F  # noqa: F401

PROGRAMS = """
s | append
s | update
s | complete
s | batch
s.count_ | batch
s.groupBy("value").count() | complete
s.groupBy("value").count() | update
s.groupBy("value").count() | append
s.withWatermark("timestamp", "1 minute").groupBy("value").count() | append
s.withWatermark("timestamp", "1 minute").groupBy("timestamp").count() | append
s.withWatermark("timestamp", "1 minute").groupBy(F.window("timestamp", "5 minutes")).count() | append
s.withWatermark("timestamp", "1 minute").groupBy(F.window("timestamp", "5 minutes"), "value").count() | update
s.groupBy("value").agg(F.countDistinct("timestamp")) | complete
s.groupBy("value").count().orderBy("count") | complete
s.groupBy("value").count().orderBy("count") | update
s.orderBy("value") | append
s.sortWithinPartitions("value") | append
s.limit(5) | append
s.limit(5) | update
s.groupBy("value").count().limit(5) | complete
s.offset(5) | append
s.distinct() | append
s.distinct() | update
s.dropDuplicates(["value"]) | append
s.dropDuplicates(["value"]) | complete
s.withWatermark("timestamp", "1 minute").dropDuplicatesWithinWatermark(["value"]) | append
s.dropDuplicatesWithinWatermark(["value"]) | append
s.groupBy("value").count().groupBy("count").count() | complete
s.groupBy("value").count().groupBy("count").count() | update
s.union(s) | append
s.union(b) | append
s.groupBy("value").count().union(s.groupBy("value").count()) | complete
s.join(b, "value") | append
s.join(b, "value", "left") | append
s.join(b, "value", "right") | append
s.join(b, "value", "full") | append
b.join(s, "value", "left") | append
b.join(s, "value", "left_semi") | append
s.join(b, "value", "left_anti") | append
s.join(s2, "value") | append
s.join(s2, "value") | update
s.join(s2, "value") | complete
s.join(s2, "value", "left") | append
s.join(s2, "value", "full") | append
s.join(s2, "value", "left_anti") | append
s.join(s2, "value").groupBy("value").count() | append
s.join(s2, "value").groupBy("value").count() | complete
s.select(F.row_number().over(W.partitionBy("value").orderBy("timestamp"))) | append
s.select(F.sum("value").over(W.partitionBy("value"))) | append
s.intersect(b) | append
s.exceptAll(b) | append
s.subtract(b) | append
b.subtract(s) | append
s.cube("value").count() | complete
s.rollup("value").count() | complete
s.sample(0.5) | append
s.select(F.explode(F.array("value"))) | append
s.agg(F.sum("value")) | complete
s.agg(F.sum("value")) | append
s.groupBy("value").agg(F.collect_list("timestamp"), F.first("timestamp")) | update
s.groupBy("value").count().withColumn("x", F.lit(1)).filter("x = 1") | update
s.groupBy("value").count().join(b, "value") | complete
s.select("value").groupBy("value").count().dropDuplicates(["value"]) | update
s.withColumn("id", F.monotonically_increasing_id()) | append
s.filter("value in (select value from b)") | append
s.unpivot("timestamp", ["value"], "k", "v") | append
s.repartition(2) | append
b | append
""".strip().split("\n")


def streaming_programs(spark):
    from pyspark.sql import Window

    scope = {
        "F": F,
        "W": Window,
        "s": spark.readStream.format("rate").load(),
        "s2": spark.readStream.format("rate").load().withColumnRenamed("timestamp", "t2"),
        "b": spark.sql(VIEWS["b"]),
    }
    for line in PROGRAMS:
        text, mode = line.rsplit(" | ", 1)
        if text == "s.count_":
            text = "s.groupBy().count()"
        yield text, eval(text, scope), mode
