"""The table of sessions: what its rows must say, and when two rows are one."""

from copy import deepcopy

import pandas as pd
import polars as pl
import pytest
from program_export import FILES, SOURCE, US
from snakemake.iocontainers import Namedlist

from stepdown.records.adapters import read_source, settings_models, vocabulary_of
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


SESSIONS = """\
Client,Episode,On,At,What,Minutes,Came
P01,E01,01/06/2023,09:00,Group,90,Y
P01,E01,01/06/2023,13:00,Group,90,Y
P01,E01,01/06/2023,13:00,Group,90,Y
P02,E03,01/16/2023,09:00,Family,45,N
"""
MAPPED = {
    "files": ["sessions.csv"],
    "columns": {
        "person_id": "Client",
        "episode_id": "Episode",
        "day": {"column": "On", "date_format": US},
        "session": "At",
        "kind": {"column": "What", "recode": {"Group": "group", "Family": "family"}},
        "attendance": {"column": "Came", "recode": {"Y": "attended", "N": "missed"}},
        "hours": {"column": "Minutes", "multiply": "1/60"},
    },
}


def exported(folder, sessions: str):
    for name, text in (FILES | {"sessions.csv": sessions}).items():
        (folder / name).write_text(text, encoding="utf-8")
    source = deepcopy(SOURCE) | {"path": str(folder)}
    source["tables"]["services"] = MAPPED
    settings = settings_models()["program"](**source)
    return ingest(read_source(settings), vocabulary_of(settings))["services"]


def test_sessions_of_an_export_become_canonical(tmp_path):
    table = exported(tmp_path, SESSIONS)
    rows = table.kept.sort("person_id", "session").rows(named=True)
    assert [(row["person_id"], row["day"], row["session"], row["hours"]) for row in rows] == [
        ("P01", 1, 1, 1.5),
        ("P01", 1, 2, 1.5),
        ("P02", 1, 1, 0.75),
    ]
    assert (table.exact_duplicates, len(table.quarantined)) == (1, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("P01,E01,01/01/2023,09:00,Group,90,Y", "day is below 0"),
        ("P99,E01,01/06/2023,09:00,Group,90,Y", "person_id is not in persons"),
        (",E01,01/06/2023,09:00,Group,90,Y", "person_id is missing"),
        ("P01,E99,01/06/2023,09:00,Group,90,Y", "episode_id is not in episodes"),
        ("P01,E03,01/06/2023,09:00,Group,90,Y", "episode_id is another person's"),
        ("P01,E01,01/06/2023,09:00,zqxsecret,90,Y", "What has a value that no recode covers"),
        ("P01,E01,01/06/2023,09:00,Group,many,Y", "Minutes is not a number"),
        ("P01,E01,01/06/2023,09:00,Group,9000,Y", "hours is above 24"),
        ("P01,E01,31/02/2023,09:00,Group,90,Y", "On is not a date like %m/%d/%Y"),
        ("P01,E01,01/06/2023,09:00,=SUM(A1:A9),90,Y", "column What looks like a spreadsheet formula"),
        ("P01,E01,01/06/2023,09:00,Group,90", "6 fields where the header has 7"),
    ],
)
def test_a_broken_session_of_an_export_is_told_by_its_reason(row, reason, tmp_path):
    table = exported(tmp_path, SESSIONS + row + "\n")
    assert table.quarantined["reason"].tolist() == [reason]
    assert table.rows_read == 5 == len(table.kept) + table.exact_duplicates + 1
