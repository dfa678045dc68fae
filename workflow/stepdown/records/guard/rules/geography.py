"""2: places smaller than a state."""

from __future__ import annotations

import re

from stepdown.records.guard.column import Column
from stepdown.records.guard.rule import Rule
from stepdown.records.guard.words.places import CITIES, STATE_NAMES, STATES, is_city_and_state, is_in_a_city

WHY = "Any place smaller than a state narrows down where a person lives."
MEND = "Keep the state or region only."

_STREETS = (
    r"street|avenue|ave|road|boulevard|blvd|lane|parkway|pkwy|highway|hwy|terrace|trail|turnpike|calle|rue"
)
# Words of clinics as well: these count only with capitals, or at the end of the cell.
_SHORT = r"st|rd|ln|dr|drive|ct|court|cir|circle|way|place|pl|square|sq|ter|trl|loop|plaza"
_NOT_STREETS = re.compile(
    r"\b(?:drug|treatment|family|mental|health|veterans?|dui|dwi|days?|weeks?|months?|years?|hours?|minutes?|miles?|blocks?|times?|mg|mcg|ml"
    r"|per|of|in|on|the|each|a|no|one|any|week|court ordered)\b",
    re.IGNORECASE,
)


def _is_street(match: str) -> bool:
    return not _NOT_STREETS.search(match)


def _has_small_fips(column: Column) -> bool:
    """County codes have five digits; a state's has two."""
    return column.name.has(r"fips\w*|\w*fips") and column.largest > 99


def _has_city(column: Column) -> bool:
    return not column.texts.is_empty() and bool(column.texts.str.to_lowercase().is_in(CITIES).any())


RULES = (
    Rule(
        kind=2,
        rule="A street address",
        why=WHY,
        mend=MEND,
        named=r"(?:(?!ip|mac|e|email|mail|web|url)[a-z]+_)?(?:home|street|mailing|postal)?_?addr(?:ess)?(?:es)?\d?(?:_?line)?\d?"
        r"|street\w*|apt|apartment|unit_?no|house_?(?:no|num|number)",
        small_codes_pass=True,
        pattern=rf"\b\d{{1,6}}[a-z]?,? (?:[nsew]{{1,2}}\.? )?(?:[a-z'.-]+ |\d+(?:st|nd|rd|th) ){{1,4}}(?:{_STREETS})\b",
        confirm=_is_street,
    ),
    Rule(
        kind=2,
        rule="A street address (short form)",
        why=WHY,
        mend=MEND,
        pattern=rf"\b\d{{1,6}}[a-z]?,? (?:[nsew]{{1,2}}\.? )?"
        rf"(?:[a-z'.-]{{3,}} |\d+(?:st|nd|rd|th) ){{1,3}}(?:{_SHORT})(?:\.|,|$| #| apt)",
        confirm=_is_street,
    ),
    Rule(
        kind=2,
        rule="A post box, apartment or rural route",
        why=WHY,
        mend=MEND,
        pattern=r"\bp\.? ?o\.? ?box ?#?\d+|\b(?:apt|apartment)\.? ?#?\d+[a-z]?\b|\brural route \d+|\brr ?\d+,? box ?\d+",
    ),
    Rule(
        kind=2,
        rule="A city, county or smaller area",
        why=WHY,
        mend=MEND,
        named=r"(?:[a-z]+_)?(?:city|town|county|parish|township|municipality|precinct|neighbou?rhood|borough|village"
        r"|cbsa|msa|pmsa)(?:_?(?:name|code|cd|fips|id|of_?residence|\d+))?"
        r"|(?:city|county|town)_?of_?\w+|(?:home|birth|res\w*|mail\w*|patient|client|pt|work)(?:city|county)|cbsa\d*|census_?(?:tract|block)\w*|tract|block_?group",
        small_codes_pass=True,
        column=lambda column: _has_city(column) or _has_small_fips(column),
    ),
    Rule(
        kind=2,
        rule="A city with its state",
        why=WHY,
        mend=MEND,
        pattern=rf"\b[a-z][a-z.' -]+(?:, ?| )(?:{'|'.join([*STATES, *STATE_NAMES])})\b(?: \d{{5}})?",
        confirm=is_city_and_state,
    ),
    Rule(
        kind=2,
        rule="A city in text",
        why=WHY,
        mend=MEND,
        pattern=r"\b(?:in|from|to|near|at|of|around) [a-z.]+(?: [a-z.-]+){0,2}",
        confirm=is_in_a_city,
    ),
    Rule(
        kind=2,
        rule="A named county",
        why=WHY,
        mend=MEND,
        pattern=r"\b(?:[a-z']+ )?[a-z'.]+ (?:county|parish|township)\b",
        confirm=lambda match: (
            not re.search(
                r"\b(?:same|other|another|out|of|in|this|different|home|per|any|the|each|local|by|to|from|state|and|or|not)\b",
                match,
                re.IGNORECASE,
            )
            and match.split()[-2][:1].isupper()
        ),
    ),
    Rule(
        kind=2,
        rule="A point on the map",
        why=WHY,
        mend=MEND,
        named=r"(?:[a-z]+_)?(?:lat|lon|lng|latitude|longitude|gps|geo_?code|geo_?id|geo_?hash|coord(?:inate)?s?)(?:_\w+)?",
        pattern=r"-?\d{1,3}\.\d{3,}°? ?[ns]?[,; ] ?-?\d{1,3}\.\d{3,}",
        confirm=lambda match: "," in match or ";" in match,
    ),
)
