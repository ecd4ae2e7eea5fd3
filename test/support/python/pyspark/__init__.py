"""Stands in for PySpark where a test needs no more of it than its processes: they speak the protocol of its workers."""

import os

__version__ = os.environ.get("STAND_IN_VERSION", "4.3.0")
