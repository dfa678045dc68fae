"""The table of sessions: what its rows must say, and when two rows are one."""

import pandas as pd
import polars as pl
import pytest
from snakemake.iocontainers import Namedlist

from stepdown.records.adapters.base import Source
from stepdown.records.ingest import ingest
from stepdown.records.schema import TABLES
from stepdown.records.variables import Vocabulary

NOBODY = Vocabulary({}, {}, {}, {})
COLUMNS = ["person_id", "day", "kind", "attendance", "hours"]


def checked(*rows: tuple, fast: bool, columns: list[str] = COLUMNS):
    """The services of one person, who has one episode, by the quick way or row by row."""
    types = {"day": pl.Int32, "session": pl.Int32, "hours": pl.Float64}
    schema = {name: types.get(name, pl.String) for name in columns}
    services = (
        pl.DataFrame(rows, schema=schema, orient="row") if fast else pd.DataFrame(rows, columns=columns)
    )
    tables = {"persons": pd.DataFrame({"person_id": ["a"]}), "services": services}
    return ingest(Source(tables, ()), NOBODY)["services"]


@pytest.mark.parametrize("fast", [True, False])
def test_sessions_of_one_day_stay_unless_they_are_equal_throughout(fast):
    group = ("a", 3, "group", "attended", 1.5)
    table = checked(group, group, ("a", 3, "group", "attended", 1.0), fast=fast)
    assert (len(table.kept), table.exact_duplicates, len(table.quarantined)) == (2, 1, 0)


@pytest.mark.parametrize("fast", [True, False])
def test_a_number_tells_equal_sessions_apart(fast):
    columns = [*COLUMNS, "session"]
    group = ("a", 3, "group", "attended", 1.0)
    table = checked((*group, 1), (*group, 2), (*group, 2), fast=fast, columns=columns)
    assert (len(table.kept), table.exact_duplicates) == (2, 1)


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("b", 3, "group", "attended", 1.0), "person_id is not in persons"),
        (("a", -1, "group", "attended", 1.0), "day is below 0"),
        (("a", None, "group", "attended", 1.0), "day is missing"),
        (("a", 3, "yoga", "attended", 1.0), "kind is not an allowed value"),
        (("a", 3, "group", "no show", 1.0), "attendance is not an allowed value"),
        (("a", 3, "group", "attended", 90.0), "hours is above 24"),
    ],
)
def test_a_broken_session_goes_to_quarantine_with_its_reason(row, reason, fast):
    table = checked(row, ("a", 1, "group", "attended", 1.0), fast=fast)
    assert list(table.quarantined["reason"]) == [reason]
    assert table.rows_read == len(table.kept) + 1


def test_every_table_can_be_a_file_of_the_workflow():
    assert not {name for name in TABLES if hasattr(Namedlist, name)}
