"""Person keys: do they look like record numbers, and if so, hash them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable

import polars as pl

from stepdown.errors import Problem
from stepdown.records.guard.findings import IdentifierError
from stepdown.records.guard.naming import ColumnName

HEX_CHARACTERS = 16
FEWEST_CHARACTERS_OF_SALT = 8
# A number below this is short enough to be a study's own running number.
SHORT = 100_000
# A study's own numbering fills at least this share of the numbers up to its greatest.
DENSE = 0.5
RECORD_NUMBER_NAMES = (
    r"mrn|emr\w*|ehr\w*|pmi|mpi|empi|(?:med(?:ical)?_?)?rec(?:ord)?_?(?:no|num|nbr|number|id)"
    r"|med(?:ical)?_?rec(?:ord)?s?|chart(?:_?(?:no|num|nbr|number|id))?|hosp(?:ital)?_?(?:no|num|number|id)"
)


def looks_like_record_number(values: Iterable[object] | pl.Series, name: str = "") -> bool:
    """Could these keys be the numbers under which a program files its people?

    A study's own running numbers (1 to 3,560; P001 to P470) could not; long scattered numbers, codes of
    letters and digits, and UUIDs could. In doubt, yes: hashing a harmless key costs nothing.

    Parameters
    ----------
    values : the keys, text or numbers, repeats allowed.
    name : the column's name; a name such as MRN settles it.
    """
    if name and ColumnName(name).has(RECORD_NUMBER_NAMES):
        return True
    series = (
        values
        if isinstance(values, pl.Series)
        else pl.Series([None if v is None else str(v) for v in values])
    )
    if series.dtype.is_integer():
        return _is_scattered(series)
    texts = series.drop_nulls().cast(pl.String).str.strip_chars().unique()
    texts = texts.filter(texts != "").str.strip_suffix(".0")
    if texts.is_empty():
        return False
    # One short prefix and a number: P001, CTN-0027.
    parts = texts.str.extract_groups(r"^([A-Za-z]{0,4})[-_ ]?(\d{1,15})$").struct.unnest()
    if parts["1"].null_count() or parts["1"].n_unique() > 1:
        return _is_coded(texts)
    return _is_scattered(parts["2"].cast(pl.Int64))


def _is_scattered(numbers: pl.Series) -> bool:
    """Long numbers with wide gaps. A running number may start anywhere (a registry's 500,001) but leaves few gaps."""
    least, most = numbers.min(), numbers.max()
    if most is None or most < SHORT:
        return False
    return numbers.drop_nulls().n_unique() < DENSE * (most - least + 1)


def _is_coded(texts: pl.Series) -> bool:
    """Long codes with digits in them, unlike the words and short labels of a category."""
    return bool((texts.str.contains(r"\d") & (texts.str.len_chars() >= 6)).any())


def hash_keys(values: Iterable[object], salt: str) -> list[str | None]:
    """Turn keys into salted hashes: the same key gives the same hash, and nobody without the salt can go back.

    Parameters
    ----------
    values : the keys; None stays None.
    salt : a secret of at least 8 characters that stays with the program and out of the plan.

    Returns
    -------
    list of str
        16 hexadecimal characters each, in the order of the keys (SHA-256, cut).

    Raises
    ------
    IdentifierError
        If the salt is too short to protect, or two keys got the same hash.
    """
    if len(salt) < FEWEST_CHARACTERS_OF_SALT:
        raise IdentifierError(
            [
                Problem(
                    "The salt of the person keys",
                    f"It has fewer than {FEWEST_CHARACTERS_OF_SALT} characters: the keys could be guessed back.",
                    f"Use a random one, such as the {len(str(uuid.UUID(int=0)))} characters that `uuidgen` prints.",
                )
            ]
        )
    keys = [None if value is None else str(value) for value in values]
    hashes = {key: _hash(key, salt) for key in set(keys) if key is not None}
    if len(set(hashes.values())) < len(hashes):
        raise IdentifierError(
            [Problem("The person keys", "Two different keys got the same hash.", "Choose another salt.")]
        )
    return [None if key is None else hashes[key] for key in keys]


def _hash(key: str, salt: str) -> str:
    # The length in front keeps salt "ab" + key "c" apart from salt "a" + key "bc".
    text = f"{len(salt)}:{salt}{key}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HEX_CHARACTERS]
