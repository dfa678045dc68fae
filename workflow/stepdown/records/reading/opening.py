"""Open a table of any known format: its names, its rows as text, and which of them are broken."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from stepdown.records.reading import typed
from stepdown.records.reading.containers import unpacked
from stepdown.records.reading.delimited import open_delimited
from stepdown.records.reading.header import choose, name_faults
from stepdown.records.reading.labelled import READERS, labelled_names, read_labelled
from stepdown.records.reading.sheets import read_sheet
from stepdown.records.reading.table import BROKEN_ROWS
from stepdown.records.reading.unreadable import Faults, Unreadable, check_file

TEXT = frozenset({".csv", ".tsv", ".txt", ".tab", ".psv"})
SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
PARQUET = frozenset({".parquet", ".pq"})
TABLES = TEXT | SHEETS | PARQUET | frozenset(READERS)
PACKED = frozenset({".gz", ".zip"})
NO_ROWS = ("The file has a header but no rows.", "Export it again.")


@dataclass(frozen=True)
class How:
    """What the caller knows about a file."""

    columns: list[str] | None
    delimiter: str | None
    encoding: str | None
    sheet: str | None


@dataclass
class Content:
    """The wanted columns as text, not yet read where the format allows that."""

    names: tuple[str, ...]
    frame: pl.LazyFrame
    lines: pl.Series
    broken: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BROKEN_ROWS))
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def open_table(path: Path, how: How, stack: ExitStack) -> Content:
    """Find the columns and rows of a file.

    Parameters
    ----------
    stack : keeps unpacked copies for as long as the content is used.

    Raises
    ------
    Unreadable, Faults
        If the file cannot be used.
    """
    check_file(path)
    if path.suffix.lower() not in TABLES | PACKED:
        known = ", ".join(sorted(ending[1:] for ending in TABLES | PACKED))
        raise Unreadable("The ending of the file is not one of a table.", f"Known endings: {known}.")
    inner, folder = stack.enter_context(unpacked(path, TABLES))
    ending = inner.suffix.lower()
    if ending not in TABLES:
        raise Unreadable("The packed file is not a table.", "Unpack it, and name the table.")
    if inner.stat().st_size == 0:
        raise Unreadable("The file is empty.", "Restore it, or export it again.")
    if ending in TEXT:
        return _text(inner, folder, how)
    return _sheet(inner, how) if ending in SHEETS else _typed(inner, how)


def _text(path: Path, folder: Path, how: How) -> Content:
    source = open_delimited(path, folder, how.delimiter, how.encoding)
    wanted = _wanted(source.names, how, source.n_rows + source.broken_rows.height)
    if not source.n_rows:
        # An empty copy is no table to the engine.
        frame = pl.LazyFrame(schema=dict.fromkeys(wanted, pl.String))
        return Content(source.names, frame, source.lines, source.broken_rows)
    return Content(source.names, source.scan(wanted), source.lines, source.broken_rows)


def _sheet(path: Path, how: How) -> Content:
    names, cells, lines = read_sheet(path, how.sheet)
    wanted = _wanted(names, how, cells.height)
    table = cells.rename(dict(zip(cells.columns, names, strict=True))).select(wanted)
    return Content(names, table.lazy(), lines)


def _typed(path: Path, how: How) -> Content:
    labels: dict[str, dict[str, str]] = {}
    if path.suffix.lower() in PARQUET:
        names = typed.parquet_names(path)
        table = typed.parquet_columns(path, _wanted(names, how))
    else:
        names = labelled_names(path, how.encoding)
        table, labels = read_labelled(path, _wanted(names, how), how.encoding)
    if not table.height:
        raise Unreadable(*NO_ROWS)
    lines = pl.int_range(1, table.height + 1, dtype=pl.Int64, eager=True)
    return Content(names, typed.texts(table).lazy(), lines, labels=labels)


def _wanted(names: tuple[str, ...], how: How, n_rows: int | None = None) -> list[str]:
    """The columns to read, unless the names or the wish are at fault."""
    wanted, absent = choose(names, how.columns)
    faults = name_faults(names) + absent
    if n_rows == 0:
        faults.append(Unreadable(*NO_ROWS))
    if faults:
        raise Faults(faults)
    return wanted
