"""The same job on Spark: local mode, two shuffle partitions, a durable checkpoint."""
import resource
import sys
import tempfile
import time

from pyspark.sql import SparkSession, functions as F

folder, key = sys.argv[1:3]
spark = (
    SparkSession.builder.master("local[*]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def run(name):
    with tempfile.TemporaryDirectory() as checkpoint:
        totals = (
            spark.readStream.schema("username STRING, currency STRING, amount BIGINT")
            .json(folder)
            .groupBy(key)
            .agg(F.sum("amount").alias("total_amount"))
        )
        query = (
            totals.writeStream.format("memory")
            .outputMode("complete")
            .queryName(name)
            .option("checkpointLocation", checkpoint)
            .start()
        )
        query.processAllAvailable()
        row = spark.sql(f"SELECT count(*) AS n, sum(total_amount) AS total FROM {name}").first()
        query.stop()
        return row


row = run("cold")
print(f"RESULT {row.n} {row.total}", flush=True)
begun = time.monotonic()
run("warm")
print(f"WARM {time.monotonic() - begun}", flush=True)
print(f"MEMORY {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}", flush=True)
spark.stop()
