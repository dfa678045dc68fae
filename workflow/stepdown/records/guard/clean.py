"""Take the disguises off text, so that each rule needs to know only the plain form."""

from __future__ import annotations

import html
import unicodedata
from urllib.parse import unquote

import polars as pl

# Letters of other alphabets that look like ours, and digits of other scripts that NFKC leaves alone.
_LOOKALIKES = dict(
    zip("ЗАВЕКМНОРСТХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "3ABEKMHOPCTXaeopcyxiABEZHIKMNOPTYX", strict=True)
)
_ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xE50)
_DIGITS = {chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)}
_FOLDS = _LOOKALIKES | _DIGITS

# Format characters (zero width, soft hyphen, direction marks, BOM), variation selectors, control characters.
_INVISIBLE = r"[\p{Cf}\u{034F}\u{FE00}-\u{FE0F}\u{115F}\u{1160}\u{3164}]|[\x00-\x08\x0E-\x1F\x7F]"
_DASHES = r"[\p{Pd}\u{2212}\u{2043}]"
# What spreadsheets and exports wrap around a value: ="0123", '0123, "0123".
_WRAPPING = " \t\r\n'\"`´‘’“”«»="


def clean(texts: pl.Series) -> pl.Series:
    """Plain forms of text cells: width, spaces, dashes, quotes, invisible and lookalike characters undone.

    Parameters
    ----------
    texts : strings without nulls; case is kept.

    Returns
    -------
    polars.Series
        Distinct plain strings, without empty ones.
    """
    texts = _decode(texts)
    if texts.str.contains(r"[^\x20-\x7E]").any():
        texts = (
            texts.str.normalize("NFKC")
            .str.replace_all(_INVISIBLE, "")
            .str.replace_all(_DASHES, "-")
            .str.replace_many(_FOLDS)
        )
    texts = texts.str.replace_all(r"\s+", " ").str.strip_chars(_WRAPPING)
    return texts.filter(texts != "").unique()


def clean_word(text: str) -> str:
    """The plain form of one string, such as a column's name."""
    cleaned = clean(pl.Series([text], dtype=pl.String))
    return cleaned[0] if len(cleaned) else ""


def without_accents(text: str) -> str:
    """`José` as `Jose`."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _decode(texts: pl.Series) -> pl.Series:
    """Add nothing, lose nothing: cells with web escapes (`&#64;`, `%40`) are read as a browser would."""
    escaped = texts.str.contains(r"&#?\w+;|%[0-9A-Fa-f]{2}")
    if not escaped.any():
        return texts
    decoded = [unquote(html.unescape(text)) for text in texts.filter(escaped)]
    return pl.concat([texts, pl.Series(texts.name, decoded, dtype=pl.String)])
