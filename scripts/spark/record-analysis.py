"""Records what real Spark makes of statements and DataFrame programs: columns, types and nullability of the right ones, condition,
SQLSTATE and parameters of the wrong ones. Run with the Python of the Spark environment:

    python scripts/spark/record-analysis.py

The files land in src/engine/analyze/golden. DataFrame programs are kept as Spark Connect plans (base64), so that the tests send the
analyzer exactly what a client sends.
"""

import base64
import json
import pathlib
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from analysis_programs import VIEWS, right_programs, wrong_programs  # noqa: E402
from analysis_statements import RIGHT, WRONG  # noqa: E402
from streaming_programs import streaming_programs  # noqa: E402

GOLDEN = pathlib.Path(__file__).parents[2] / "src/engine/analyze/golden"


def columns(schema):
    return [[f.name, f.dataType.simpleString(), f.nullable] for f in schema.fields]


def refusal(error):
    return {
        "condition": error.getCondition(),
        "sqlState": error.getSqlState(),
        "parameters": dict(error.getMessageParameters() or {}),
    }


def plan_of(spark, df):
    proto = df._plan.to_proto(spark.client)
    return base64.b64encode(proto.SerializeToString()).decode()


def record_statements(spark):
    right, wrong = [], []
    for sql in RIGHT:
        try:
            right.append({"sql": sql, "columns": columns(spark.sql(sql).schema)})
        except PySparkException as error:
            print("not right:", sql, "::", str(error)[:200])
    for sql in WRONG:
        try:
            spark.sql(sql).schema
            print("not wrong:", sql)
        except PySparkException as error:
            wrong.append({"sql": sql, **refusal(error)})
    return {"views": VIEWS, "right": right, "wrong": wrong}


def record_programs(spark):
    right, wrong = [], []
    for text, df in right_programs(spark):
        try:
            right.append({"program": text, "plan": plan_of(spark, df), "columns": columns(df.schema)})
        except PySparkException as error:
            print("not right:", text, "::", str(error)[:200])
    for text, df in wrong_programs(spark):
        try:
            df.schema
            print("not wrong:", text)
        except PySparkException as error:
            wrong.append({"program": text, "plan": plan_of(spark, df), **refusal(error)})
    return {"right": right, "wrong": wrong}


def record_streams(spark):
    cases = []
    for text, df, mode in streaming_programs(spark):
        case = {"program": text, "mode": mode, "plan": plan_of(spark, df)}
        try:
            if mode == "batch":
                df.collect()
            else:
                df.writeStream.format("noop").outputMode(mode).start().stop()
        except PySparkException as error:
            case.update(refusal(error), message=str(error).split("\n")[0])
        cases.append(case)
    return cases


def main():
    spark = (
        SparkSession.builder.remote("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    for name, query in VIEWS.items():
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {query}").collect()
    wanted = sys.argv[1:] or ["statements", "programs", "streams"]
    recorders = {"statements": record_statements, "programs": record_programs, "streams": record_streams}
    for kind in wanted:
        text = json.dumps(recorders[kind](spark), ensure_ascii=False, indent=1)
        (GOLDEN / f"{kind}.json").write_text(text + "\n")
    spark.stop()


main()
