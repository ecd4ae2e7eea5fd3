"""Records in which Java classes real Spark raises each condition, over all statements and programs that other golden files know to fail.

    python scripts/spark/record-error-classes.py [FILE [REMOTE]]

The file is src/server/errors/golden/classes.json: condition -> the classes of its errors, by their names.
"""

import json
import logging
import os
import pathlib
import sys
import warnings

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here))
os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
warnings.simplefilter("ignore")

import pyspark.sql.connect.client.core as core  # noqa: E402
from analysis_programs import VIEWS, wrong_programs  # noqa: E402
from analysis_statements import WRONG  # noqa: E402
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from streaming_programs import streaming_programs  # noqa: E402

# Conditions that no other list comes to.
MORE = """
date_format(DATE '2024-01-01', 'YYYY-ww')
date_format(DATE '2024-01-01', 'e')
date_format(DATE '2024-01-01', 'MMMMMM')
to_date('x', 'dd.MM.yyyyyyyy')
date_format(DATE '2024-01-01', 'bbb')
to_timestamp('2024', 'yyyy-MM-dd''T''HH:mm:ss.SSSSSSSSSSSS')
upper(str => 'a')
1 LIMIT NULL
count(*) FROM VALUES (map(1, 2)) AS t(m) GROUP BY m
array_union(array(1), array('a', DATE '2024-01-01'))
map(1, 2, 'a', 3)
map(1, 2, 2, DATE '2024-01-01')
map_concat(map(1, 2), map('a', DATE '2024-01-01'))
stack(2, 1, DATE '2024-01-01')
hash(map(1, 2))
from_json('{}', 'map<int,int>')
from_json('{}', 5)
encode('a', 'nosuch')
overlay('a' PLACING 1 FROM 2)
split_part('a', '.', 0)
substring_index(1, 2)
width_bucket(1, 2, 3, 4, 5)
to_number('abc', '999')
to_char(1, 'abc')
CAST('x' AS INTERVAL DAY)
INTERVAL '1' DAY TO YEAR
make_interval(2147483647, 2147483647)
from_csv('1', 'a INT', map('mode', 'nosuch'))
get_json_object(1)
aes_decrypt('a', 'b')
url_decode('%')
uniform(1, 2, now())
INTERVAL '10000000000' YEAR
INTERVAL 1.5 MONTH
a FROM VALUES (1) AS t(a) QUALIFY a > 1
a FROM VALUES (1) AS t(a) QUALIFY sum(a) > 1
a, FROM VALUES (1) AS t(a)
CAST(1 AS MAP)
CAST(1 AS STRUCT)
`a FROM VALUES (1) AS t(a)
CAST(1 AS DECIMAL(50, 2))
CAST(1 AS DECIMAL(5, 7))
decode(unbase64('/w=='), 'UTF-8')
bround(1.5BD, 50) + 1e38BD * 1e38BD
try_to_number('1', 'x')
1S / 0S
interval_day / 0 FROM VALUES (INTERVAL 1 DAY) AS t(interval_day)
array_insert(array(1), 0, 1)
array_repeat(1, -5), sequence(1, 10000000000L)
space(3000000000L)
repeat('a', 2147483647) || repeat('a', 2147483647)
""".strip().split("\n")
TABLES = """
CREATE TABLE classes_made (a INT, b TINYINT) USING parquet
INSERT INTO classes_made VALUES (1)
INSERT INTO classes_made VALUES (1, 2, 3)
INSERT INTO classes_made VALUES (DATE '2024-01-01', 1)
INSERT INTO classes_made VALUES (1, 1000)
CREATE TABLE classes_made (a INT) USING parquet
CREATE TABLE nosuch.t (a INT) USING parquet
CREATE TABLE made_badly (a INT) USING nosuch
CREATE TEMPORARY VIEW a.b AS SELECT 1
DROP SCHEMA nosuch
CREATE TEMPORARY VIEW classes_view AS SELECT 1 AS a
INSERT INTO classes_view VALUES (1)
SELECT * FROM classes_view VERSION AS OF 1
SET spark.sql.shuffle.partitions
SET a b
CACHE TABLE nosuch
REFRESH TABLE nosuch
SHOW COLUMNS IN nosuch
DESCRIBE FUNCTION nosuch
ALTER TABLE nosuch RENAME TO other
TRUNCATE TABLE nosuch
DROP TABLE classes_made
""".strip().split("\n")
logging.disable(logging.CRITICAL)
engine = here.parents[1] / "src/engine"
classes = {}
convert = core.convert_exception


def keep(info, message, details, *rest):
    error = convert(info, message, details, *rest)
    if error.getCondition() is not None:
        classes.setdefault(error.getCondition(), set()).add(info.reason)
    return error


core.convert_exception = keep


def failing(run):
    try:
        run()
    except PySparkException:
        return


def main():
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here.parents[1] / "src/server/errors/golden/classes.json")
    spark = SparkSession.builder.remote(sys.argv[2] if len(sys.argv) > 2 else "local[2]").getOrCreate()
    for name, query in VIEWS.items():
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {query}").collect()
    for sql in WRONG:
        failing(lambda: spark.sql(sql).schema)
    for _text, frame in wrong_programs(spark):
        failing(lambda: frame.schema)
    for case in json.loads((engine / "sql/golden/statements.json").read_text()):
        if "condition" in case:
            failing(lambda: spark.sql(case["sql"]).schema)
    for file in sorted((engine / "functions/golden").glob("*.json")):
        known = set()
        for case in json.loads(file.read_text()):
            # Of a condition of a list a few cases are enough.
            if "error" in case and (case["error"], case["sql"][-12:]) not in known:
                known.add((case["error"], case["sql"][-12:]))
                failing(lambda: spark.sql("SELECT " + case["sql"]).collect())
    for _text, frame, mode in streaming_programs(spark):
        try:
            frame.collect() if mode == "batch" else frame.writeStream.format("noop").outputMode(mode).start().stop()
        except PySparkException:
            pass
    for expression in MORE:
        failing(lambda: spark.sql("SELECT " + expression).collect())
    for sql in TABLES:
        failing(lambda: spark.sql(sql).collect())
    ordered = {condition: sorted(names) for condition, names in sorted(classes.items())}
    target.write_text(json.dumps(ordered, indent=1) + "\n")
    print(len(ordered), "conditions", file=sys.stderr)
    spark.stop()


main()
