"""The program of transactions.ts in PySpark: pip install pyspark==4.3.0 faker, Java 17, then python examples/transactions.py"""

import json
import os
import random
import time
import uuid

from faker import Faker
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import LongType, StringType, StructField, StructType

bucket = "data-stream-dump"

# 1. What a transaction is: once to make it, once more to read it.
fake = Faker()


def make_transaction():
    return {
        "username": fake.user_name(),
        "currency": random.choice(["GBP", "USD", "EUR"]),
        "amount": random.randint(100, 200_000),
    }


schema = StructType(
    [
        StructField("username", StringType()),
        StructField("currency", StringType()),
        StructField("amount", LongType()),
    ]
)

# 2. The bucket. On Databricks it is mounted: dbutils.fs.mount("s3a://data-stream-dump", "/mnt/s3Data").
os.makedirs(bucket, exist_ok=True)
print(os.listdir(bucket))

# 3. Its files as a stream with a declared schema.
spark = SparkSession.builder.appName("transactions").config("spark.sql.shuffle.partitions", 2).getOrCreate()
transactions = spark.readStream.schema(schema).json(f"{bucket}/transaction*")
transactions.printSchema()
print("isStreaming:", transactions.isStreaming)

# 4. The running total of each currency, in a table in memory.
totals = transactions.select("currency", "amount").groupBy("currency").agg(F.sum("amount").alias("total_amount"))
query = (
    totals.writeStream.format("memory")
    .outputMode("complete")
    .queryName("transactions_stream_output")
    .start()
)

# 5. A new transaction every 0.2 seconds, and a look at the table after every tenth.
for index in range(1, 101):
    transaction = make_transaction()
    name = f"transaction_{uuid.uuid4()}"
    with open(f"{bucket}/.{name}", "w") as file:
        json.dump(transaction, file)
    os.rename(f"{bucket}/.{name}", f"{bucket}/{name}")
    print(index, transaction)
    if index % 10 == 0:
        spark.sql("SELECT * FROM transactions_stream_output").show()
    time.sleep(0.2)

# 6. The end: all that was produced is in the table.
query.processAllAvailable()
spark.sql("SELECT * FROM transactions_stream_output").show()
query.stop()
spark.stop()
