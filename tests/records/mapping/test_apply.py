"""Source columns into canonical ones: recodes, missing codes, units, flags and dates; and the ledger of it all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from stepdown.records.mapping.apply import apply_maps
from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.ledger import MOST_VALUES, MappingLedger
from stepdown.records.reading.table import ReadTable

SECRET = "zqx"


def mapped(kind: str, values: list[str | None], everywhere: list[str] = (), name: str = "canonical", **spec):
    """Map one column called `source` beside an unused one; gives what it became and the ledger."""
    table = pl.DataFrame(
        {"source": pl.Series(values, dtype=pl.String), "unused": pl.Series([SECRET] * len(values))}
    )
    read = ReadTable(
        Path("export.csv"), table, pl.Series(range(2, len(values) + 2)), {}, ("source", "unused")
    )
    ledger = MappingLedger()
    spec = ColumnMap(**({} if "value" in spec else {"column": "source"}), **spec)
    return apply_maps(read, {name: (spec, kind)}, list(everywhere), ledger), ledger


# kind | the block beside `column` | source values | canonical values | which rows are refused
CASES = {
    "text as it is": ("text", {}, ["a", None, "b"], ["a", None, "b"], []),
    "a recode": ("text", {"recode": {1: "men", 2: "women"}}, ["2", "1", None], ["women", "men", None], []),
    "a value that no recode covers": ("text", {"recode": {1: "men"}}, ["1", "3"], ["men", None], [1]),
    "case and blanks are not guessed away": ("text", {"recode": {"Y": "yes"}}, ["Y", "y"], ["yes", None], [1]),
    "a recode into flags": ("flag", {"recode": {"J": "yes", "N": "no"}}, ["J", "N"], [True, False], []),
    "a recode into numbers": ("whole", {"recode": {"none": 0, "some": 3}}, ["some", "none"], [3, 0], []),
    "a missing code": ("number", {"missing": [999]}, ["34", "999", "99"], [34.0, None, 99.0], []),
    "a missing code that a recode has too": (
        "text",
        {"missing": ["9"], "recode": {"1": "men", "9": "women"}},
        ["1", "9"],
        ["men", None],
        [],
    ),
    "weeks": ("number", {"multiply": 7}, ["2", "0.5", None], [14.0, 3.5, None], []),
    "months in whole days": ("whole", {"multiply": 30.4375}, ["1", "12"], [30, 365], []),
    "half a week in whole days": ("whole", {"multiply": 7}, ["1.5"], [10], []),
    "a number too large for a whole one": ("whole", {"multiply": 7}, ["1e300", "1"], [None, 7], [0]),
    "a number that a unit makes endless": ("number", {"multiply": 7}, ["1e308", "1"], [None, 7.0], [0]),
    "half a person": ("whole", {}, ["1", "1.5"], [1, None], [1]),
    "words in a number": ("number", {}, ["1", "old", "nan", "inf", "1,5"], [1.0, None, None, None, None], [1, 2, 3, 4]),
    "flags": ("flag", {}, ["Yes", "n", "1", "F", None], [True, False, True, False, None], []),
    "no flag": ("flag", {}, ["yes", "maybe"], [True, None], [1]),
    "a fixed value": ("text", {"value": "urine"}, ["a", "b"], ["urine", "urine"], []),
    "a fixed number": ("whole", {"value": 3}, ["a"], [3], []),
    "a fixed value of the wrong kind": ("whole", {"value": "three"}, ["x1", "x2"], [None, None], [0, 1]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_values_become_canonical_or_their_row_is_refused(case):
    kind, spec, values, expected, refused = CASES[case]
    found, _ = mapped(kind, values, **spec)
    assert found.columns["canonical"].to_list() == expected
    assert [i for i, reason in enumerate(found.reasons) if reason] == refused


@pytest.mark.parametrize("case", [name for name in CASES if CASES[name][4]])
def test_a_reason_names_the_column_and_never_a_value(case):
    kind, spec, values, _, refused = CASES[case]
    found, _ = mapped(kind, values, **spec)
    for i in refused:
        assert ("canonical" if "value" in spec else "source") in found.reasons[i]
        assert values[i] not in found.reasons[i].split()


def test_a_missing_code_of_the_whole_source_counts_in_every_column():
    found, _ = mapped("number", ["1", "NA", "."], everywhere=["NA", "."])
    assert found.columns["canonical"].to_list() == [1.0, None, None]
    assert set(found.reasons) == {""}


def test_dates_stay_apart_until_they_are_days():
    values = ["02/28/2023", "02/31/2023", "01/01/1900", None, "28/02/2023", "2/28/23"]
    found, _ = mapped("whole", values, date_format="%m/%d/%Y")
    assert found.columns == {}
    assert found.dates["canonical"].to_list() == [dt.date(2023, 2, 28), None, None, None, None, None]
    assert [bool(reason) for reason in found.reasons] == [False, True, True, False, True, True]


def test_the_first_reason_of_a_row_stays():
    found, _ = mapped("number", ["x"])
    found.refuse(pl.Series([True]), "something else")
    assert found.reasons.to_list() == ["source is not a number"]


# ---- the ledger


def lines_of(ledger: MappingLedger) -> dict[str, tuple[str, str, str]]:
    """Source value -> (count, what it became, the nearest known one)."""
    lines = ledger.value_table().to_dict("records")
    return {line["value"]: (line["count"], line["became"], line["nearest"]) for line in lines}


def test_the_ledger_tells_what_each_value_became_and_the_nearest_known_one():
    values = ["opiods"] * 3 + ["opioids"] * 11 + ["alcohol"] * 10 + ["zz"]
    _, ledger = mapped("text", values, recode={"opioids": "opioids", "alcohol": "alcohol", "never": "no"})
    assert lines_of(ledger) == {
        "opioids": ("11", "opioids", ""),
        "alcohol": ("<11", "alcohol", ""),
        "opiods": ("<11", "UNMAPPED", "opioids"),
        "zz": ("<11", "UNMAPPED", ""),
    }


def test_missing_codes_are_in_the_ledger_as_not_known():
    _, ledger = mapped("text", ["1", "9", "NA"], everywhere=["NA", "unused"], recode={"1": "men"})
    assert lines_of(ledger) == {
        "1": ("<11", "men", ""),
        "9": ("<11", "UNMAPPED", ""),
        "NA": ("<11", "not known", ""),
    }


def test_words_without_a_recode_and_flags_are_in_the_ledger_too():
    _, ledger = mapped("text", ["left", "left"])
    assert lines_of(ledger) == {"left": ("<11", "left", "")}
    _, ledger = mapped("flag", ["Y", "N", "perhaps"])
    assert {value: became for value, (_, became, _) in lines_of(ledger).items()} == {
        "Y": "true",
        "N": "false",
        "perhaps": "UNMAPPED",
    }


def test_numbers_and_columns_of_endless_words_are_not_listed():
    _, ledger = mapped("number", ["1", "2"])
    assert lines_of(ledger) == {}
    _, ledger = mapped("text", [f"word {i}" for i in range(MOST_VALUES + 1)])
    assert lines_of(ledger) == {}


@pytest.mark.parametrize("key", ["person_id", "episode_id"])
def test_keys_are_never_listed_however_few_they_are(key):
    _, ledger = mapped("text", ["88160042"], name=key)
    assert lines_of(ledger) == {}


def test_every_column_of_the_file_is_in_the_ledger_with_what_it_became():
    _, ledger = mapped("text", ["a"])
    assert ledger.column_table().to_dict("records") == [
        {"file": "export.csv", "column": "source", "became": "canonical"},
        {"file": "export.csv", "column": "unused", "became": ""},
    ]


def test_a_column_that_became_two_names_both():
    read = ReadTable(Path("x.csv"), pl.DataFrame({"a": ["1"]}), pl.Series([2]), {}, ("a",))
    ledger = MappingLedger()
    apply_maps(
        read, {"one": (ColumnMap(column="a"), "text"), "two": (ColumnMap(column="a"), "whole")}, [], ledger
    )
    assert ledger.column_table()["became"].tolist() == ["one, two"]


@pytest.mark.parametrize("name", ["count", "value", ""])
def test_a_column_may_be_called_anything(name):
    ledger = MappingLedger()
    ledger.note_values("x.csv", name, {"a": "b"}, pl.Series(name, ["a", None]))
    assert lines_of(ledger) == {"a": ("<11", "b", "")}


@pytest.mark.parametrize("count", [1, 10, 11, 12])
def test_small_counts_are_not_told(count):
    _, ledger = mapped("text", ["a"] * count)
    assert lines_of(ledger)["a"][0] == ("<11" if count < 11 else str(count))


def test_an_empty_column_maps_to_nothing():
    found, ledger = mapped("text", [None, None], recode={"a": "b"})
    assert found.columns["canonical"].to_list() == [None, None]
    assert set(found.reasons) == {""} and lines_of(ledger) == {}
