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


# Time of the processor that the engine's process has taken, in nanoseconds.
system = spark._jvm.java.lang.management.ManagementFactory.getOperatingSystemMXBean()
cpu_method = spark._jvm.java.lang.Class.forName("com.sun.management.OperatingSystemMXBean").getMethod(
    "getProcessCpuTime", spark.sparkContext._gateway.new_array(spark._jvm.java.lang.Class, 0)
)


def cpu_seconds():
    return cpu_method.invoke(system, spark.sparkContext._gateway.new_array(spark._jvm.java.lang.Object, 0)) / 1e9


def read(path, schema):
    return spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(path)


def side(name):
    rows = read(f"{folder}/{name}", f"id BIGINT, at TIMESTAMP, {name} STRING")
    return rows.withWatermark("at", "10 seconds").alias(name)


def frame():
    if job == "join":
        within = "shown.id = clicked.id AND clicked.at >= shown.at AND clicked.at <= shown.at + INTERVAL 10 SECONDS"
        return side("shown").join(side("clicked"), F.expr(within)).select("shown.id", "shown", "clicked")
    events = read(folder, "id BIGINT, key STRING, at TIMESTAMP")
    if job == "windows":
        return events.withWatermark("at", "1 minute").groupBy(F.window("at", "1 minute"), "key").count()
    return events.dropDuplicates(["id"])


def run(name):
    with tempfile.TemporaryDirectory() as checkpoint:
        writer = frame().writeStream.outputMode("append").trigger(availableNow=True)
        writer = writer.option("checkpointLocation", checkpoint)
        query = (writer.format("memory").queryName(name) if job == "join" else writer.format("noop")).start()
        query.awaitTermination()
        if job == "join":
            row = spark.sql(f"SELECT count(*) AS n, sum(id) AS total FROM {name}").first()
            return f"{row.n} {row.total}"
        states = [report.stateOperators[0] for report in query.recentProgress]
        return f"{sum(s.numRowsUpdated for s in states)} {sum(s.numRowsRemoved for s in states)}"


print(f"RESULT {run('cold')}", flush=True)
begun, cpu_begun = time.monotonic(), cpu_seconds()
run("warm")
print(f"WARM {time.monotonic() - begun}", flush=True)
print(f"CPU {cpu_seconds() - cpu_begun}", flush=True)
print(f"MEMORY {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}", flush=True)
spark.stop()
