"""How long does a national TEDS-D file take to become records, beside reading it with pandas and R's fread?

    python benchmarks/teds_read.py --rows 5000000 --repeats 5

A file with the margins of TEDS-D 2019 and 65 columns is written to a temporary folder. Every reader runs
in a process of its own, in turn, so that the load of the machine falls on all alike; medians and
ratios are printed. The peers only load the file; stepdown also recodes, checks and writes Parquet.
"""

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
from pathlib import Path

SEED = 20190101
# With CASEID, the 65 columns that the public-use files have had in most years.
LEFT_OUT = {
    "DETNLF", "DETNLF_D", "DETCRIM", "PCPFLG", "HALLFLG", "TRNQFLG", "BARBFLG", "INHFLG", "OTCFLG", "OTHERFLG",
}  # fmt: skip
FREAD = """
suppressMessages(library(data.table)); path <- commandArgs(TRUE)[1]
started <- proc.time(); table <- fread(path, showProgress = FALSE); spent <- proc.time() - started
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cat(sprintf('{"wall": %f, "cpu": %f, "mb": %f}', spent[["elapsed"]], sum(spent[1:2]), peak / 1024))
"""


def simulate(path: Path, rows: int) -> None:
    from stepdown.simulate.teds import margins, write_teds_d

    write_teds_d(path, rows, SEED, [name for name in margins() if name not in LEFT_OUT])


def read_with_stepdown(path: Path, variables: list[str] | None = None) -> None:
    """CSV to checked canonical Parquet files, as the workflow's first job does it."""
    from stepdown.files import write_parquet
    from stepdown.records.adapters import read_source, settings_models, vocabulary_of
    from stepdown.records.ingest import ingest

    options = {"variables": variables} if variables else {}
    settings = settings_models()["teds_d"](
        adapter="teds_d", path=str(path.parent), files=[path.name], **options
    )
    for name, table in ingest(read_source(settings), vocabulary_of(settings)).items():
        write_parquet(path.parent / "records" / f"{name}.parquet", table.kept)


def read_every_variable(path: Path) -> None:
    from stepdown.records.adapters.teds.codebook import person_columns

    read_with_stepdown(path, list(person_columns()))


def read_with_pandas(path: Path) -> None:
    import pandas as pd

    pd.read_csv(path)


READERS = {
    "stepdown, default variables": read_with_stepdown,
    "stepdown, every variable": read_every_variable,
    "pandas.read_csv": read_with_pandas,
}


def measure(reader: str, path: Path) -> None:
    """In a process of its own: import, then time one reading."""
    import pandas  # noqa: F401

    import stepdown.plan.study
    import stepdown.records.ingest  # noqa: F401

    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    READERS[reader](path)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "mb": after.ru_maxrss / 1024}))


def fread_is_there() -> bool:
    if not shutil.which("Rscript"):
        return False
    check = "quit(status = !requireNamespace('data.table', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode == 0


def run(reader: str, path: Path) -> dict[str, float]:
    command = (
        ["Rscript", "-e", FREAD, str(path)]
        if reader == "R data.table::fread"
        else [sys.executable, __file__, "--reader", reader, "--file", str(path)]
    )
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def compare(rows: int, repeats: int) -> None:
    readers = [*READERS, *(["R data.table::fread"] if fread_is_there() else [])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tedsd.csv"
        simulate(path, rows)
        print(f"{rows:,} rows, 65 columns, {path.stat().st_size / 1e6:,.0f} MB of CSV; medians of {repeats}")
        found = {reader: [] for reader in readers}
        for _ in range(repeats):
            for reader in readers:
                found[reader].append(run(reader, path))
    medians = {
        reader: {key: statistics.median(one[key] for one in runs) for key in ("wall", "cpu", "mb")}
        for reader, runs in found.items()
    }
    ours = medians["stepdown, default variables"]
    print(f"{'reader':30}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}{'wall ratio':>12}")
    for reader, one in medians.items():
        ratio = one["wall"] / ours["wall"]
        print(f"{reader:30}{one['wall']:9.2f}{one['cpu']:9.2f}{one['mb']:10,.0f}{ratio:12.2f}")
    if "R data.table::fread" not in medians:
        print("R with data.table is not installed: fread was not measured.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--reader", choices=list(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reader:
        measure(given.reader, given.file)
    else:
        compare(given.rows, given.repeats)


if __name__ == "__main__":
    main()
