"""Dates to days: every date becomes an offset from the person's index date and is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from stepdown.errors import Problem
from stepdown.records.mapping.distinct import Distinct
from stepdown.records.reading.dates import strict_dates

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.tables import MappedFile
    from stepdown.records.mapping.apply import Mapped


def index_dates(files: list[MappedFile], column: str) -> pl.DataFrame:
    """The earliest date of each person.

    Returns
    -------
    polars.DataFrame
        Columns key and index_date; empty where the column is not a date (the export has day offsets already).
    """
    parts = [
        pl.DataFrame(
            {"key": file.mapped.columns["person_id"].cast(pl.String), "index_date": file.mapped.dates[column]}
        )
        for file in files
        if column in file.mapped.dates
    ]
    if not parts:
        return pl.DataFrame(schema={"key": pl.String, "index_date": pl.Date})
    return pl.concat(parts).drop_nulls().group_by("key").agg(pl.col("index_date").min()).sort("key")


def swapped_dates(
    path: Path, table: pl.DataFrame, formats: Mapping[str, str], missing: Sequence[str]
) -> Iterator[Problem]:
    """Columns whose dates fit better with day and month the other way round: those that fit both would be wrong."""
    for column, declared in formats.items():
        other = declared.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
        values = table[column].drop_nulls().unique().cast(pl.String)
        values = values.filter(~values.is_in(list(missing)))
        fit, fit_other = (strict_dates(values, format).drop_nulls().len() for format in (declared, other))
        if fit_other > fit:
            what = f"More of its dates are like {other} than like {declared}: day and month look swapped."
            mend = f"Declare date_format: '{other}', or export the dates as year-month-day."
            yield Problem(f"{path}, column {column}", what, mend)


def to_days(key: pl.Series, dates: pl.Series, index: pl.DataFrame, mapped: Mapped, column: str) -> pl.Series:
    """Days from the person's index date; a date of a person who has none sends its row to quarantine."""
    keys = Distinct.of(key)
    of_key = keys.values.to_frame("key").join(index, on="key", how="left", maintain_order="left")[
        "index_date"
    ]
    index_date = keys.spread(of_key)
    mapped.refuse(
        dates.is_not_null() & index_date.is_null(),
        f"{column} cannot become a day: the person has no index date",
    )
    return (dates - index_date).dt.total_days().cast(pl.Int32)
