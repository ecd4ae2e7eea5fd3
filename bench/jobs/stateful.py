"""The same stateful job on Spark: local mode, two shuffle partitions, a durable checkpoint."""
import resource
import sys
import tempfile
import time

from pyspark.sql import SparkSession, functions as F

folder, job = sys.argv[1:3]
spark = (
    SparkSession.builder.master("local[*]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "4g")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def run():
    with tempfile.TemporaryDirectory() as checkpoint:
        events = (
            spark.readStream.schema("id BIGINT, key STRING, at TIMESTAMP").option("maxFilesPerTrigger", 1).json(folder)
        )
        if job == "windows":
            frame = events.withWatermark("at", "1 minute").groupBy(F.window("at", "1 minute"), "key").count()
        else:
            frame = events.dropDuplicates(["id"])
        query = (
            frame.writeStream.format("noop")
            .outputMode("append")
            .trigger(availableNow=True)
            .option("checkpointLocation", checkpoint)
            .start()
        )
        query.awaitTermination()
        states = [report.stateOperators[0] for report in query.recentProgress]
        return f"{sum(s.numRowsUpdated for s in states)} {sum(s.numRowsRemoved for s in states)}"


print(f"RESULT {run()}", flush=True)
begun = time.monotonic()
run()
print(f"WARM {time.monotonic() - begun}", flush=True)
print(f"MEMORY {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}", flush=True)
spark.stop()
