"""18: free text, in which anything may stand."""

from __future__ import annotations

import polars as pl

from stepdown.records.guard.column import Column
from stepdown.records.guard.rule import Rule

# A label of a category is shorter than this.
LONG_WORDS, LONG_CHARACTERS = 8, 40
FEWEST_LONG = 3
# Labels repeat from row to row; notes do not.
DIFFERENT = 0.5
# No label has so many words, and no code so many characters.
VERY_LONG_WORDS, VERY_LONG_CHARACTERS = 25, 1_000
# Words of people writing about people.
_TELLING = (
    r"(?i)\b(?:he|she|his|her|him|they|i|my|me|wife|husband|mother|father|mom|dad|son|daughter|brother|sister|boyfriend"
    r"|girlfriend|states|stated|reports|reported|says|said|called|told|lives|works|worked|asked|denies|denied|pt|client)\b"
)
FEWEST_TELLING = 2


def _is_free_text(column: Column) -> bool:
    texts = column.texts
    if texts.is_empty():
        return False
    words = texts.str.count_matches(r"\S+")
    if bool((words >= VERY_LONG_WORDS).any()) or bool((texts.str.len_chars() > VERY_LONG_CHARACTERS).any()):
        return True
    long = texts.filter((words >= LONG_WORDS) & (texts.str.len_chars() >= LONG_CHARACTERS))
    if long.is_empty():
        return False
    if bool((long.str.count_matches(_TELLING) >= FEWEST_TELLING).any()):
        return True
    return len(long) >= FEWEST_LONG and len(long) >= DIFFERENT * _rows_of_long(column)


def _rows_of_long(column: Column) -> int:
    raw = column.series.cast(pl.String)
    return int((raw.str.len_chars() >= LONG_CHARACTERS).sum())


RULES = (
    Rule(
        kind=18,
        rule="Free text",
        why="Names, places and dates hide in sentences.",
        mend="Keep a category instead of the words.",
        named=r"(?:\w+_)?(?:notes?|comments?|remarks?|narratives?|free_?text|verbatim|memo|progress_?notes?)(?:_(?:text|\d+))?$|(?:\w+_)?other_?specify(?:_\w+)?",
        small_codes_pass=True,
        column=_is_free_text,
        names_pass=True,
    ),
)
