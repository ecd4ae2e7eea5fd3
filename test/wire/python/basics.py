"""What every PySpark since 4.0 does with a server; prints what it came to as one line of JSON.

Usage: python basics.py REMOTE FOLDER
"""

import json
import logging
import sys

import pyspark
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

logging.disable(logging.CRITICAL)
remote, folder = sys.argv[1:]
spark = SparkSession.builder.remote(remote).getOrCreate()


def error_of(statement):
    try:
        spark.sql(statement).collect()
    except PySparkException as error:
        return [type(error).__name__, error.getCondition(), error.getSqlState(), dict(error.getMessageParameters())]


trades = spark.createDataFrame([("EUR", 10.5), ("USD", 20.0), ("EUR", 2.5)], ["currency", "amount"])
many = spark.createDataFrame([(i, "x" * 100) for i in range(50_000)], "id INT, text STRING")
totals = trades.groupBy("currency").agg(F.sum("amount").alias("total"), F.count("*").alias("n")).orderBy("currency")
trades.createOrReplaceTempView("trades_of_python")

stream = (
    spark.readStream.schema("currency STRING, amount BIGINT")
    .format("json")
    .load(folder)
    .groupBy("currency")
    .agg(F.sum("amount").alias("total_amount"))
)
query = stream.writeStream.format("memory").outputMode("complete").queryName("totals_of_python").start()
query.processAllAvailable()
streamed = spark.sql("SELECT * FROM totals_of_python ORDER BY total_amount DESC").collect()
progress = query.lastProgress
query.stop()

print(
    json.dumps(
        {
            "client": pyspark.__version__,
            "version": spark.version,
            "sql": [list(row) for row in spark.sql("SELECT 1 AS a, 'x' AS b").collect()],
            "schema": trades.schema.simpleString(),
            "groups": [list(row) for row in totals.collect()],
            "pandas": float(trades.toPandas()["amount"].sum()),
            "many": [list(row) for row in many.agg(F.sum("id"), F.sum(F.length("text"))).collect()],
            "show": trades._show_string(2, True, False),
            "unresolved": error_of("SELECT nope FROM range(1)"),
            "divided": error_of("SELECT 1 / 0"),
            "syntax": error_of("SELEC 1")[:3],
            "shared": [row.id for row in spark.table("of_typescript").orderBy("id").collect()],
            "hidden": error_of("SELECT * FROM view_of_typescript")[:3],
            "streamed": [list(row) for row in streamed],
            "stopped": not query.isActive,
            "rows_read": progress["sources"][0]["numInputRows"],
        }
    )
)
trades.write.mode("overwrite").saveAsTable("of_python")
spark.stop()
