"""Records for src/engine/sql/statements.txt whether real Spark parses each statement and, where it does not, with which condition.

    ~/.cache/millrace/pyspark-4.3.0/bin/python scripts/spark/sql_statements.py

Only the parser is asked: a statement that it takes may still fail later.
"""

import json
import pathlib

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

FOLDER = pathlib.Path(__file__).parents[2] / "src/engine/sql/golden"


def statements():
    text = (FOLDER / "statements.txt").read_text()
    blocks = (block.strip("\n") for block in text.split("\n----\n"))
    for block in blocks:
        yield from [block[3:]] if block.startswith(">>>") else [line for line in block.split("\n") if line]


def outcome(parser, statement):
    try:
        parser.parsePlan(statement)
        return {"sql": statement}
    except PySparkException as error:
        found = {"sql": statement, "condition": error.getCondition()}
        if error.getCondition() == "PARSE_SYNTAX_ERROR":
            found["error"] = error.getMessageParameters()["error"]
        if found["condition"] is None:
            found["message"] = str(error).strip().split("\n")[0]
        return found


def main():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )
    parser = spark._jsparkSession.sessionState().sqlParser()
    outcomes = [outcome(parser, statement) for statement in statements()]
    lines = ",\n".join("  " + json.dumps(one, ensure_ascii=False) for one in outcomes)
    (FOLDER / "statements.json").write_text(f"[\n{lines}\n]\n")


main()
