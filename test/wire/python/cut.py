"""Collects, counts and writes again and again over a connection that is cut now and then.

Usage: python cut.py REMOTE ROUNDS
"""

import json
import logging
import sys

from pyspark.sql import SparkSession

logging.disable(logging.CRITICAL)
remote, rounds = sys.argv[1], int(sys.argv[2])
spark = SparkSession.builder.remote(remote).getOrCreate()
spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
for round in range(rounds):
    ids = [row.id for row in spark.range(1000).collect()]
    assert ids == list(range(1000)), f"round {round}: {len(ids)} rows"
    spark.createDataFrame([(round,)], "n INT").write.mode("append").saveAsTable("cut_rounds")
print(json.dumps([row.n for row in spark.table("cut_rounds").orderBy("n").collect()]))
spark.stop()
