"""3: ages over 89."""

from __future__ import annotations

import re

import polars as pl

from stepdown.records.guard.column import Column
from stepdown.records.guard.rule import Rule

NAMED = (
    r"ages?\d?|age(?:yrs?|years?|adm\w*|admit\w*|intake|at\w+|now|cat\w*|gro?u?p|band|enroll\w*|dx|cont\w*)"
    r"|(?:pt|patient|client|current|admit|intake|enroll\w*|person|subject|member)age"
)
OLDEST = 89
# Nobody is older; 999 and the like stand for missing.
IMPOSSIBLE = 130
# 90+, 85 and over, >89: the band that the rule asks for.
_OPEN_BAND = re.compile(
    r"^[^0-9]*\d{1,3} ?(?:years?|yrs?)? ?(?:old)? ?(?:\+|plus\b|and\b|or\b|&)|^ ?(?:>|≥|over\b)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _years_in_a_unit(column: Column) -> float:
    """How many units of the column one year has."""
    if column.name.has(r"(?:\w+_)?(?:months?|mos?|mths?)"):
        return 12.0
    if column.name.has(r"(?:\w+_)?(?:weeks?|wks?)"):
        return 52.0
    return 365.25 if column.name.has(r"(?:\w+_)?days?") else 1.0


def _too_old(column: Column) -> bool:
    if not column.name.has(NAMED):
        return False
    unit = _years_in_a_unit(column)
    low, high = (OLDEST + 1) * unit, IMPOSSIBLE * unit
    numbers = (
        column.numbers if not column.is_numeric or column.largest >= low else pl.Series([], dtype=pl.Float64)
    )
    if bool(((numbers >= low) & (numbers < high)).any()):
        return True
    if bool(column.texts.str.contains(r"(?i)\b(?:ninety|hundred)\b").any()):
        return True
    return any(_is_old_text(text, low, high) for text in column.texts)


def _is_old_text(text: str, low: float, high: float) -> bool:
    """A precise age over 89, such as `93 years` or the bands `90-94` and `95+`; not `90+` and not `65-100`."""
    numbers = [float(number) for number in _NUMBER.findall(text)]
    # An open band may begin at 90; one that begins at 95 is a band of its own.
    least = low + 1 if _OPEN_BAND.match(text) else low
    return bool(numbers) and least <= min(numbers) < high


RULES = (
    Rule(
        kind=3,
        rule="Ages over 89",
        why="So few people are that old that an exact age may name one.",
        mend="Write 90+ for every age over 89 (or leave 99 empty if it stands for missing).",
        column=_too_old,
    ),
    Rule(
        kind=3,
        rule="Ages over 89 in text",
        why="So few people are that old that an exact age may name one.",
        mend="Write 90+ for every age over 89.",
        pattern=r"\b(?:9\d|1[0-2]\d)(?: ?- ?| )?(?:years? old|years?-old|yrs? old|y/o|yo|y\.o\.?|year of age|years of age)"
        r"|\b(?:aged|age)\W{1,3}(?:9\d|1[0-2]\d)\b(?: ?\+|\+)?",
        confirm=lambda match: not match.endswith("+"),
    ),
)
