"""The arithmetic that tells an identifier from a number like it."""

from __future__ import annotations

import pytest

from stepdown.records.guard.rules.accounts import luhn
from stepdown.records.guard.rules.vehicles import _is_vin
from stepdown.records.guard.rules.zip_codes import SMALL_ZIP3
from stepdown.records.guard.words.calendar import is_compact, is_day, is_numeric_date


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("490154203237518", True)]
)
def test_luhn(digits, valid):
    assert luhn(digits) is valid


@pytest.mark.parametrize(
    ("vin", "valid"),
    [
        ("1M8GDM9AXKP042788", True),
        ("1M8GDM9A1KP042788", False),
        ("1HGCM82633A004352", True),
        ("A" * 17, False),
    ],
)
def test_vin(vin, valid):
    """Check digits worked out by the standard's weights; the first is its published example."""
    assert _is_vin(vin) is valid


def test_the_small_zip3_areas_are_the_seventeen_of_the_2000_census():
    assert len(SMALL_ZIP3) == 17


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2019-03-15", True),
        ("31/02/2019", True),
        ("13/13/2019", False),
        ("3-15/2019", False),
        ("3.1.25", False),
        ("03.01.25", True),
        ("5/10/15 mg", False),
        ("0-0-10", False),
        ("1600-01-01", False),
    ],
)
def test_numeric_dates(text, valid):
    assert is_numeric_date(text) is valid


@pytest.mark.parametrize(
    ("digits", "valid"),
    [("20190315", True), ("03152019", True), ("15032019", True), ("20191315", False), ("12345678", False)],
)
def test_compact_dates(digits, valid):
    assert is_compact(digits) is valid


def test_leap_days():
    assert is_day(2020, 2, 29) and not is_day(2019, 2, 29)


def test_eight_digit_numbers_are_not_dates_by_chance(column):
    """Of ten thousand costs a few read as dates; a column of dates has nothing else."""
    from stepdown.records.guard import inspect_table

    costs = column("cost", *range(20_000_000, 30_000_000, 1_009), *([20_000_000] * 90_000))
    assert inspect_table(costs) == []
