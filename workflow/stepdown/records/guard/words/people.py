"""Do texts hold the names of people?

One word alone proves little (`White`, `Hope`, `May`), so a full name needs two words that stand together, one a
first name and one a last name, at least one of which is nothing else; a column of single names needs many.
"""

from __future__ import annotations

import re

import polars as pl

from stepdown.records.guard.clean import without_accents
from stepdown.records.guard.rule import SLICE
from stepdown.records.guard.words import first_names, last_names
from stepdown.records.guard.words.eponyms import DOUBTFUL, EPONYMS

_WORD = r"[A-Za-z\u{C0}-\u{24F}][A-Za-z\u{C0}-\u{24F}'’-]+"
_INITIAL = r"(?:[A-Za-z]\.? )?"
# Two words beside each other, with a comma or an initial between.
_PAIR = re.compile(
    r"(?=(?<![A-Za-zÀ-ɏ])([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]+)(, ?|,? (?:[A-Za-z]\.? )?| ?[_.+] ?)([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]+))"
)
_SINGLE = r"^[A-Za-zÀ-ɏ'’-]{2,}$"
_SHAPE = r"^\p{Lu}[\p{L}'’-]+(?:,? \p{Lu}\.?)?,? \p{Lu}[\p{L}'’-]+$"
# A column of single names: so many of its words are names, and at least so many.
MOSTLY, FEWEST = 0.4, 3

_FIRST = first_names.FIRST_NAMES
_LAST = last_names.LAST_NAMES
_ANY_FIRST = _FIRST | first_names.ALSO_WORDS
_ANY_LAST = _LAST | last_names.ALSO_WORDS
_DOUBTFUL = first_names.ALSO_WORDS | last_names.ALSO_WORDS | DOUBTFUL
SURE_FIRST = _FIRST - _DOUBTFUL
SURE_LAST = _LAST - _DOUBTFUL
# A cell that is nothing but `Muñoz, Ángel`.
_CATALOGUED = re.compile(r"^([A-ZÀ-Þ][\w'-]+), ([A-ZÀ-Þ][\w'-]+)(?: [A-ZÀ-Þ]\.?)?$")


def has_full_name(texts: pl.Series) -> bool:
    """Does `Maria Lopez`, `LOPEZ, MARIA J.` or `maria.lopez` stand in any text?"""
    if texts.is_empty():
        return False
    some = texts.filter(texts.str.contains(rf"{_WORD}[,_.+ -]{{1,3}}{_INITIAL}[A-Za-z\u{{C0}}-\u{{24F}}]"))
    slices = (some.slice(start, SLICE) for start in range(0, len(some), SLICE))
    return any(_is_full_name(text) for part in slices for text in part)


def is_column_of_names(texts: pl.Series) -> bool:
    """Are many of a column's values single names, or pairs of capitalised words with names among them?"""
    if texts.is_empty():
        return False
    words = _known(texts.filter(texts.str.contains(_SINGLE)))
    if len(words) and _many(sum(word in SURE_FIRST or word in SURE_LAST for word in words), len(texts)):
        return True
    pairs = texts.filter(texts.str.contains(_SHAPE))
    if pairs.is_empty():
        return False
    found = sum(any(w in SURE_FIRST or w in SURE_LAST for w in _words(text)) for text in pairs.to_list())
    return _many(found, len(texts))


def _many(found: int, of: int) -> bool:
    return found >= FEWEST and found >= MOSTLY * of


def _known(texts: pl.Series) -> list[str]:
    return [_plain(text) for text in texts.to_list()]


def _words(text: str) -> list[str]:
    return [_plain(word) for word in re.split(r"[ ,.]+", text)]


def _plain(word: str) -> str:
    return re.sub(r"[^a-z]", "", without_accents(word).lower())


def is_known_name(text: str) -> bool:
    """Is the last word of a text a name and nothing else, as in `Dr Garcia`?"""
    last = _plain(text.split()[-1])
    return last in SURE_FIRST or last in SURE_LAST


def _is_full_name(text: str) -> bool:
    catalogued = _CATALOGUED.match(text)
    if catalogued and (_plain(catalogued[1]) in SURE_LAST or _plain(catalogued[2]) in SURE_FIRST):
        return True
    text = text.replace("-", " ")
    for match in _PAIR.finditer(text):
        one, between, other = match.groups()
        if _is_pair(_plain(one), _plain(other)):
            return True
        # Last name, comma, first name.
        if between.strip() in ("", ",", ".", "_", "+") and _is_pair(_plain(other), _plain(one)):
            return True
    return False


def _is_pair(first: str, last: str) -> bool:
    if f"{first} {last}" in EPONYMS or f"{last} {first}" in EPONYMS:
        return False
    if first in SURE_FIRST:
        # Mary Ann, and whatever follows.
        return last in _ANY_LAST or (last in SURE_FIRST and last != first)
    return first in _ANY_FIRST and last in SURE_LAST
