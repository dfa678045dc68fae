"""Read the tables of a published study: columns and codes are known, so whatever differs means another file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import polars as pl

from stepdown.errors import Problem
from stepdown.records.guard.door import Door
from stepdown.records.mapping.absent import absent_columns
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.reading.parse import parse_number, parse_whole
from stepdown.records.reading.read import read_table
from stepdown.records.reading.table import ReadTable
from stepdown.records.reading.unreadable import lines_in_words

PARSERS = {"whole": parse_whole, "number": parse_number}
KIND_WORDS = {"whole": "whole numbers", "number": "numbers"}
PANDAS_TYPES = {"text": "string", "whole": "Int64", "number": "Float64"}


@dataclass(frozen=True)
class PublishedTable:
    """What is known of one table.

    Parameters
    ----------
    columns : the columns that are used, each "text", "whole" or "number".
    becomes : used column -> the canonical columns it becomes, for the mapping ledger.
    codes : column -> the codes it may hold; missing is always allowed.
    words : column -> code -> what it becomes, where that is another word.
    keys : columns that number people; record numbers are refused in any other.
    """

    columns: Mapping[str, str]
    becomes: Mapping[str, str]
    codes: Mapping[str, Collection] = field(default_factory=dict)
    words: Mapping[str, Mapping] = field(default_factory=dict)
    keys: Collection[str] = frozenset()


def read_published(
    path: Path, table: PublishedTable, door: Door, ledger: MappingLedger, problems: list[Problem]
) -> pd.DataFrame | None:
    """Read the used columns, each as its kind, after the guard has looked at all of them.

    Parameters
    ----------
    door : receives every column of the file.
    ledger : receives every column, and every value of the coded ones.
    problems : whatever is wrong is appended here, naming file, column and lines, never a value.

    Returns
    -------
    pandas.DataFrame or None
        Nullable columns in the declared order; None if they cannot be read.
    """
    read = read_table(path, problems=problems)
    if read is None:
        return None
    door.inspect(path.name, read.table, keys=table.keys)
    absent = absent_columns(path, table.columns, read.names)
    problems += absent + _broken_rows(path, read)
    if absent:
        return None
    ledger.note_columns(path.name, read.names, table.becomes)
    made = {}
    for name, kind in table.columns.items():
        values = _parsed(path, read, name, kind, problems)
        if name in table.codes:
            _check_codes(path, read, values.alias(name), table.codes[name], problems)
            words = table.words.get(name, {})
            became = {str(code): words.get(code, str(code)) for code in table.codes[name]}
            ledger.note_values(path.name, name, became, read.table[name])
        made[name] = values.to_pandas().astype(PANDAS_TYPES[kind])
    return pd.DataFrame(made)


def _broken_rows(path: Path, read: ReadTable) -> list[Problem]:
    broken = read.broken_rows
    if broken.is_empty():
        return []
    what = f"{broken.height} rows are broken ({lines_in_words(broken['line'].to_list())}); the first: {broken['reason'][0]}."
    return [Problem(str(path), what, "The file is not as it was published: get it again.")]


def _parsed(path: Path, read: ReadTable, name: str, kind: str, problems: list[Problem]) -> pl.Series:
    if kind == "text":
        return read.table[name]
    values, broken = PARSERS[kind](read.table[name])
    mend = "Correct these lines in the source, or leave the field empty if the value is unknown."
    _note(path, read, name, broken, f"are not {KIND_WORDS[kind]}", mend, problems)
    return values


def _check_codes(
    path: Path, read: ReadTable, values: pl.Series, codes: Collection, problems: list[Problem]
) -> None:
    """A value that no recode covers would otherwise be taken for missing, or for "no"."""
    unknown = values.is_not_null() & ~values.is_in(list(codes))
    mend = f"Known: {', '.join(map(str, codes))}. Leave the field empty if the value is unknown."
    _note(path, read, values.name, unknown, "are not known codes", mend, problems)


def _note(
    path: Path, read: ReadTable, name: str, broken: pl.Series, what: str, mend: str, problems: list[Problem]
) -> None:
    lines = read.lines.filter(broken).to_list()
    if lines:
        said = f"{len(lines)} of {len(broken)} values {what} ({lines_in_words(lines)})."
        problems.append(Problem(f"{path}, column {name}", said, mend))
