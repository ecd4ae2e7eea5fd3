"""Records what real Spark makes of the expressions in scripts/spark/functions: types, names and values, or the error condition.

Each line is what stands behind SELECT. Expressions of a line without rows are asked one by one, those with FROM VALUES or FROM range
together. The answers go to src/engine/functions/golden, a file for each list; the tests there compare Millrace with them.

    ~/.cache/millrace/pyspark-4.3.0/bin/python scripts/spark/record-functions.py [list …]
"""

import json
import pathlib
import re
import sys

from pyspark.sql import SparkSession

here = pathlib.Path(__file__).parent
golden = here.parent.parent / "src/engine/functions/golden"
zones = {"more-datetime": ["UTC", "America/New_York"], "datetime": ["UTC", "America/New_York"], "casts": ["UTC", "America/New_York"]}


def condition_of(error):
    try:
        known = error.getCondition()
    except Exception:
        known = None
    if known:
        return known
    found = re.search(r"\[([A-Z][A-Z_.]+)\]", str(error))
    return found.group(1) if found else "UNKNOWN"


def expressions(line):
    """A line's pieces between the commas that stand outside of parentheses and quotes."""
    if re.search(r"(?i)\bfrom (values|range)\b", line):
        return [line]
    pieces, depth, quote = [""], 0, None
    for at, char in enumerate(line):
        if quote:
            if char == quote and line[at - 1] != "\\":
                quote = None
        elif char in "'\"":
            quote = char
        else:
            depth += (char in "([") - (char in ")]")
            if char == "," and depth == 0:
                pieces.append("")
                continue
        pieces[-1] += char
    return [piece.strip() for piece in pieces]


def record(spark, line):
    try:
        frame = spark.sql("SELECT " + line)
        fields = frame.schema.fields
        answer = {
            "names": [field.name for field in fields],
            "types": [field.dataType.simpleString() for field in fields],
            "nullable": [field.nullable for field in fields],
        }
        texts = frame.toDF(*[f"c{i}" for i in range(len(fields))])
        texts = texts.selectExpr(*[f"CAST(c{i} AS STRING)" for i in range(len(fields))])
        answer["rows"] = [list(row) for row in texts.collect()]
        return answer
    except Exception as error:
        return {"error": condition_of(error)}


def record_names(spark):
    """The names of Spark's functions, of SQL and of pyspark.sql.functions, for docs/functions.md."""
    from pyspark.sql import functions

    names = {
        "sql": sorted(row[0] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()),
        "pyspark": sorted(functions.__all__),
    }
    (golden / "names").mkdir(exist_ok=True)
    (golden / "names" / "spark.json").write_text(json.dumps(names, indent=0) + "\n")


def main():
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    golden.mkdir(exist_ok=True)
    record_names(spark)
    for path in sorted((here / "functions").glob("*.txt")):
        if len(sys.argv) > 1 and path.stem not in sys.argv[1:]:
            continue
        lines = [piece for line in path.read_text().splitlines() if line.strip() for piece in expressions(line)]
        answers = []
        for zone in zones.get(path.stem, ["UTC"]):
            spark.conf.set("spark.sql.session.timeZone", zone)
            answers += [{"zone": zone, "sql": line, **record(spark, line)} for line in lines]
        rows = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
        (golden / f"{path.stem}.json").write_text(f"[\n{rows}\n]\n")
        print(path.stem, len(answers))


main()
