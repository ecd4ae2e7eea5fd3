"""Functions in Python that streaming queries call: foreachBatch, foreach, and functions within their plans."""

import os
import tempfile

from outcomes import connect, programs
from pyspark.sql import functions as F

spark = connect()
program = programs()
folder = tempfile.mkdtemp()
notes = os.path.join(tempfile.mkdtemp(), "notes")
with open(os.path.join(folder, "a.json"), "w") as file:
    file.write('{"a":1,"b":"x"}\n{"a":2,"b":null}\n{"a":2,"b":"z"}\n')
stream = spark.readStream.schema("a int, b string").json(folder)


def note(*what):
    with open(notes, "a") as file:
        file.write(repr(what) + "\n")


def noted():
    if not os.path.exists(notes):
        return []
    with open(notes) as file:
        lines = file.read().splitlines()
    os.remove(notes)
    return lines


note_lines = []


def run(writer):
    query = writer.trigger(availableNow=True).start()
    try:
        query.awaitTermination(300)
        return query.isActive, query.lastProgress and query.lastProgress.sink.description.split("(")[0]
    finally:
        query.stop()


@program
def foreach_batch():
    out = tempfile.mkdtemp()

    def f(batch, number):
        note(number, sorted(map(tuple, batch.collect()), key=str), batch.schema.simpleString(), batch.isStreaming)
        batch.createOrReplaceTempView("seen")
        note(batch.sparkSession.sql("select count(*) from seen").collect()[0][0])
        batch.write.mode("append").json(out)

    return run(stream.writeStream.foreachBatch(f)), noted(), spark.read.schema("a int").json(out).count()


@program
def views_of_the_function_are_its_own():
    return spark.sql("select * from seen")


@program
def foreach_batch_of_an_aggregation():
    def f(batch, number):
        note(number, sorted(map(tuple, batch.collect())))

    return run(stream.groupBy("a").count().writeStream.outputMode("complete").foreachBatch(f)), noted()


@program
def foreach_batch_of_many_batches():
    several = tempfile.mkdtemp()
    for at in range(3):
        with open(os.path.join(several, f"{at}.json"), "w") as file:
            file.write('{"a":%d}\n' % at)
    source = spark.readStream.schema("a int").option("maxFilesPerTrigger", 1).json(several)
    result = run(source.writeStream.foreachBatch(lambda batch, number: note(number, batch.count())))
    return result, noted()


@program
def foreach_batch_that_fails():
    def f(batch, number):
        raise ValueError("bad batch")

    return run(stream.writeStream.foreachBatch(f))


@program
def foreach_batch_with_a_wrong_query():
    def f(batch, number):
        try:
            batch.select("nope").collect()
        except Exception as error:
            raise ValueError(error.getCondition()) from None

    return run(stream.writeStream.foreachBatch(f))


@program
def foreach_batch_calls_functions():
    ten = F.udf(lambda x: x * 10, "int")
    result = run(stream.writeStream.foreachBatch(lambda b, n: note(sorted(r[0] for r in b.select(ten("a")).collect()))))
    return result, noted()


class Writer:
    def open(self, partition, epoch):
        note("open", partition, epoch)
        return True

    def process(self, row):
        note("row", row, type(row).__name__)

    def close(self, error):
        note("close", repr(error))


@program
def foreach_object():
    return run(stream.writeStream.foreach(Writer())), noted()


@program
def foreach_function():
    return run(stream.writeStream.foreach(lambda row: note(row.a, row["b"], row.asDict()))), noted()


@program
def foreach_object_that_does_not_open():
    class Shut(Writer):
        def open(self, partition, epoch):
            note("open", partition, epoch)
            return False

    return run(stream.writeStream.foreach(Shut())), noted()


@program
def foreach_that_fails():
    def f(row):
        raise KeyError("nope")

    return run(stream.writeStream.foreach(f))


@program
def foreach_object_that_fails():
    class Failing(Writer):
        def process(self, row):
            raise ValueError("in process")

    try:
        return run(stream.writeStream.foreach(Failing()))
    finally:
        note_lines.extend(noted())


@program
def foreach_object_is_closed_after_a_failure():
    return note_lines


ten_times = F.udf(lambda x: x * 10, "int")


@program
def function_in_a_projection():
    run(stream.select(ten_times("a").alias("u"), "b").writeStream.format("memory").queryName("projected"))
    return spark.table("projected")


@program
def functions_around_an_aggregation():
    counted = stream.where(ten_times("a") >= 10).groupBy(ten_times("a").alias("k")).agg(F.count("*").alias("n"))
    query = counted.withColumn("z", ten_times("n")).writeStream.outputMode("complete")
    run(query.format("memory").queryName("counted"))
    return spark.table("counted")


@program
def function_that_fails():
    @F.udf("int")
    def fails(x):
        raise ValueError("oops")

    return run(stream.select(fails("a")).writeStream.format("memory").queryName("failed"))


spark.stop()
