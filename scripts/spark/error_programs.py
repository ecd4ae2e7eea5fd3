"""Programs that fail, by what they use: statements, frames, views and tables, files, settings, streams, Python functions."""

import pathlib
import uuid

import pyspark.sql.connect.proto as pb2
from error_run import PROGRAMS, program
from error_statements import FRAMES, STATEMENTS
from pyspark.sql.connect import functions as F


def statement(sql):
    return lambda run: run.spark.sql(sql).collect()


def frame(make):
    return lambda run: make(run.t).collect()


PROGRAMS |= {f"sql: {name}": statement(sql) for name, sql in STATEMENTS.items()}
PROGRAMS |= {name: frame(make) for name, make in FRAMES.items()}


@program("sql: named parameter of a type")
def _(run):
    run.spark.sql("SELECT * FROM VALUES (1) AS t(a) WHERE nosuch = :p", {"p": 1}).collect()


@program("view: exists")
def _(run):
    run.t.createTempView("made_twice")
    run.t.createTempView("made_twice")


@program("view: global exists")
def _(run):
    run.t.createGlobalTempView("global_twice")
    run.t.createGlobalTempView("global_twice")


@program("view: name")
def _(run):
    run.t.createTempView("not a name")


@program("view: stale column")
def _(run):
    run.spark.sql("CREATE TEMPORARY VIEW v_twice AS SELECT 1 AS a")
    run.spark.sql("CREATE TEMPORARY VIEW v_twice AS SELECT 1 AS a")


@program("view: wrong inside")
def _(run):
    run.spark.sql("CREATE TEMPORARY VIEW v_wrong AS SELECT nosuch")


@program("view: division inside")
def _(run):
    run.spark.sql("CREATE OR REPLACE TEMPORARY VIEW v_division AS SELECT a / 0 AS q FROM VALUES (1) AS t(a)")
    run.spark.sql("SELECT q + 1 FROM v_division").collect()


@program("table: exists")
def _(run):
    run.t.write.saveAsTable("table_twice")
    run.t.write.saveAsTable("table_twice")


@program("table: insertInto missing")
def _(run):
    run.t.write.insertInto("nosuch")


@program("table: read missing")
def _(run):
    run.spark.table("nosuch").collect()


@program("table: unlike columns")
def _(run):
    run.t.write.mode("overwrite").saveAsTable("table_unlike")
    run.t.select("a").write.mode("append").saveAsTable("table_unlike")


@program("catalog: current database")
def _(run):
    run.spark.catalog.setCurrentDatabase("nosuch")


@program("catalog: get table")
def _(run):
    run.spark.catalog.getTable("nosuch")


@program("catalog: list columns")
def _(run):
    run.spark.catalog.listColumns("nosuch")


@program("catalog: get function")
def _(run):
    run.spark.catalog.getFunction("nosuch")


@program("catalog: get database")
def _(run):
    run.spark.catalog.getDatabase("nosuch")


@program("catalog: set current catalog")
def _(run):
    run.spark.catalog.setCurrentCatalog("nosuch")


@program("read: missing path")
def _(run):
    run.spark.read.json(str(run.folder / "nosuch")).collect()


@program("read: missing path with schema")
def _(run):
    run.spark.read.schema("a INT").csv(str(run.folder / "nosuch")).collect()


@program("read: no files to infer from")
def _(run):
    folder = run.folder / "empty"
    folder.mkdir()
    run.spark.read.parquet(str(folder)).collect()


@program("read: format")
def _(run):
    run.spark.read.format("nosuch").load("/tmp").collect()


@program("read: failfast")
def _(run):
    folder = run.file("failfast/1.json", '{"a": 1}\n{"a":\n')
    run.spark.read.schema("a INT").option("mode", "FAILFAST").json(folder).collect()


@program("read: failfast inferred")
def _(run):
    folder = run.file("failfast2/1.json", '{"a": 1}\n{"a":\n')
    run.spark.read.option("mode", "FAILFAST").json(folder).collect()


@program("read: corrupt record alone")
def _(run):
    folder = run.file("corrupt/1.json", '{"a": 1}\n{"a":\n')
    run.spark.read.schema("a INT, _corrupt_record STRING").json(folder).select("_corrupt_record").collect()


@program("read: schema text")
def _(run):
    run.spark.read.schema("a nosuchtype").json("/tmp").collect()


@program("read: bad parquet")
def _(run):
    folder = run.file("parquet/1.parquet", "this is no Parquet file at all")
    run.spark.read.schema("a INT").parquet(folder).collect()


@program("read: bad parquet inferred")
def _(run):
    folder = run.file("parquet2/1.parquet", "this is no Parquet file at all")
    run.spark.read.parquet(folder).collect()


@program("read: option")
def _(run):
    folder = run.file("option/1.csv", "a,b\n")
    run.spark.read.option("sep", "").csv(folder).collect()


@program("read: option maxColumns")
def _(run):
    folder = run.file("option2/1.csv", "a,b\n")
    run.spark.read.option("maxColumns", "x").csv(folder).collect()


@program("read: file gone")
def _(run):
    folder = run.file("gone/1.json", '{"a": 1}\n')
    frame = run.spark.read.schema("a INT").json(folder)
    frame.cache()
    pathlib.Path(folder, "1.json").unlink()
    frame.collect()


@program("write: path exists")
def _(run):
    run.t.write.json(str(run.folder / "written"))
    run.t.write.json(str(run.folder / "written"))


@program("write: format")
def _(run):
    run.t.write.format("nosuch").save(str(run.folder / "x"))


@program("write: text of two columns")
def _(run):
    run.t.write.text(str(run.folder / "texts"))


@program("write: partition column")
def _(run):
    run.t.write.partitionBy("nosuch").json(str(run.folder / "parts"))


@program("write: all columns partition")
def _(run):
    run.t.select("a").write.partitionBy("a").json(str(run.folder / "parts2"))


@program("write: codec")
def _(run):
    run.t.write.option("compression", "nosuch").json(str(run.folder / "codec"))


@program("write: no path")
def _(run):
    run.t.write.format("json").save()


@program("write: failing rows")
def _(run):
    run.t.select(F.col("a") / 0).write.json(str(run.folder / "failing"))


@program("write: of a stream")
def _(run):
    run.spark.readStream.format("rate").load().write.json(str(run.folder / "stream"))


@program("conf: missing")
def _(run):
    run.spark.conf.get("spark.nosuch")


@program("conf: static")
def _(run):
    run.spark.conf.set("spark.sql.warehouse.dir", "/tmp/x")


@program("conf: cluster")
def _(run):
    run.spark.conf.set("spark.executor.memory", "1g")


@program("conf: value")
def _(run):
    run.spark.conf.set("spark.sql.shuffle.partitions", "many")


@program("conf: value below one")
def _(run):
    run.spark.conf.set("spark.sql.shuffle.partitions", "-1")


@program("conf: boolean")
def _(run):
    run.spark.conf.set("spark.sql.ansi.enabled", "maybe")


@program("conf: time zone")
def _(run):
    run.spark.conf.set("spark.sql.session.timeZone", "Nowhere/Land")


@program("conf: unset static")
def _(run):
    run.spark.conf.unset("spark.sql.warehouse.dir")


@program("stream: collect")
def _(run):
    run.spark.readStream.format("rate").load().collect()


@program("stream: show")
def _(run):
    run.spark.readStream.format("rate").load().show()


@program("stream: of a batch")
def _(run):
    run.client.execute_command(start_command(run, run.t))


def start_command(run, frame, **fields):
    write = pb2.WriteStreamOperationStart(format="memory", query_name="q", input=frame._plan.to_proto(run.client).root, **fields)
    return pb2.Command(write_stream_operation_start=write)


def rate(run):
    return run.spark.readStream.format("rate").load()


@program("stream: schema missing")
def _(run):
    run.spark.readStream.json(run.file("schemaless/1.json", '{"a": 1}\n')).schema  # noqa: B018


@program("stream: format")
def _(run):
    run.spark.readStream.format("nosuch").load().schema  # noqa: B018


@program("stream: path missing")
def _(run):
    run.spark.readStream.schema("a INT").json(str(run.folder / "nosuch")).schema  # noqa: B018


@program("stream: complete without aggregation")
def _(run):
    rate(run).writeStream.format("memory").queryName("complete_none").outputMode("complete").start()


@program("stream: append of aggregation")
def _(run):
    rate(run).groupBy("value").count().writeStream.format("memory").queryName("append_sum").outputMode("append").start()


@program("stream: output mode")
def _(run):
    run.client.execute_command(start_command(run, rate(run), output_mode="nosuch"))


@program("stream: trigger")
def _(run):
    run.client.execute_command(start_command(run, rate(run), processing_time_interval="nosuch"))


@program("stream: memory without name")
def _(run):
    rate(run).writeStream.format("memory").start()


@program("stream: sink format")
def _(run):
    rate(run).writeStream.format("nosuch").queryName("no_sink").start()


@program("stream: files without checkpoint")
def _(run):
    rate(run).writeStream.format("json").start(str(run.folder / "sink"))


@program("stream: files without path")
def _(run):
    rate(run).writeStream.format("json").option("checkpointLocation", str(run.folder / "cp")).start()


@program("stream: name twice")
def _(run):
    query = rate(run).writeStream.format("memory").queryName("same_name").start()
    try:
        rate(run).writeStream.format("memory").queryName("same_name").start()
    finally:
        query.stop()


@program("stream: id that is none")
def _(run):
    run.spark.streams.get("nosuch")


@program("stream: trigger of months")
def _(run):
    run.client.execute_command(start_command(run, rate(run), processing_time_interval="1 month"))


@program("stream: of a view that lasts")
def _(run):
    run.spark.sql("CREATE VIEW lasting AS SELECT 1 AS a")
    try:
        run.spark.readStream.table("lasting").schema
    finally:
        run.spark.sql("DROP VIEW lasting")


@program("stream: inputFiles")
def _(run):
    run.spark.readStream.schema("value STRING").text(run.file("files/in/1.txt", "x\n")).inputFiles()


@program("merge: table")
def _(run):
    run.spark.sql("CREATE TABLE merged (a INT) USING parquet")
    try:
        run.t.mergeInto("merged", F.expr("true")).whenMatched().delete().merge()
    finally:
        run.spark.sql("DROP TABLE merged")


@program("merge: missing")
def _(run):
    run.t.mergeInto("nosuch", F.expr("true")).whenMatched().delete().merge()


@program("merge: name")
def _(run):
    run.t.mergeInto("not a name", F.expr("true")).whenMatched().delete().merge()


@program("merge: of a stream")
def _(run):
    rate(run).mergeInto("nosuch", F.expr("true")).whenMatched().delete().merge()


@program("merge: without actions")
def _(run):
    run.t.mergeInto("nosuch", F.expr("true")).merge()


@program("stream: sort")
def _(run):
    rate(run).sort("value").writeStream.format("memory").queryName("sorted").start()


@program("stream: limit in update mode")
def _(run):
    rate(run).limit(5).writeStream.format("memory").outputMode("update").queryName("limited").start()


@program("stream: aggregations in a row")
def _(run):
    frame = rate(run).groupBy("value").count().groupBy("count").count()
    frame.writeStream.format("memory").outputMode("update").queryName("two_sums").start()


@program("stream: distinct aggregate")
def _(run):
    frame = rate(run).groupBy("value").agg(F.countDistinct("timestamp"))
    frame.writeStream.format("memory").outputMode("complete").queryName("distincts").start()


@program("stream: window function")
def _(run):
    frame = rate(run).selectExpr("row_number() OVER (ORDER BY value) AS n")
    frame.writeStream.format("memory").queryName("windows").start()


@program("stream: outer join")
def _(run):
    frame = rate(run).join(rate(run), "value", "full_outer")
    frame.writeStream.format("memory").queryName("joined").start()


@program("stream: partition of rate")
def _(run):
    run.spark.readStream.format("rate").option("rowsPerSecond", "0").load().writeStream.format("noop").start().awaitTermination(5)


@program("stream: awaitTermination")
def _(run):
    run.failing_stream("failed_await").awaitTermination()


@program("stream: processAllAvailable")
def _(run):
    run.failing_stream("failed_process").processAllAvailable()


@program("stream: awaitAnyTermination")
def _(run):
    run.spark.streams.resetTerminated()
    run.failing_stream("failed_any")
    run.spark.streams.awaitAnyTermination()


@program("stream: exception()")
def _(run):
    query = run.failing_stream("failed_exception")
    try:
        query.awaitTermination()
    except Exception:
        pass
    run.captured.clear()
    raise query.exception()


@program("stream: division in a batch")
def _(run):
    folder = run.file("failed_division/in/1.txt", "0\n")
    stream = run.spark.readStream.schema("value STRING").text(folder).selectExpr("1 / CAST(value AS INT) AS n")
    stream.writeStream.format("memory").queryName("failed_division").start().awaitTermination()


@program("stream: query that is not")
def _(run):
    command = pb2.StreamingQueryCommand(status=True)
    command.query_id.id = command.query_id.run_id = str(uuid.UUID(int=7))
    run.client.execute_command(pb2.Command(streaming_query_command=command))


@program("stream: memory table gone")
def _(run):
    run.spark.sql("SELECT * FROM no_such_query").collect()


@program("udf: fails")
def _(run):
    run.t.select(F.udf(lambda a: a // 0, "int")("a")).collect()


@program("udf: raises a Spark error")
def _(run):
    def raises(a):
        raise ValueError("of my own")

    run.t.select(F.udf(raises, "int")("a")).collect()


@program("udf: unknown")
def _(run):
    run.t.select(F.call_function("nosuch", "a")).collect()


@program("foreachBatch: fails")
def _(run):
    def fail(_frame, _id):
        raise ValueError("of my own")

    folder = run.file("foreach_batch/in/1.txt", "x\n")
    run.spark.readStream.schema("value STRING").text(folder).writeStream.foreachBatch(fail).start().awaitTermination()


@program("foreach: fails")
def _(run):
    def fail(_row):
        raise ValueError("of my own")

    folder = run.file("foreach_row/in/1.txt", "x\n")
    run.spark.readStream.schema("value STRING").text(folder).writeStream.foreach(fail).start().awaitTermination()
