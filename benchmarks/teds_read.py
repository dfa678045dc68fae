"""How long does a national TEDS-D file take to become records, beside reading it with pandas and R's fread?

    python benchmarks/teds_read.py --rows 5000000 --repeats 5

A file with the margins of TEDS-D 2019 and 65 columns is written to a temporary folder. The peers only load
the file; stepdown also looks for identifiers in every column, recodes, checks and writes Parquet. On a busy
machine CPU seconds tell more than wall seconds.
"""

from __future__ import annotations

from pathlib import Path

from reading import main, read_with_pandas, write_records

SEED = 20190101
# With CASEID, the 65 columns that the public-use files have had in most years.
LEFT_OUT = {
    "DETNLF", "DETNLF_D", "DETCRIM", "PCPFLG", "HALLFLG", "TRNQFLG", "BARBFLG", "INHFLG", "OTCFLG", "OTHERFLG",
}  # fmt: skip


def simulate(path: Path, rows: int) -> None:
    from stepdown.simulate.teds import margins, write_teds_d

    write_teds_d(path, rows, SEED, [name for name in margins() if name not in LEFT_OUT])


def read_with_stepdown(path: Path) -> None:
    write_records(path, {"adapter": "teds_d", "files": [path.name]})


def read_every_variable(path: Path) -> None:
    from stepdown.records.adapters.teds.codebook import person_columns

    write_records(path, {"adapter": "teds_d", "files": [path.name], "variables": list(person_columns())})


def read_three_columns(path: Path) -> None:
    """Three columns as text by the general reader, which counts the fields of every row first."""
    from stepdown.records.reading.read import read_table

    problems = []
    read_table(path, ["SERVICES", "REASON", "LOS"], problems=problems)
    assert not problems


READERS = {
    "stepdown, default variables": read_with_stepdown,
    "stepdown, every variable": read_every_variable,
    "stepdown, three columns": read_three_columns,
    "pandas.read_csv": read_with_pandas,
}

if __name__ == "__main__":
    main(__doc__, __file__, 5_000_000, simulate, READERS)
