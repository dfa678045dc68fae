"""What is in a file, described without showing any value: for the first draft of a mapping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from stepdown.errors import Problem, SourceError
from stepdown.records.reading.dates import PLACEHOLDERS, YEARS, strict_dates
from stepdown.records.reading.parse import NO, YES, parse_number, parse_whole
from stepdown.records.reading.read import scan_table

Kind = Literal["whole", "number", "date", "flag", "text", "empty"]
# Enough to tell kinds apart; a file of millions of rows is not read through.
ROWS = 200_000
BATCH = 16
MOST_DISTINCT = 1_000
# Words that stand for "not known" in any data, so showing them shows nothing.
MISSING_WORDS = ("NA", "N/A", "NULL", "NaN", "None", ".", "Unknown", "Missing")
DATE_FORMATS = (
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d", "%m/%d/%y",
    "%d/%m/%y", "%d%b%Y", "%d-%b-%Y", "%d %b %Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnPeek:
    """One column, by its first rows."""

    name: str
    kind: Kind
    """What all its values could be; "empty" if there are none."""
    share_missing: float
    """Empty cells and words for "not known"."""
    n_distinct: int
    """Different values, counted up to 1,000."""
    constant: bool
    """One value in every row that has one."""
    unique: bool
    """No two rows alike and none empty: perhaps a key."""
    date_formats: tuple[str, ...] = ()
    """Every format that reads all values; two that differ in day and month mean that a person must say."""
    missing_words: tuple[str, ...] = ()
    """Which of the usual words for "not known" occur."""
    labelled: bool = False
    """The file has labels for its codes."""


@dataclass(frozen=True)
class FilePeek:
    """One file."""

    path: Path
    names: tuple[str, ...]
    n_rows: int
    n_broken: int
    """Rows among them that cannot be read."""
    n_seen: int
    """Rows that the columns are described by."""
    columns: tuple[ColumnPeek, ...]


def peek(path: str | Path, **options: Any) -> FilePeek:
    """Describe a file.

    Parameters
    ----------
    options : delimiter, encoding and sheet as for `read_table`.

    Raises
    ------
    SourceError
        If the file cannot be used, with all problems.
    """
    problems: list[Problem] = []
    columns: list[ColumnPeek] = []
    with scan_table(path, problems=problems, **options) as found:
        if found is not None:
            head = found.frame.head(ROWS)
            for i in range(0, len(found.names), BATCH):
                try:
                    batch = head.select(found.names[i : i + BATCH]).collect(engine="streaming")
                except pl.exceptions.PolarsError:
                    mend = "Export the file again."
                    problems.append(Problem(str(path), "The rows of the file cannot be told apart.", mend))
                    break
                columns += [_describe(column, column.name in found.labels) for column in batch.get_columns()]
            n_seen = min(ROWS, len(found.lines))
    if found is None or problems:
        raise SourceError(problems)
    return FilePeek(Path(path), found.names, found.n_rows, found.broken_rows.height, n_seen, tuple(columns))


def _describe(column: pl.Series, labelled: bool) -> ColumnPeek:
    absent = column.is_null() | column.is_in(MISSING_WORDS).fill_null(False)
    distinct = column.filter(~absent).unique()
    formats = tuple(f for f in DATE_FORMATS if _all_dates(distinct, f)) if len(distinct) else ()
    words = column.drop_nulls().unique()
    return ColumnPeek(
        name=column.name,
        kind=_kind(distinct, formats),
        share_missing=float(absent.mean() or 0),
        n_distinct=min(len(distinct), MOST_DISTINCT),
        constant=len(distinct) == 1,
        unique=len(distinct) == len(column) > 1,
        date_formats=formats,
        missing_words=tuple(word for word in MISSING_WORDS if word in words),
        labelled=labelled,
    )


def _all_dates(distinct: pl.Series, format: str) -> bool:
    """Placeholders are dates too; a few values decide most cases."""
    for values in (distinct.head(20), distinct):
        dates = strict_dates(values, format)
        plausible = dates.dt.year().is_between(*YEARS) | dates.is_in(PLACEHOLDERS)
        if not plausible.fill_null(False).all():
            return False
    return True


def _kind(distinct: pl.Series, formats: tuple[str, ...]) -> Kind:
    if not len(distinct):
        return "empty"
    if formats:
        return "date"
    words = distinct.head(20).str.to_lowercase().unique()
    if len(distinct) <= 20 and len(words) <= 2 and words.is_in([*YES, *NO]).all():
        return "flag"
    if not parse_whole(distinct)[1].any():
        return "whole"
    return "text" if parse_number(distinct)[1].any() else "number"
