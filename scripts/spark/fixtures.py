"""Writes the Parquet files of test/fixtures with real Spark: python scripts/spark/fixtures.py"""

import pathlib
import shutil
import tempfile

from pyspark.sql import SparkSession

FIXTURES = pathlib.Path(__file__).parents[2] / "test/fixtures"
VALUES = """
SELECT * FROM VALUES
  (1, 10000000000L, 1.5F, 0.1D, 12.50BD, true, 'text', DATE '2024-02-29', TIMESTAMP '2024-03-10 01:30:00.123456',
   TIMESTAMP_NTZ '2024-03-10 02:30:00', X'00FF', array(1, 2, null), named_struct('x', 1, 'y', 'a'), map('k', 1.0D)),
  (2, -1L, float('NaN'), double('-Infinity'), -0.01BD, false, '', DATE '1969-12-31', TIMESTAMP '1900-01-01 00:00:00',
   TIMESTAMP_NTZ '1900-01-01 00:00:00', X'', array(), named_struct('x', null, 'y', null), map()),
  (null, null, null, null, null, null, null, null, null, null, null, null, null, null)
AS t(i, l, f, d, dec, b, s, day, at, local, bytes, list, st, m)
"""

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)


def write(frame, name):
    """One file, without the folder and the checksums that Spark writes around it."""
    with tempfile.TemporaryDirectory() as folder:
        frame.coalesce(1).write.mode("overwrite").parquet(folder)
        (part,) = pathlib.Path(folder).glob("part-*.parquet")
        shutil.copyfile(part, FIXTURES / name)


write(spark.sql(VALUES), "values.parquet")
spark.stop()
