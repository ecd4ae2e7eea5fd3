"""Records what real Spark says about data types and printed values: the golden files of src/types.

Usage: python scripts/spark/data_types.py [FOLDER]
"""

import json
import pathlib
import sys
import warnings

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/types/golden")
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "America/New_York")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
jvm = spark.sparkContext._jvm

SCHEMAS = [
    "a int",
    "a INT, b STRING",
    "a: int, b: string",
    "a int NOT NULL, b string not null comment 'the b'",
    "a int COMMENT 'it''s', b int comment \"x\"",
    "a int comment 'a' 'b'",
    r"a int comment 'tab\t nl\n q\' b\\ u\u00e9 pct\% o\101'",
    r"a int comment r'raw\n'",
    "`a b` int, `c``d` string, `e.f` long",
    "é int",
    "été_1 int",
    "_a int, a1 int",
    "1a int",
    "1 int",
    "a boolean, b bool",
    "b boolean, c tinyint, d byte, e smallint, f short, g int, h integer, i bigint, j long",
    "k float, l real, m double, n date, o timestamp, p timestamp_ntz, q timestamp_ltz, r string, s binary",
    "a char(3), b character(4), c varchar(5)",
    "a decimal, b dec, c numeric, d decimal(5), e decimal(5,2), f dec(7, 3), g numeric(38,38)",
    "a decimal(39,2)",
    "a decimal(3,5)",
    "a decimal(0,0)",
    "a decimal(5,-2)",
    "a decimal()",
    "a decimal(1,2,3)",
    "a void, b null",
    "a interval",
    "a interval year, b interval month, c interval year to month",
    "a interval day, b interval hour, c interval minute, d interval second",
    "a interval day to hour, b interval day to minute, c interval day to second, d interval hour to minute",
    "a interval hour to second, b interval minute to second",
    "a interval month to year",
    "a interval year to day",
    "a interval day to day",
    "a interval years",
    "a array<int>",
    "a array<array<string>>, b map<string,array<int>>",
    "a map<string, struct<x: int, y: array<map<int, string>>>>",
    "a struct<b: int NOT NULL COMMENT 'c', d: string>",
    "a struct<b int, d string>",
    "a struct<>",
    "a struct<a:int,b:int>, c array<struct<d:int>>>",
    "a ARRAY < INT >, b MAP < STRING , INT >, c STRUCT < x : INT >",
    "a array<int NOT NULL>",
    "a array",
    "a map<int>",
    "a array<int,int>",
    "a int(3)",
    "a string(3)",
    "a char",
    "a varchar",
    "a char(0)",
    "a varchar(3,4)",
    "a foo",
    "a foo(3)",
    "a foo.bar",
    "a",
    "",
    "   ",
    ",",
    "a int,",
    "a int b int",
    "a int,, b int",
    "a int not",
    "a int null",
    "a int not null default 3",
    "a int default 3",
    "a int comment",
    "a int comment 3",
    "a int not null not null",
    "a int comment 'x' not null",
    "a-b int",
    "a.b int",
    "a int; b int",
    "a int -- comment\n, b string",
    "a /* in */ int",
    "'a' int",
    "\"a\" int",
    "select int, from string, table long, order date, array int, struct int, timestamp timestamp, interval int",
    "a int, a int",
    "a int, A string",
    "a string collate UTF8_LCASE",
    "a variant",
    "a time, b time(3)",
    "a timestamp without time zone, b timestamp with local time zone",
    "int",
    "struct<a:int>",
    "a: int b: int",
    "a:: int",
    "a struct<b>",
    "a struct<b:int",
    "a array<int>>",
    "a map<array<int>,int>",
    "a int $",
    "a `int`",
    "`a int",
    "a int comment 'x",
    "``  int",
    "\u4e2d\u6587 int",
    "a long generated always as (1)",
    "interval interval",
]
TYPES = [
    "int", "BIGINT", "array<int>", "struct<a:int,b:string>", "a int", "a int, b string", "a: int", "map<string,int>",
    "decimal(10,2)", "timestamp_ntz", "interval day to second", "foo", "", "int int", "array<foo>", "struct<a:int not null>",
    "struct<>", "int,", "decimal(40,1)", "interval", "varchar(3)", "string not null", "a", "a.b", "array<>", "`int`", "variant",
    "array<int> x", "null", "struct<a:int> b", "date", "a array<int>",
]
JSON = [
    '"integer"', '"long"', '"string"', '"decimal(5,2)"', '"decimal"', '"decimal( 5 , 2 )"', '"char(3)"', '"varchar(4)"', '"void"', '"null"',
    '"timestamp_ltz"', '"timestamp"', '"timestamp_ntz"', '"interval"', '"interval year"', '"interval day to second"',
    '"interval year to month"', '"int"', '"bigint"', '"foo"', '"INTEGER"', '"byte"', '"short"', '"float"', '"double"', '"boolean"', '"binary"', '"date"',
    '{"type":"array","elementType":"integer","containsNull":false}',
    '{"type":"map","keyType":"string","valueType":"long","valueContainsNull":true}',
    '{"type":"struct","fields":[]}',
    '{"type":"struct","fields":[{"name":"a","type":"integer","nullable":false,"metadata":{"comment":"x","n":1,"b":true,"l":[1,2],"s":{"t":1.5}}}]}',
    '{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true}]}',
    '{"type":"struct","fields":[{"name":"a","type":"integer"}]}',
    '{"type":"array","elementType":"integer"}', '{"type":"foo"}', '{}', '[]', '3', 'null', 'nope', '{"type":"struct"}',
    '{"fields":[],"type":"struct"}', '"variant"', '"time(6)"',
    '{"type":"udt","class":"x","pyClass":"y","sqlType":"integer"}',
]


def failure(error):
    """Condition and parameters of an error, or its Java class where it has none."""
    if isinstance(error, PySparkException):
        return {"error": error.getCondition(), "parameters": error.getMessageParameters()}
    java = error.java_exception if isinstance(error, Py4JJavaError) else None
    if java is not None and hasattr(java, "getCondition"):
        try:
            return {"error": java.getCondition(), "parameters": dict(java.getMessageParameters())}
        except Exception:
            pass
    return {"error": java.getClass().getName() if java else type(error).__name__, "message": str(java or error)[:300]}


def facts(data_type):
    answer = {
        "json": json.loads(data_type.json()),
        "simpleString": data_type.simpleString(),
        "catalogString": data_type.catalogString(),
        "sql": data_type.sql(),
    }
    if data_type.typeName() == "struct":
        answer["tree"] = data_type.treeString(2**31 - 1)
        answer["ddl"] = data_type.toDDL()
    return answer


def record(texts, parse):
    answers = {}
    for text in texts:
        try:
            answers[text] = facts(parse(text))
        except Exception as error:
            answers[text] = failure(error)
    return answers


DataType = getattr(getattr(jvm, "org.apache.spark.sql.types.DataType$"), "MODULE$")
StructType = getattr(getattr(jvm, "org.apache.spark.sql.types.StructType$"), "MODULE$")
wide = ", ".join(f"c{i} int" for i in range(30))
schemas = record([*SCHEMAS, wide, f"s struct<{wide}>"], StructType.fromDDL)
depth = StructType.fromDDL("a struct<b: array<struct<c: map<string, struct<d: int not null>>>>>, e int")
golden = {
    "schemas": schemas,
    "types": record(TYPES, DataType.fromDDL),
    "json": record(JSON, DataType.fromJson),
    "levels": {str(level): depth.treeString(level) for level in (0, 1, 2, 3, 4, 5, 6, 7, 100)},
}
(folder / "types.json").write_text(json.dumps(golden, indent=2, ensure_ascii=False) + "\n")

DOUBLES = [
    "0", "-0.0", "1", "-1", "100", "1e3", "123456", "9999999", "10000000", "12345678", "1e7", "1e-3", "0.001", "0.0009999", "1e-4",
    "1.5e-10", "1e21", "1e22", "1e23", "1.7976931348623157e308", "4.9e-324", "2.2250738585072014e-308", "0.1", "0.2", "0.30000000000000004",
    "3.141592653589793", "123456789.125", "1234567.875", "-12345678.9", "1e16", "9007199254740993", "1e100", "5e-324", "NaN", "Infinity", "-Infinity", "33333333.333333332", "0.3333333333333333",
    "8.41e21", "2.0e-3", "1e-5", "12.0", "1.0e10",
]
VALUES = {
    "true": "true", "tinyint": "1Y", "smallint": "2S", "int": "-3", "long": "9223372036854775807L", "string": "'a b'", "null": "null", "empty": "''",
    "decimal": "12.50BD", "decimal_zero": "cast(0 as decimal(10,2))", "decimal_tiny": "cast(0.0000001 as decimal(20,10))", "decimal_tiny0": "cast(0 as decimal(20,10))", "decimal_int": "cast(5 as decimal(38,0))",
    "binary": "X'00ff41'", "binary_text": "cast('héé' as binary)", "binary_empty": "X''",
    "date": "date'2026-11-22'", "date_old": "date'0001-01-01'", "date_far": "date'+12345-06-07'", "date_bc": "date'-0044-03-15'",
    "timestamp": "timestamp'2026-11-22 10:11:12'", "timestamp_ms": "timestamp'2026-11-22 10:11:12.120'", "timestamp_us": "timestamp'2026-07-22 10:11:12.000001'",
    "timestamp_utc": "timestamp'2026-07-22 10:11:12Z'", "timestamp_old": "timestamp'1800-01-01 00:00:00'", "timestamp_far": "timestamp'+12345-01-01 00:00:00'", "timestamp_pre": "timestamp'1969-12-31 18:59:59.999999'",
    "timestamp_dst": "timestamp'2026-11-01 05:30:00Z'", "timestamp_dst2": "timestamp'2026-11-01 06:30:00Z'",
    "ntz": "timestamp_ntz'2026-11-22 10:11:12.5'", "ntz_bc": "timestamp_ntz'-0044-03-15 00:00:00'",
    "interval_ym": "interval '1-2' year to month", "interval_ym_neg": "interval '-1-2' year to month", "interval_year": "interval '3' year", "interval_month": "interval '14' month", "interval_month_neg": "interval '-14' month", "interval_year_neg": "interval '-3' year",
    "interval_ds": "interval '1 02:03:04.5' day to second", "interval_ds_neg": "interval '-1 02:03:04.000005' day to second", "interval_day": "interval '3' day", "interval_dh": "interval '1 2' day to hour",
    "interval_dm": "interval '1 02:03' day to minute", "interval_hour": "interval '25' hour", "interval_hm": "interval '25:01' hour to minute", "interval_hs": "interval '25:01:02.5' hour to second",
    "interval_minute": "interval '61' minute", "interval_ms": "interval '61:01.25' minute to second", "interval_second": "interval '61.25' second", "interval_second_neg": "interval '-0.5' second", "interval_day_neg": "interval '-3' day", "interval_zero": "interval '0' second",
    "calendar": "make_interval(1,2,3,4,5,6,7.5)", "calendar_neg": "make_interval(-1,-2,0,-4,-5,-6,-7.000001)", "calendar_zero": "make_interval()", "calendar_small": "make_interval(0,0,0,0,0,0,-0.25)",
    "array": "array(1, null, 3)", "array_empty": "cast(array() as array<int>)", "array_string": "array('a', null, '')", "array_double": "array(1D, 1e10D)",
    "map": "map('a', 1, 'b', null)", "map_empty": "cast(map() as map<string,int>)", "struct": "struct(1 as a, null as b, 'x' as c)",
    "nested": "array(struct(map('k', array(date'2026-01-02', null)) as m, X'41' as b))", "array_null": "array(null)", "struct_ts": "struct(timestamp'2026-11-22 10:11:12' as t, 1.50BD as d, interval '1' day as i)",
    "map_int": "map(1, 'x', 2, 'y')", "map_struct": "map(struct(1 as a), struct(2 as b))", "map_date": "map(date'2026-01-02', true)", "string_special": "'a\"b\\\\c\\n\\t\\u0001é/\\u2028'",
    "struct_all_null": "struct(cast(null as int) as a)", "array_struct_null": "array(struct(1 as a, cast(null as int) as b), null)", "float": "cast(1.1 as float)", "float_big": "cast(1e10 as float)", "float_small": "cast(0.0001 as float)", "float_third": "cast(1/3D as float)", "float_max": "cast(3.4028235e38 as float)", "float_min": "cast(1.4e-45 as float)",
}


def texts(sql):
    """How show() and a cast print a value, and what to_json makes of it."""
    row = spark.sql(f"select {sql} as v")
    answer = {"type": row.schema.fields[0].dataType.jsonValue()}
    shown = row._jdf.showString(20, 0, False).split("\n")[3]
    answer["show"] = shown[1:-1]
    answer["cast"] = spark.sql(f"select cast({sql} as string)").first()[0] if not answer["type"] == "void" else None
    try:
        answer["json"] = row.selectExpr("to_json(struct(*))").first()[0]
    except Exception as error:
        answer["json"] = None
        answer["jsonError"] = failure(error)["error"]
    return {"sql": sql, **answer}


values = {
    "zone": "America/New_York",
    "doubles": {text: spark.sql(f"select cast(cast('{text}' as double) as string)").first()[0] for text in DOUBLES},
    "floats": {text: spark.sql(f"select cast(cast('{text}' as float) as string)").first()[0] for text in DOUBLES},
    "values": {name: texts(sql) for name, sql in VALUES.items()},
}
(folder / "values.json").write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
print(len(schemas), "schemas,", len(values["values"]), "values")
