"""2: ZIP codes."""

from __future__ import annotations

import polars as pl

from stepdown.records.guard.column import FLAGS, Column
from stepdown.records.guard.rule import Rule
from stepdown.records.guard.words.listed import words
from stepdown.records.guard.words.places import STATES

# ZIP3 areas with 20,000 people or fewer in the census of 2000: the list of the official guidance.
SMALL_ZIP3 = words("036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893")
NAMED = r"zip_?\d?|zip_?codes?\d?|zip_?plus_?\d|zcta\d?|postal_?codes?|post_?codes?|postal|\w*zipcode"
WHY = "More than three digits of a ZIP code narrow down where a person lives."
MEND = "Keep the first three digits (ZIP3), and 000 for areas with 20,000 people or fewer."


def _in_zip_column(column: Column) -> pl.Series:
    """What stands in a column of ZIP codes, without words for missing; nothing for other columns."""
    if not column.name.has(NAMED) or column.only_flags:
        return pl.Series([], dtype=pl.String)
    values = pl.concat([column.wholes, column.texts]).str.to_lowercase()
    # 021xx and 021** are three digits.
    values = values.str.replace(r"^(\d{3})[x*#]{2}$", "$1")
    return values.filter(~values.is_in(list(FLAGS - {"99", "999"})))


def _is_small_area(column: Column) -> bool:
    values = _in_zip_column(column)
    # A number has lost its leading zeros.
    padded = values.filter(values.str.contains(r"^\d{1,3}$")).str.zfill(3)
    return bool(padded.is_in(list(SMALL_ZIP3)).any())


def _is_too_long(column: Column) -> bool:
    values = _in_zip_column(column)
    return bool((~values.str.contains(r"^\d{1,3}$")).any())


def _is_zip_in_text(match: str) -> bool:
    """A state's abbreviation counts in capitals only: `or 12345` is a word."""
    return match[:3].lower() == "zip" or match[:2].isupper() or match[1].isdigit()


RULES = (
    Rule(kind=2, rule="ZIP codes beyond three digits", why=WHY, mend=MEND, column=_is_too_long),
    Rule(
        kind=2,
        rule="A ZIP3 area with 20,000 people or fewer",
        why="So few people live there that the three digits may point to one.",
        mend="Write 000 for these areas.",
        column=_is_small_area,
    ),
    Rule(
        kind=2,
        rule="A nine-digit ZIP code",
        why=WHY,
        mend=MEND,
        # Not 12345-6789-01, the number of a drug (NDC).
        pattern=r"(?:^|[^0-9.-])\d{5} ?- ?\d{4}(?:$|[^0-9.-]|\.(?:$|[^0-9]))",
    ),
    Rule(
        kind=2,
        rule="A ZIP code in text",
        why=WHY,
        mend=MEND,
        pattern=rf"\bzip(?: ?code)?\W{{0,3}}\d{{5}}\b|\b(?:{'|'.join(STATES)})\.?,? \d{{5}}\b"
        r"|\b[abceghj-nprstvxy]\d[abceghj-nprstv-z] \d[abceghj-nprstv-z]\d\b",
        confirm=_is_zip_in_text,
    ),
)
