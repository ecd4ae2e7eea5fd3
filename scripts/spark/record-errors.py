"""Runs programs that fail through PySpark's Connect client, and writes what the client makes of each error and what came over the wire.

    python scripts/spark/record-errors.py [FILE [REMOTE]]

Without a remote, real Spark's own server is started, and the file is the golden file of src/server/errors. Messages are not kept, since
their wording is each engine's own; the drawing of the statement behind the SQLSTATE is.
"""

import json
import logging
import os
import pathlib
import re
import sys
import tempfile

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here))
os.environ["TZ"] = "UTC"
os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"

import pyspark.sql.connect.client.core as core  # noqa: E402
import error_programs  # noqa: E402, F401
import error_requests  # noqa: E402, F401
from error_run import PROGRAMS, Run  # noqa: E402
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql.connect.session import SparkSession  # noqa: E402

SETTINGS = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.log.level": "OFF", "spark.sql.session.timeZone": "UTC"}
logging.disable(logging.CRITICAL)
captured = []
convert = core.convert_exception


def capture(info, message, details, *rest):
    captured.append((info, message, details))
    return convert(info, message, details, *rest)


core.convert_exception = capture


def masked(value, folder):
    """Text without what differs from run to run: ids, paths, lines of Python files; long text is cut."""
    if isinstance(value, dict):
        return {key: masked(item, folder) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, folder) for item in value]
    if not isinstance(value, str):
        return value
    value = value.replace(str(folder), "<folder>")
    value = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>", value)
    value = re.sub(r"^\[([A-Z_.]+)\] .*SQLSTATE: (\w{5}).*", r"[\1] <text> SQLSTATE: \2", value, flags=re.DOTALL)
    value = re.sub(r'File "[^"]*", line \d+', 'File "<file>", line <n>', value)
    return value if len(value) <= 1000 else f"{value[:50]}... ({len(value)} characters)"


def drawing(message):
    """Where the statement is drawn behind the SQLSTATE; analysis errors of Spark have a plan there, which is its own."""
    found = re.search(r"SQLSTATE: \w{5}((?: \(line \d+, pos \d+\)\n|\n== SQL).*)", message or "", re.DOTALL)
    return found.group(1) if found and "=== Streaming Query" not in message else None


def context(query_context):
    kind = query_context.contextType().name
    fields = ["objectType", "objectName", "startIndex", "stopIndex", "fragment", "summary"]
    if kind == "DataFrame":
        return {"type": kind, "fragment": query_context.fragment()}
    return {"type": kind, **{field: getattr(query_context, field)() for field in fields}}


def parts(details):
    """The errors of FetchErrorDetails, from the root on."""
    chain, index = [], details.root_error_idx
    while True:
        error = details.errors[index]
        part = {"classes": list(error.error_type_hierarchy)}
        if error.HasField("spark_throwable"):
            thrown = error.spark_throwable
            part["condition"] = thrown.error_class if thrown.HasField("error_class") else None
            part["sqlState"] = thrown.sql_state if thrown.HasField("sql_state") else None
        chain.append(part)
        if not error.HasField("cause_idx"):
            return chain
        index = error.cause_idx


def entry(name, error):
    known = isinstance(error, PySparkException)
    record = {"name": name, "exception": type(error).__name__}
    if known:
        record |= {
            "condition": error.getCondition(),
            "sqlState": error.getSqlState(),
            "parameters": dict(error.getMessageParameters() or {}),
            "drawing": drawing(error._message),
            "contexts": [context(item) for item in error.getQueryContext()],
        }
        status = getattr(error, "getGrpcStatusCode", lambda: None)()
        record["status"] = status.name if status is not None else None
    else:
        record["text"] = str(error)[:300]
    if captured:
        info, message, details = captured[-1]
        record["reason"] = info.reason
        record["metadata"] = sorted(info.metadata)
        record["statusMessageLength"] = len(message) if len(message) >= 2048 else None
        if details is not None and details.HasField("root_error_idx"):
            record["errors"] = parts(details)
    return record


def main():
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here.parents[1] / "src/server/errors/golden/errors.json").resolve()
    remote = sys.argv[2] if len(sys.argv) > 2 else None
    only = os.environ.get("MILLRACE_ERRORS_ONLY")
    work = tempfile.TemporaryDirectory(prefix="millrace-errors-")
    os.chdir(work.name)
    if remote is None:
        from pyspark.sql import SparkSession as Classic

        os.environ["SPARK_LOCAL_DIRS"] = work.name
        starter = Classic.builder.remote("local[2]").config(map=SETTINGS).getOrCreate()
        remote = starter.client._builder.url.geturl() if hasattr(starter.client._builder, "url") else os.environ["SPARK_REMOTE"]
    records = []
    for name, function in PROGRAMS.items():
        if only and not re.search(only, name):
            continue
        spark = SparkSession.builder.remote(remote).create()
        folder = pathlib.Path(work.name, f"run-{len(records)}")
        folder.mkdir()
        # Functions of pyspark.sql.functions ask the session in use.
        SparkSession._set_default_and_active_session(spark)
        run = Run(spark, folder)
        run.captured = captured
        captured.clear()
        try:
            function(run)
            record = {"name": name, "exception": None}
        except Exception as error:  # noqa: BLE001
            record = masked(entry(name, error), folder)
        records.append(record)
        print(json.dumps({key: record.get(key) for key in ("name", "exception", "condition", "reason")}), file=sys.stderr, flush=True)
        try:
            for query in spark.streams.active:
                query.stop()
        except Exception:  # noqa: BLE001
            pass
        try:
            spark.stop()
        except Exception:  # noqa: BLE001
            pass
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("[\n" + ",\n".join(json.dumps(record, ensure_ascii=True) for record in records) + "\n]\n")
    print(len(records), "programs", file=sys.stderr)
    os.chdir("/")


main()
