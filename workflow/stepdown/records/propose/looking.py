"""Look at files without showing any value: what the columns could be, and which of them identify people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from stepdown.errors import Problem, SourceError
from stepdown.records.guard.findings import Refusal
from stepdown.records.guard.inspect import inspect_table
from stepdown.records.guard.naming import ColumnName, masked
from stepdown.records.propose.names import CATEGORIES, called
from stepdown.records.reading.dates import strict_dates
from stepdown.records.reading.opening import PACKED, TABLES
from stepdown.records.reading.peek import DATE_FORMATS, MISSING_WORDS, ROWS, ColumnPeek, FilePeek, peek
from stepdown.records.reading.read import read_table

# More different words than this are names, codes or sentences, not a category.
MOST_LEVELS = 30
FEW_NUMBERS = 6
DATE_NAMES = r"(?:\w+_)?(?:date|dt|day|on|dob|dos)\d*(?:_\w+)?|(?:adm|admit|disch|discharge|start|end)\w*"
# A column called a date in which most values are dates is one, with mistakes in it.
MOSTLY = 0.8
# Papers that lie beside the tables of many exports.
PAPERS = ("readme", "licen", "codebook", "dictionary", "sha256sums", "notes")


@dataclass(frozen=True)
class Look:
    """One file as the draft sees it.

    Parameters
    ----------
    refused : column -> why the guard would refuse it; a column whose name itself identifies somebody has a stand-in.
    usable : the columns that the guard lets through.
    odd_dates : date column -> number of different values that are not dates like the others.
    """

    peek: FilePeek
    refused: dict[str, list[Refusal]]
    usable: tuple[ColumnPeek, ...]
    odd_dates: dict[str, int]

    @property
    def path(self) -> Path:
        return self.peek.path

    def column(self, name: str) -> ColumnPeek | None:
        return next((column for column in self.usable if column.name == name), None)


KeyOf = Callable[[FilePeek], str | None]


def tables_in(path: Path) -> list[Path]:
    """The file itself, or the tables of a folder in the order of their names.

    Raises
    ------
    SourceError
        If there is nothing there that could be read.
    """
    if not path.exists():
        raise SourceError([Problem(str(path), "There is no such file or folder.", "Check the path.")])
    if path.is_file():
        return [path]
    found = [file for file in sorted(path.iterdir()) if file.is_file() and _is_table(file)]
    if not found:
        known = ", ".join(sorted(ending.removeprefix(".") for ending in TABLES))
        raise SourceError(
            [Problem(str(path), "There is no table in this folder.", f"Formats that can be read: {known}.")]
        )
    return found


def look_at(paths: Iterable[Path], key_of: KeyOf, *, dates_pass: bool) -> list[Look]:
    """Look at every file.

    Parameters
    ----------
    key_of : which column of a file is the person's key; record numbers may stand there.
    dates_pass : whether dates may stay, because the adapter turns them into days.

    Raises
    ------
    SourceError
        With the problems of all files.
    """
    looks, problems = [], []
    for path in paths:
        try:
            looks.append(_look(path, key_of, dates_pass, problems))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return looks


def is_category(column: ColumnPeek) -> bool:
    """Could its values be the names of groups?"""
    if column.kind == "flag":
        return True
    if column.kind == "whole":
        return column.labelled and column.n_distinct <= MOST_LEVELS
    return column.kind == "text" and column.n_distinct <= MOST_LEVELS


def is_grouping(column: ColumnPeek, name: str) -> bool:
    """A category, or a few whole numbers where a covariate of this name has codes."""
    return is_category(column) or (
        column.kind == "whole" and name in CATEGORIES and column.n_distinct <= FEW_NUMBERS
    )


def is_number(column: ColumnPeek) -> bool:
    return column.kind in ("whole", "number")


def _is_table(path: Path) -> bool:
    name = path.name.lower()
    suffixes = [suffix for suffix in path.suffixes[-2:] if suffix.lower() not in PACKED]
    return (
        not name.startswith((".", "~"))
        and not name.startswith(PAPERS)
        and bool(suffixes or path.suffix)
        and (suffixes[-1].lower() if suffixes else path.suffix.lower()) in TABLES | PACKED
    )


def _look(path: Path, key_of: KeyOf, dates_pass: bool, problems: list[Problem]) -> Look:
    described = peek(path)
    read = read_table(path, problems=problems)
    if read is None:
        return Look(described, {}, (), {})
    described, odd_dates = _with_odd_dates(described, read.table.head(ROWS))
    key = key_of(described)
    dates = {column.name for column in described.columns if column.kind == "date"} if dates_pass else set()
    refusals = inspect_table(read.table.head(ROWS), keys={key} if key else set(), dates=dates)
    refused: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        refused.setdefault(refusal.column, []).append(refusal)
    usable = tuple(
        column
        for position, column in enumerate(described.columns, start=1)
        if ColumnName(column.name).shown not in refused and masked(position) not in refused
    )
    return Look(described, refused, usable, odd_dates)


def _with_odd_dates(described: FilePeek, table: pl.DataFrame) -> tuple[FilePeek, dict[str, int]]:
    """Columns that would be dates but for a few values become dates; quarantine takes those values' rows."""
    columns, odd = [], {}
    for column in described.columns:
        if column.kind == "text" and called(column.name, DATE_NAMES):
            distinct = table[column.name].drop_nulls().unique()
            distinct = distinct.filter(~distinct.is_in(MISSING_WORDS))
            misfits = {one: int(strict_dates(distinct, one).is_null().sum()) for one in DATE_FORMATS}
            fewest = min(misfits.values())
            if fewest <= (1 - MOSTLY) * len(distinct):
                best = tuple(one for one, count in misfits.items() if count == fewest)
                column = replace(column, kind="date", date_formats=best)
                odd[column.name] = fewest
        columns.append(column)
    return replace(described, columns=tuple(columns)), odd
