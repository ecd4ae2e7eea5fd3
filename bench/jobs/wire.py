"""What PySpark sees of a Spark Connect server: one line for each measurement, times in seconds."""
import json
import os
import statistics
import sys
import tempfile
import time

from pyspark.sql.connect.session import SparkSession

remote, rounds = sys.argv[1], int(sys.argv[2])
spark = SparkSession.builder.remote(remote).create()


def seconds(run):
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def report(name, value):
    print(f"{name} {value}", flush=True)


def select():
    row = spark.sql("select 1").collect()[0]
    assert row[0] == 1


# Both servers compile what runs often, and get faster for some thousand rounds: one figure for the beginning of a session, one for later.
for name, before, measured in (("SELECT", 20, 100), ("WARM", 200, 300)):
    for _ in range(before):
        select()
    report(name, statistics.median(seconds(select) for _ in range(measured)))

million = spark.sql("SELECT id, concat('user', id % 1000) AS name, id * 1.5D AS amount FROM range(1000000)")


def fetch():
    table = million.toArrow()
    assert table.num_rows == 1000000 and table.column("name")[999].as_py() == "user999"


report("ARROW", min(seconds(fetch) for _ in range(rounds)))

table = million.toArrow().slice(0, 200000)


def upload():
    assert spark.createDataFrame(table).count() == 200000


report("CREATE", min(seconds(upload) for _ in range(rounds)))

with tempfile.TemporaryDirectory() as folder:

    def publish(name):
        with open(f"{folder}/.{name}", "w") as file:
            file.write(json.dumps({"currency": "GBP", "amount": 1}) + "\n")
        os.rename(f"{folder}/.{name}", f"{folder}/{name}")

    publish("first")
    totals = spark.readStream.schema("currency STRING, amount BIGINT").json(folder).groupBy("currency").sum("amount")
    query = totals.writeStream.format("memory").outputMode("complete").queryName("totals").start()
    query.processAllAvailable()

    # Looking at the table again and again would take the processor from the batch on both servers.
    def observe(expected):
        publish(f"file{expected}")
        query.processAllAvailable()
        assert spark.sql("SELECT * FROM totals").collect()[0][1] == expected

    times = [seconds(lambda: observe(n)) for n in range(2, 42)]
    query.stop()
    report("BATCH", statistics.median(times[5:]))
spark.stop()
