"""Records what real Spark shows of the state of streaming queries: the golden file of test/streaming/state-source.test.ts.

A case is a read of format statestore or state-metadata of the checkpoint of one of the streams; its answer is the schema and the rows,
as text, or the condition of the error.

Usage: TZ=UTC python scripts/spark/record-state.py [FILE]
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "test/streaming/golden/state.json")
CLICKS = "id BIGINT, user STRING, amount BIGINT, at TIMESTAMP"
PAYMENTS = "click BIGINT, paid BIGINT, paidAt TIMESTAMP"
# A file each, oldest first: rows of the second are late for the watermark of the first.
INPUT = {
    "clicks": [
        [[4, "b", 1, "2024-01-01T00:05:11Z"], [1, "a", 5, "2024-01-01T00:05:01Z"]],
        [[3, "a", 1, "2024-01-01T00:00:11Z"], [3, "c", None, "2024-01-01T00:00:12Z"]],
        [[1, "a", 5, "2024-01-01T00:00:01Z"], [2, "b", 7, "2024-01-01T00:00:02Z"]],
    ],
    "payments": [
        [[4, 2, "2024-01-01T00:05:12Z"]],
        [[77, 1, "2024-01-01T00:00:12Z"]],
        [[1, 9, "2024-01-01T00:00:03Z"]],
    ],
}
FEED = {"readChangeFeed": "true"}
CASES = [
    *[(stream, "statestore", {}) for stream in ["agg", "win", "dedup", "dedupall", "within", "distinct", "global", "limit", "session", "chain"]],
    *[(stream, "state-metadata", {}) for stream in ["agg", "dedup", "within", "distinct", "limit", "session", "chain", "join"]],
    ("moments", "statestore", {}),
    ("chain", "statestore", {"operatorId": "1"}),
    ("join", "statestore", {}),
    *[("join", "statestore", {"joinSide": side}) for side in ["left", "right"]],
    *[("join", "statestore", {"storeName": f"{side}-{store}"}) for side in ["left", "right"] for store in ["keyToNumValues", "keyWithIndexToValue"]],
    *[(stream, "statestore", {"batchId": str(batch)}) for stream in ["agg", "win"] for batch in range(4)],
    ("agg", "statestore", {"operatorId": "5"}),
    ("agg", "statestore", {"operatorId": "-1"}),
    ("agg", "statestore", {"batchId": "9"}),
    ("agg", "statestore", {"batchId": "-1"}),
    ("agg", "statestore", {"joinSide": "left"}),
    ("join", "statestore", {"joinSide": "middle"}),
    ("join", "statestore", {"joinSide": "left", "storeName": "left-keyToNumValues"}),
    ("missing", "statestore", {}),
    ("missing", "state-metadata", {}),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "0"}),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "1", "changeEndBatchId": "1"}),
    ("agg", "statestore", FEED),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "2", "changeEndBatchId": "1"}),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "0", "changeEndBatchId": "7"}),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "-1"}),
    ("agg", "statestore", {**FEED, "changeStartBatchId": "0", "batchId": "1"}),
    ("join", "statestore", {**FEED, "changeStartBatchId": "0", "joinSide": "left"}),
    ("agg", "statestore", {"changeStartBatchId": "0"}),
    ("agg", "statestore", {"snapshotStartBatchId": "1"}),
    ("agg", "statestore", {"snapshotPartitionId": "0"}),
    ("agg", "statestore", {"snapshotStartBatchId": "5", "snapshotPartitionId": "0"}),
]


def write_input(root):
    for name, files in INPUT.items():
        names = [field.split()[0] for field in (CLICKS if name == "clicks" else PAYMENTS).split(", ")]
        (root / name).mkdir()
        for number, rows in enumerate(files):
            path = root / name / f"{number}.json"
            path.write_text("".join(json.dumps(dict(zip(names, row))) + "\n" for row in rows))
            os.utime(path, (1704110400 + number, 1704110400 + number))


def streams(spark, root):
    def read(name, schema, time):
        frame = spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(f"{root}/{name}")
        return frame if time is None else frame.withWatermark(time, "10 seconds")

    plain = lambda: read("clicks", CLICKS, None)
    timed = lambda: read("clicks", CLICKS, "at")
    windows = lambda: timed().groupBy(F.window("at", "10 seconds"), "user").agg(F.count("*").alias("n"))
    within = "click = id AND paidAt >= at AND paidAt <= at + INTERVAL 5 SECONDS"
    totals = [F.sum("amount").alias("total"), F.count("*").alias("n"), F.avg("amount").alias("m"), F.max("at").alias("last")]
    moments = [F.min("amount").alias("least"), F.stddev("amount").alias("sd"), F.first("amount").alias("f")]
    return {
        "agg": (plain().groupBy("user").agg(*totals), "update"),
        "win": (windows(), "append"),
        "dedup": (timed().dropDuplicates(["id", "at"]), "append"),
        "dedupall": (plain().dropDuplicates(["user"]), "append"),
        "within": (timed().dropDuplicatesWithinWatermark(["id"]), "append"),
        "distinct": (plain().select("user").distinct(), "append"),
        "global": (plain().groupBy().count(), "complete"),
        "moments": (plain().groupBy("user").agg(*moments), "complete"),
        "limit": (plain().limit(3), "append"),
        "session": (timed().groupBy(F.session_window("at", "5 seconds"), "user").agg(F.count("*").alias("n")), "append"),
        "join": (timed().join(read("payments", PAYMENTS, "paidAt"), F.expr(within), "left"), "append"),
        "chain": (windows().groupBy(F.window("window", "1 minute")).agg(F.sum("n").alias("nn")), "append"),
    }


def answer(spark, root, stream, form, options):
    try:
        frame = spark.read.format(form).options(**options).load(f"{root}/checkpoint-{stream}")
        text = frame.select([F.col(name).cast("string") for name in frame.columns])
        rows = sorted((list(row) for row in text.collect()), key=json.dumps)
        return {"schema": frame.schema.simpleString(), "rows": rows}
    except PySparkException as error:
        return {"error": error.getCondition()}


def main():
    root = pathlib.Path(tempfile.mkdtemp())
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.session.timeZone": "UTC"}
    spark = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    write_input(root)
    for name, (frame, mode) in streams(spark, root).items():
        writer = frame.writeStream.format("noop").outputMode(mode).option("checkpointLocation", f"{root}/checkpoint-{name}")
        writer.trigger(availableNow=True).start().awaitTermination()
    cases = [{"stream": stream, "format": form, "options": options, **answer(spark, root, stream, form, options)} for stream, form, options in CASES]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    spark.stop()
    shutil.rmtree(root)


main()
