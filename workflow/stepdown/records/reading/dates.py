"""Dates in declared formats, and the ways in which they lie."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal

import polars as pl

# What databases and spreadsheets write where nobody knew a date.
PLACEHOLDERS = (
    dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1), dt.date(1970, 1, 1), dt.date(9999, 12, 31),
)  # fmt: skip
YEARS = (1910, 2100)
Order = Literal["sure", "either", "swapped", "neither"]
PATTERNS = {
    "%Y": "[0-9]{4}", "%y": "[0-9]{2}", "%m": "[0-9]{1,2}", "%d": "[0-9]{1,2}", "%b": "[A-Za-z]{3}",
    "%B": "[A-Za-z]{3,9}", "%H": "[0-9]{1,2}", "%I": "[0-9]{1,2}", "%M": "[0-9]{2}", "%S": "[0-9]{2}",
    "%p": "[AaPp][Mm]", "%f": "[0-9]{1,9}", "%.f": r"(?:\.[0-9]{1,9})?", "%j": "[0-9]{1,3}",
}  # fmt: skip


def parse_date(
    series: pl.Series, formats: str | Sequence[str], *, years: tuple[int, int] = YEARS
) -> tuple[pl.Series, pl.Series]:
    """Dates in one of the formats; times of day are dropped.

    Parameters
    ----------
    formats : one or more in the notation of `strptime`. Where two of them read a value as different dates, it is
        broken: the order of day and month must be declared.
    years : first and last year that can be true.

    Returns
    -------
    tuple[polars.Series, polars.Series]
        Date values, Boolean mask of the broken ones; `date_faults` says why each is.

    Raises
    ------
    ValueError
        If a format has no day, month and year, or a part that is not known.
    """
    values, faults = _parse(series, formats, years)
    return values, faults.is_not_null().alias(series.name)


def date_faults(
    series: pl.Series, formats: str | Sequence[str], *, years: tuple[int, int] = YEARS
) -> pl.Series:
    """Why each value is broken: "not a date", "ambiguous", "placeholder", "year out of bounds"; null where it is not."""
    return _parse(series, formats, years)[1]


def dates_look_swapped(series: pl.Series, format: str) -> Order:
    """Does the declared order of day and month fit, and would the other one?

    Returns
    -------
    str
        "sure": all values fit the declared order and some do not fit the other; "either": all values fit both, so
        the data cannot tell; "swapped": some do not fit the declared order and all fit the other; "neither".
    """
    other = format.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
    filled = series.drop_nulls().unique()
    fits = strict_dates(filled, format).is_not_null().all()
    if not {"%d", "%m"} <= set(re.findall("%.", format)):
        return "sure" if fits else "neither"
    fits_other = strict_dates(filled, other).is_not_null().all()
    if fits:
        return "either" if fits_other else "sure"
    return "swapped" if fits_other else "neither"


def _parse(
    series: pl.Series, formats: str | Sequence[str], years: tuple[int, int]
) -> tuple[pl.Series, pl.Series]:
    formats = [formats] if isinstance(formats, str) else list(formats)
    if not formats:
        raise ValueError("give at least one date format")
    # Dates repeat; parsing each once is many times faster on long tables.
    distinct = series.unique()
    readings = pl.DataFrame([strict_dates(distinct, one).alias(str(i)) for i, one in enumerate(formats)])
    earliest = readings.select(pl.min_horizontal(pl.all())).to_series()
    latest = readings.select(pl.max_horizontal(pl.all())).to_series()
    reason = (
        pl.when(pl.col("text").is_null()).then(None)
        .when(pl.col("first").is_null()).then(pl.lit("not a date"))
        .when(pl.col("first") != pl.col("last")).then(pl.lit("ambiguous"))
        .when(pl.col("first").is_in(PLACEHOLDERS)).then(pl.lit("placeholder"))
        .when(~pl.col("first").dt.year().is_between(*years)).then(pl.lit("year out of bounds"))
        .otherwise(None).cast(pl.String)
    )  # fmt: skip
    known = pl.DataFrame({"text": distinct, "first": earliest, "last": latest}).with_columns(reason=reason)
    known = known.select("text", "reason", date=pl.when(pl.col("reason").is_null()).then(pl.col("first")))
    found = (
        series.alias("text")
        .to_frame()
        .join(known, on="text", how="left", maintain_order="left", nulls_equal=True)
    )
    return found["date"].alias(series.name), found["reason"].alias(series.name)


def strict_dates(text: pl.Series, format: str) -> pl.Series:
    """Dates where the text has exactly the form; the engine alone would take spaces, signs and years of two digits."""
    pattern = _pattern(format)
    exact = text.set(~text.str.contains(pattern).fill_null(False), None)
    if re.search(r"%[HIMSpf]|%\.f", format):
        return exact.str.to_datetime(format, strict=False, exact=True, time_unit="us").dt.date()
    return exact.str.to_date(format, strict=False, exact=True)


def _pattern(format: str) -> str:
    parts = re.split(r"(%\.f|%.)", format)
    codes = {part for part in parts if part in PATTERNS}
    if any(part.startswith("%") and part not in PATTERNS for part in parts):
        raise ValueError(
            f"the date format {format} has a part that is not known; known: {', '.join(PATTERNS)}"
        )
    if not (codes & {"%Y", "%y"} and ("%j" in codes or (codes & {"%m", "%b", "%B"} and "%d" in codes))):
        raise ValueError(f"the date format {format} needs a day, a month and a year")
    return "^" + "".join(PATTERNS.get(part, re.escape(part)) for part in parts) + "$"
