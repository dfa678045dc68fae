"""Text into numbers, flags and dates: each parser gives the values and a mask of what it could not take.

What is empty stays empty and is not broken; what is broken is null among the values.
"""

from __future__ import annotations

import re

import polars as pl

from stepdown.records.reading.dates import date_faults, dates_look_swapped, parse_date

__all__ = ["date_faults", "dates_look_swapped", "parse_date", "parse_flag", "parse_number", "parse_whole"]

# Beyond this a float is no longer one certain whole number, and later stages hold numbers as floats.
MOST = 2**53
YES = ("yes", "y", "true", "t", "1")
NO = ("no", "n", "false", "f", "0")


def parse_whole(series: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Whole numbers; `5.0` is one, `5.5` and anything beyond 2**53 is not.

    Returns
    -------
    tuple[polars.Series, polars.Series]
        Int64 values, Boolean mask of the broken ones.
    """
    values = series.cast(pl.Int64, strict=False)
    rest = values.is_null() & series.is_not_null()
    if rest.any():
        # Integers that a tool once held as floats.
        whole = series.str.extract(r"^([+-]?[0-9]+)\.0*$").cast(pl.Int64, strict=False)
        values = values.zip_with(~rest, whole)
    values = values.set((~values.is_between(-MOST, MOST)).fill_null(False), None)
    return values, _broken(series, values)


def parse_number(
    series: pl.Series, *, decimal: str = ".", thousands: str | None = None
) -> tuple[pl.Series, pl.Series]:
    """Numbers in the notation that is declared; infinities and NaN are none.

    Parameters
    ----------
    decimal : the decimal mark, a point or a comma.
    thousands : the mark between groups of three digits, if the source has one; without it a mark is broken, because
        `1.000` can be one or one thousand.

    Returns
    -------
    tuple[polars.Series, polars.Series]
        Float64 values, Boolean mask of the broken ones.

    Raises
    ------
    ValueError
        If the marks are not two different ones.
    """
    if (
        decimal not in (".", ",")
        or thousands == decimal
        or thousands not in (None, ",", ".", " ", "'", "\u202f")
    ):
        raise ValueError("decimal is a point or a comma; thousands another mark")
    text = series
    if thousands is not None:
        mark = re.escape(thousands)
        grouped = text.str.contains(
            rf"^[+-]?[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+(?:{re.escape(decimal)}[0-9]*)?$"
        )
        text = text.str.replace_all(thousands, "", literal=True).zip_with(grouped.fill_null(False), text)
    if decimal == ",":
        # A point left here would pass for a decimal one.
        text = text.set(text.str.contains(".", literal=True).fill_null(False), None)
        text = text.str.replace(",", ".", literal=True)
    values = text.cast(pl.Float64, strict=False)
    values = values.set((~values.is_finite()).fill_null(False), None)
    return values, _broken(series, values)


def parse_flag(series: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Yes or no in English words or 1 and 0, in any case.

    Returns
    -------
    tuple[polars.Series, polars.Series]
        Boolean values, Boolean mask of the broken ones.
    """
    words = {word: True for word in YES} | {word: False for word in NO} | {"1.0": True, "0.0": False}
    values = series.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    return values, _broken(series, values)


def _broken(series: pl.Series, values: pl.Series) -> pl.Series:
    return (series.is_not_null() & values.is_null()).alias(series.name)
