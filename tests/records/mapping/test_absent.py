"""Columns that are not there: all at once, with the nearest name, and never what may be a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepdown.records.mapping.absent import absent_columns

PATH = Path("clients.csv")


def told(wanted: list[str], present: list[str]) -> list[str]:
    return [str(problem) for problem in absent_columns(PATH, wanted, present)]


def test_nothing_is_said_where_nothing_is_absent():
    assert told(["a", "b", "a"], ["b", "a", "c"]) == []


def test_every_absent_column_is_told_once_with_the_name_that_looks_like_it():
    found = told(["age", "sex", "housing", "age"], ["Age", "sex", "Housing_Status"])
    assert len(found) == 2
    assert "column age" in found[0] and "Did you mean Age?" in found[0]
    assert "Did you mean Housing_Status?" in found[1]


def test_a_name_that_is_used_already_is_not_offered():
    assert "Did you mean" not in told(["day", "days"], ["days"])[0]


def test_a_file_without_its_header_is_told_so_and_its_first_person_is_not_shown():
    found = told(["client", "gender", "age"], ["P01", "female", "34"])
    assert len(found) == 1
    assert "none of the columns" in found[0]
    assert not any(value in found[0] for value in ("P01", "female", "34"))


# What stands in the header where its line end is lost, or a quote swallowed the first rows.
@pytest.mark.parametrize("swallowed", ["age\nzqx", "age\x0bzqx", "age,zqx", "age" + "zqx" * 20, "34age"])
def test_a_header_that_swallowed_values_is_not_shown(swallowed):
    found = told(["client", "age"], ["client", swallowed])
    assert "zqx" not in found[0] and "34" not in found[0]
