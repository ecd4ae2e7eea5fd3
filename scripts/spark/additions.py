"""Writes which fields and methods came to Spark Connect after Spark 4.0, for src/protocol/additions.ts.

Compares the descriptors that pyspark-client of older versions carries, which pip gets from PyPI, with src/protocol/golden/descriptors.json.
Run it with the Python of the environment that `npm run test:spark` makes, then: npx biome check --write src/protocol
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OLDER = ("4.0.0", "4.1.0", "4.2.0")
NEWEST = "4.3.0"
# What requests carry, besides their own fields: those say how to answer, and a server that does not know them answers as ever.
ROOTS = ("spark.connect.Plan", "spark.connect.AnalyzePlanRequest")


def older_descriptors(version, folder):
    """The descriptors of an older version, in the form of the golden file."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, f"pyspark-client=={version}"], check=True
    )
    with tarfile.open(next(pathlib.Path(folder).glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    output = pathlib.Path(folder) / "descriptors.json"
    path = next(path for path in pathlib.Path(folder).iterdir() if path.is_dir())
    script = ROOT / "scripts" / "spark" / "descriptors.py"
    subprocess.run([sys.executable, script, output], check=True, env={**os.environ, "PYTHONPATH": str(path)})
    return json.loads(output.read_text())


def reachable(descriptors):
    """The messages and enums that plans may hold."""
    found, open_names = set(), list(ROOTS)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        found.add(name)
        for field in descriptors["messages"].get(name, {}).values():
            open_names.extend(re.findall(r"spark\.connect\.[\w.]+", field))
    return found


def added(new, old, names):
    """Full names of fields, enum values and methods that a version has and the one before it had not."""
    for kind in ("messages", "enums"):
        for name in sorted(names & new[kind].keys() & old[kind].keys()):
            yield from (f"{name}.{part}" for part in new[kind][name] if part not in old[kind][name])
    yield from (method for method in new["methods"] if method not in old["methods"])


def main():
    newest = json.loads((ROOT / "src/protocol/golden/descriptors.json").read_text())
    names = reachable(newest)
    lines, before = [], None
    for version in (*OLDER, NEWEST):
        with tempfile.TemporaryDirectory() as folder:
            now = newest if version == NEWEST else older_descriptors(version, folder)
        if before is not None:
            lines += [f'"{name.removeprefix("spark.connect.")}": "{version}",' for name in added(now, before, names)]
        before = now
    text = """/**
 * The version of Spark that brought a field, enum value or method to Spark Connect, by its full name in `spark.connect`; what is not here
 * was there in Spark 4.0. Of messages that are new as a whole, only the fields that lead to them are named.
 *
 * Made by scripts/spark/additions.py.
 */
export const additions: Readonly<Record<string, string>> = {
"""
    (ROOT / "src/protocol/additions.ts").write_text(text + "\n".join(lines) + "\n};\n")


main()
