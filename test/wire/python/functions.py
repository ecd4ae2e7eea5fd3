"""Functions in Python within queries: the places where they may stand, how they are called, what becomes of their results."""

import datetime
from decimal import Decimal
from typing import Iterator, Tuple

from outcomes import connect, programs, tell
from pyspark.sql import Window
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

spark = connect()
program = programs()
df = spark.createDataFrame([(1, "a"), (2, None), (None, "c")], "a int, b string")
whole = spark.createDataFrame([(1, "a"), (2, None), (3, "c")], "a int, b string")
df.createOrReplaceTempView("rows")


@F.udf("int")
def plus(x, y=5):
    return None if x is None else x + y


@F.udf
def upper(s):
    return s and s.upper()


@F.udf("int")
def total(x, y):
    return (x or 0) + (y or 0)


@F.udf("int")
def fails(x):
    raise ValueError(f"not {x}")


spark.udf.register("registered", lambda x, y=1: (x or 0) + y, "int")
spark.udf.register("added", plus)
spark.udf.register("Plain", lambda x: x)


@program
def columns():
    return df.select(plus("a"), upper(df.b), total(F.col("a"), F.lit(1) + 2))


@program
def arguments_by_name():
    return df.select(plus(x=df.a, y=F.lit(1)), plus("a", y=F.lit(7)).alias("q"))


@program
def calls_within_calls():
    return df.select(plus(plus("a")), plus(F.col("a") + 1) * 2, total(plus("a"), plus(total("a", "a"))))


@program
def with_columns():
    return df.withColumn("c", plus("a")).withColumn("d", plus("c")).drop("a")


@program
def where():
    return df.filter(plus("a") > 6)


@program
def where_other_conditions_come_first():
    return df.filter((df.a > 5) & (fails("a") > 6))


groups = spark.createDataFrame(
    [(1, 1.0, "a"), (1, 2.0, "b"), (2, 3.0, "a"), (2, 5.0, None), (2, 10.0, "b"), (None, 7.0, "c")],
    "id long, v double, s string",
)
others = spark.createDataFrame([(1, "x"), (3, "y")], "id long, w string")


@F.pandas_udf("double")
def mean(v: pd.Series) -> float:
    return v.mean()


@F.pandas_udf("double")
def whole_sum(batches: Iterator[pd.Series]) -> float:
    return sum(batch.sum() for batch in batches)


@F.arrow_udf("double")
def most(v: pa.Array) -> float:
    return pc.max(v)


spark.udf.register("mean_of", mean)
groups.createOrReplaceTempView("grouped_rows")


@program
def aggregates():
    return groups.groupBy("id").agg(mean("v"), (mean(groups.v * 2) + 1).alias("x")).orderBy("id")


@program
def aggregates_of_a_computed_key():
    return groups.groupBy((F.col("id") % 2).alias("k")).agg(mean("v")).orderBy("k")


@program
def aggregates_of_all_rows():
    return groups.agg(most("v"))


@program
def aggregates_of_no_rows():
    return groups.where("v > 100").agg(mean("v"))


@program
def aggregates_in_batches():
    return groups.groupBy("id").agg(whole_sum("v")).orderBy("id")


@program
def aggregates_beside_built_in_ones():
    return groups.groupBy("id").agg(mean("v"), F.sum("v"))


@program
def aggregates_with_subtotals():
    return groups.rollup("id").agg(mean("v").alias("m")).orderBy("id", "m")


@program
def aggregates_in_sql():
    return spark.sql("SELECT id, mean_of(v) FROM grouped_rows GROUP BY id HAVING mean_of(v) > 2 ORDER BY id")


@program
def aggregates_over_windows():
    ordered = Window.partitionBy("id").orderBy("v")
    return groups.select(
        "id",
        "v",
        mean("v").over(Window.partitionBy("id")).alias("whole"),
        mean("v").over(ordered).alias("up_to_here"),
        mean("v").over(ordered.rowsBetween(-1, 0)).alias("rows"),
        mean("v").over(ordered.rangeBetween(-2, 0)).alias("range"),
    ).orderBy("id", "v")


@program
def arrow_over_windows():
    return groups.select("v", most("v").over(Window.partitionBy("id").orderBy("v")).alias("m")).orderBy("v")


@program
def groups_in_pandas():
    counted = groups.groupBy("id").applyInPandas(
        lambda key, rows: pd.DataFrame({"key": [str(key[0])], "rows": [len(rows)]}), "key string, rows long"
    )
    return counted.orderBy("key")


@program
def groups_in_arrow():
    return groups.groupBy("s").applyInArrow(lambda table: table.select(["v"]), "v double").orderBy("v")


@program
def all_rows_as_one_group():
    return groups.groupBy().applyInPandas(lambda rows: pd.DataFrame({"rows": [len(rows)]}), "rows long")


@program
def groups_of_two():
    both = groups.groupBy("id").cogroup(others.groupBy("id"))
    counted = both.applyInPandas(
        lambda key, a, b: pd.DataFrame({"key": [str(key[0])], "a": [len(a)], "b": [len(b)]}), "key string, a long, b long"
    )
    return counted.orderBy("key")


@program
def a_group_that_fails():
    return groups.groupBy("id").applyInPandas(lambda rows: 1 / 0, "v double")


@program
def group_key():
    return df.groupBy(plus("a")).count()


@program
def group_key_by_name():
    return df.groupBy(plus("a").alias("k")).agg(F.max("b"), F.sum(plus("a")))


@program
def around_and_within_aggregates():
    return df.agg(F.sum(plus("a")), plus(F.sum("a")), F.count(F.when(plus("a") > 6, 1)))


@program
def sorted_by():
    return [row.a for row in df.orderBy(plus("a").desc()).collect()]


@program
def join_condition_of_one_side():
    return df.alias("x").join(df.alias("y"), plus("x.a") == plus("y.a"))


@program
def join_condition_of_both_sides():
    return df.alias("x").join(df.alias("y"), total("x.a", "y.a") == 3)


@program
def left_join_condition_of_one_side():
    return df.alias("x").join(df.alias("y"), plus("x.a") == F.col("y.a") + 5, "left")


@program
def left_join_condition_of_both_sides():
    return df.alias("x").join(df.alias("y"), total("x.a", "y.a") == 3, "left")


@program
def semi_join():
    return df.alias("x").join(df.alias("y"), plus("x.a") == plus("y.a"), "left_semi")


@program
def within_a_lambda():
    return df.select(F.transform(F.array("a"), lambda x: plus(x)))


@program
def over_a_window():
    ranked = df.withColumn("n", F.row_number().over(Window.orderBy("a")))
    summed = F.sum(plus("a")).over(Window.partitionBy(upper("b")))
    return ranked.select(plus("n"), summed.alias("s"))


@program
def exploded():
    return df.select(F.explode(F.udf(lambda x: [x, x], "array<int>")("a")))


@program
def sql_call():
    return spark.sql("select registered(1, 2), registered(3), added(x => 1), ADDED(2) as z, added(a) from rows")


@program
def sql_without_a_type():
    return spark.sql("select plain(1), Plain('q')")


@program
def sql_clauses():
    return spark.sql("select added(a) k, count(*) from rows group by 1 having added(a) > 6 order by registered(k)")


@program
def sql_subqueries():
    return spark.sql(
        "select a, (select registered(max(id), 1) from range(3)) m from rows where added(a) in (select added(a) from rows)"
    )


@program
def sql_view():
    spark.sql("create or replace temp view seen as select added(a) x from rows")
    return spark.sql("select v.x, w.x from seen v join seen w on v.x = w.x")


@program
def call_by_name():
    return df.select(F.call_udf("added", "a"))


@program
def unknown():
    return spark.sql("select nobody(1)")


@program
def distinct_call():
    return spark.sql("select registered(distinct 1)")


@program
def position_after_name():
    return spark.sql("select added(x => 1, 2)")


@program
def name_given_twice():
    return spark.sql("select added(x => 1, x => 2)")


@program
def case_when():
    return spark.sql("select case when a > 1 then added(a) else -1 end c from rows")


@program
def random_functions():
    one = F.udf(lambda x: 1, "int").asNondeterministic()
    return df.filter(one("a") == 1).groupBy(one("a")).count()


@program
def no_arguments():
    return df.select(F.udf(lambda: 1, "int")())


@program
def wrong_number_of_arguments():
    return df.select(F.udf(lambda x: 1, "int")("a", "b"))


@program
def structs():
    return df.select(F.udf(lambda x: (x, "s"), "a int, b string")("a").alias("s")).select("s.*", "s")


@program
def arguments_of_all_types():
    values = spark.sql(
        """select 1 a, 1.5 b, 's' c, true d, null e, array(1, null) f, map('a', 1) g, named_struct('a', 1, 'b', 'z') h,
        date'2024-01-01' i, timestamp'2024-01-01 01:02:03.456789' j, timestamp_ntz'2024-01-01 00:00:00' k, X'0102' l,
        interval 1 day m, cast(1 as tinyint) n, float(1.5) o, array(named_struct('a', 1)) p, 1.50D q, 12345678901 r"""
    )
    return values.select([F.udf(lambda x: repr(x))(name).alias(name) for name in values.columns])


@program
def results_of_all_types():
    results = {
        "tinyint": 1, "smallint": 1, "int": 1, "bigint": 1, "float": 1.5, "double": 1.5, "string": "s", "boolean": True,
        "binary": b"b", "decimal(10,2)": Decimal("1.50"), "date": datetime.date(2024, 1, 1),
        "timestamp": datetime.datetime(2024, 1, 1, 1, 2, 3, 456), "timestamp_ntz": datetime.datetime(2024, 1, 1),
        "array<int>": [1, None], "map<string,int>": {"a": 1}, "struct<x:int,y:array<string>>": (1, ["z"]),
        "interval day to second": datetime.timedelta(days=1),
    }  # fmt: skip

    def constant(value):
        return lambda x: value if x else None

    return df.select([F.udf(constant(value), kind)("a").alias(kind) for kind, value in results.items()])


@program
def time_zone():
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        instants = spark.sql("select timestamp'2024-07-01 12:00:00' t")
        return instants.select(F.udf(lambda t: t, "timestamp")("t").cast("string").alias("s"))
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


@program
def raised():
    return df.where("a = 2").select(fails("a"))


@program
def raised_stop_iteration():
    return df.select(F.udf(lambda x: next(iter([])), "int")("a"))


@program
def count_of_unused_calls():
    return df.select(fails("a")).count()


@program
def shown_rows_only():
    return [row.x for row in spark.range(100).select(F.udf(lambda x: x + 1, "long")("id").alias("x")).limit(3).collect()]


@program
def no_rows():
    return df.where("false").select(fails("a"))


@program
def many_rows():
    return spark.range(50_000).select(F.sum(F.udf(lambda x: x + 1, "long")("id")).alias("s"))


@program
def unions():
    return df.select(plus("a").alias("x")).union(df.select("a")).union(df.select(plus("a")))


@program
def set_operations():
    return df.select(plus("a").alias("x")).intersect(df.select(F.col("a") + 5)).distinct()


@program
def self_join():
    left = df.select("a", plus("a").alias("u"))
    return left.join(left.withColumnRenamed("u", "v"), "a")


@program
def cube():
    return df.cube(plus("a").alias("k")).count()


@program
def pivot():
    return df.groupBy("b").pivot("a", [1, 2]).agg(F.sum(plus("a")))


@program
def same_call_twice():
    return whole.select(plus("a"), plus("a"), plus("a") + plus("a"))


@F.pandas_udf("double")
def scaled(s: pd.Series) -> pd.Series:
    return s * 1.5


@F.pandas_udf("long")
def stepped(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
    for s in batches:
        yield s + 1


@F.pandas_udf("long")
def summed(batches: Iterator[Tuple[pd.Series, pd.Series]]) -> Iterator[pd.Series]:
    for a, b in batches:
        yield a + b


@F.pandas_udf("struct<x:int,y:string>")
def paired(a: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"x": a, "y": a.astype(str)})


@F.arrow_udf("int")
def next_of(a: pa.Array) -> pa.Array:
    return pc.add(a, 1)


@F.arrow_udf("int")
def after_next(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
    for a in batches:
        yield pc.add(a, 2)


@program
def pandas_functions():
    return whole.select(scaled("a"), stepped("a"), summed("a", F.col("a") * 2), paired("a"))


@program
def arrow_functions():
    return whole.select(next_of("a"), after_next("a"))


@program
def kinds_mixed():
    return whole.select(scaled("a") + plus("a"), plus(next_of("a")), scaled(plus(after_next("a"))))


@program
def pandas_of_another_length():
    return whole.select(F.pandas_udf(lambda s: s.head(1), "int")("a"))


@program
def pandas_that_fails():
    return whole.select(F.pandas_udf(lambda s: s.nope(), "int")("a"))


@program
def map_in_pandas():
    return whole.mapInPandas(lambda batches: (b[b.a > 1] for b in batches), "a int, b string")


@program
def map_in_pandas_other_columns():
    def lengths(batches):
        for batch in batches:
            yield pd.DataFrame({"n": [len(batch)], "names": [list(batch.columns)]})

    return whole.coalesce(1).select("b", plus("a").alias("a")).mapInPandas(lengths, "n long, names array<string>")


@program
def map_in_arrow():
    return whole.coalesce(1).mapInArrow(lambda batches: (b.slice(0, 2) for b in batches), whole.schema).select("b", plus("a"))


@program
def rows_without_columns():
    return whole.mapInArrow(lambda batches: (pa.RecordBatch.from_pylist([], schema=pa.schema([])) for _ in batches), StructType())


@program
def results_without_fields():
    return whole.select(F.udf(lambda a: None, StructType())("a").alias("nothing"))


@program
def map_in_pandas_that_fails():
    return whole.mapInPandas(lambda batches: (b.nope() for b in batches), "a int")


# What becomes of results of other types, by the way in which the worker gives them.
values = ["1", "'1'", "1.5", "True", "None", "'x'", "b'q'", "[1]", "{'a': 1}", "(1,)", "Decimal(1)", "2**40", "datetime.date(2024, 1, 1)"]
def returned(value, kind, pickled=True):
    return F.udf(eval(f"lambda x: {value}"), kind, useArrow=not pickled)("id").alias(value)


for kind in ["int", "double", "boolean", "decimal(10,2)", "binary", "array<int>", "map<string,int>"]:
    columns_of_kind = [returned(value, kind) for value in values]
    tell(f"values as {kind}, pickled", lambda: spark.range(1).select(columns_of_kind))
texts = [returned(value, "string") for value in ["1", "1.5", "True", "None", "[1, None, 'a']", "{'a': 1}", "2**40"]]
tell("values as string, pickled", lambda: spark.range(1).select(texts))
for kind, pickled, given in [
    ("date", True, ["1", "'x'", "None", "datetime.date(2024, 1, 1)"]),
    ("struct<a:int>", True, ["1", "[1]", "(1,)", "{'a': 1}", "{'b': 1}"]),
    ("int", False, ["'1'", "1.5", "True", "'x'"]),
    ("double", False, ["1", "'1'", "[1]"]),
    ("boolean", False, ["1", "'x'"]),
    ("decimal(10,2)", False, ["1", "1.5"]),
    ("date", False, ["1", "'x'"]),
]:
    for value in given:
        result = returned(value, kind, pickled)
        tell(f"{value} as {kind}{', pickled' if pickled else ''}", lambda: spark.range(1).select(result))

spark.stop()
