"""The public names of PySpark's classes, which docs/api-coverage.md compares with those of Millrace.

Usage: record-api-names.py > test/api/pyspark-names.json
"""

import inspect
import json

import pyspark
from pyspark.sql import catalog, column, conf, dataframe, group, merge, observation, readwriter, session, tvf, udf, window
from pyspark.sql.streaming import query
from pyspark.sql.streaming import readwriter as streaming

classes = [
    session.SparkSession,
    session.SparkSession.Builder,
    conf.RuntimeConfig,
    catalog.Catalog,
    dataframe.DataFrame,
    column.Column,
    group.GroupedData,
    dataframe.DataFrameNaFunctions,
    dataframe.DataFrameStatFunctions,
    window.Window,
    window.WindowSpec,
    readwriter.DataFrameReader,
    readwriter.DataFrameWriter,
    readwriter.DataFrameWriterV2,
    merge.MergeIntoWriter,
    observation.Observation,
    tvf.TableValuedFunction,
    udf.UDFRegistration,
    streaming.DataStreamReader,
    streaming.DataStreamWriter,
    query.StreamingQuery,
    query.StreamingQueryManager,
]


def names(cls):
    return sorted(name for name, _ in inspect.getmembers(cls) if not name.startswith("_"))


found = {cls.__qualname__: names(cls) for cls in classes}
print(json.dumps({"version": pyspark.__version__, "classes": found}, indent=2))
