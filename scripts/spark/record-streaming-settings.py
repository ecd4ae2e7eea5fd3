"""Records the settings of streaming queries that Spark has, public and internal, with their defaults.

Usage: python record-streaming-settings.py; writes src/server/golden/streaming-settings.json.
"""

import json
import pathlib

from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
conf = getattr(getattr(spark._jvm.org.apache.spark.sql.internal, "SQLConf$"), "MODULE$")
entries = conf.getConfigEntries().iterator()
settings = {}
while entries.hasNext():
    entry = entries.next()
    if entry.key().startswith("spark.sql.streaming."):
        default = entry.defaultValueString()
        settings[entry.key()] = None if default == "<undefined>" else default
spark.stop()
path = pathlib.Path(__file__).parents[2] / "src/server/golden/streaming-settings.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(dict(sorted(settings.items())), indent=1) + "\n")
