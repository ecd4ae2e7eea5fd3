"""Records what real Spark writes for the same rows: the golden files of src/engine/sinks/files.

Each case is a query, which both sides run, and how its rows are written. The bytes of every file are kept, under names without the
random part; of Parquet files the names alone. A refusal is kept as its condition and parameters.

Usage: TZ=UTC python scripts/spark/record-written-files.py [FILE]
"""

import gzip
import json
import pathlib
import re
import shutil
import sys
import tempfile
import warnings

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

warnings.simplefilter("ignore")
target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/engine/sinks/files/golden/written.json")
ZONE = "America/New_York"
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.session.timeZone", ZONE)
    .config("spark.sql.timestampType", "TIMESTAMP_LTZ")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
temp = pathlib.Path(tempfile.mkdtemp())

TEXTS = (
    "SELECT * FROM VALUES (1, 'plain', 'x'), (2, 'a,b', 'x'), (3, 'say \"hi\"', 'x'), (4, '', 'x'), (5, NULL, 'x'), "
    "(6, ' lead and trail ', 'x'), (7, 'two\\nlines', 'x'), (8, 'cr\\rhere', 'x'), (9, 'back\\\\slash', 'x'), "
    "(10, 'back\\\\\"quote', 'x'), (11, '#hash', 'x'), (12, 'tab\\there', 'x'), (13, 'é€😀', 'x'), (14, 'ends\\\\', 'x'), "
    "(15, '\"', 'x'), (16, '  ', 'x'), (17, '\\u0001\\u001f\\u007f/\\b\\f', 'x'), (18, 'a;b', 'x'), (19, 'null', 'x'), "
    "(20, '\"quoted\"', 'x'), (21, 'a\\\\,b', 'x'), (22, ' a, b ', 'x'), (23, '\\u2028x', 'x') AS t(id, v, w)"
)
TEXT_FIRST = "SELECT v, id FROM (" + TEXTS + ")"
ONE_TEXT = "SELECT v FROM (" + TEXTS + ")"
NUMBERS = (
    "SELECT * FROM VALUES "
    "(CAST(1 AS TINYINT), CAST(-2 AS SMALLINT), 3, 9223372036854775807L, CAST(1.5 AS FLOAT), 1e20D, 12.340BD, true), "
    "(CAST(-128 AS TINYINT), CAST(0 AS SMALLINT), -3, -1L, CAST('NaN' AS FLOAT), DOUBLE('Infinity'), -0.001BD, false), "
    "(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), "
    "(CAST(1 AS TINYINT), CAST(1 AS SMALLINT), 1, 1L, CAST(1e-5 AS FLOAT), DOUBLE('-Infinity'), 0BD, true), "
    "(CAST(1 AS TINYINT), CAST(1 AS SMALLINT), 1, 1L, CAST(16777216 AS FLOAT), -0D, 1BD, true), "
    "(CAST(1 AS TINYINT), CAST(1 AS SMALLINT), 1, 1L, CAST(3.4028235e38 AS FLOAT), 0.1D, 100BD, true) "
    "AS t(b, s, i, l, f, d, n, t)"
)
DECIMALS = "SELECT CAST(0.5 AS DECIMAL(3,3)) a, CAST(-0.5 AS DECIMAL(1,1)) b, CAST(0 AS DECIMAL(38,18)) c, CAST('0.0000001' AS DECIMAL(20,10)) d, CAST(12345678901234567890123456789012345678 AS DECIMAL(38,0)) e"
TIMES = (
    "SELECT * FROM VALUES (DATE'2024-01-31', TIMESTAMP'2024-01-31 12:34:56.123456', TIMESTAMP_NTZ'2024-01-31 12:34:56.123456'), "
    "(DATE'0001-01-01', TIMESTAMP'1900-01-01 00:00:00', TIMESTAMP_NTZ'0001-01-01 00:00:00'), "
    "(DATE'9999-12-31', TIMESTAMP'2024-07-01 00:00:00.1', TIMESTAMP_NTZ'9999-12-31 23:59:59.999999'), "
    "(NULL, NULL, NULL) AS t(d, ts, n)"
)
NESTED = (
    "SELECT named_struct('a', 1, 'b', CAST(NULL AS STRING), 'c', named_struct('x', DATE'2024-01-31', 'y', CAST(NULL AS INT))) s, "
    "array(1, NULL, 3) a, array(named_struct('k', 1), NULL, named_struct('k', CAST(NULL AS INT))) o, "
    "map('k', 1, 'é\"', NULL) m, map(DATE'2024-01-31', 'v') dm, map(1, array('x')) im, X'00FF10' b, array() e, "
    "array(TIMESTAMP'2024-01-31 12:00:00') ta, map(TIMESTAMP'2024-01-31 12:00:00', X'01') tm "
    "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
)
INTERVALS = "SELECT INTERVAL '1 02:03:04.5' DAY TO SECOND d, INTERVAL '1-2' YEAR TO MONTH y"
MIXED_NAMES = "SELECT 1 AS `a b`, 2 AS `quo\"te`, 3 AS `com,ma`, 4 AS `é`, 5 AS ` lead`, 6 AS `back\\slash`, 7 AS `single'quote`"
PARTS = (
    "SELECT * FROM VALUES (1, 'a', 10), (2, 'b/c', 20), (3, NULL, 30), (4, '', 40), (5, 'x=y:z%', 50), (6, 'é 😀', 60), "
    "(7, 'a\"b#c''d*e?f\\\\g{h}i[j]k^l', 70), (8, 'nl\\n', 80), (9, 'a', 90), (10, ' sp ', 100), (11, 'a&b+c~d|e<f>g', 110), "
    "(12, '\\u007f', 120) AS t(id, p, v)"
)
TYPED_PARTS = (
    "SELECT 1 v, DATE'2024-01-31' d, TIMESTAMP'2024-01-31 12:34:56.5' t, 1.50BD n, 2.0D f, true b, TIMESTAMP_NTZ'2024-01-31 00:00:00' z, 7L l, CAST(NULL AS INT) i"
)
EMPTY = "SELECT id, CAST(id AS STRING) v FROM range(0)"

CASES = []


def case(name, query, format, options=None, partition_by=(), mode=None, before=None):
    """`before`: what the folder holds already, written with the same format and partitions; `mode`: what becomes of that."""
    record = {"name": name, "query": query, "format": format, "options": options or {}, "partitionBy": list(partition_by)}
    CASES.append(record | ({} if mode is None else {"mode": mode}) | ({} if before is None else {"before": before}))


for format in ("json", "csv"):
    case(f"{format} texts", TEXTS, format)
    case(f"{format} text first", TEXT_FIRST, format)
    case(f"{format} one text column", ONE_TEXT, format)
    case(f"{format} numbers", NUMBERS, format)
    case(f"{format} decimals", DECIMALS, format)
    case(f"{format} times", TIMES, format)
    case(f"{format} nested", NESTED, format)
    case(f"{format} binary", "SELECT X'00FF10' b", format)
    case(f"{format} intervals", INTERVALS, format)
    case(f"{format} calendar interval", "SELECT CAST('1 month 2 days' AS INTERVAL) i", format)
    case(f"{format} void", "SELECT 1 a, NULL v", format)
    case(f"{format} names", MIXED_NAMES, format, {"header": "true"})
    case(f"{format} empty", EMPTY, format)
    case(f"{format} empty with header", EMPTY, format, {"header": "true"})
    case(f"{format} gzip", TEXTS, format, {"compression": "gzip"})
    case(f"{format} codec", TEXTS, format, {"codec": "GZIP"})
    case(f"{format} uncompressed", "SELECT 1 a", format, {"compression": "uncompressed"})
    case(f"{format} bad compression", "SELECT 1 a", format, {"compression": "lzma"})
    case(f"{format} formats", TIMES, format, {"dateFormat": "dd/MM/yyyy", "timestampFormat": "yyyy-MM-dd HH:mm:ss.SSSSSS", "timestampNTZFormat": "HH:mm"})
    case(f"{format} optional format", TIMES, format, {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][XXX]"})
    case(f"{format} time zone", TIMES, format, {"timeZone": "Asia/Tokyo"})
    case(f"{format} line separator", TEXTS, format, {"lineSep": "|"})
    case(f"{format} partitions", PARTS, format, {"header": "true"}, ["p"])
    case(f"{format} typed partitions", TYPED_PARTS, format, {}, ["d", "t", "n", "f", "b", "z", "l", "i"])
    case(f"{format} partitions of nothing", EMPTY, format, {}, ["v"])
    case(f"{format} all columns partition", "SELECT 1 a, 2 b", format, {}, ["a", "b"])
    case(f"{format} unknown partition column", "SELECT 1 a, 2 b", format, {}, ["c"])
    case(f"{format} partition column in other case", "SELECT 1 Aa, 2 b", format, {}, ["aA"])
    case(f"{format} partition column twice", "SELECT 1 a, 2 b", format, {}, ["a", "a"])
    case(f"{format} partition by array", "SELECT array(1) a, 2 b", format, {}, ["a"])
    case(f"{format} partition by binary", "SELECT X'4142' a, 2 b", format, {}, ["a"])
    case(f"{format} duplicate columns", "SELECT 1 a, 2 A", format)
    case(f"{format} records in files", "SELECT id FROM range(0, 5, 1, 1)", format, {"maxRecordsPerFile": "2"})
case("json keeps null fields", NESTED, "json", {"ignoreNullFields": "false"})
case("json keeps null fields of numbers", NUMBERS, "json", {"ignoreNullFields": "false"})
case("json keeps void fields", "SELECT 1 a, NULL v", "json", {"ignoreNullFields": "false"})
case("csv tab", TEXTS, "csv", {"sep": "\\t"})
case("csv wide separator", TEXTS, "csv", {"sep": "a,"})
case("csv semicolon and header", TEXTS, "csv", {"delimiter": ";", "header": "true"})
case("csv quote all", TEXTS, "csv", {"quoteAll": "true", "header": "true"})
case("csv other quote", TEXTS, "csv", {"quote": "'"})
case("csv doubled quotes", TEXTS, "csv", {"escape": '"'})
case("csv other escape", TEXTS, "csv", {"escape": "#"})
case("csv no quote", TEXTS, "csv", {"quote": "\0"})
case("csv empty quote", TEXTS, "csv", {"quote": ""})
case("csv do not escape quotes", TEXTS, "csv", {"escapeQuotes": "false"})
case("csv null value", TEXTS, "csv", {"nullValue": "NULL", "emptyValue": "EMPTY"})
case("csv null value to quote", TEXTS, "csv", {"nullValue": "a,b"})
case("csv bare empty value", TEXTS, "csv", {"emptyValue": ""})
case("csv keep white space", TEXTS, "csv", {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"})
# Of text that is white space alone Spark writes half of a pair of quotes where only one end of it is trimmed.
case("csv keep leading white space", TEXT_FIRST + " WHERE id <> 16", "csv", {"ignoreLeadingWhiteSpace": "false"})
case("csv comment of its own", "SELECT * FROM VALUES ('#a', ';b'), (';a', '#b'), ('x', ' ') AS t(a, b)", "csv", {"comment": ";"})
case("csv empty value quoted all", "SELECT '' a, CAST(NULL AS STRING) b", "csv", {"quoteAll": "true", "emptyValue": "EMPTY", "nullValue": "N"})
case("csv one column bare empty", "SELECT '' a UNION ALL SELECT 'x'", "csv", {"emptyValue": ""})
case("csv one null quoted", "SELECT CAST(NULL AS STRING) a", "csv", {"quoteAll": "true"})
case("csv one null value", "SELECT CAST(NULL AS STRING) a", "csv", {"nullValue": "-"})
case("csv line separator inside", "SELECT 'a|b' a, 1 b", "csv", {"lineSep": "|"})
case("csv line separator too long", "SELECT 1 a", "csv", {"lineSep": "abc"})
case("csv line separator empty", "SELECT 1 a", "csv", {"lineSep": ""})
case("csv partition column with a sign", "SELECT 1 AS `a=b`, 2 AS c", "csv", {}, ["a=b"])
case("json void partition", "SELECT NULL a, 1 b", "json", {}, ["a"])
case("json interval partition", "SELECT INTERVAL '1' DAY a, 1 b", "json", {}, ["a"])
case("csv comment", TEXT_FIRST, "csv", {"comment": "#"})
case("csv keep white space quote all", TEXTS + " WHERE id <> 16", "csv", {"ignoreLeadingWhiteSpace": "false", "quoteAll": "true"})
case("csv escape of escape", TEXTS, "csv", {"charToEscapeQuoteEscaping": "#"})
case("csv escape of escape same", TEXTS, "csv", {"charToEscapeQuoteEscaping": "\\"})
case("csv nan value", NUMBERS, "csv", {"nanValue": "nan", "positiveInf": "inf"})
case("csv null only", "SELECT CAST(NULL AS STRING) v UNION ALL SELECT NULL", "csv")
case("csv null only columns", "SELECT CAST(NULL AS STRING) v, CAST(NULL AS INT) w", "csv")
case("csv numbers quoted all", NUMBERS, "csv", {"quoteAll": "true"})
case("csv sep is digit", "SELECT 121 a, -1.5D b, DATE'2024-01-31' c", "csv", {"sep": "1"})
case("csv numbers null value", NUMBERS, "csv", {"nullValue": "-"})
case("csv array", "SELECT array(1) a", "csv")
case("csv map", "SELECT map(1, 2) a", "csv")
case("csv struct", "SELECT named_struct('a', 1) a", "csv")
case("csv bad sep", "SELECT 1 a", "csv", {"sep": ""})
case("csv bad quote", "SELECT 1 a", "csv", {"quote": "ab"})
case("csv bad boolean", "SELECT 1 a", "csv", {"header": "yes"})
case("json bad boolean", "SELECT 1 a", "json", {"ignoreNullFields": "yes"})
case("json interval in map key", "SELECT map(INTERVAL '1' DAY, 1) m", "json")
case("json float keys", "SELECT map(1.5D, CAST(2 AS FLOAT)) m, map(1.50BD, true) n", "json")
case("text", ONE_TEXT, "text")
case("text gzip", ONE_TEXT, "text", {"compression": "gzip"})
case("text line separator", ONE_TEXT, "text", {"lineSep": "\r\n"})
case("text empty", "SELECT v FROM (" + EMPTY + ")", "text")
case("text partitions", "SELECT p, CAST(id AS STRING) t FROM (" + PARTS + ")", "text", {}, ["p"])
case("text two columns", "SELECT 'a' a, 'b' b", "text")
case("text number", "SELECT 1 a", "text")
case("text date", "SELECT DATE'2024-01-31' a", "text")
case("text array", "SELECT array('a') a", "text")
case("parquet", NUMBERS, "parquet")
case("parquet gzip", NUMBERS, "parquet", {"compression": "gzip"})
case("parquet zstd", NUMBERS, "parquet", {"compression": "zstd"})
case("parquet none", NUMBERS, "parquet", {"compression": "none"})
case("parquet bad compression", NUMBERS, "parquet", {"compression": "lzma"})
case("parquet empty", EMPTY, "parquet")
case("parquet partitions", PARTS, "parquet", {}, ["p"])
case("parquet void", "SELECT 1 a, NULL v", "parquet")
case("parquet void nested", "SELECT array() v", "parquet")
case("parquet calendar interval", "SELECT CAST('1 month 2 days' AS INTERVAL) i", "parquet")
case("parquet duplicate", "SELECT 1 a, 2 A", "parquet")
case("parquet records in files", "SELECT id FROM range(0, 5, 1, 1)", "parquet", {"maxRecordsPerFile": "2"})
case("unknown format", "SELECT 1 a", "nonsense")
for format in ("json", "csv", "text"):
    for codec in ("bzip2", "deflate", "lz4", "snappy", "zstd", "brotli"):
        case(f"{format} {codec}", "SELECT 'x' a", format, {"compression": codec})
    case(f"{format} in latin 1", "SELECT 'é' a", format, {"encoding": "ISO-8859-1"})
    case(f"{format} in UTF-16", "SELECT 'é' a", format, {"encoding": "UTF-16LE"})
    case(f"{format} in UTF-8 by name", "SELECT 'é' a", format, {"encoding": "utf-8"})
    case(f"{format} in no encoding", "SELECT 'é' a", format, {"encoding": "nonsense"})
    case(f"{format} unknown option", "SELECT 'x' a", format, {"noSuchOption": "x"})
    case(f"{format} records in files that are no number", "SELECT 'x' a", format, {"maxRecordsPerFile": "x"})
    case(f"{format} less than no records in files", "SELECT 'x' a", format, {"maxRecordsPerFile": "-1"})
    case(f"{format} file extension", "SELECT 'x' a", format, {"extension": "abc"})
    case(f"{format} file extension that is too long", "SELECT 'x' a", format, {"extension": "abcd"})
    case(f"{format} file extension with a sign", "SELECT 'x' a", format, {"extension": "a.c"})
case("csv by charset", "SELECT 'é' a", "csv", {"charset": "ISO-8859-1"})
case("csv sep before delimiter", "SELECT 1 a, 2 b", "csv", {"sep": ";", "delimiter": "|"})
case("csv compression before codec", "SELECT 1 a", "csv", {"compression": "none", "codec": "gzip"})
case("csv negative infinity", NUMBERS, "csv", {"negativeInf": "-inf", "positiveInf": "inf", "nanValue": "nan"})
case("csv options of reading", "SELECT 1 a", "csv", {"mode": "nonsense", "samplingRatio": "1", "inferSchema": "true", "maxColumns": "1", "enforceSchema": "false", "multiLine": "true", "preferDate": "false"})
case("json options of reading", "SELECT 1 a", "json", {"mode": "nonsense", "allowComments": "true", "primitivesAsString": "true", "dropFieldIfAllNull": "true", "multiLine": "true"})
case("json pretty", NESTED, "json", {"pretty": "true"})
case("json not pretty", "SELECT 1 a", "json", {"pretty": "false"})
case("json keys in order", "SELECT 1 b, 2 a, named_struct('z', 1, 'y', 2) c, map('q', 1, 'p', 2) m", "json", {"sortKeys": "true"})
case("json keys as they are", "SELECT 1 b, 2 a", "json", {"sortKeys": "false"})
case("json code points", TEXTS, "json", {"writeNonAsciiCharacterAsCodePoint": "true"})
case("json code points of names", MIXED_NAMES, "json", {"writeNonAsciiCharacterAsCodePoint": "true"})
for format in ("json", "csv"):
    case(f"{format} locale", TIMES, format, {"dateFormat": "dd MMMM yyyy", "locale": "fr-FR"})
    case(f"{format} locale of nothing", "SELECT 1 a", format, {"locale": "fr-FR"})
    case(f"{format} names of months", TIMES, format, {"dateFormat": "dd MMM yyyy"})
    case(f"{format} no time zone", TIMES, format, {"timeZone": "Nowhere/Town"})
    case(f"{format} bad format of dates", TIMES, format, {"dateFormat": "bogus"})
    case(f"{format} time of day format", "SELECT 1 a", format, {"timeFormat": "HH.mm"})
for codec in ("lz4", "lz4_raw", "brotli", "lzo", "lz4raw", "GZIP"):
    case(f"parquet {codec}", NUMBERS, "parquet", {"compression": codec})
case("parquet by its own name", NUMBERS, "parquet", {"parquet.compression": "gzip"})
case("parquet by both names", NUMBERS, "parquet", {"parquet.compression": "gzip", "compression": "zstd"})
OLD_ROWS = "SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, p)"
NEW_ROWS = "SELECT * FROM VALUES (3, 'b'), (4, 'c') AS t(id, p)"
for mode in ("append", "overwrite", "ignore", "error", "errorifexists"):
    case(f"mode {mode}", NEW_ROWS, "json", {}, ["p"], mode, OLD_ROWS)
    case(f"mode {mode} of nothing", NEW_ROWS, "json", {}, ["p"], mode)
for way in ("dynamic", "DYNAMIC", "static", "nonsense"):
    case(f"partitions overwritten {way}", NEW_ROWS, "json", {"partitionOverwriteMode": way}, ["p"], "overwrite", OLD_ROWS)
case("partitions overwritten dynamic, none named", NEW_ROWS, "json", {"partitionOverwriteMode": "dynamic"}, [], "overwrite", OLD_ROWS)
case("partitions overwritten dynamic, no rows", NEW_ROWS + " WHERE id > 9", "json", {"partitionOverwriteMode": "dynamic"}, ["p"], "overwrite", OLD_ROWS)
case("partitions appended dynamic", NEW_ROWS, "json", {"partitionOverwriteMode": "dynamic"}, ["p"], "append", OLD_ROWS)
case("a write that fails leaves what was there", "SELECT assert_true(false) a, 'b' p", "json", {}, ["p"], "overwrite", OLD_ROWS)


def plain_name(path):
    return re.sub(r"-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "-UUID", path)


def contents(path):
    if path.name.endswith((".parquet", ".bz2", ".deflate", ".lz4", ".snappy", ".zst")):
        return None
    data = path.read_bytes()
    if path.name.endswith(".gz"):
        data = gzip.decompress(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"bytes": list(data)}


def files_of(folder):
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".crc")]
    found = [(plain_name(str(path.relative_to(folder))), contents(path)) for path in paths]
    files = {}
    for name, text in sorted(found, key=str):
        # Appended files differ in what is random alone.
        while name in files:
            name += "+"
        files[name] = text
    return files


records = []
for at, one in enumerate(CASES):
    folder = temp / str(at)
    record = dict(one)
    try:
        if "before" in one:
            spark.sql(one["before"]).coalesce(1).write.format(one["format"]).partitionBy(*one["partitionBy"]).save(str(folder))
        frame = spark.sql(one["query"]).coalesce(1)
        writer = frame.write.format(one["format"]).options(**one["options"])
        if one["partitionBy"]:
            writer = writer.partitionBy(*one["partitionBy"])
        if "mode" in one:
            writer = writer.mode(one["mode"])
        writer.save(str(folder))
        record["files"] = files_of(folder)
    except PySparkException as error:
        record["error"] = {
            "condition": error.getCondition(),
            "sqlState": error.getSqlState(),
            "parameters": {name: value.replace(str(folder), "FOLDER") for name, value in error.getMessageParameters().items()},
            "message": str(error).replace(str(folder), "FOLDER")[:300],
        }
    except Exception as error:  # Java errors without a condition
        record["error"] = {"condition": None, "message": str(error)[:300]}
    records.append(record)
    shutil.rmtree(folder, ignore_errors=True)

target.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n")
print(len(records), "cases")
spark.stop()
