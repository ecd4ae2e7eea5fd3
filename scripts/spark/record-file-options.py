"""Records what real Spark does with each option of its file formats: the golden file of test/files.

A case is files (or rows that Spark writes first), options and the columns that are asked for; its answer is the schema and the rows as
text, or the condition of the error. The names of all options are Spark's own lists.

Usage: TZ=UTC python scripts/spark/record-file-options.py [FILE]
"""

import base64
import bz2
import gzip
import json
import os
import pathlib
import shutil
import sys
import tempfile
import warnings
import zlib

import pyarrow
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

warnings.simplefilter("ignore")
target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "test/files/golden/read.json")
ZONE = "America/New_York"
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.session.timeZone", ZONE)
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
temp = pathlib.Path(tempfile.mkdtemp())
CASES = []
# Files without a time of their own are of this one.
NOON = 1704110400


def case(name, format, options, files, schema=None, select=None, path=None, where=None):
    """One read. `files`: bytes or text by name; `path`: what is read below the folder, the folder itself where absent."""
    if files is None:
        return
    CASES.append({"name": name, "format": format, "options": options, "files": files, "schema": schema, "select": select, "path": path, "where": where})


def written(query, format, partition_by=(), conf=None, **options):
    """The files that Spark writes of a query."""
    folder = pathlib.Path(tempfile.mkdtemp()) / "out"
    for key, value in (conf or {}).items():
        spark.conf.set(key, value)
    try:
        spark.sql(query).coalesce(1).write.format(format).options(**options).partitionBy(*partition_by).save(str(folder))
    except Exception as error:  # what Spark does not write is no case
        print("not written:", query[:60], options, str(error)[:100])
        return None
    finally:
        for key in conf or {}:
            spark.conf.unset(key)
    found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "_"))]
    files = {}
    for at, path in enumerate(sorted(found)):
        end = path.name[path.name.index(".") :] if not partition_by else path.name[path.name.rindex(".c000") + 5 :]
        files[str(path.relative_to(folder).parent / f"part-{at}{end}").removeprefix("./")] = path.read_bytes()
    return files


LINES = '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'
JSON = {"one.json": LINES}
CSV = {"one.csv": "1,x\n2,y\n"}
TEXT = {"one.txt": "first\nsecond\n"}
AB = "a int, b string"
OF = {"json": (JSON, AB), "csv": (CSV, AB), "text": (TEXT, None)}
ONE_PARQUET = written("SELECT 1 AS a, 'x' AS b", "parquet")

# What all formats of files have.
for format, files, schema in (("json", JSON, AB), ("csv", CSV, AB), ("text", TEXT, None), ("parquet", ONE_PARQUET, None)):
    name, content = next(iter(files.items()))
    end = name[name.index(".") :]
    def several(*names, of=content):
        return {one: of for one in names}
    def f(label, options, files, **more):
        case(f"{format}: {label}", format, options, files, more.pop("schema", schema), **more)
    f("pathGlobFilter takes names", {"pathGlobFilter": f"a*{end}"}, several(f"a1{end}", f"b1{end}", f"a2{end}"), select=["_metadata.file_name"])
    f("pathGlobFilter with braces", {"pathGlobFilter": "{a,b}[0-9]*"}, several(f"a1{end}", f"b1{end}", f"c1{end}", f"ab{end}"), select=["_metadata.file_name"])
    f("pathGlobFilter that is wrong", {"pathGlobFilter": "a["}, several(f"a1{end}"))
    f("pathGlobFilter takes none", {"pathGlobFilter": "z*"}, several(f"a1{end}"))
    f("recursiveFileLookup", {"recursiveFileLookup": "true"}, several(f"one{end}", f"sub/two{end}", f"p=1/three{end}", f"_no/four{end}", f".no/five{end}"), select=["_metadata.file_name"])
    f("recursiveFileLookup off", {"recursiveFileLookup": "false"}, several(f"one{end}", f"sub/two{end}"), select=["_metadata.file_name"])
    f("recursiveFileLookup that is no boolean", {"recursiveFileLookup": "yes"}, several(f"one{end}"))
    timed = {f"old{end}": {"content": content, "modified": NOON - 86400}, f"new{end}": {"content": content, "modified": NOON + 86400}}
    f("modifiedBefore", {"modifiedBefore": "2024-01-01T07:00:00"}, timed, select=["_metadata.file_name"])
    f("modifiedAfter", {"modifiedAfter": "2024-01-01T07:00:00"}, timed, select=["_metadata.file_name"])
    f("modifiedAfter in a zone", {"modifiedAfter": "2023-12-31T12:00:01", "timeZone": "UTC"}, timed, select=["_metadata.file_name"])
    f("modifiedAfter at the session's midday", {"modifiedAfter": "2023-12-31T07:00:01"}, timed, select=["_metadata.file_name"])
    f("modifiedAfter before the session's midday", {"modifiedAfter": "2023-12-31T06:59:59"}, timed, select=["_metadata.file_name"])
    f("modifiedAfter that is no time", {"modifiedAfter": "yesterday"}, timed)
    f("ignoreMissingFiles of files that are there", {"ignoreMissingFiles": "true"}, files)
    f("ignoreCorruptFiles of good files", {"ignoreCorruptFiles": "true"}, files)
    f("ignoreCorruptFiles that is no boolean", {"ignoreCorruptFiles": "1"}, files)
    f("ignoredPathSegmentRegex", {"ignoredPathSegmentRegex": "skip.*"}, several(f"one{end}", f"skip{end}", f"_hidden{end}", f".dot{end}"), select=["_metadata.file_name"])
    f("ignoredPathSegmentRegex of a folder", {"ignoredPathSegmentRegex": "k=1"}, several(f"k=1/one{end}", f"k=2/two{end}"), select=["_metadata.file_name"])
    f("ignoredPathSegmentRegex that is empty", {"ignoredPathSegmentRegex": ""}, several(f"one{end}", f"_hidden{end}"), select=["_metadata.file_name"])
    f("ignoredPathSegmentRegex that is wrong", {"ignoredPathSegmentRegex": "("}, several(f"one{end}"), select=["_metadata.file_name"])
    f("archivePathFilter", {"archivePathFilter": ".*"}, files)
    f("basePath", {"basePath": "$FOLDER"}, several(f"k=1/j=2/one{end}", f"k=2/j=3/two{end}"), path="k=1", select=["k", "j"])
    f("basePath that is elsewhere", {"basePath": "$FOLDER/k=2"}, several(f"k=1/j=2/one{end}", f"k=2/j=3/two{end}"), path="k=1")
    f("basePath that is not there", {"basePath": "$FOLDER/none"}, several(f"k=1/one{end}"), path="k=1")
    f("basePath of a glob", {"basePath": "$FOLDER"}, several(f"k=1/one{end}", f"k=2/two{end}"), path="k=*", select=["k"])
    f("a glob without basePath", {}, several(f"k=1/j=1/one{end}", f"k=2/j=2/two{end}"), path="k=*")
    f("an option that nobody knows", {"noSuchOption": "x"}, files)
    f("names of options in another case", {"RECURSIVEFILELOOKUP": "TRUE"}, several(f"one{end}", f"sub/two{end}"), select=["_metadata.file_name"])
    f("metadata", {}, {name: {"content": content, "modified": NOON}}, select=["_metadata.file_name", "_metadata.file_size", "_metadata.file_block_start", "_metadata.file_block_length", "_metadata.file_modification_time"])
    f("metadata whole", {}, {name: {"content": content, "modified": NOON}}, select=["_metadata.*"], where="_metadata.file_size < 0")
    f("metadata of a filter", {}, several(f"one{end}", f"two{end}"), select=["*"], where=f"_metadata.file_name = 'two{end}'")
    f("a column of folders", {}, several(f"k=1/one{end}", f"k=__HIVE_DEFAULT_PARTITION__/two{end}"))
    f("only a column of folders", {}, several(f"k=1/one{end}", f"k=2/two{end}"), select=["k"])

# Folders' columns.
def folders(label, names, schema="a int", select=None, **options):
    case(f"folders: {label}", "json", options, {f"{name}/{at}.json": '{"a":1}\n' for at, name in enumerate(names)}, schema, select)
folders("whole numbers", ["p=1", "p=2", "p=-3", "p=007"])
folders("long", ["p=1", "p=3000000000"])
folders("decimal", ["p=1", "p=12345678901234567890"])
folders("double", ["p=1", "p=1.5"])
folders("double with e", ["p=1e3", "p=2"])
folders("names of numbers", ["p=NaN", "p=1d"])
folders("date", ["p=2024-01-31", "p=2024-02-29"])
folders("no date", ["p=2024-02-30"])
folders("date and time", ["p=2024-01-31", "p=2024-01-31 12%3A00%3A00"])
folders("time", ["p=2024-01-31 12%3A00%3A00.5"])
folders("time of ISO", ["p=2024-01-31T12%3A00%3A00"])
folders("short date", ["p=2024-1-1"])
folders("time alone", ["p=12%3A30"])
folders("boolean is text", ["p=true", "p=false"])
folders("text and number", ["p=1", "p=x"])
folders("date and number", ["p=1", "p=2024-01-31"])
folders("date and text", ["p=2024-01-31", "p=x"])
folders("only null", ["p=__HIVE_DEFAULT_PARTITION__"])
folders("null and number", ["p=__HIVE_DEFAULT_PARTITION__", "p=1"])
folders("escapes", ["p=a%2Fb", "p=x%3Dy%25", "p=%zz", "p=a%20b", "p=a b", "p=%C3%A9"])
folders("escaped name", ["a%2Fb=1"])
folders("spaces", ["p= 1", "p=2 "])
folders("plus", ["p=+1", "p=a+b"])
folders("empty value", ["p="])
folders("empty name", ["=1"])
folders("two levels", ["p=1/q=a", "p=2/q=b"])
folders("in another order", ["p=1/q=a", "q=b/p=2"])
folders("of other names", ["p=1", "q=2"])
folders("of other depth", ["p=1", "p=1/q=2"])
folders("names in another case", ["p=1", "P=2"])
folders("a column of the files too", ["a=5"], "a int, b int")
folders("declared type", ["p=1", "p=2"], "a int, p string")
folders("declared type that does not fit", ["p=1", "p=x"], "a int, p int")
folders("declared in the middle", ["p=1"], "p long, a int")
folders("declared date", ["p=2024-01-31"], "a int, p date")
folders("declared timestamp", ["p=2024-01-31 12%3A00%3A00"], "a int, p timestamp")
folders("declared boolean", ["p=true", "p=false"], "a int, p boolean")
folders("declared binary", ["p=ab"], "a int, p binary")
folders("declared decimal", ["p=1.25"], "a int, p decimal(5,1)")
folders("declared time without zone", ["p=2024-01-31 12%3A00%3A00"], "a int, p timestamp_ntz")
folders("hidden among them", ["p=1", "_p=2", ".p=3", "p=_x"])
folders("below a plain folder", ["x/p=1", "x/p=2"])
folders("two plain folders", ["x/p=1", "y/p=2"])
folders("a time zone for their times", ["p=2024-01-31 12%3A00%3A00"], timeZone="Asia/Tokyo")
case("folders: two bases", "json", {}, {"p=1/0.json": '{"a":1}\n', "1.json": '{"a":2}\n'}, "a int")
case("folders: case of a declared name", "json", {}, {"P=1/0.json": '{"a":1}\n'}, "a int, p int")

# JSON.
def j(label, options, text, schema=None, select=None):
    case(f"json: {label}", "json", options, {"one.json": text}, schema, select)
ZONED = '{"t":"2024-01-31T12:00:00","d":"2024-01-31"}\n'
j("allowComments", {"allowComments": "true"}, '/* c */{"a":1}\n{"a":/*x*/2}\n{"a":3}// end\n', "a int, _corrupt_record string")
j("allowUnquotedFieldNames", {"allowUnquotedFieldNames": "true"}, "{a:1,b_c:2}\n{a b:1}\n", "a int, b_c int, _corrupt_record string")
j("allowSingleQuotes off", {"allowSingleQuotes": "false"}, "{'a':1}\n{\"a\":'x'}\n{\"a\":2}\n", "a int, _corrupt_record string")
j("allowNumericLeadingZeros", {"allowNumericLeadingZeros": "true"}, '{"a":007}\n{"a":-01}\n', "a int, _corrupt_record string")
j("allowNonNumericNumbers off", {"allowNonNumericNumbers": "false"}, '{"a":NaN}\n{"a":"NaN"}\n{"a":-INF}\n{"a":1}\n', "a double, _corrupt_record string")
j("allowBackslashEscapingAnyCharacter", {"allowBackslashEscapingAnyCharacter": "true"}, '{"a":"\\q\\$"}\n', "a string, _corrupt_record string")
j("allowUnquotedControlChars", {"allowUnquotedControlChars": "true"}, '{"a":"x\ty"}\n', "a string, _corrupt_record string")
j("a flag that is no boolean", {"allowComments": "yes"}, '{"a":1}\n')
j("primitivesAsString", {"primitivesAsString": "true"}, '{"a":1,"b":true,"c":1.50,"d":null,"e":[1,2],"f":{"g":1e3}}\n')
j("prefersDecimal", {"prefersDecimal": "true"}, '{"a":1.5,"b":12.345,"c":1}\n{"a":10.25}\n')
j("dropFieldIfAllNull", {"dropFieldIfAllNull": "true"}, '{"a":null,"b":[],"c":{},"d":1,"e":{"f":null,"g":2}}\n')
j("samplingRatio of one", {"samplingRatio": "1.0"}, '{"a":1}\n{"b":2}\n')
j("samplingRatio of less", {"samplingRatio": "0.3"}, "".join('{"c%d":%d}\n' % (i, i) for i in range(8)))
j("samplingRatio with a schema", {"samplingRatio": "0.1"}, '{"a":1}\n', "a int")
j("samplingRatio of nothing", {"samplingRatio": "0"}, '{"a":1}\n')
j("samplingRatio that is no number", {"samplingRatio": "x"}, '{"a":1}\n')
j("inferTimestamp", {"inferTimestamp": "true"}, '{"a":"2024-01-31T12:00:00","b":"2024-01-31","c":"x","d":"2024-01-31 12:00:00.123"}\n')
j("inferTimestamp of a zone", {"inferTimestamp": "true", "timeZone": "Asia/Tokyo"}, '{"a":"2024-01-31T12:00:00Z","b":"2024-01-31T12:00:00"}\n')
j("inferTimestamp of formats", {"inferTimestamp": "true", "timestampFormat": "dd/MM/yyyy", "timestampNTZFormat": "yyyy.MM.dd"}, '{"a":"31/01/2024","b":"2024.01.31","c":"2024-01-31"}\n')
j("dateFormat", {"dateFormat": "dd/MM/yyyy"}, '{"d":"31/01/2024"}\n{"d":"2024-01-31"}\n{"d":"32/01/2024"}\n', "d date, _corrupt_record string")
j("timestampFormat", {"timestampFormat": "dd/MM/yyyy HH:mm"}, '{"t":"31/01/2024 12:30"}\n{"t":"2024-01-31T12:00:00"}\n', "t timestamp, _corrupt_record string")
j("timestampFormat with a zone in it", {"timestampFormat": "yyyy-MM-dd HH:mm XXX"}, '{"t":"2024-01-31 12:30 +02:00"}\n', "t timestamp")
j("timestampNTZFormat", {"timestampNTZFormat": "dd/MM/yyyy HH:mm"}, '{"t":"31/01/2024 12:30"}\n', "t timestamp_ntz, _corrupt_record string")
j("dateFormat that is wrong", {"dateFormat": "bogus pattern"}, '{"d":"31/01/2024"}\n', "d date")
j("timestampFormat that is wrong", {"timestampFormat": "yyyy-MM-dd bb"}, '{"d":"31/01/2024"}\n', "d timestamp")
j("dateFormat with the name of a month", {"dateFormat": "dd MMM yyyy"}, '{"d":"31 Jan 2024"}\n{"d":"01 Dec 2023"}\n', "d date")
j("locale", {"dateFormat": "dd MMMM yyyy", "locale": "fr-FR"}, '{"d":"31 janvier 2024"}\n', "d date")
j("locale of decimals", {"locale": "de-DE"}, '{"d":"1.000,5"}\n', "d decimal(10,2)")
j("locale that is English", {"locale": "en-GB", "dateFormat": "dd MMM yyyy"}, '{"d":"31 Jan 2024"}\n', "d date")
j("locale with nothing that asks for it", {"locale": "de-DE"}, '{"a":1}\n', "a int")
j("timeZone", {"timeZone": "Asia/Tokyo"}, ZONED, "t timestamp, d date")
j("timeZone that is none", {"timeZone": "Nowhere/Town"}, ZONED, "t timestamp, d date")
j("enableDateTimeParsingFallback", {"enableDateTimeParsingFallback": "true", "dateFormat": "dd/MM/yyyy", "timestampFormat": "dd/MM/yyyy"}, '{"d":"2024-01-31","t":"2024-01-31 12:00:00"}\n{"d":"31/01/2024","t":"31/01/2024"}\n{"d":"2024-1-3","t":"2024-1-3"}\n', "d date, t timestamp")
j("enableDateTimeParsingFallback off", {"enableDateTimeParsingFallback": "false"}, '{"d":"2024-1-3","t":"2024-1-3"}\n{"d":"19000","t":"19000"}\n', "d date, t timestamp")
j("enableDateTimeParsingFallback on", {"enableDateTimeParsingFallback": "true"}, '{"d":"2024-1-3","t":"2024-1-3"}\n{"d":"19000","t":"19000"}\n', "d date, t timestamp")
j("timeFormat", {"timeFormat": "HH.mm"}, '{"t":"12.30"}\n{"t":"12:30"}\n', "t time(6), _corrupt_record string")
j("times of day", {}, '{"t":"12:30:15.5"}\n{"t":"25:00"}\n{"t":"12:30"}\n', "t time(6), _corrupt_record string")
j("multiLine", {"multiLine": "true"}, '{\n "a": 1\n}\n', "a int, _corrupt_record string")
j("multiLine of an array", {"multiLine": "true"}, '[{"a": 1},\n{"a": 2}]', None)
j("multiLine that is wrong", {"multiLine": "true"}, '{\n "a": 1\n', "a int, _corrupt_record string")
j("lineSep", {"lineSep": ";"}, '{"a":1};{"a":2};\n', "a int, _corrupt_record string")
j("lineSep of several characters", {"lineSep": "||"}, '{"a":1}||{"a":2}', "a int")
j("lineSep that is empty", {"lineSep": ""}, '{"a":1}\n', "a int")
for charset in ("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32", "ISO-8859-1", "US-ASCII"):
    j(f"encoding {charset}", {"encoding": charset, "lineSep": "\n"}, '{"a":"é"}\n{"a":"x"}\n'.replace("é", "e" if charset == "US-ASCII" else "é").encode({"UTF-32": "utf-32-be"}.get(charset, charset)), "a string")
j("charset", {"charset": "ISO-8859-1", "lineSep": "\n"}, '{"a":"é"}\n'.encode("latin-1"), "a string")
j("encoding and multiLine", {"encoding": "UTF-16", "multiLine": "true"}, '{"a":"é"}\n'.encode("utf-16"), "a string")
j("encoding that is none", {"encoding": "nonsense"}, '{"a":1}\n', "a int")
j("encoding windows-1252", {"encoding": "windows-1252", "lineSep": "\n"}, '{"a":1}\n', "a int")
j("encoding without lineSep", {"encoding": "UTF-16LE"}, '{"a":1}\n'.encode("utf-16-le"), "a int")
for mode in ("PERMISSIVE", "DROPMALFORMED", "FAILFAST", "nonsense"):
    j(f"mode {mode}", {"mode": mode}, '{"a":1}\n{"a":"x"}\noops\n{"a":2}\n', "a int, _corrupt_record string")
    j(f"mode {mode}, pruned", {"mode": mode}, '{"a":"x","b":1}\n{"b":2}\n', "a int, b int, _corrupt_record string", ["b"])
    j(f"mode {mode}, corrupt record asked for", {"mode": mode}, '{"a":"x","b":1}\n{"b":2}\n', "a int, b int, _corrupt_record string", ["b", "_corrupt_record"])
    j(f"mode {mode}, no schema", {"mode": mode}, '{"a":1}\noops\n{"b":2}\n')
    j(f"mode {mode}, no column for corrupt records", {"mode": mode}, '{"a":1}\noops\n{"a":"x"}\n', "a int")
j("columnNameOfCorruptRecord", {"columnNameOfCorruptRecord": "bad"}, '{"a":1}\noops\n', "a int, bad string")
j("columnNameOfCorruptRecord found", {"columnNameOfCorruptRecord": "bad"}, '{"a":1}\noops\n')
j("columnNameOfCorruptRecord of another type", {"columnNameOfCorruptRecord": "bad"}, '{"a":1}\n', "a int, bad int")
j("columnNameOfCorruptRecord alone", {"columnNameOfCorruptRecord": "bad"}, '{"a":1}\noops\n', "a int, bad string", ["bad"])
j("columnNameOfCorruptRecord counted", {}, '{"a":1}\noops\n', "a int, _corrupt_record string", ["1"])
j("singleVariantColumn", {"singleVariantColumn": "v"}, '{"a":1,"b":[1,"x"]}\n[1]\n', None, ["to_json(v)"])
j("singleVariantColumn and what is wrong", {"singleVariantColumn": "v"}, '{"a":1}\noops\n', "v variant, _corrupt_record string", ["to_json(v)", "_corrupt_record"])
j("singleVariantColumn and a schema", {"singleVariantColumn": "v"}, '{"a":1}\n', "a int")
j("singleVariantColumn, schema", {"singleVariantColumn": "v"}, '{"a":1}\n', None)
j("explodeEmbeddedArray off", {"explodeEmbeddedArray": "false"}, '[{"a":1},{"a":2}]\n{"a":3}\n', "a int, _corrupt_record string")
j("explodeEmbeddedArray", {"explodeEmbeddedArray": "true"}, '[{"a":1},{"a":2}]\n{"a":3}\n', "a int, _corrupt_record string")
j("explodeEmbeddedArray of variants", {"explodeEmbeddedArray": "true", "singleVariantColumn": "v"}, '[{"a":1},{"a":2}]\n{"a":3}\n', None, ["to_json(v)"])
j("maxNestingDepth", {"maxNestingDepth": "3"}, '{"a":{"b":{"c":1}}}\n{"a":{"b":{"c":{"d":1}}}}\n', "a struct<b:struct<c:string>>, _corrupt_record string")
j("maxNumLen", {"maxNumLen": "3"}, '{"a":123}\n{"a":1234}\n', "a long, _corrupt_record string")
j("maxStringLen", {"maxStringLen": "3"}, '{"a":"abc"}\n{"a":"abcd"}\n', "a string, _corrupt_record string")
j("maxNestingDepth that is no number", {"maxNestingDepth": "x"}, '{"a":1}\n', "a int")
j("useUnsafeRow", {"useUnsafeRow": "true"}, '{"a":1}\n', "a int")
j("compression says nothing of reading", {"compression": "gzip"}, '{"a":1}\n', "a int")
j("compression that is none", {"compression": "nonsense"}, '{"a":1}\n', "a int")
j("ignoreNullFields", {"ignoreNullFields": "false"}, '{"a":1}\n', "a int")
j("pretty", {"pretty": "true"}, '{"a":1}\n', "a int")
j("sortKeys", {"sortKeys": "true"}, '{"b":1,"a":2}\n', "b int, a int")
j("writeNonAsciiCharacterAsCodePoint", {"writeNonAsciiCharacterAsCodePoint": "true"}, '{"a":"é"}\n', "a string")
j("the inferred schema of pruned columns", {}, '{"b":1,"a":"x"}\n{"c":1.5}\n', None, ["c", "a"])

# CSV.
def c(label, options, text, schema=None, select=None, files=None):
    case(f"csv: {label}", "csv", options, files or {"one.csv": text}, schema, select)
AC = "a int, b string, _corrupt_record string"
c("sep", {"sep": ";"}, "1;x,y\n", AB)
c("sep that is a tab", {"sep": "\\t"}, "1\tx\n", AB)
c("sep of several characters", {"sep": "||"}, "1||x|y\n", AB)
c("sep that is empty", {"sep": ""}, "1,x\n", AB)
c("sep that is escaped wrongly", {"sep": "\\q"}, "1,x\n", AB)
c("sep that is a backslash", {"sep": "\\"}, "1,x\n", AB)
c("delimiter", {"delimiter": "|"}, "1|x\n", AB)
c("sep before delimiter", {"delimiter": "|", "sep": ";"}, "1;x|y\n", AB)
c("encoding latin 1", {"encoding": "ISO-8859-1"}, "1,é\n".encode("latin-1"), AB)
c("charset", {"charset": "ISO-8859-1"}, "1,é\n".encode("latin-1"), AB)
c("encoding UTF-16LE", {"encoding": "UTF-16LE", "lineSep": "\n"}, "1,é\n2,x\n".encode("utf-16-le"), AB)
c("encoding UTF-16 and multiLine", {"encoding": "UTF-16", "multiLine": "true"}, "1,é\n2,x\n".encode("utf-16"), AB)
c("encoding UTF-16BE and multiLine", {"encoding": "UTF-16BE", "multiLine": "true"}, "1,é\n2,x\n".encode("utf-16-be"), AB)
c("encoding UTF-32 and multiLine", {"encoding": "UTF-32", "multiLine": "true"}, "1,é\n2,x\n".encode("utf-32-be"), AB)
c("encoding US-ASCII", {"encoding": "US-ASCII"}, "1,x\n", AB)
c("encoding windows-1252", {"encoding": "windows-1252"}, "1,x\n", AB)
c("encoding that is none", {"encoding": "nonsense"}, "1,x\n", AB)
c("encoding before charset", {"encoding": "UTF-8", "charset": "ISO-8859-1"}, "1,é\n", AB)
c("quote", {"quote": "'"}, "1,'x,y'\n2,\"z\"\n", AB)
c("quote of two characters", {"quote": "''"}, "1,x\n", AB)
c("quote that is empty", {"quote": ""}, '1,"x\n', AB)
c("escape", {"escape": "#"}, '1,"x#"y"\n2,"a#b"\n', AB)
c("escape that is the quote", {"escape": '"'}, '1,"x""y"\n', AB)
c("escape of two characters", {"escape": "##"}, "1,x\n", AB)
c("charToEscapeQuoteEscaping", {"escape": "#", "charToEscapeQuoteEscaping": "$"}, '1,"x$#"\n2,"y#"z"\n3,"a$$b"\n4,"a$#"\n', AB)
c("charToEscapeQuoteEscaping that is the escape", {"charToEscapeQuoteEscaping": "\\"}, '1,"x\\\\"\n', AB)
c("charToEscapeQuoteEscaping of a quote as escape", {"escape": '"', "charToEscapeQuoteEscaping": "\\"}, '1,"x\\""\n2,"a""b"\n3,"\\"\n', AB)
c("comment", {"comment": "#"}, "#no\n1,x\n2,#y\n #3,z\n", AB)
c("comment of two characters", {"comment": "##"}, "1,x\n", AB)
c("header", {"header": "true"}, "a,b\n1,x\n")
c("header that repeats names", {"header": "true"}, "a,A,b,b,\n1,2,3,4,5\n")
c("header of several files", {"header": "true"}, None, AB, None, {"1.csv": "a,b\n1,x\n", "2.csv": "a,b\n2,y\n"})
c("header that is no boolean", {"header": "yes"}, "a,b\n1,x\n")
c("header that is blank", {"header": "true"}, "\n\na,b\n1,x\n")
c("header alone", {"header": "true"}, "a,b\n")
c("enforceSchema off", {"header": "true", "enforceSchema": "false"}, "a,b\n1,x\n", AB)
c("enforceSchema off, other names", {"header": "true", "enforceSchema": "false"}, "a,c\n1,x\n", AB)
c("enforceSchema off, pruned", {"header": "true", "enforceSchema": "false"}, "a,c\n1,x\n", AB, ["a"])
c("enforceSchema off, other number", {"header": "true", "enforceSchema": "false"}, "a\n1\n", AB)
c("inferSchema", {"inferSchema": "true", "header": "true"}, "i,l,d,t,s,b,dt,n,e\n1,3000000000,1.5,2024-01-31 12:00:00,x,true,2024-01-31,12345678901234567890,\n")
c("inferSchema of mixed values", {"inferSchema": "true"}, "1,1,2024-01-31,true,1.5\n1.5,x,2024-01-31 12:00:00,1,3000000000\n")
c("inferSchema off", {"inferSchema": "false"}, "1,x\n")
c("samplingRatio of one", {"inferSchema": "true", "samplingRatio": "1.0"}, "1\n2\n")
c("samplingRatio of less", {"inferSchema": "true", "samplingRatio": "0.3"}, "1\n2\n3\n4\n5.5\n6\n7\n8\n")
c("samplingRatio of nothing", {"inferSchema": "true", "samplingRatio": "0"}, "1\n")
c("samplingRatio that is no number", {"inferSchema": "true", "samplingRatio": "x"}, "1\n")
c("preferDate", {"inferSchema": "true", "preferDate": "true"}, "2024-01-31\n")
c("preferDate off", {"inferSchema": "true", "preferDate": "false"}, "2024-01-31\n")
c("preferDate with a format", {"inferSchema": "true", "dateFormat": "dd/MM/yyyy"}, "31/01/2024,2024-01-31\n")
c("ignoreLeadingWhiteSpace", {"ignoreLeadingWhiteSpace": "true"}, " 1, x \n", AB)
c("ignoreTrailingWhiteSpace", {"ignoreTrailingWhiteSpace": "true"}, '1 , x \n2 ," y "\n', AB)
c("white space around numbers", {}, " 1, x \n", AC)
c("nullValue", {"nullValue": "-"}, '-,-\n1,"-"\n2,\n', AB)
c("emptyValue", {"emptyValue": "EMPTY"}, '1,""\n2,\n', AB)
c("emptyValue that is the nullValue", {"emptyValue": "-", "nullValue": "-"}, '1,""\n2,-\n', AB)
c("nanValue", {"nanValue": "nan"}, "nan\nNaN\n1\n", "a double, _corrupt_record string")
c("positiveInf", {"positiveInf": "inf"}, "inf\nInf\nInfinity\n", "a double, _corrupt_record string")
c("negativeInf", {"negativeInf": "-inf"}, "-inf\n-Inf\n-Infinity\n", "a float, _corrupt_record string")
c("dateFormat", {"dateFormat": "dd/MM/yyyy"}, "31/01/2024\n2024-01-31\n32/01/2024\n", "d date, _corrupt_record string")
c("timestampFormat", {"timestampFormat": "dd/MM/yyyy HH:mm"}, "31/01/2024 12:30\n2024-01-31T12:00:00\n", "t timestamp, _corrupt_record string")
c("timestampNTZFormat", {"timestampNTZFormat": "dd/MM/yyyy HH:mm"}, "31/01/2024 12:30\n2024-01-31T12:00:00\n", "t timestamp_ntz, _corrupt_record string")
c("dateFormat that is wrong", {"dateFormat": "bogus pattern"}, "31/01/2024\n", "d date")
c("timeFormat", {"timeFormat": "HH.mm"}, "12.30\n12:30\n", "t time(6), _corrupt_record string")
c("times of day", {}, "12:30:15.5\n25:00\n12:30\n", "t time(6), _corrupt_record string")
c("locale", {"dateFormat": "dd MMMM yyyy", "locale": "fr-FR"}, "31 janvier 2024\n", "d date")
c("locale of decimals", {"locale": "de-DE", "sep": ";"}, '"1.000,5"\n', "d decimal(10,2)")
c("locale that is English", {"locale": "en-GB", "dateFormat": "dd MMM yyyy"}, "31 Jan 2024\n", "d date")
c("locale with nothing that asks for it", {"locale": "de-DE"}, "1,x\n", AB)
c("timeZone", {"timeZone": "Asia/Tokyo"}, "2024-01-31 12:00:00\n", "t timestamp")
c("timeZone that is none", {"timeZone": "Nowhere/Town"}, "2024-01-31 12:00:00\n", "t timestamp")
c("enableDateTimeParsingFallback", {"enableDateTimeParsingFallback": "true", "dateFormat": "dd/MM/yyyy", "timestampFormat": "dd/MM/yyyy"}, "2024-01-31,2024-01-31 12:00:00\n31/01/2024,31/01/2024\n2024-1-3,2024-1-3\n", "d date, t timestamp")
c("enableDateTimeParsingFallback off", {"enableDateTimeParsingFallback": "false"}, "2024-1-3,2024-1-3\n19000,19000\n", "d date, t timestamp")
c("enableDateTimeParsingFallback on", {"enableDateTimeParsingFallback": "true"}, "2024-1-3,2024-1-3\n19000,19000\n", "d date, t timestamp")
c("multiLine", {"multiLine": "true"}, '1,"x\ny"\n2,z\n', AB)
c("multiLine off", {}, '1,"x\ny"\n2,z\n', AC)
c("multiLine with carriage returns", {"multiLine": "true"}, '1,"x\r\ny"\r\n2,z\r\n', AB)
c("lineSep", {"lineSep": ";"}, "1,x;2,y;", AB)
c("lineSep of two characters", {"lineSep": "||"}, "1,x||2,y", AB)
c("lineSep of three characters", {"lineSep": "|||"}, "1,x|||2,y", AB)
c("lineSep that is empty", {"lineSep": ""}, "1,x\n", AB)
c("lineSep and multiLine", {"lineSep": ";", "multiLine": "true"}, '1,"x\ny";2,z;', AB)
c("columnNameOfCorruptRecord", {"columnNameOfCorruptRecord": "bad"}, "1,x\noops,y\n", "a int, b string, bad string")
c("columnNameOfCorruptRecord of another type", {"columnNameOfCorruptRecord": "bad"}, "1,x\n", "a int, bad int")
c("columnNameOfCorruptRecord alone", {"columnNameOfCorruptRecord": "bad"}, "1,x\n", "a int, bad string", ["bad"])
c("columnNameOfCorruptRecord in the middle", {}, "1,x\noops,y\n1\n", "a int, _corrupt_record string, b string")
for mode in ("PERMISSIVE", "DROPMALFORMED", "FAILFAST", "nonsense"):
    c(f"mode {mode}", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n2,z\n", AC)
    c(f"mode {mode}, pruned", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n2,z\n", AC, ["b"])
    c(f"mode {mode}, pruned to the bad one", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n2,z\n", AC, ["a"])
    c(f"mode {mode}, corrupt record asked for", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n", AC, ["b", "_corrupt_record"])
    c(f"mode {mode}, no schema", {"mode": mode, "inferSchema": "true"}, "1,x\n2\n3,y,z\n")
    c(f"mode {mode}, no column for corrupt records", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n", AB)
    c(f"mode {mode}, counted", {"mode": mode}, "1,x\noops,y\n1\n1,x,z\n", AB, ["1"])
c("columnPruning off", {"columnPruning": "false", "mode": "DROPMALFORMED"}, "1,x\noops,y\n1\n", AB, ["b"])
c("maxColumns", {"maxColumns": "2"}, "1,x\n", AB)
c("maxColumns that are too few", {"maxColumns": "1"}, "1,x\n", AB)
c("maxColumns that is no number", {"maxColumns": "x"}, "1,x\n", AB)
c("maxCharsPerColumn", {"maxCharsPerColumn": "2"}, "1,xy\n", AB)
c("maxCharsPerColumn that are too few", {"maxCharsPerColumn": "2"}, "1,xyz\n", AB)
for handling in ("STOP_AT_CLOSING_QUOTE", "BACK_TO_DELIMITER", "STOP_AT_DELIMITER", "SKIP_VALUE", "RAISE_ERROR", "nonsense"):
    c(f"unescapedQuoteHandling {handling}", {"unescapedQuoteHandling": handling}, '1,"x"y"\n2,"a"b,c\n3,d\n4,"e"f","g"\n5,"x" y\n6,ab"cd"\n', AC)
c("inputBufferSize", {"inputBufferSize": "128"}, "1,x\n", AB)
c("inputBufferSize that is no number", {"inputBufferSize": "x"}, "1,x\n", AB)
c("singleVariantColumn", {"singleVariantColumn": "v", "header": "true"}, "a,b\n1,x\n2.5,\n2024-01-31,true\n", None, ["to_json(v)"])
c("singleVariantColumn without a header", {"singleVariantColumn": "v"}, "1,x\n2.5,\n", None, ["to_json(v)"])
c("singleVariantColumn, schema", {"singleVariantColumn": "v", "header": "true"}, "a,b\n1,x\n", None)
c("escapeQuotes", {"escapeQuotes": "false"}, "1,x\n", AB)
c("quoteAll", {"quoteAll": "true"}, "1,x\n", AB)
c("compression that is none", {"compression": "nonsense"}, "1,x\n", AB)
c("codec that is none", {"codec": "nonsense"}, "1,x\n", AB)
c("extension", {"extension": "abc"}, "1,x\n", AB)
c("extension that is too long", {"extension": "abcd"}, "1,x\n", AB)
c("a schema of fewer columns", {}, "1,x,2\n", AC)
c("a schema of more columns", {}, "1\n", "a int, b string, c int, _corrupt_record string")

# Text.
def t(label, options, text, schema=None, select=None, files=None):
    case(f"text: {label}", "text", options, files or {"one.txt": text}, schema, select)
t("wholetext", {"wholetext": "true"}, "one\ntwo\n")
t("wholetext of several files", {"wholetext": "true"}, None, None, None, {"1.txt": "one\n", "2.txt": "two\n", "3.txt": ""})
t("wholetext that is no boolean", {"wholetext": "yes"}, "one\n")
t("wholetext and lineSep", {"wholetext": "true", "lineSep": ";"}, "one;two\n")
t("lineSep", {"lineSep": ";"}, "one;two;\nthree")
t("lineSep of several characters", {"lineSep": "ab"}, "oneabtwoab")
t("lineSep that is empty", {"lineSep": ""}, "one\n")
t("lines of all kinds", {}, "one\r\ntwo\rthree\n\nfive")
t("encoding", {"encoding": "ISO-8859-1"}, "é\n".encode("latin-1"))
t("encoding UTF-16LE and lineSep", {"encoding": "UTF-16LE", "lineSep": "\n"}, "é\nx\n".encode("utf-16-le"))
t("encoding that is none", {"encoding": "nonsense"}, "x\n")
t("bytes that are no UTF-8", {}, b"a\xffb\n")
t("a mark of the byte order", {}, b"\xef\xbb\xbfa\nb\n")
t("compression that is none", {"compression": "nonsense"}, "x\n")
t("a schema of another name", {}, "x\n", "line string")
t("a schema of two columns", {}, "x\n", "a string, b string")
t("a schema of another type", {}, "1\n", "a int")
t("no column", {}, "x\ny\n", None, ["1"])

# Compressed files: what they are goes by their names.
ROWS = "SELECT * FROM VALUES (1, 'x'), (2, 'yy') AS t(a, b)"
for format, schema in (("json", AB), ("csv", AB), ("text", None)):
    query = ROWS if schema else "SELECT b AS value FROM (" + ROWS + ")"
    for codec in ("gzip", "bzip2", "deflate", "snappy", "lz4"):
        case(f"{format}: written with {codec}", format, {}, written(query, format, compression=codec), schema)
    case(f"{format}: written with lz4, a longer one", format, {}, written(f"SELECT {'id AS a, repeat(CAST(id AS STRING), 20) AS b' if schema else 'repeat(CAST(id AS STRING), 20) AS value'} FROM range(0, 400, 1, 1)", format, compression="lz4"), schema, ["count(*)", "sum(length(%s))" % ("b" if schema else "value")])
    case(f"{format}: written with snappy, a longer one", format, {}, written(f"SELECT {'id AS a, repeat(CAST(id AS STRING), 20) AS b' if schema else 'repeat(CAST(id AS STRING), 20) AS value'} FROM range(0, 400, 1, 1)", format, compression="snappy"), schema, ["count(*)", "sum(length(%s))" % ("b" if schema else "value")])
LONG = "".join('{"a":%d,"b":"%s"}\n' % (i, "xyz" * (i % 7)) for i in range(3000))
SUMS = ["count(*)", "sum(a)", "sum(length(b))"]
case("compressed: bzip2 of a longer file", "json", {}, {"one.json.bz2": bz2.compress(LONG.encode(), 1)}, AB, SUMS)
case("compressed: bzip2 of runs", "text", {}, {"one.txt.bz2": bz2.compress(("a" * 1000 + "\n" + "b" * 259 + "\n").encode())}, None, ["length(value)"])
case("compressed: bzip2 of nothing", "text", {}, {"one.txt.bz2": bz2.compress(b"")}, None)
case("compressed: two bzip2 files in one", "text", {}, {"one.txt.bz2": bz2.compress(b"one\n") + bz2.compress(b"two\n")}, None)
case("compressed: bzip2 that is damaged", "text", {}, {"one.txt.bz2": bz2.compress(b"one\n")[:-12] + b"123456789012"}, None)
case("compressed: bzip2 that is cut off", "text", {}, {"one.txt.bz2": bz2.compress(("x" * 5000).encode())[:30]}, None)
case("compressed: two gzip files in one", "text", {}, {"one.txt.gz": gzip.compress(b"one\n") + gzip.compress(b"two\n")}, None)
case("compressed: gzip that is none", "text", {}, {"one.txt.gz": b"plain\n"}, None)
case("compressed: gzip that is cut off", "text", {}, {"one.txt.gz": gzip.compress(b"one two three four\n" * 50)[:30]}, None)
case("compressed: gzip that is none, passed over", "text", {"ignoreCorruptFiles": "true"}, {"one.txt.gz": b"plain\n", "two.txt": b"two\n"}, None)
case("compressed: csv that is none, passed over", "csv", {"ignoreCorruptFiles": "true"}, {"one.csv.gz": b"1,x\n", "two.csv": b"2,y\n"}, AB)
case("compressed: json that is none, passed over", "json", {"ignoreCorruptFiles": "true"}, {"one.json.gz": b'{"a":1}\n', "two.json": b'{"a":2}\n'}, AB)
case("compressed: zstd", "text", {}, {"one.txt.zst": pyarrow.compress(b"one\n", "zstd", asbytes=True)}, None)
case("compressed: deflate", "text", {}, {"one.txt.deflate": zlib.compress(b"one\n")}, None)
case("compressed: an ending in capitals", "text", {}, {"one.txt.GZ": gzip.compress(b"one\n")}, None, ["length(value) > 3"])
case("compressed: another name", "text", {}, {"one.gzip": b"plain\n"}, None)
case("compressed: zlib by another ending", "text", {}, {"one.txt.xz": b"plain\n"}, None)
case("compressed: wholetext", "text", {"wholetext": "true"}, {"one.txt.gz": gzip.compress(b"one\ntwo\n")}, None)

# Parquet.
def p(label, options, files, schema=None, select=None):
    case(f"parquet: {label}", "parquet", options, files, schema, select)
WIDER = {**{f"a-{k}": v for k, v in written("SELECT 1 AS a, 'x' AS b, repeat('y', 2000) AS big", "parquet").items()}, **{f"b-{k}": v for k, v in written("SELECT 2 AS a, 1.5D AS c", "parquet").items()}}
CLASH = {**{f"a-{k}": v for k, v in written("SELECT 1 AS a", "parquet").items()}, **{f"b-{k}": v for k, v in written("SELECT 'x' AS a", "parquet").items()}}
LONGER = {**{f"a-{k}": v for k, v in written("SELECT 1 AS a", "parquet").items()}, **{f"b-{k}": v for k, v in written("SELECT 2L AS a", "parquet").items()}}
p("mergeSchema", {"mergeSchema": "true"}, WIDER, None, ["a", "b", "c"])
p("mergeSchema off", {"mergeSchema": "false"}, WIDER, "a int, b string", ["a", "b"])
p("mergeSchema of types that clash", {"mergeSchema": "true"}, CLASH)
p("mergeSchema of int and long", {"mergeSchema": "true"}, LONGER)
p("mergeSchema that is no boolean", {"mergeSchema": "yes"}, ONE_PARQUET)
for codec in ("none", "snappy", "gzip", "zstd", "lz4", "lz4_raw", "brotli", "lzo"):
    p(f"written with {codec}", {}, written(ROWS, "parquet", compression=codec))
OLD = "SELECT DATE'1500-01-01' AS d, TIMESTAMP'1500-01-01 00:00:00' AS t"
for rebase in ("CORRECTED", "LEGACY", "EXCEPTION"):
    old = written(OLD, "parquet", conf={"spark.sql.parquet.datetimeRebaseModeInWrite": "LEGACY" if rebase != "CORRECTED" else "CORRECTED", "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS"})
    p(f"datetimeRebaseMode {rebase}", {"datetimeRebaseMode": rebase}, old)
p("datetimeRebaseMode of new times", {"datetimeRebaseMode": "LEGACY"}, written("SELECT DATE'2024-01-31' AS d, TIMESTAMP'2024-01-31 12:00:00' AS t", "parquet"))
p("datetimeRebaseMode that is none", {"datetimeRebaseMode": "nonsense"}, ONE_PARQUET)
int96 = written("SELECT TIMESTAMP'2024-01-31 12:00:00.123456' AS t, TIMESTAMP_NTZ'2024-01-31 12:00:00' AS n", "parquet", conf={"spark.sql.parquet.outputTimestampType": "INT96"})
for rebase in ("CORRECTED", "LEGACY", "nonsense"):
    p(f"int96RebaseMode {rebase}", {"int96RebaseMode": rebase}, int96)
millis = written("SELECT TIMESTAMP'2024-01-31 12:00:00.123456' AS t", "parquet", conf={"spark.sql.parquet.outputTimestampType": "TIMESTAMP_MILLIS"})
p("times in milliseconds", {}, millis)
legacy = written("SELECT array(1, NULL) AS a, 1.25BD AS d, map('k', 1) AS m, named_struct('x', 1) AS s", "parquet", conf={"spark.sql.parquet.writeLegacyFormat": "true"})
p("the legacy form", {}, legacy)
TYPES = written("SELECT CAST(1 AS TINYINT) b, CAST(2 AS SMALLINT) s, 3 i, 4L l, CAST(1.5 AS FLOAT) f, 2.5D d, 1.25BD n, CAST(1 AS DECIMAL(38,10)) w, true t, 'x' v, X'01FF' x, DATE'2024-01-31' dt, TIMESTAMP'2024-01-31 12:00:00' ts, TIMESTAMP_NTZ'2024-01-31 12:00:00' z, array(1, NULL) a, map('k', 1) m, named_struct('x', 1, 'y', array('z')) st", "parquet")
p("all types", {}, TYPES)
p("a schema that is wider", {}, TYPES, "i long, f double, dt timestamp_ntz, b int, n decimal(20,5)")
p("a schema that is narrower", {}, TYPES, "l int")
p("a schema that does not fit", {}, TYPES, "v int")
p("a schema of text for a number", {}, TYPES, "i string")
p("a schema with other columns", {}, TYPES, "i int, nope string")
p("a schema in another case", {}, TYPES, "I int, V string")
p("a schema with fewer fields", {}, TYPES, "st struct<y:array<string>>")
p("a schema with more fields", {}, TYPES, "st struct<y:array<string>,w:int>")
p("a schema of a timestamp for one without zone", {}, TYPES, "z timestamp")
p("a schema without zone for a timestamp", {}, TYPES, "ts timestamp_ntz")
p("ignoreCorruptFiles", {"ignoreCorruptFiles": "true"}, {**ONE_PARQUET, "bad.parquet": b"nonsense, and a good deal of it"}, AB)
p("ignoreCorruptFiles off", {}, {**ONE_PARQUET, "bad.parquet": b"nonsense, and a good deal of it"}, AB)
p("ignoreCorruptFiles to find the schema", {"ignoreCorruptFiles": "true"}, {"a-bad.parquet": b"nonsense, and a good deal of it", **ONE_PARQUET})
p("only damaged files", {"ignoreCorruptFiles": "true"}, {"bad.parquet": b"nonsense, and a good deal of it"})
p("an empty file", {}, {"empty.parquet": b""}, AB)
p("metadata of row numbers", {}, ONE_PARQUET, None, ["a", "_metadata.row_index"])
p("partitions", {}, written(ROWS, "parquet", ["a"]), None, ["a", "b"])
p("no files", {}, {"_other": b""})
p("no columns", {}, ONE_PARQUET, None, ["1"])
p("variants", {}, written("SELECT parse_json('{\"a\":1}') AS v", "parquet"), None, ["to_json(v)"])
p("intervals", {}, written("SELECT INTERVAL '1' DAY AS d, INTERVAL '1-2' YEAR TO MONTH AS y", "parquet"))
case("json: no files", "json", {}, {"_other": ""})
case("csv: no files", "csv", {}, {"_other": ""})
case("text: no files", "text", {}, {"_other": ""})
case("json: empty files", "json", {}, {"one.json": ""})
case("csv: empty files", "csv", {"inferSchema": "true"}, {"one.csv": ""})
case("json: no such path", "json", {}, {"one.json": ""}, None, None, "none")


def lay(folder, files):
    for name, value in files.items():
        spec = value if isinstance(value, dict) else {"content": value, "modified": NOON}
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = spec["content"]
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (spec["modified"], spec["modified"]))


def plain(value):
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def run(folder, one):
    options = {name: value.replace("$FOLDER", str(folder)) for name, value in one["options"].items()}
    reader = spark.read.format(one["format"]).options(**options)
    if one["schema"] is not None:
        reader = reader.schema(one["schema"])
    frame = reader.load(str(folder / one["path"]) if one["path"] else str(folder))
    schema = frame.schema.simpleString()
    if one["where"] is not None:
        frame = frame.where(one["where"])
    if one["select"] is not None:
        frame = frame.selectExpr(*one["select"])
    names = [f"c{at}" for at in range(len(frame.columns))]
    shown = frame.toDF(*names)
    rows = shown.selectExpr(*[f"to_json({name})" if type.startswith("variant") else f"CAST({name} AS STRING)" for name, type in shown.dtypes]).collect()
    return {"types": schema, "rows": [list(row) for row in rows]}


records = []
for at, one in enumerate(CASES):
    folder = temp / f"case{at}"
    folder.mkdir()
    lay(folder, one["files"])
    record = {name: plain(value) for name, value in one.items() if value is not None}
    try:
        record.update(run(folder, one))
    except PySparkException as error:
        record["error"] = error.getCondition()
        if record["error"] is None:
            record["text"] = str(error).replace(str(temp), "")[:200]
    except Exception as error:  # Java's errors, which have no condition
        record["error"] = None
        record["text"] = str(getattr(error, "java_exception", error)).split("\n")[0].replace(str(temp), "")[:200]
    records.append(record)
    shutil.rmtree(folder)


def names_of(path):
    companion = spark._jvm
    for part in path.split("."):
        companion = getattr(companion, part)
    return sorted(spark._jvm.scala.jdk.javaapi.CollectionConverters.asJava(companion.getAllOptions()))


# Of these Spark keeps no list.
FILES = [
    "archivePathFilter", "basePath", "ignoreCorruptFiles", "ignoreMissingFiles", "ignoredPathSegmentRegex", "maxRecordsPerFile",
    "modifiedAfter", "modifiedBefore", "partitionOverwriteMode", "pathGlobFilter", "recursiveFileLookup", "timeZone",
]


package = "org.apache.spark.sql"
names = {
    "json": names_of(f"{package}.catalyst.json.JSONOptions"),
    "csv": names_of(f"{package}.catalyst.csv.CSVOptions"),
    "text": names_of(f"{package}.execution.datasources.text.TextOptions"),
    "parquet": names_of(f"{package}.execution.datasources.parquet.ParquetOptions"),
    "files": FILES,
}
target.write_text(
    json.dumps({"spark": spark.version, "options": names, "noon": NOON}, ensure_ascii=True)[:-1]
    + ', "cases": [\n' + ",\n".join(json.dumps(record, ensure_ascii=True) for record in records) + "\n]}\n"
)
print(len(records), "cases")
spark.stop()

