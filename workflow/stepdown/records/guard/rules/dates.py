"""3: dates more precise than a year."""

from __future__ import annotations

import polars as pl

from stepdown.records.guard.column import FLAGS, Column
from stepdown.records.guard.rule import Rule, matches
from stepdown.records.guard.words import calendar as dates

WHY = "Any part of a date below the year, such as a month or a day, may single out a person."
MEND = "Give days since the person's admission and the year of admission, or declare the column as a date in the mapping."

NAMED = (
    r"(?:\w+_)?(?:dates?|dt|dttm|date_?time|timestamp|dos|doa|dod)\d*(?:_\w+)?"
    r"|(?:adm\w*|disch\w*|visit|death|start|end|intake|enroll\w*|assess\w*|screen\w*|serv\w*|follow\w*|last|first|exit|entry|event"
    r"|relapse|contact|service|test|sample|referral)(?:date|dt)\d*(?:_\w+)?"
)
_PART = r"(?:adm\w*|intake|disch\w*|birth|death|enroll\w*|referral|calendar)"
# Days since 1960 (SAS, Stata) or 1900 (Excel) and every finer count are beyond this; years and day offsets are not.
FIRST_SERIAL = 8_000
# Of all numbers with eight digits 0.15 % happen to read as a date; of dates all do.
BY_CHANCE = 0.05


def _is_serial(column: Column) -> bool:
    """In a column called a date: anything but years, day offsets and words for missing."""
    if not column.name.has(NAMED) or column.series.dtype.is_temporal():
        return False
    if column.largest >= FIRST_SERIAL and bool(
        column.numbers.filter(~column.numbers.is_in([8888.0, 9999.0])).abs().ge(FIRST_SERIAL).any()
    ):
        return True
    texts = column.texts.str.to_lowercase()
    allowed = texts.is_in(list(FLAGS)) | (texts.str.contains(dates.QUARTER) & column.limited)
    return not allowed.all()


def _is_compact(column: Column) -> bool:
    """Whole numbers such as 20190315, where there are more of them than chance would make."""
    # Written out, 03152019 has eight digits; as a number it has seven, which prove nothing.
    if column.largest < (1e7 if column.is_numeric else 1e6):
        return False
    eight = column.wholes.filter(column.wholes.str.len_chars() == 8)
    # A first look without Python's loop: the year in front or behind.
    likely = eight.filter(eight.str.contains(r"^(?:19|20)|(?:19|20)\d\d$"))
    read = sum(dates.is_compact(digits) for digits in likely)
    return read > 0 and read >= BY_CHANCE * len(eight)


def _is_month_named(column: Column) -> bool:
    """Months of admission and the like: 1 to 12, or words."""
    month = column.name.has(rf"{_PART}_?(?:month|mon|mm|mo)|(?:month|mon)_?(?:of_?)?{_PART}")
    quarter = (
        column.name.has(rf"{_PART}_?(?:quarter|qtr)|(?:quarter|qtr)_?(?:of_?)?{_PART}") and not column.limited
    )
    return (month or quarter) and not column.only_flags and column.largest <= 12


def _is_months(column: Column) -> bool:
    """Cells that are the names of months and nothing else."""
    if column.texts.is_empty():
        return False
    words = column.texts.str.to_lowercase().filter(column.texts.str.contains(rf"(?i)^(?:{dates.MONTH})\.?$"))
    return words.n_unique() >= 3 or bool(words.str.contains(dates.LONE_MONTH).any())


def _is_year_and_month(column: Column) -> bool:
    if column.texts.is_empty():
        return False
    found = column.texts.filter(column.texts.str.contains(dates.YEAR_MONTH))
    # 2018-19 and 2011-12 in a column called a year are school or fiscal years.
    if column.name.has(r"(?:\w+_)?(?:year|years|yr|fy)(?:_\w+)?"):
        found = found.filter(~found.map_elements(dates.is_double_year, return_dtype=pl.Boolean))
    return any(dates.is_year_month(text) for text in found)


RULES = (
    Rule(
        kind=3,
        rule="Dates (the column's type)",
        why=WHY,
        mend=MEND,
        column=lambda column: (
            column.series.dtype.base_type() in (pl.Date, pl.Datetime) and len(column.distinct) > 0
        ),
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="Dates with a day or month",
        why=WHY,
        mend=MEND,
        pattern=dates.NUMERIC,
        confirm=dates.is_numeric_date,
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="Dates with the name of a month",
        why=WHY,
        mend=MEND,
        pattern=dates.WORDED,
        confirm=dates.is_worded_date,
        column=_is_months,
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="Dates written without separators",
        why=WHY,
        mend=MEND,
        pattern=dates.COMPACT,
        confirm=dates.is_compact,
        column=_is_compact,
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="A year with its month, week or day of the year",
        why=WHY,
        mend=MEND,
        pattern=dates.WEEK,
        column=_is_year_and_month,
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="A year with its quarter",
        why="A quarter is more precise than a year.",
        mend="Keep the year, or declare a limited data set in the plan.",
        column=lambda column: not column.limited and matches(column.texts, dates.QUARTER),
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="A column called a date that holds neither years nor day offsets",
        why=WHY,
        mend=MEND,
        column=_is_serial,
        dates_pass=True,
    ),
    Rule(
        kind=3,
        rule="The month or quarter of an event",
        why=WHY,
        mend="Keep the year, or declare a limited data set in the plan to keep quarters.",
        column=_is_month_named,
        dates_pass=True,
    ),
)
