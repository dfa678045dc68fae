"""Every planted identifier is caught, whatever its disguise and whatever its column is called."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from stepdown.records.guard import inspect_table
from stepdown.records.guard.rule import all_rules


def read_list(name: str) -> list[dict[str, str]]:
    with open(Path(__file__).with_name(name), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PLANTED = read_list("planted.csv")
ORDINARY = [
    "Outpatient",
    "Residential",
    "3.1",
    "2.5",
    "F11.20",
    "Completed",
    "Left",
    "12",
    "45",
    "Yes",
    "No",
    "7",
    "",
]
SMALL = ["34", "41", "27", "5", "12", ""]
MONTHS = ["1", "2", "6", "12"]
# Names of columns that say nothing: there the value alone must give itself away.
SILENT = {"label", "reason", "arm", "level", "status", "site", "code", "seen", "point", "blob", "who"}
NUMBERED = ("age", "zip", "date", "yob", "year", "dob")


def background(name: str) -> list[str]:
    """Clean values such as a column of this name would hold."""
    if "month" in name.lower():
        return MONTHS
    return SMALL if any(word in name.lower() for word in NUMBERED) else ORDINARY


def hidden(name: str, value: str) -> pl.DataFrame:
    """One planted value among 3,000 clean ones."""
    clean = (background(name) * 3000)[:3000]
    return pl.DataFrame({name: [*clean[:2000], value, *clean[2000:]]})


def test_the_list_is_long_and_covers_all_eighteen_kinds():
    kinds = Counter(int(row["kind"].split()[0]) for row in PLANTED)
    assert set(kinds) == set(range(1, 19))
    assert len(PLANTED) >= 220
    assert min(kinds.values()) >= 8


@pytest.mark.parametrize("number", range(len(PLANTED)))
def test_each_planted_identifier_is_refused(number):
    row = PLANTED[number]
    refusals = inspect_table(hidden(row["column"], row["value"]))
    assert refusals, f"line {number + 2} of planted.csv, kind {row['kind']}, was let through"


@pytest.mark.parametrize("name", sorted(SILENT))
def test_it_is_the_planted_value_that_is_refused(name):
    assert not inspect_table(hidden(name, "Outpatient"))


def test_no_refusal_repeats_the_value():
    for row in PLANTED:
        if row["column"] in SILENT and len(row["value"]) > 4:
            texts = " ".join(str(refusal) for refusal in inspect_table(hidden(row["column"], row["value"])))
            assert row["value"] not in texts


def test_every_kind_has_a_rule_and_every_rule_says_why_and_how():
    assert {rule.kind for rule in all_rules()} == set(range(1, 19))
    names = [rule.rule for rule in all_rules()]
    assert len(set(names)) == len(names)
    for rule in all_rules():
        assert rule.why.endswith(".") and rule.mend.endswith((".", ")."))
        assert rule.named or rule.pattern or rule.column
