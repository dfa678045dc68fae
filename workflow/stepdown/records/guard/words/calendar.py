"""How dates are written, and whether a text that looks like one is one."""

from __future__ import annotations

import calendar
import re

FIRST_YEAR, LAST_YEAR = 1850, 2150
MONTH = (
    "jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
# A dose such as 5/10/15 mg reads like a date: the unit is kept so that it can be told.
_UNITS = "mg|mcg|µg|ug|g|ml|meq|units?|%|percent|days?|weeks?|months?|hours?|years?"
_UNIT = rf"(?: ?(?:{_UNITS}))?"
NUMERIC = (
    rf"(?:^|[^0-9.])(?:\d{{4}} ?[-/._] ?\d{{1,2}} ?[-/._] ?\d{{1,2}}|\d{{4}} \d{{2}} \d{{2}}"
    rf"|\d{{1,2}} ?[-/._] ?\d{{1,2}} ?[-/._] ?(?:\d{{4}}|'?\d{{2}})|\d{{2}} \d{{2}} \d{{4}})"
    rf"(?:[^0-9./-]{_UNIT}|[./-]\D|[.]?$|[T_])"
)
WORDED = (
    rf"(?:^|[^a-z])(?:\d{{1,2}} ?(?:st|nd|rd|th)?[-\s/.,_]{{0,2}}(?:of )?(?:{MONTH})[-\s/.,'_]{{0,3}}(?:\d{{4}}|\d{{2}})?"
    rf"|(?:{MONTH})[-\s/.,'_]{{0,3}}\d{{4}}"
    rf"|(?:{MONTH})[-\s/.,'_]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?(?:[-\s/,'_]{{1,3}}(?:\d{{4}}|\d{{2}}))?"
    rf"|\d{{4}}[-\s/.,_]{{0,2}}(?:{MONTH})(?:[-\s/.,_]\d{{1,2}})?)(?:[^a-z0-9]{_UNIT}|$|t\d)"
)
COMPACT = r"(?:^|[^0-9.])\d{8}(?:[^0-9.]|$)"
# A week of a year, and months in Spanish and Chinese.
WEEK = (
    r"\b(?:19|20)\d{2}-?w(?:[0-4]\d|5[0-3])\b|(?:19|20)\d{2} ?年 ?\d{1,2} ?月"
    r"|\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
    r" (?:del? )?(?:19|20)\d{2}\b"
)
YEAR_MONTH = (
    r"^(?:(?:19|20)\d{2} ?[-/.] ?\d{1,3}|(?:0?[1-9]|1[0-2]) ?[-/.] ?(?:19|20)\d{2})$"
    r"|(?:^|[^0-9/.])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?:[^0-9/]|$)"
)
# Months whose names are no verbs, no drugs and nobody's name.
LONE_MONTH = r"(?i)^(?:january|february|july|september|october|november|december)$"
QUARTER = r"(?i)\b(?:19|20)\d{2}[-\s/.:]{0,2}q[1-4]\b|\bq[1-4][-\s/.:']{0,2}(?:19|20)\d{2}\b"


def is_day(year: int, month: int, day: int) -> bool:
    """Is there such a day, in a year that people live in?"""
    return (
        FIRST_YEAR <= year <= LAST_YEAR
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    )


def is_numeric_date(match: str) -> bool:
    """`2019-03-15`, `3/15/2019`, `15.03.19`; impossible days such as 31/02 count, being typing errors of dates."""
    if re.search(r"[a-zµ%]\s*$", match, re.IGNORECASE) and not re.search(r"T$", match):
        return False
    separators = set(re.findall(r"(?<=\d) ?([-/._ ]) ?'?(?=\d)", match))
    numbers = re.findall(r"\d+", match)
    if len(numbers) != 3 or len(separators) != 1:
        return False
    first, second, third = (int(number) for number in numbers)
    if len(numbers[0]) == 4:
        return FIRST_YEAR <= first <= LAST_YEAR and _could_be(second, third)
    if len(numbers[2]) == 4:
        return FIRST_YEAR <= third <= LAST_YEAR and _could_be(first, second)
    # Two digits for the year: dots only where all parts have two, or it is the number of a section.
    if "." in separators and {len(number) for number in numbers} != {2}:
        return False
    return _could_be(first, second) or _could_be(second, third)


def _could_be(one: int, other: int) -> bool:
    """A month and a day in either order."""
    return (1 <= one <= 12 and 1 <= other <= 31) or (1 <= other <= 12 and 1 <= one <= 31)


def is_worded_date(match: str) -> bool:
    """`March 3, 2019`, `3 Mar`, `MAR-19`; not `may 5` in small letters, which may be a verb."""
    text = match.strip()
    if re.search(rf"\d\W*(?:{_UNITS})$", text, re.IGNORECASE):
        return False
    if re.search(r"\d{4}", text) or re.search(r"\d(?:st|nd|rd|th)", text, re.IGNORECASE):
        return True
    word = re.search(rf"(?:{MONTH})(?![a-z])", text, re.IGNORECASE)
    return bool(word) and (word.group()[0].isupper() or (word.group() != "may" and text.count("-") == 2))


def is_compact(match: str) -> bool:
    """Eight digits that are year, month, day; month, day, year; or day, month, year."""
    digits = "".join(re.findall(r"\d", match))
    if len(digits) != 8 or not digits.isascii():
        return False
    first, second, third = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    recent = 1900 <= third <= 2099
    return (
        (1900 <= int(digits[:4]) <= 2099 and is_day(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        or (recent and is_day(third, first, second))
        or (recent and is_day(third, second, first))
    )


def is_year_month(text: str) -> bool:
    """`2019-03`, `03/2019`, and the day of a year, `2019-075`."""
    numbers = re.findall(r"\d+", text)
    year = next(int(number) for number in numbers if len(number) == 4)
    other = next((number for number in numbers if len(number) != 4), "0")
    most = 366 if len(other) == 3 else 12
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= int(other) <= most


def is_double_year(text: str) -> bool:
    """`2018-19`: a school or fiscal year."""
    numbers = re.findall(r"\d+", text)
    return len(numbers) == 2 and len(numbers[1]) == 2 and int(numbers[1]) == (int(numbers[0]) + 1) % 100
