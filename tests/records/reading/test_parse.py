"""Text into numbers, flags and dates."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from stepdown.records.reading.parse import (
    date_faults,
    dates_look_swapped,
    parse_date,
    parse_flag,
    parse_number,
    parse_whole,
)

BROKEN = object()
WHOLE = {
    "5": 5, "+5": 5, "-5": -5, "005": 5, "5.0": 5, "5.": 5, "5.5": BROKEN, "1e3": BROKEN, "1,000": BROKEN, "": BROKEN,
    "0x1": BROKEN, "1_000": BROKEN, "٣": BROKEN, "9007199254740992": 2**53, "9007199254740993": BROKEN, "x": BROKEN,
    "-9007199254740993": BROKEN, "99999999999999999999": BROKEN, "-9223372036854775808": BROKEN, "--5": BROKEN,
}  # fmt: skip
NUMBERS = {
    "5": 5.0, "0.1": 0.1, ".5": 0.5, "5.": 5.0, "-1e-3": -0.001, "1,5": BROKEN, "1,000": BROKEN, "inf": BROKEN,
    "-Infinity": BROKEN, "nan": BROKEN, "NaN": BROKEN, "1e999": BROKEN, "1 000": BROKEN, "$5": BROKEN, "5%": BROKEN,
}  # fmt: skip
FLAGS = {"Yes": True, "no": False, "Y": True, "N": False, "TRUE": True, "f": False, "1": True, "0": False,
         "1.0": True, "2": BROKEN, "-1": BROKEN, "maybe": BROKEN}  # fmt: skip


def check(parse, cases, **options):
    series = pl.Series("x", [*cases, None], dtype=pl.String)
    values, broken = parse(series, **options)
    expected = [None if value is BROKEN else value for value in cases.values()]
    assert values.to_list() == [*expected, None]
    assert broken.to_list() == [*(value is BROKEN for value in cases.values()), False]
    assert broken.dtype == pl.Boolean and broken.name == "x"


def test_whole():
    check(parse_whole, WHOLE)


def test_number():
    check(parse_number, NUMBERS)


def test_flag():
    check(parse_flag, FLAGS)


def test_decimal_comma():
    check(parse_number, {"1,5": 1.5, "3": 3.0, "1.000": BROKEN, "1.5": BROKEN, "1,5,5": BROKEN}, decimal=",")


@pytest.mark.parametrize("mark", [",", " ", "'"])
def test_thousands(mark):
    cases = {
        "1#000": 1e3,
        "10#000#000.5": 1e7 + 0.5,
        "1000": 1e3,
        "1#00": BROKEN,
        "1#0000": BROKEN,
        "#100": BROKEN,
    }
    check(parse_number, {text.replace("#", mark): value for text, value in cases.items()}, thousands=mark)


def test_thousands_point_with_decimal_comma():
    cases = {"1.000": 1e3, "1.000,5": 1000.5, "1.5": BROKEN, "1,5": 1.5}
    check(parse_number, cases, decimal=",", thousands=".")


@pytest.mark.parametrize("options", [{"decimal": ";"}, {"thousands": "."}, {"thousands": "5"}])
def test_marks_that_make_no_sense(options):
    with pytest.raises(ValueError):
        parse_number(pl.Series(["1"]), **options)


@pytest.mark.parametrize(
    "parse", [parse_whole, parse_number, parse_flag, lambda s: parse_date(s, "%Y-%m-%d")]
)
def test_nothing(parse):
    for series in (pl.Series([], dtype=pl.String), pl.Series([None, None], dtype=pl.String)):
        values, broken = parse(series)
        assert values.null_count() == len(values) == len(series) and not broken.any()


DAY = dt.date(2024, 2, 1)
DATES = {
    "01/02/2024": DAY, "1/2/2024": DAY, "31/02/2024": "not a date", "29/02/2023": "not a date",
    "29/02/2024": dt.date(2024, 2, 29), " 1/2/2024": "not a date", "1/2/24": "not a date", "1/2/02024": "not a date",
    "2024-02-01": "not a date", "01/02/2024 10:00": "not a date", "01/01/1900": "placeholder",
    "30/12/1899": "placeholder", "31/12/9999": "placeholder", "01/01/1970": "placeholder",
    "02/01/1900": "year out of bounds", "01/02/3024": "year out of bounds", "02/01/1970": dt.date(1970, 1, 2),
    "unknown": "not a date", "01/+2/2024": "not a date",
}  # fmt: skip


def test_dates():
    series = pl.Series("x", [*DATES, None, "01/02/2024"])
    values, broken = parse_date(series, "%d/%m/%Y")
    faults = date_faults(series, "%d/%m/%Y")
    expected = [*DATES.values(), None, DAY]
    assert values.to_list() == [None if isinstance(value, str) else value for value in expected]
    assert faults.to_list() == [value if isinstance(value, str) else None for value in expected]
    assert (broken == faults.is_not_null()).all()
    assert values.dtype == pl.Date


FORMATS = {
    "%Y-%m-%d": "2024-02-01", "%Y%m%d": "20240201", "%d%b%Y": "01Feb2024", "%d %B %Y": "1 February 2024",
    "%m/%d/%y": "02/01/24", "%Y-%m-%d %H:%M:%S": "2024-02-01 13:05:59", "%Y-%m-%dT%H:%M": "2024-02-01T13:05",
    "%m/%d/%Y %I:%M %p": "02/01/2024 01:05 PM", "%Y-%j": "2024-032", "%d.%m.%Y": "01.02.2024",
    "%Y-%m-%d %H:%M:%S%.f": "2024-02-01 13:05:59.123",
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_date_formats(format):
    values, broken = parse_date(pl.Series([FORMATS[format], "x"]), format)
    assert values.to_list() == [DAY, None] and broken.to_list() == [False, True]


@pytest.mark.parametrize("format", ["%Y", "%m/%d", "%Q/%d/%m/%Y", "", "%H:%M", "%d/%m"])
def test_formats_that_make_no_date(format):
    with pytest.raises(ValueError):
        parse_date(pl.Series(["x"]), format)


def test_no_format():
    with pytest.raises(ValueError):
        parse_date(pl.Series(["x"]), [])


def test_several_formats_never_guess():
    series = pl.Series(["2024-02-01", "13/02/2024", "02/13/2024", "03/03/2024", "01/02/2024"])
    faults = date_faults(series, ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"])
    assert faults.to_list() == [None, None, None, None, "ambiguous"]


def test_years_can_be_bounded():
    series = pl.Series(["2015-01-01", "2016-01-01"])
    assert parse_date(series, "%Y-%m-%d", years=(2016, 2020))[1].to_list() == [True, False]


ORDERS = {
    "sure": ["01/02/2024", "13/02/2024"],
    "either": ["01/02/2024", "03/04/2024"],
    "swapped": ["01/02/2024", "02/13/2024"],
    "neither": ["13/02/2024", "02/13/2024"],
}


@pytest.mark.parametrize("order", ORDERS)
def test_order_of_day_and_month(order):
    assert dates_look_swapped(pl.Series([*ORDERS[order], None]), "%d/%m/%Y") == order


def test_order_that_cannot_be_swapped():
    assert dates_look_swapped(pl.Series(["5 Jan 2024"]), "%d %b %Y") == "sure"
    assert dates_look_swapped(pl.Series(["x"]), "%d %b %Y") == "neither"
