"""Time several readers of one file, each in a process of its own and in turn, so that the load falls on all alike."""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Reader = Callable[[Path], None]
R_READER = "R data.table::fread"
FREAD = """
suppressMessages(library(data.table)); path <- commandArgs(TRUE)[1]
started <- proc.time(); table <- fread(path, showProgress = FALSE); spent <- proc.time() - started
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cat(sprintf('{"wall": %f, "cpu": %f, "mb": %f}', spent[["elapsed"]], sum(spent[1:2]), peak / 1024))
"""


def read_with_pandas(path: Path) -> None:
    import pandas as pd

    pd.read_csv(path)


def write_records(path: Path, settings: Mapping) -> None:
    """Source files to checked canonical Parquet files beside them, as the workflow's first job does it."""
    from stepdown.files import write_parquet
    from stepdown.records.adapters import read_source, settings_models, vocabulary_of
    from stepdown.records.ingest import ingest

    block = settings_models()[settings["adapter"]](path=str(path.parent), **settings)
    for name, table in ingest(read_source(block), vocabulary_of(block)).items():
        write_parquet(path.parent / "records" / f"{name}.parquet", table.kept)


def main(
    about: str, script: str, rows: int, simulate: Callable[[Path, int], None], readers: Mapping[str, Reader]
) -> None:
    """The command line of a benchmark.

    Parameters
    ----------
    script : the file of the benchmark, to be started again for each reader.
    rows : of the file, unless told otherwise.
    simulate : writes the file; takes its path and number of rows.
    readers : what to time, ours first.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--reader", choices=list(readers), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reader:
        _measure(readers[given.reader], given.file)
    else:
        _compare(script, given.rows, given.repeats, simulate, list(readers))


def _measure(reader: Reader, path: Path) -> None:
    """Import, then time one reading."""
    import pandas  # noqa: F401

    import stepdown.plan.study
    import stepdown.records.ingest  # noqa: F401

    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    reader(path)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "mb": after.ru_maxrss / 1024}))


def _fread_is_there() -> bool:
    if not shutil.which("Rscript"):
        return False
    check = "quit(status = !requireNamespace('data.table', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode == 0


def _run(script: str, reader: str, path: Path) -> dict[str, float]:
    command = (
        ["Rscript", "-e", FREAD, str(path)]
        if reader == R_READER
        else [sys.executable, script, "--reader", reader, "--file", str(path)]
    )
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _compare(
    script: str, rows: int, repeats: int, simulate: Callable[[Path, int], None], readers: list[str]
) -> None:
    ours = readers[0]
    readers = [*readers, *([R_READER] if _fread_is_there() else [])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        simulate(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of CSV; medians of {repeats}")
        found = {reader: [] for reader in readers}
        for _ in range(repeats):
            for reader in readers:
                found[reader].append(_run(script, reader, path))
    medians = {
        reader: {key: statistics.median(one[key] for one in runs) for key in ("wall", "cpu", "mb")}
        for reader, runs in found.items()
    }
    print(f"{'reader':30}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}{'wall ratio':>12}{'CPU ratio':>12}")
    for reader, one in medians.items():
        wall, cpu = (one[key] / medians[ours][key] for key in ("wall", "cpu"))
        print(f"{reader:30}{one['wall']:9.2f}{one['cpu']:9.2f}{one['mb']:10,.0f}{wall:12.2f}{cpu:12.2f}")
    if R_READER not in medians:
        print("R with data.table is not installed: fread was not measured.")
