"""Nothing is refused that identifies nobody: real study files, and columns made to look like identifiers."""

from __future__ import annotations

import csv
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl
import pytest

from stepdown.records.guard import inspect_table


def read_list(name: str) -> list[dict[str, str]]:
    with open(Path(__file__).with_name(name), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PROJECT = Path(__file__).resolve().parents[3]
SHARED = PROJECT.parent / "shared" / "data"
FILES = sorted(
    [
        *(PROJECT / "data" / "help").glob("*.csv"),
        *(SHARED / "ctn0094" / "data").glob("*.csv*"),
        *(SHARED / "ctn0094" / "extra_20230327").glob("*.csv*"),
        *(SHARED / "ctn0094").glob("endpoints_*.csv"),
        *(SHARED / "teds").glob("*sample1000*.csv"),
    ]
)
# Scattered seven-digit numbers of discharges: keys indeed, which an adapter must declare.
KEYS = {"CASEID", "patient_id"}

INNOCENT = {
    name: [row["value"] for row in rows]
    for name, rows in groupby(read_list("innocent.csv"), itemgetter("column"))
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("typed", [False, True], ids=["as text", "typed"])
def test_no_column_of_a_real_study_is_refused(path, typed):
    table = pl.read_csv(path, infer_schema=typed, infer_schema_length=None)
    assert inspect_table(table, keys=KEYS) == []


@pytest.mark.parametrize("typed", [False, True], ids=["as text", "typed"])
def test_a_discharge_number_that_no_mapping_declares_is_refused(typed):
    path = SHARED / "teds" / "tedsd_2023_sample1000_recoded.csv"
    if not path.exists():
        pytest.skip("the TEDS-D sample is not here")
    refusals = inspect_table(pl.read_csv(path, infer_schema=typed, infer_schema_length=None))
    assert [refusal.column for refusal in refusals] == ["CASEID"]


def test_the_innocent_list_is_long():
    assert len(INNOCENT) >= 100


@pytest.mark.parametrize("name", INNOCENT)
@pytest.mark.parametrize("times", [1, 40], ids=["once", "often"])
def test_no_innocent_text_column_is_refused(name, times):
    assert inspect_table(pl.DataFrame({name: INNOCENT[name] * times}, schema={name: pl.String})) == []


@pytest.mark.parametrize("name", INNOCENT)
def test_no_innocent_numeric_column_is_refused(name):
    text = pl.Series(name, INNOCENT[name], dtype=pl.String)
    for dtype in (pl.Int64, pl.Float64):
        numbers = text.cast(dtype, strict=False)
        if numbers.null_count() == 0:
            assert inspect_table(numbers.to_frame()) == []


def test_all_innocent_columns_side_by_side_are_let_through():
    longest = max(map(len, INNOCENT.values()))
    table = pl.DataFrame({name: (values * longest)[:longest] for name, values in INNOCENT.items()})
    assert inspect_table(table) == []
