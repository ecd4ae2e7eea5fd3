"""What programs come to on a server, a JSON line for each, so that servers can be compared."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from pyspark.sql import SparkSession  # noqa: E402


def connect():
    return SparkSession.builder.remote(sys.argv[1]).getOrCreate()


def shown(result):
    """A result as text: rows of DataFrames, sorted, with names and types of the columns."""
    if hasattr(result, "collect"):
        rows = sorted(repr(tuple(row)) for row in result.collect())
        return [result.schema.simpleString(), *rows]
    return repr(result)


def failure(error):
    """What of an error is the same on every server: its class and condition, and what the user's code raised."""
    text = str(error).split("JVM stacktrace")[0]
    raised = [line.strip() for line in text.splitlines() if line.startswith(("ValueError", "KeyError", "TypeError", "AttributeError"))]
    condition = getattr(error, "getCondition", lambda: None)()
    return [type(error).__name__, condition, *raised[-1:]]


def tell(name, program):
    try:
        outcome = {"result": shown(program())}
    except Exception as error:  # noqa: BLE001
        outcome = {"error": failure(error)}
    print(json.dumps({"name": name, **outcome}), flush=True)


def programs():
    """A decorator that runs what it is put on, under its name."""

    def program(function):
        tell(function.__name__, function)
        return function

    return program
