"""Values of all types, from a server to PySpark and back. Prints one JSON line for each program: what it came to."""
import datetime as dt
import decimal
import json
import logging
import sys
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
from pyspark.sql import Row
from pyspark.sql.connect.session import SparkSession
from pyspark.sql.types import IntegerType, StructField, StructType

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
D = decimal.Decimal
spark = SparkSession.builder.remote(sys.argv[1]).create()
spark.conf.set("spark.sql.session.timeZone", "America/New_York")


def outcome(run):
    try:
        return {"value": run()}
    except Exception as error:
        condition = getattr(error, "getCondition", lambda: None)()
        return {"error": [type(error).__name__, condition or str(error)[:120]]}


def report(name, **runs):
    print(json.dumps({"name": name, **{key: outcome(run) for key, run in runs.items()}}), flush=True)


queries = {
    "boolean": "SELECT true a, CAST(NULL AS BOOLEAN) b",
    "whole numbers": "SELECT 1Y a, -2S b, 3 c, 4L d, -128Y e, 9223372036854775807L f",
    "fractions": "SELECT 1.5F a, 2.5D b, double('NaN') c, double('Infinity') d, double('-Infinity') e, -0.0D f, float('NaN') g",
    "decimals": "SELECT 1.50 a, CAST(-1 AS DECIMAL(38,0)) b, CAST(1.23 AS DECIMAL(38,18)) c, CAST(99 AS DECIMAL(4,2)) d, "
    "CAST(-99 AS DECIMAL(18,2)) e, CAST(NULL AS DECIMAL(9,1)) f, CAST('-99999999999999999999999999999999999999' AS DECIMAL(38,0)) g",
    "text and bytes": "SELECT 'a' a, '' b, CAST(NULL AS STRING) c, X'00ff' d, 'twelve bytes' e, 'more than twelve bytes' f, 'Grüße 👋' g",
    "char": "SELECT CAST('ab' AS CHAR(5)) a, CAST('ab' AS VARCHAR(5)) b",
    "dates": "SELECT date'0001-01-01' a, date'1582-10-04' b, date'1582-10-15' c, date'9999-12-31' d",
    "timestamps": "SELECT timestamp'2020-07-01 12:00:00.000001' a, timestamp_ntz'2020-01-01 00:00:00' b, "
    "timestamp'1700-01-01 00:00:00' c, timestamp_ntz'2200-12-31 23:59:59.999999' d",
    "early timestamps": "SELECT timestamp'0001-01-01 00:00:00' a, timestamp_ntz'9999-12-31 23:59:59.999999' b",
    "day-time intervals": "SELECT interval '1 02:03:04.567' day to second a, interval '-1' day b, interval '1' hour c",
    "year-month intervals": "SELECT interval '1-2' year to month a, interval '-3' year b",
    "calendar intervals": "SELECT make_interval(1, 2, 3, 4, 5, 6, 7.5) a",
    "void": "SELECT NULL a",
    "arrays": "SELECT array(1, NULL, 3) a, array(array(1), NULL, array()) b, CAST(NULL AS ARRAY<INT>) c",
    "array of nothing": "SELECT array() a, array(NULL) b",
    "maps": "SELECT map('a', 1, 'b', NULL) a, map(1, map('x', array(1))) b, CAST(NULL AS MAP<INT, INT>) c",
    "map of nothing": "SELECT map() a",
    "structs": "SELECT named_struct('a', 1, 'b', CAST(NULL AS STRUCT<x: INT>)) a, CAST(NULL AS STRUCT<x: INT, y: ARRAY<INT>>) b",
    "array of structs": "SELECT array(struct(1, 'x'), NULL) a",
    "no rows": "SELECT 1 a, array(struct(map(1, 'a'))) b WHERE false",
    "no columns": "SELECT * EXCEPT (id) FROM range(3)",
    "names twice": "SELECT 1 a, 2 a, 3 A",
    "some rows": "SELECT id, CASE WHEN id % 3 = 0 THEN NULL ELSE id END a, repeat('x', CAST(id % 40 AS INT)) b, "
    "CASE WHEN id % 5 = 0 THEN NULL ELSE sequence(0, id % 4) END c, named_struct('i', id, 't', string(id)) d FROM range(0, 5000, 1, 1)",
    "long texts": "SELECT repeat('é', 70000) a, repeat('x', 3000000) b",
    "a wrong value on the way": "SELECT CASE WHEN id = 900000 THEN raise_error('late') ELSE id END FROM range(1000000)",
}


def types(table):
    return str(table.schema)


for name, query in queries.items():
    report(
        name,
        rows=lambda: repr(spark.sql(query).collect()),
        arrow=lambda: [types(spark.sql(query).toArrow()), repr(spark.sql(query).toArrow().to_pylist())],
        pandas=lambda: [repr(spark.sql(query).toPandas().to_dict("list")), repr(spark.sql(query).toPandas().dtypes.to_dict())],
    )
report("many batches", sums=lambda: repr(spark.range(300000).toPandas()["id"].agg(["sum", "count"]).to_list()))
report("a row of several chunks", size=lambda: len(spark.sql("SELECT repeat('x', 5000000)").collect()[0][0]))
report("local iterator", sums=lambda: sum(row.id for row in spark.range(100000).toLocalIterator()))


def created(name, make):
    report(name, schema=lambda: make().schema.json(), rows=lambda: repr(make().collect()))


c = spark.createDataFrame
moment = dt.datetime(2020, 1, 1, 12, 0, 0, 5)
created(
    "rows of all types",
    lambda: c(
        [(1, "a", 1.5, None, True, b"x", D("1.50"), dt.date(2020, 1, 1), moment, dt.timedelta(days=1, microseconds=3))],
        "a long, b string, c double, d int, e boolean, f binary, g decimal(10,2), h date, i timestamp, j interval day to second",
    ),
)
created(
    "rows without a schema",
    lambda: c([(1, "a", 1.5, True, bytearray(b"x"), D("1.50"), dt.date(2020, 1, 1), moment, [1, 2], {"k": 1}, Row(x=1))]),
)
created("dicts", lambda: c([{"b": 1, "a": "x"}, {"b": 2, "a": None}]))
created("nested", lambda: c([([{"k": [Row(x=1)]}],), (None,), ([],), ([None],)], "a array<map<string, array<struct<x: int>>>>"))
created("null structs", lambda: c([(None,), ((1, None),)], "a struct<x: int, y: array<int>>"))
created("narrow numbers", lambda: c([(1, 2, 3, 1.5)], "a byte, b short, c int, d float"))
created("too large for its type", lambda: c([(300,)], "a byte"))
created("without zone", lambda: c([(moment,)], "a timestamp_ntz"))
created("long ago and far ahead", lambda: c([(dt.date(1, 1, 1), moment), (dt.date(9999, 12, 31), moment)], "a date, b timestamp"))
created("decimals sent", lambda: c([(D("1" * 38), D("-0.000000000000000001"))], "a decimal(38,0), b decimal(38,18)"))
created("fractions sent", lambda: c([(float("nan"), float("inf"), -0.0), (None, float("-inf"), 1e308)], "a double, b double, c double"))
created("void sent", lambda: c([(None, 1)], "a void, b int"))
created("no rows sent", lambda: c([], "a int, b array<struct<x: int>>"))
created("not null", lambda: c([(1,)], StructType([StructField("a", IntegerType(), False)])))
created("maps sent", lambda: c([({"a": None, "b": 1},), ({},), (None,)], "m map<string, int>"))
frame = pd.DataFrame(
    {
        "i": [1, 2],
        "f": [1.5, np.nan],
        "s": ["x", None],
        "t": pd.to_datetime(["2020-01-01", "2020-06-01"]),
        "td": pd.to_timedelta([1, 2], "D"),
        "tz": pd.to_datetime(["2020-01-01", "2020-06-01"]).tz_localize("UTC"),
        "category": pd.Categorical(["a", "b"]),
        "l": [[1], [2, 3]],
    }
)
created("pandas", lambda: c(frame))
created("pandas with a schema", lambda: c(frame[["i", "t"]], "i int, t timestamp_ntz"))
created("pandas nullable", lambda: c(pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean")})))
created("pandas unsigned", lambda: c(pd.DataFrame({"a": np.array([1], dtype="uint8")})))
created("numpy", lambda: c(np.array([[1, 2], [3, 4]])))
created("numpy of one dimension", lambda: c(np.array([1.5, 2.5])))
table = pa.table(
    {
        "i8": pa.array([1, None], pa.int8()),
        "large": pa.array(["x", None], pa.large_string()),
        "bytes": pa.array([b"x", None], pa.large_binary()),
        "dictionary": pa.array(["a", "b"]).dictionary_encode(),
        "seconds": pa.array([1, 2], pa.timestamp("s")),
        "zoned": pa.array([1, 2], pa.timestamp("ms", "UTC")),
        "nanos": pa.array([1000, 2000], pa.timestamp("ns")),
        "duration": pa.array([1, 2], pa.duration("s")),
        "fixed": pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)),
        "list": pa.array([[1], None], pa.large_list(pa.int32())),
        "decimal": pa.array([D("1.5"), None], pa.decimal128(5, 1)),
        "nothing": pa.nulls(2),
        "unsigned": pa.array([1, 2], pa.uint16()),
        "struct": pa.array([{"a": 1, "b": {"c": "x"}}, None]),
    }
)
for column in table.column_names:
    created(f"Arrow {column}", lambda: c(table.select([column])))
parts = pa.table({"a": range(10), "s": [f"text {i}, too long to be short" for i in range(10)], "n": [None if i % 3 else i for i in range(10)]})
created("Arrow from the middle", lambda: c(parts.slice(3, 4)))
created("Arrow in chunks", lambda: c(pa.concat_tables([parts, parts])))
created("Arrow without columns", lambda: c(parts.select([])))
created("Arrow with a name twice", lambda: c(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])))

count = 60000
large = pa.table(
    {
        "i": pa.array(range(count)),
        "s": pa.array([f"row number {i}" for i in range(count)]),
        "n": pa.array([None if i % 7 == 0 else i * 0.5 for i in range(count)]),
    }
)
report(
    "large and sent ahead",
    kind=lambda: c(large)._plan.to_proto(spark._client).root.to_df.input.WhichOneof("rel_type"),
    same=lambda: c(large).toArrow().equals(large),
    sums=lambda: repr(c(large).selectExpr("sum(i)", "count(n)", "max(s)", "count(*)").collect()),
)
report(
    "large rows with a schema",
    sums=lambda: repr(
        c([(i, f"name {i}", [i, None], {"k": i}) for i in range(30000)], "i int, s string, l array<int>, m map<string, int>")
        .selectExpr("count(*)", "sum(l[0])", "sum(m['k'])", "max(s)")
        .collect()
    ),
)
spark.stop()
