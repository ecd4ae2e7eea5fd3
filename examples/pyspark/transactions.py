"""The tutorial in PySpark: a running total for each currency of the transactions that arrive in a folder, and SQL over it meanwhile.

    pip install "pyspark[connect]==4.3.0"
    npx millrace serve
    npx millrace produce --count 600 --rate 2 --to data-stream-dump
    SPARK_REMOTE=sc://localhost:15002 python examples/pyspark/transactions.py data-stream-dump

The folder is one of the server's machine. Another address leads to a Spark cluster, and nothing else changes.
"""

import sys
import time

from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import LongType, StringType, StructField, StructType

folder = sys.argv[1] if len(sys.argv) > 1 else "data-stream-dump"
looks = int(sys.argv[2]) if len(sys.argv) > 2 else 60

spark = SparkSession.builder.appName("transactions").getOrCreate()

# 1. The files as a stream with a declared schema.
schema = StructType(
    [
        StructField("username", StringType()),
        StructField("currency", StringType()),
        StructField("amount", LongType()),
    ]
)
transactions = spark.readStream.schema(schema).json(f"{folder}/transaction*")
transactions.printSchema()
print("isStreaming:", transactions.isStreaming)

# 2. The running total of each currency, in a table in memory.
totals = transactions.groupBy("currency").agg(F.sum("amount").alias("total_amount"))
query = (
    totals.writeStream.format("memory")
    .outputMode("complete")
    .queryName("transactions_stream_output")
    .start()
)

# 3. A look at the table every second.
for _ in range(looks):
    spark.sql("SELECT * FROM transactions_stream_output").show()
    time.sleep(1)

# 4. The end: all that is in the folder is in the table.
query.processAllAvailable()
spark.sql("SELECT * FROM transactions_stream_output").show()
query.stop()
spark.stop()
