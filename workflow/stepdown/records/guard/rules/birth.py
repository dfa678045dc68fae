"""3: birth dates."""

from __future__ import annotations

from stepdown.records.guard.column import Column
from stepdown.records.guard.rule import Rule

# Born earlier, a person is older than 89 today.
OLDEST_BIRTH_YEAR = 1936
LATEST_YEAR = 2100
_YEAR = r"birth_?ye?a?rs?|ye?a?r_?(?:of_?)?birth|yob|byear|birthyear"


def _is_old_year(column: Column) -> bool:
    """A year of birth may stay unless it tells that somebody is over 89, or is more than a year."""
    if not column.name.has(_YEAR) or column.only_flags:
        return False
    numbers = column.numbers
    sensible = numbers.is_between(OLDEST_BIRTH_YEAR, LATEST_YEAR) | (numbers < 0) | numbers.is_in([9999.0])
    return bool(len(column.texts)) or not sensible.all()


RULES = (
    Rule(
        kind=3,
        rule="Birth dates",
        why="A birth date is more precise than a year, and with a place it names a person.",
        mend="Give an age or an age band (with 90+ for the oldest) instead.",
        named=r"(?:[a-z]+_)?(?:dob|d_o_b|birth_?(?:date|day|dt|month|mon)s?|date_?(?:of_?)?birth|b_?date|birth_?dt"
        r"|born(?:_on)?|birthdays?|month_?of_?birth|day_?of_?birth)(?:_\w+)?",
    ),
    Rule(
        kind=3,
        rule="Years of birth before 1936, or more than a year",
        why="They show that a person is over 89, or the day of birth.",
        mend="Give an age band with 90+ for the oldest instead.",
        column=_is_old_year,
    ),
    Rule(
        kind=3,
        rule="Birth dates in text",
        why="A birth date is more precise than a year.",
        pattern=r"\b(?:dob|d\.o\.b\.?|born|date of birth)\b\W{0,3}(?:on|in|is)?\W{0,3}"
        r"(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    ),
)
