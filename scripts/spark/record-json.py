"""Records how real Spark reads JSON files: the golden files of src/engine/sources/json.

Usage: TZ=UTC python scripts/spark/record-json.py [FOLDER]
"""

import base64
import datetime
import decimal
import json
import math
import pathlib
import sys
import tempfile
import warnings

from pyspark.errors import PySparkException
from pyspark.sql import Row, SparkSession

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/engine/sources/json/golden")
folder.mkdir(parents=True, exist_ok=True)
ZONE = "America/New_York"
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", ZONE)
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
temp = pathlib.Path(tempfile.mkdtemp())
C = "_corrupt_record string"


def plain(value):
    """A value as JSON that loses nothing the test compares; the test writes its own values the same way."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Row):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return [[plain(key), plain(item)] for key, item in sorted(value.items())]
    return [plain(item) for item in value]


def refusal(error):
    cause = None
    text = str(error)
    for condition in ("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", "MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_STRING_AS_DATATYPE"):
        if condition in text:
            cause = condition
    name = error.getCondition() if isinstance(error, PySparkException) else type(error).__name__
    return {"error": name, "cause": cause} if cause else {"error": name}


cases = []


def case(name, schema, content, select=None, **options):
    cases.append((name, schema, content if isinstance(content, bytes) else content.encode(), select, options))


VALUES = [
    "null", "true", "false", '"true"', '"FALSE"', "0", "-0", "1", "-1", "12", "127", "128", "200", "255", "256", "-128", "-129",
    "32767", "32768", "65535", "-32769", "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "123456789012345678901234567890",
    "1.0", "1.5", "-2.5", "1.005", "0.1", "1e3", "1E-3", "1e+2", "1e400", "1e-400", "1.50", "0.00", "-0.0", "99999999.994", "99999999.995",
    "3.4028236e38", "1e39", "16777217", "NaN", "Infinity", "-Infinity", "+Infinity", "INF", "-INF", "+INF", "nan", "+1", "01", "-01", "00", ".5", "1.", "1.e3", "-", "1e", "0x10", "1_000", "12L",
    '""', '" "', '"12"', '" 12 "', '"1.5"', '"NaN"', '"INF"', '"+INF"', '"-INF"', '"Infinity"', '"+Infinity"', '"-Infinity"', '"1,000.5"', '"1e3"', '"+5"', '"-5.125"', '"abc"', '".5"', '"5."', '","',
    '"2024-01-02"', '"2024-1-2"', '"2024-13-02"', '"2024-02-30"', '"2024"', '"2024-03"', '"12345"', '"123"', '"-5"', '"-141428"', '"-200000"', '"-100000"', '"20240102"', '"2024-01-02T03:04:05"', '"2024-01-02 03:04:05.123456789"', '"2024-01-02T03:04:05Z"',
    '"2024-01-02T03:04:05+05:30"', '"2024-01-02 03:04:05 Europe/Zurich"', '"2024-01-02 3:4:5"', '"2024-01-02 03:04"', '"2024-01-02T25:00:00"', '" 2024-01-02 "', '"2024-01-02x"', '"2024-01-02Tx"', '"2024-01-02 03:04:05.5 UTC"', '"2024-03-10 02:30:00"', '"2024-11-03 01:30:00"', '"1700-01-01"', '"0001-01-01 00:00:00"', '"9999-12-31 23:59:59.999999"', '"2024-01-02T03:04:05.1-0800"', '"2024-01-02T03:04:05-08"', '"2024-01-02T03:04:05GMT+2"', '"2024/01/02"',
    '"AQID"', '"AQI="', '"AQI"', '"A"', '"AQ ID"', '"A_-/"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00x"', '"a\\tb\\n\\"\\\\\\/"', '"é😀"', '"\\u0000"',
    "[]", "[1, 2]", "[1,null,3]", '[1,"x",3]', "[1.5]", "[[1],[2]]", '["a" , "b"]', "{}", '{"x": 1}', '{"x":1,"y":"z"}', '{"y":2,"x":"bad"}', '{"x":1,"x":2}', '{ "k" : 5 , "k" : 6 }', '{"k":"bad","j":1}', '{"x":{"y":1}}', '{"x":null}', '[{"x":1},{"x":"b","y":"c"},null,5]', '{"1":1}', '[{"x":1},{"x":"b","y":"c"},null]', '{"k":{"x":"bad","y":"q"},"j":{"x":1}}', '{"k":{"x":"bad","y":"q"},"j":1}', '[{"k":"bad"},{"k":1}]', '[[{"x":"b"}]]',
]
TYPES = {
    "boolean": "boolean", "byte": "byte", "short": "short", "int": "int", "long": "long", "float": "float", "double": "double", "string": "string",
    "decimal": "decimal(10,2)", "wide-decimal": "decimal(38,10)", "whole-decimal": "decimal(20,0)", "date": "date", "timestamp": "timestamp", "timestamp-ntz": "timestamp_ntz", "binary": "binary",
    "array": "array<int>", "map": "map<string,int>", "struct": "struct<x:int,y:string>", "array-of-structs": "array<struct<x:int,y:string>>", "map-of-structs": "map<string,struct<x:int,y:string>>", "nested-array": "array<array<int>>", "struct-deep": "struct<x:struct<y:int,z:string>>", "array-of-strings": "array<string>", "void": "void",
    "array-of-doubles": "array<double>", "array-of-maps": "array<map<string,int>>"
}
for label, type_ in TYPES.items():
    # One file with a value a line: what a value means does not depend on its neighbours.
    case(f"values of {label}", f"c {type_}, z int, {C}", "\n".join(f'{{"c":{v},"z":7}}' for v in VALUES))
    case(f"{label} dropped", f"c {type_}, z int", "\n".join(f'{{"c":{v},"z":7}}' for v in VALUES), mode="DROPMALFORMED")

AB = f"a int, b string, {C}"
GOOD = '{"a":1,"b":"x"}'
RECORDS = {
    "good": GOOD, "blank lines": f"\n  \n{GOOD}\n\t\n\n", "no newline": GOOD, "crlf": f"{GOOD}\r\n{GOOD}\r\n", "lone cr": f"{GOOD}\r{GOOD}\r", "empty file": "", "only newline": "\n",
    "empty object": "{}", "bom": "\ufeff" + GOOD + "\n\ufeff" + GOOD, "text after": f"{GOOD} garbage\n{GOOD}{GOOD}\n{GOOD},", "top array": f"[{GOOD},{GOOD}]", "empty array": "[]", "array with scalar": f"[{GOOD},5,{GOOD}]", "array with null": f"[{GOOD},null]", "array with array": f"[[{GOOD}]]", "array bad field": '[{"a":"x","b":"y"},{"a":2,"b":"z"}]', "array unclosed": f"[{GOOD}", "array trailing comma": f"[{GOOD},]",
    "scalar": "5", "scalar string": '"x"', "scalar null": "null", "scalar true": "true", "scalar word": "foo", "nbsp": "\u00a0", "comma": ",", "close": "}",
    "unclosed": '{"a":1,"b":"x"', "unclosed string": '{"a":1,"b":"x', "only open": "{", "trailing comma": '{"a":1,"b":"x",}', "leading comma": '{,"a":1}', "double comma": '{"a":1,,"b":"x"}', "missing colon": '{"a" 1}', "missing value": '{"a":}', "missing comma": '{"a":1 "b":"x"}', "mismatch": '{"a":[1}', "mismatch skipped": '{"q":[1},"a":1}',
    "single quotes": "{'a':1,'b':'x'}", "single in double": '{"a":1,"b":"it\'s"}', "escaped single": r"""{"a":1,"b":"it\'s"}""", "mixed quotes": "{'a':1,\"b\":'x'}", "unquoted key": "{a:1}", "comments": '{"a":1/*c*/,"b":"x"}', "line comment": '{"a":1,"b":"x"}//c', "hash comment": '{"a":1,"b":"x"} #c',
    "control char": '{"a":1,"b":"x\ty"}', "control in key": '{"a":1,"b\t":"x"}', "control outside": '{"a":1,\x0b"b":"x"}', "form feed": '{"a":1,\x0c"b":"x"}', "nul char": '{"a":1,\x00"b":"x"}', "nul first": '\x00{"a":1}', "nul second": '{\x00"a":1}', "bad escape": r'{"a":1,"b":"x\qy"}', "bad escape then good": r'{"b":"x\q,"a":5}', "bad escape skipped": r'{"a":1,"q":"x\qy"}', "bad unicode escape": r'{"a":1,"b":"\u12g4"}', "short unicode escape": r'{"a":1,"b":"\u12"}', "escape at end": '{"a":1,"b":"x\\',
    "escaped key": r'{"\u0061":1,"\u0062":"x"}', "escaped key quote": r'{"a\"":1,"b":"x"}', "case of keys": '{"A":1,"B":"x"}', "case both": '{"A":1,"a":2}', "duplicate keys": '{"a":1,"a":2,"b":"x"}', "duplicate bad good": '{"a":"bad","a":2}', "duplicate good bad": '{"a":2,"a":"bad"}', "duplicate null": '{"a":2,"a":null}', "empty key": '{"":1,"a":2}', "dotted key": '{"a.b":1,"a":2}', "key in nested": '{"q":{"a":5},"a":1}',
    "unknown fields": '{"q":1,"a":2,"r":[1,{"s":"t"}],"b":"x"}', "skipped bad number": '{"q":01,"a":1}', "skipped bad number late": '{"a":1,"q":01}', "skipped NaN": '{"q":NaN,"a":1}', "skipped minus": '{"q":-,"a":1}', "skipped word": '{"q":foo,"a":1}', "skipped long number": '{"q":' + "1" * 1001 + ',"a":1}', "long number": '{"a":' + "1" * 1001 + ',"b":"x"}', "number 1000": '{"q":' + "1" * 1000 + ',"a":1}', "glued tokens": '{"a":1true}', "glued word": '{"a":truex}', "glued null": '{"a":nullx}', "null then quote": '{"a":null"b":1}', "number then quote": '{"a":1"b":"x"}', "number letter": '{"a":1x,"b":"y"}', "first bad then malformed": '{"a":"bad","b":"x"', "field bad and malformed after": '{"a":"bad","b":"x",}', "value before malformed": '{"b":"x","a":1,}',
    "deep array ok": '{"q":' + "[" * 999 + "]" * 999 + ',"a":1}', "deep array": '{"q":' + "[" * 1000 + "]" * 1000 + ',"a":1}', "deep unclosed": '{"q":' + "[" * 5000, "spaces": ' \t{ "a" : 1 , "b" : "x" } \t', "corrupt given": '{"a":1,"_corrupt_record":"given"}', "corrupt given and bad": '{"a":"x","_corrupt_record":"given"}',
    "bad then good": 'oops\n{"a":1,"b":"x"}\n{"a":"bad","b":"y"}\n{"a":3}', "long string": '{"a":1,"b":"' + "x" * 20000 + '"}', "string of object": '{"a":1,"b":{"k" : [1, 2.50, "\\u0041"]}}', "string of number": '{"a":1,"b":1.50}', "string of big": '{"a":1,"b":12345678901234567890123}', "string of exp": '{"a":1,"b":1E2}', "string of bool": '{"a":1,"b":true}', "string of nan": '{"a":1,"b":NaN}', "string of -inf": '{"a":1,"b":-INF}', "string of minus zero": '{"a":1,"b":-0}', "string of empty": '{"a":1,"b":[ ]}', "string of bad object": '{"a":1,"b":{"k":[1,}}', "string of single quoted": "{\"a\":1,\"b\":{'k':'v'}}", "string of duplicate": '{"a":1,"b":{"k":1,"k":2}}', "surrogates": r'{"a":1,"b":"\ud83d\ude00 \ud83d \ude00\ud83d"}', "unpaired end": r'{"a":1,"b":"\ud83d"}', "two highs": r'{"b":"\ud83d\ud83d\ude00"}', "del": '{"a":1,"b":"x\x7fy"}', "c1": '{"a":1,"b":"x\u0085y"}', "line separator": '{"a":1,"b":"x\u2028y"}',
}
for name, content in RECORDS.items():
    case(f"record: {name}", AB, content)
BYTES = {
    "bad utf8": b'{"a":1,"b":"x\xffy"}', "bad utf8 alone": b'{"b":"\xff"}', "bad utf8 last": b'{"b":"y\xff","a":1}', "truncated utf8": b'{"a":1,"b":"\xc3"}', "overlong": b'{"a":1,"b":"\xc0\x80"}', "surrogate utf8": b'{"a":1,"b":"\xed\xa0\x80"}', "five byte": b'{"a":1,"b":"\xf8\x88\x80\x80\x80"}', "over max": b'{"a":1,"b":"\xf4\x90\x80\x80"}', "surrogate skipped": b'{"a":1,"q":"\xed\xa0\x80","b":"x"}', "over max skipped": b'{"a":1,"q":"\xf4\x90\x80\x80","b":"x"}', "surrogate in key": b'{"a":1,"\xed\xa0\x80":1}', "bad utf8 skipped": b'{"a":1,"q":"\xff"}', "bad utf8 in key": b'{"a":1,"\xff":1}', "bad utf8 in wanted text": b'{"a":1,"b":{"k":"\xff"}}', "latin1": 'é'.encode("latin1") , "bad utf8 middle": b'{"a":1,"b":"\xe2\x28\xa1","c":1}', "continuation": b'{"a":1,"b":"\x80"}', "bad utf8 outside": b'{"a":1,\xff"b":"x"}', "cut in line": b'{"a":1,"b":"\xe2\x82', "ok multi": '{"a":1,"b":"ü€😀"}'.encode(),
}
for name, content in BYTES.items():
    case(f"bytes: {name}", AB, content)
    case(f"bytes: {name}, line after", AB, content + b'\n{"a":2,"b":"ok"}')

BAD_A = '{"a":"bad","b":"x"}\n{"a":1,"b":"y"}\n{oops\n{"b":"z"}'
for select in (["b"], ["a"], ["b", "_corrupt_record"], ["a", "_corrupt_record"], ["_corrupt_record"], [], ["b", "a"]):
    case(f"pruned to {','.join(select) or 'nothing'}", AB, BAD_A, select=select)
    case(f"pruned to {','.join(select) or 'nothing'}, dropped", AB, BAD_A, select=select, mode="DROPMALFORMED")
for name in ("good", "trailing comma", "scalar null", "bad then good", "empty array", "array with scalar", "array bad field", "unclosed", "blank lines", "bad escape", "text after"):
    case(f"failfast: {name}", AB, RECORDS[name], mode="FAILFAST")
    case(f"failfast without corrupt column: {name}", "a int, b string", RECORDS[name], mode="failfast")
    case(f"dropped: {name}", AB, RECORDS[name], mode="DROPMALFORMED")
    case(f"no corrupt column: {name}", "a int, b string", RECORDS[name])
    case(f"multi line: {name}", AB, RECORDS[name], multiLine="true")
case("failfast pruned", AB, '{"a":"bad","b":"x"}', select=["b"], mode="FAILFAST")
case("mode unknown", AB, BAD_A, mode="whatever")
case("mode permissive in lower case", AB, BAD_A, mode="permissive")
case("other corrupt name", "a int, bad string", 'x\n{"a":"q"}\n{"a":1}', columnNameOfCorruptRecord="bad")
case("corrupt record of wrong type", "a int, _corrupt_record int", '{"a":1}\nx')
case("corrupt record first", "_corrupt_record string, a int", '{"a":1}\nx')
for name in ("single in double", "crlf", "bom", "nul second", "comments", "string of object", "string of number", "deep array", "lone cr", "only newline", "empty file", "top array", "unclosed string", "bad unicode escape"):
    case(f"multi line: {name}", AB, RECORDS[name], multiLine="true")
case("multi line: pretty", AB, '{\n  "a": 1,\n  "b": "x"\n}\n')
case("multi line: pretty array", AB, '[\n  {"a": 1},\n  {"a": "x",\n "b": "y"}\n]\n', multiLine="true")
case("multi line: two documents", AB, '{"a":1}\n{"a":2}\n', multiLine="true")
case("multi line: pretty object", AB, '{\n  "a": 1,\n  "b": {"k" :\n 2.50}\n}\n', multiLine="true")
case("multi line: bad", AB, '{\n  "a": "x",\n  "b": "y"\n}\n', multiLine="true")
case("multi line: malformed", AB, '{\n  "a": 1,\n', multiLine="true")
case("multi line: bad utf8", AB, b'{\n  "a": 1,"b":"\xff"}', multiLine="true")
case("multi line: failfast", AB, '{\n  "a": 1,\n', multiLine="true", mode="FAILFAST")
case("line separator |", AB, '{"a":1}|{"a":2}|\n|{"a":3}', lineSep="|")
case("line separator ||", AB, '{"a":1}||{"a":2}|{"a":5}||{"a":3}||', lineSep="||")
case("line separator crlf", AB, '{"a":1}\r\n{"a":2}\n{"a":4}', lineSep="\r\n")
case("line separator with newline inside", AB, '{"a":\n1}|{"a":2}', lineSep="|")
FLAGS = {
    "allowComments": '{"a":1/*c*/,"b":"x"}\n{"a":1}//c\n/*x*/{"a":3}\n{"a":1}#c\n{"a":/*1*/2,//\n', "allowUnquotedFieldNames": '{a:1,b:"x"}\n{a-b:1}\n{$a:1,a:2}\n{1a:1}\n{é:1,a:2}\n{a :1}\n{a"b":1}', "allowNumericLeadingZeros": '{"a":01}\n{"a":-007,"b":007}\n{"a":00}\n{"a":0}\n{"a":00.5}\n{"b":00.50}', "allowBackslashEscapingAnyCharacter": '{"b":"\\q\\u0041\\é"}\n{"b\\q":1}', "allowUnquotedControlChars": '{"b":"x\ty"}\n{"b\t":1,"a":2}', "allowSingleQuotes": "{'a':1}\n{\"a\":1}\n{\"a\":2,\"b\":\"it's\"}\n{\"b\":\"it\\'s\"}",
    "allowNonNumericNumbers": '{"a":NaN,"b":"x"}\n{"a":1,"b":Infinity}\n{"a":1,"b":-INF}',
}
for flag, content in FLAGS.items():
    for value in ("true", "false"):
        case(f"{flag}={value}", AB, content, **{flag: value})
D = f"d double, f float, {C}"
for value in ("true", "false"):
    case(f"non-numeric doubles {value}", D, '{"d":NaN,"f":"NaN"}\n{"d":"Infinity","f":-Infinity}\n{"d":"-INF","f":+INF}\n{"d":"1.5"}', allowNonNumericNumbers=value)
WHEN = f"d date, t timestamp, n timestamp_ntz, {C}"
DAYS = ['{"d":"02/01/2024","t":"02/01/2024 03:04","n":"02/01/2024 03:04"}', '{"d":"2024-01-02","t":"2024-01-02 03:04:05","n":"2024-01-02 03:04:05"}', '{"d":"2/1/2024","t":"2/1/2024 3:04","n":"2/1/2024 3:04"}', '{"d":5,"t":5,"n":5}', '{"d":"31/02/2024"}', '{"d":" 02/01/2024"}', '{"d":"02/01/2024 "}', '{"d":"02/01/24"}', '{"d":"32/01/2024"}', '{"d":"02/01/2024","t":"02/01/2024 24:00"}']
case("formats day first", WHEN, "\n".join(DAYS), dateFormat="dd/MM/yyyy", timestampFormat="dd/MM/yyyy HH:mm", timestampNTZFormat="dd/MM/yyyy HH:mm")
case("formats short", WHEN, "\n".join(DAYS), dateFormat="d/M/yyyy", timestampFormat="d/M/yyyy H:mm", timestampNTZFormat="d/M/yyyy H:mm")
for format_, texts in {
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX": ["2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05.123+05:30", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234Z", "2024-01-02T03:04:05.123"],
    "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]": ["2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05", "2024-01-02T03:04:05.123", "2024-01-02T03:04:05+01:00", "2024-01-02T03:04:05.1"],
    "yyyy-MM-dd HH:mm:ss.SSSSSS": ["2024-01-02 03:04:05.123456", "2024-01-02 03:04:05.123", "2024-01-02 03:04:05"],
    "yyyyMMddHHmmss": ["20240102030405", "20240102", "2024010203040"],
    "MMM d, yyyy h:mm a": ["Jan 2, 2024 3:04 PM", "jan 2, 2024 3:04 pm", "Feb 12, 2024 12:00 AM", "January 2, 2024 3:04 PM"],
    "EEE MMM dd HH:mm:ss Z yyyy": ["Tue Jan 02 03:04:05 +0000 2024", "Mon Jan 02 03:04:05 +0000 2024"],
    "yyyy-MM-dd": ["2024-01-02", "2024-01-02 03:04:05", "10000-01-01", "+10000-01-01", "0999-01-01"],
    "yy-M-d": ["24-1-2", "70-01-02", "2024-1-2"],
    "HH:mm": ["03:04"], "yyyy": ["2024"], "yyyy-MM-dd HH:mm:ss z": ["2024-01-02 03:04:05 UTC", "2024-01-02 03:04:05 PST"], "yyyy-MM-dd HH:mm:ss VV": ["2024-01-02 03:04:05 Europe/Zurich"], "yyyy-MM-dd HH:mm:ss x": ["2024-01-02 03:04:05 +01", "2024-01-02 03:04:05 +0130"], "yyyy-MM-dd HH:mm:ss O": ["2024-01-02 03:04:05 GMT+1"], "yyyy-DDD": ["2024-060"], "uuuu-MM-dd": ["2024-01-02"], "YYYY-ww": ["2024-01"], "yyyy-MM-dd'Q'q": ["2024-01-02Q1"], "yyyy-MM-dd HH:mm:ss.SSSSSSSSS": ["2024-01-02 03:04:05.123456789"],
}.items():
    body = "\n".join(f'{{"t":"{text}","n":"{text}","d":"{text}"}}' for text in texts)
    case(f"timestamp format {format_}", f"t timestamp, {C}", body, timestampFormat=format_)
    case(f"timestamp_ntz format {format_}", f"n timestamp_ntz, {C}", body, timestampNTZFormat=format_)
    case(f"date format {format_}", f"d date, {C}", body, dateFormat=format_)
case("time zone option", f"t timestamp, {C}", '{"t":"2024-01-02 03:04:05"}\n{"t":"2024-01-02 03:04:05Z"}', timeZone="Asia/Tokyo")
case("utf-16", AB, '{"a":1,"b":"é"}\n{"a":2}'.encode("utf-16"), encoding="UTF-16", multiLine="true")
case("utf-16le", AB, '{"a":1,"b":"é"}\n{"a":2}'.encode("utf-16le"), encoding="UTF-16LE", lineSep="\n")
case("latin-1", AB, '{"a":1,"b":"é"}\n{"a":"é"}'.encode("latin1"), encoding="ISO-8859-1")
case("windows-1252", AB, '{"a":1,"b":"€"}\n{"a":"é"}'.encode("cp1252"), encoding="windows-1252")
case("utf-8 named", AB, '{"a":1,"b":"é 1.50"}\n{"a":"é","b":{"k" :1}}\n'.encode() + b'{"a":1,"b":"\xff"}', encoding="UTF-8")
case("encoding unknown", AB, GOOD, encoding="klingon")
case("max nesting", AB, '{"a":1,"b":[[[1]]]}\n{"a":1,"b":[1]}', maxNestingDepth="3")
case("max number", AB, '{"a":12345,"b":"x"}\n{"a":1,"b":123456789}', maxNumLen="5")
case("not null column", "a int not null, b string", '{"b":"x"}\n{"a":null}\n{"a":1}')
case("map with int keys", f"m map<int,int>, {C}", '{"m":{"1":2}}')
case("quoted names", f'`a b` int, `c"d` int, `e.f` int, {C}', r'{"a b":1,"c\"d":2,"e.f":3}')
case("struct with many", f"s struct<a:int,b:struct<c:long,d:array<string>>>, {C}", '{"s":{"a":1,"b":{"c":2,"d":["x",null,3]}}}\n{"s":{"b":{"c":"bad","d":["x"]}}}\n{"s":{"b":{"c":5,"d":"bad"}}}\n{"s":null}\n{"s":[]}\n{"s":{"a":"bad","b":5}}')
case("arrays of arrays", f"a array<array<long>>, {C}", '{"a":[[1],[2,"x"],null,[]]}\n{"a":[1]}\n{"a":[[1,2],["y",3]]}')
case("maps of arrays", f"m map<string,array<int>>, {C}", '{"m":{"a":[1],"b":["x",2],"c":null}}\n{"m":{"a":{"b":1}}}')
case("malformed within nested", f"s struct<a:int,b:int>, z int, {C}", '{"s":{"a":1,"b":},"z":1}\n{"s":{"a":1,"b":x},"z":1}\n{"z":5,"s":{"a":"\\q","b":1}}\n{"z":5,"s":{"a":1,]}\n{"z":5,"s":[1,2}\n{"z":5,"s":{"a":tru}}')
case("malformed string field", f"s string, z int, {C}", '{"z":5,"s":{"a":1,]}\n{"z":5,"s":"\\q"}\n{"z":5,"s":"\\q","y":"\\q"}\n{"z":1,"s":"\\q","z":2}\n{"z":5,"s":{"a":"\\q"}}\n{"z":5,"s":tru}\n{"s":"\\q","z":6}\n{"s":"\\q"z":6}\n{"s":"a\\q:1}\n{"s":"\\u00zz","z":1}\n{"s":"\x01,"z":1}\n{"z":5,"s":[1,\x01]}')
case("numbers cut off", f"a int, d double, {C}", '{"a":1\n{"a":-\n{"d":1.\n{"d":1e\n{"d":1e+}\n{"a":1 2}\n{"d":1.5.5}\n{"d":1e5e5}\n{"d":--1}\n{"d":1-1}')


def run(schema, content, select, options):
    path = temp / f"case-{len(list(temp.iterdir()))}.json"
    path.write_bytes(content)
    try:
        df = spark.read.schema(schema).options(**options).json(str(path))
        if select == []:
            return {"count": df.count()}
        if select is not None:
            df = df.select(*select)
        # Python has no years beyond 9999: dates and times are recorded as Spark writes them.
        texts = [f.name for f in df.schema if f.dataType.typeName() in ("date", "timestamp", "timestamp_ntz")]
        for column in texts:
            df = df.withColumn(column, df[column].cast("string"))
        return {"rows": [plain(row) for row in df.collect()]}
    except Exception as error:  # noqa: BLE001
        return refusal(error)


out = []
for name, schema, content, select, options in cases:
    entry = {"name": name, "schema": schema, "options": options, "content": base64.b64encode(content).decode()}
    if select is not None:
        entry["select"] = select
    entry.update(run(schema, content, select, options))
    out.append(entry)
(folder / "read.json").write_text("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in out) + "\n]\n")

INFERENCES = []


def infer(name, content, **options):
    INFERENCES.append((name, content.encode(), options))


NUMBERS = '{"a":1}\n{"a":2.5}\n{"b":12345678901234567890}\n{"b":1}\n{"c":1e3,"d":123456789012345678901234567890123456789012,"e":1.123456789012345678901234567890}\n{"f":0.001,"g":-5,"h":1e-10,"i":1E+5,"j":100.0,"k":9223372036854775808,"l":-9223372036854775808,"m":0.0,"n":00}'
STRINGS = '{"a":"1","b":"1.5","c":"1,000.5","d":"abc","e":"","f":"2024-01-02","g":"2024-01-02T03:04:05","h":"2024-01-02T03:04:05Z","i":"12:30","j":" 1","k":"1e3","l":"2024","m":"1e-40","n":"NaN"}'
MIXED = {
    "numbers": NUMBERS.replace(',"n":00', ""), "strings": STRINGS, "order of names": '{"z":1,"a":2,"B":3,"b":4,"_x":5,"é":6,"1":7}', "nulls": '{"a":null,"b":[],"c":{},"d":[null],"e":[{}],"f":{"g":null},"h":""}', "null then long": '{"a":null}\n{"a":1}', "empty string then long": '{"a":""}\n{"a":1}', "long and boolean": '{"a":1}\n{"a":true}', "long and string": '{"a":1}\n{"a":"x"}', "long and array": '{"a":1}\n{"a":[1]}', "struct and string": '{"a":{"b":1}}\n{"a":"x"}', "struct and array": '{"a":{"b":1}}\n{"a":[{"b":1}]}', "structs merged": '{"a":{"b":1,"c":"x"}}\n{"a":{"c":2,"d":[1]}}', "arrays merged": '{"a":[1,2.5]}\n{"a":[null]}', "array mixed": '{"a":[1,"x",true]}', "array of structs": '{"a":[{"b":1},{"c":"x"},null]}', "array of arrays": '{"a":[[1],[2.5],[]]}', "array with struct and long": '{"a":[{"b":1},5]}', "malformed": '{"a":1}\n{oops', "only malformed": "oops", "scalar": '5\n{"a":1}', "scalar only": "5", "top array": '[{"a":1},{"b":2}]', "top array of scalars": "[1,2]\n{\"a\":1}", "top null": 'null\n{"a":1}', "empty": "", "blank": "\n \n", "empty object": "{}", "empty name": '{"":1,"a":2}', "duplicate": '{"a":1,"a":"x"}', "decimal and long": '{"a":12345678901234567890}\n{"a":1}', "decimal and double": '{"a":12345678901234567890}\n{"a":1.5}', "big decimals": '{"a":12345678901234567890123456789012345678}\n{"a":123456789012345678901234567890123456789}', "corrupt name taken": '{"_corrupt_record":1,"a":2}\noops', "text after": '{"a":1} {"b":2}', "single quotes": "{'a':'x'}", "bad escape": '{"a":"\\q"}', "NaN": '{"a":NaN,"b":-Infinity}', "case of names": '{"a":1}\n{"b":2}', "booleans": '{"a":true}\n{"a":false}', "decimals of two scales": '{"a":1.25}\n{"a":100.5}', "deep": '{"a":{"b":{"c":[{"d":1}]}}}\n{"a":{"b":{"c":[{"d":"x","e":null}]}}}',
}
for name, content in MIXED.items():
    infer(name, content)
for name in ("numbers", "strings", "decimal and long", "decimals of two scales", "decimal and double", "NaN"):
    infer(f"{name}, decimals preferred", MIXED[name], prefersDecimal="true")
infer("small decimals preferred", '{"a":0.001,"b":"0.001","c":1.50,"d":"-0.5","e":1e-10,"f":0.0,"g":".5","h":123456789012345678901234567890.123456789}', prefersDecimal="true")
for name in ("numbers", "nulls", "booleans", "structs merged"):
    infer(f"{name}, primitives as strings", MIXED[name], primitivesAsString="true")
infer("strings, timestamps", STRINGS, inferTimestamp="true")
infer("strings, timestamps of a format", '{"a":"02/01/2024 03:04","b":"2024-01-02"}', inferTimestamp="true", timestampFormat="dd/MM/yyyy HH:mm")
infer("timestamps and strings", '{"a":"2024-01-02T03:04:05"}\n{"a":"x"}', inferTimestamp="true")
infer("nulls dropped", MIXED["nulls"], dropFieldIfAllNull="true")
for name in ("malformed", "scalar", "only malformed"):
    infer(f"{name}, dropped", MIXED[name], mode="DROPMALFORMED")
    infer(f"{name}, failfast", MIXED[name], mode="FAILFAST")
infer("other corrupt name", MIXED["malformed"], columnNameOfCorruptRecord="bad")
infer("pretty", '{\n "a": 1,\n "b": [1.5]\n}', multiLine="true")
infer("comments", '{"a":1/*x*/}', allowComments="true")
inferred = []
for name, content, options in INFERENCES:
    path = temp / f"infer-{len(inferred)}.json"
    path.write_bytes(content)
    entry = {"name": name, "options": options, "content": base64.b64encode(content).decode()}
    try:
        entry["schema"] = json.loads(spark.read.options(**options).json(str(path)).schema.json())
    except Exception as error:  # noqa: BLE001
        entry.update(refusal(error))
        if entry["error"] == "Py4JJavaError":
            entry["text"] = str(error.java_exception.toString())[:300]
    inferred.append(entry)
(folder / "infer.json").write_text("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in inferred) + "\n]\n")
print(len(out), "cases of reading,", len(inferred), "of inference")
spark.stop()
