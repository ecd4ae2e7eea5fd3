"""What asks for Python on a server where none is configured."""

import json

from outcomes import connect
from pyspark.sql import functions as F

spark = connect()
stream = spark.readStream.format("rate").load()


def tell(name, program):
    try:
        program()
        print(json.dumps({"name": name, "result": "ran"}))
    except Exception as error:  # noqa: BLE001
        hint = "spark.millrace.python" if "spark.millrace.python, or" in str(error) else ""
        print(json.dumps({"name": name, "error": [type(error).__name__, error.getCondition(), hint]}))


tell("function", lambda: spark.range(1).select(F.udf(lambda x: x)("id")).collect())
tell("foreach_batch", lambda: stream.writeStream.foreachBatch(lambda batch, number: None).start())
tell("foreach", lambda: stream.writeStream.foreach(lambda row: None).start())
tell("setting", lambda: spark.conf.set("spark.millrace.python", "/bin/sh"))
spark.stop()
