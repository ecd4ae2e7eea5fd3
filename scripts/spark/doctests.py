"""Runs the doctests of one module of PySpark's Connect client against a server and says how each example went.

The module's own `_test()` is what runs, with its globals, flags and working folder; only the runner behind `doctest.testmod` is another
one, which writes a line of JSON for each docstring as soon as it is through, and gives a hanging example up.

Usage: SPARK_CONNECT_TESTING_REMOTE=sc://host:port doctests.py MODULE > results.jsonl
"""

import contextlib
import doctest
import importlib
import io
import json
import os
import signal
import sys
import time
import traceback

EXAMPLE_SECONDS = float(os.environ.get("MILLRACE_DOCTEST_SECONDS", "60"))

# Whatever the examples print themselves goes to stderr: stdout carries the results.
results = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


class HangingExample(BaseException):
    """The time of an example is over. No Exception, so that no example and no client handles it."""


def give_up(_signal, _frame):
    raise HangingExample(f"no answer within {EXAMPLE_SECONDS:g} s")


class Recorder(doctest.DocTestRunner):
    """Keeps what became of each example of the docstring that runs."""

    def __init__(self, **options):
        super().__init__(verbose=False, **options)
        self.records = []

    @staticmethod
    def counts(example):
        return not example.options.get(doctest.SKIP, False)

    def examine(self, test, attempts):
        """Runs a docstring; where an example prints something else, again, as often as that is allowed. Gives what became of the examples."""
        began = time.monotonic()
        for _ in range(attempts):
            self.records = []
            # What the superclass reports goes nowhere: the records have it.
            self.run(test, out=lambda _text: None, clear_globs=False)
            if all(record["passed"] or record["reason"] != "other output" for record in self.records):
                break
        seconds = round(time.monotonic() - began, 3)
        return {"docstring": test.name, "seconds": seconds, "examples": self.records}

    def report_start(self, out, test, example):
        signal.setitimer(signal.ITIMER_REAL, EXAMPLE_SECONDS)

    def report_success(self, out, test, example, got):
        self.record(test, example, True)

    def report_failure(self, out, test, example, got):
        if example.exc_msg is not None and not got:
            return self.record(test, example, False, "no error")
        self.record(test, example, False, "other output", got=got, want=example.want)

    def report_unexpected_exception(self, out, test, example, exc_info):
        kind, error, _trace = exc_info
        text = str(error).strip() or traceback.format_exception_only(kind, error)[-1].strip()
        condition = None
        with contextlib.suppress(Exception):
            condition = error.getCondition()
        self.record(test, example, False, kind.__name__, condition=condition, error=text[:4000])

    def record(self, test, example, passed, reason=None, **details):
        signal.setitimer(signal.ITIMER_REAL, 0)
        line = example.lineno + 1
        self.records.append({"line": line, "source": example.source, "passed": passed, "reason": reason, **details})


def testmod(module, globs, optionflags):
    """Stands in for `doctest.testmod`."""
    tests = [test for test in doctest.DocTestFinder().find(module, module.__name__, globs=globs) if test.examples]
    runner = Recorder(optionflags=optionflags)
    expected = {test.name: sum(runner.counts(example) for example in test.examples) for test in tests}
    print(json.dumps({"docstrings": expected}), file=results, flush=True)
    # A stream goes on by itself: what an example sees of a query that has just started is a matter of milliseconds.
    attempts = 3 if ".streaming." in module.__name__ else 1
    for test in sorted(tests):
        print(json.dumps(runner.examine(test, attempts)), file=results, flush=True)
    return runner.summarize(verbose=False)


def main():
    signal.signal(signal.SIGALRM, give_up)
    doctest.testmod = testmod
    # A module ends itself with a status where examples have failed, after the runner's summary.
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        importlib.import_module(f"pyspark.sql.connect.{sys.argv[1]}")._test()


main()
