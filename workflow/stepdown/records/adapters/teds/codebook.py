"""The TEDS-D codes: what every code of every year becomes, from the data files beside this module."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
MISSING_CODE = -9
# Before 2017 a few fields say "no substances reported" by a code of its own.
NO_SUBSTANCES_CODE = -8
# A label that no code has; outside every code list.
UNKNOWN_LABEL = -128
# The files of 2006-2014 have codes of their own for age, race, ethnicity, substances and others.
LAST_OLD_YEAR = 2014

# LOS codes 1-30 are the days themselves; these are intervals and stay so. Nobody knows the longest stay.
STAY_INTERVALS = {
    31: (31, 45), 32: (46, 60), 33: (61, 90), 34: (91, 120), 35: (121, 180), 36: (181, 365), 37: (366, None),
}  # fmt: skip
# Fields without which there is no episode.
EPISODE_FIELDS = ("CASEID", "DISYR", "SERVICES", "REASON", "LOS")
RACE_ETHNICITY = {
    "black": "Black", "white": "white", "hispanic": "Hispanic", "asian_or_pacific_islander": "Asian or Pacific Islander",
    "native": "American Indian or Alaska Native", "other": "another or more than one group",
}  # fmt: skip
HISPANIC = ("puerto_rican", "mexican", "other_hispanic", "hispanic_unspecified")
RACE_GROUPS = {
    "black": "black", "white": "white", "asian": "asian_or_pacific_islander",
    "asian_or_pacific_islander": "asian_or_pacific_islander", "pacific_islander": "asian_or_pacific_islander",
    "alaska_native": "native", "american_indian": "native", "other": "other", "two_or_more": "other",
}  # fmt: skip


@dataclass(frozen=True)
class PersonColumn:
    """One person column that a plan may ask for."""

    name: str
    field: str
    family: str
    label: str
    known_at: str
    since: int
    core: bool


@dataclass(frozen=True)
class Family:
    """One code list: its levels with their words, and what every code of either period becomes."""

    levels: dict[str, str]
    new: dict[int, str]
    old: dict[int, str]

    @property
    def not_known(self) -> int:
        """The number after the last level's: the code says that the value is missing."""
        return len(self.levels)

    @property
    def unmapped(self) -> int:
        """The number after that: no code list has the code."""
        return len(self.levels) + 1

    def lookup(self, old: bool) -> np.ndarray:
        """Level numbers of all 256 bytes; index it with codes seen as unsigned bytes."""
        numbers = {level: i for i, level in enumerate(self.levels)}
        table = np.full(256, self.unmapped, dtype=np.uint8)
        for code in (MISSING_CODE, NO_SUBSTANCES_CODE):
            table[code % 256] = self.not_known
        for code, level in (self.old if old else self.new).items():
            table[code % 256] = numbers[level]
        return table


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def person_columns() -> dict[str, PersonColumn]:
    """Name -> person column, in the order to show."""
    return {
        row["name"]: PersonColumn(**row | {"since": int(row["since"]), "core": row["core"] == "1"})
        for row in _rows("variables.csv")
    }


@cache
def families() -> dict[str, Family]:
    """Family -> its levels and codes."""
    found: dict[str, Family] = {}
    for row in _rows("codes.csv"):
        family = found.setdefault(row["family"], Family({}, {}, {}))
        family.levels.setdefault(row["value"], row["words"])
        code = int(row["code"])
        if int(row["first_year"]) > LAST_OLD_YEAR:
            family.new[code] = row["value"]
        elif row["last_year"]:
            family.old[code] = row["value"]
        else:
            family.new[code] = family.old[code] = row["value"]
    return found


@cache
def other_names() -> dict[str, str]:
    """Another name of a field, in capitals -> the name used here."""
    return {row["name"]: row["field"] for row in _rows("names.csv")}


@cache
def labels(field: str) -> dict[str, int]:
    """Label as `plain` writes it -> code, for one field; the repeated fields share their labels."""
    shared = re.sub(r"_D$", "", field)
    shared = re.sub(r"^(SUB|ROUTE|FREQ|FRSTUSE)[23]$", r"\g<1>1", shared)
    return {row["label"]: int(row["code"]) for row in _rows("labels.csv") if row["field"] == shared}


def plain(label: str) -> str:
    """A label without case and punctuation: "Rehab/residential, hospital" -> "rehab residential hospital"."""
    return re.sub(r"[^a-z0-9<>+≤]+", " ", label.lower()).strip()


def code_of(label: str, field: str) -> int:
    """The code behind a cell of text: a number as text, a label, or a way to say missing."""
    if not label.strip():
        return MISSING_CODE
    text = plain(label)
    if text.startswith(("missing unknown", "no substances reported")):
        return MISSING_CODE
    if re.fullmatch(r"-?\d+(\.0*)?", label.strip()):
        number = int(float(label))
        return number if -127 <= number <= 127 else UNKNOWN_LABEL
    return labels(field).get(text, UNKNOWN_LABEL)
