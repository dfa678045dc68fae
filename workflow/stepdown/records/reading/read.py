"""Read a table from a file of any known format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from stepdown.errors import Problem
from stepdown.records.reading import typed
from stepdown.records.reading.cells import formula_cells, formula_rows, long_cells
from stepdown.records.reading.containers import unpacked
from stepdown.records.reading.delimited import collect, open_delimited
from stepdown.records.reading.header import choose, name_faults
from stepdown.records.reading.labelled import READERS, labelled_names, read_labelled
from stepdown.records.reading.sheets import read_sheet
from stepdown.records.reading.table import BROKEN_ROWS, ReadTable
from stepdown.records.reading.unreadable import Unreadable, check_file, from_system

TEXT = frozenset({".csv", ".tsv", ".txt", ".tab", ".psv"})
SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
PARQUET = frozenset({".parquet", ".pq"})
TABLES = TEXT | SHEETS | PARQUET | frozenset(READERS)
PACKED = frozenset({".gz", ".zip"})


@dataclass(frozen=True)
class _How:
    """What the caller knows about a file."""

    delimiter: str | None
    encoding: str | None
    sheet: str | None


@dataclass
class _Content:
    """The wanted columns as text, before its cells were looked at."""

    names: tuple[str, ...]
    table: pl.DataFrame
    lines: pl.Series
    broken: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BROKEN_ROWS))
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


class _Faults(Exception):
    """Several reasons at once why a file cannot be used."""

    def __init__(self, faults: Sequence[Unreadable]):
        super().__init__()
        self.faults = faults


def read_table(
    path: str | Path,
    columns: Iterable[str] | None = None,
    *,
    problems: list[Problem],
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> ReadTable | None:
    """Read columns of a file as text, with the line of each row.

    The ending says the format: csv, tsv, txt (any delimiter), parquet, xlsx, xls, ods, sav, zsav, por, dta,
    sas7bdat, xpt; each of them also packed with gzip (`.csv.gz`) or alone in a zip file.

    Parameters
    ----------
    columns : the wanted columns; all by default.
    problems : every problem found is appended here, naming file, column and line, never a value.
    delimiter : the character between fields, found by itself among comma, semicolon, tab and bar by default.
    encoding : of a text, SPSS, Stata or SAS file; found by itself by default.
    sheet : of a workbook with several.

    Returns
    -------
    ReadTable or None
        None exactly if a problem was added. Rows with defects of their own are in `broken_rows`.
    """
    path = Path(path)
    how = _How(delimiter, encoding, sheet)
    try:
        check_file(path)
        columns = None if columns is None else list(columns)
        content = _read(path, columns, how)
        return _inspected(path, content, _shown(content.names, columns))
    except _Faults as several:
        problems += [fault.problem(path) for fault in several.faults]
    except Unreadable as fault:
        problems.append(fault.problem(path))
    except OSError as error:
        problems.append(from_system(error).problem(path))
    except MemoryError:
        what = "The file does not fit into the memory."
        problems.append(Problem(str(path), what, "Read fewer columns, or export it in parts."))
    except (Exception, pl.exceptions.PanicException):
        # Whatever a library trips over in a damaged file, the person's way out is the same; its words may hold values.
        what = "The content of the file is not what its ending says, or it is damaged or cut short."
        problems.append(Problem(str(path), what, "Copy it again, or export it again."))
    return None


def _read(path: Path, columns: Iterable[str] | None, how: _How) -> _Content:
    if path.suffix.lower() not in TABLES | PACKED:
        known = ", ".join(sorted(ending[1:] for ending in TABLES | PACKED))
        raise Unreadable("The ending of the file is not one of a table.", f"Known endings: {known}.")
    with unpacked(path, TABLES) as (inner, folder):
        ending = inner.suffix.lower()
        if ending not in TABLES:
            raise Unreadable("The packed file is not a table.", "Unpack it, and name the table.")
        if inner.stat().st_size == 0:
            raise Unreadable("The file is empty.", "Restore it, or export it again.")
        if ending in TEXT:
            return _read_text(inner, folder, columns, how)
        if ending in SHEETS:
            return _read_sheet(inner, columns, how)
        return _read_typed(inner, columns, how)


def _read_text(path: Path, folder: Path, columns: Iterable[str] | None, how: _How) -> _Content:
    source = open_delimited(path, folder, how.delimiter, how.encoding)
    wanted = _wanted(source.names, columns, source.n_rows + source.broken_rows.height)
    table = collect(source, wanted)
    return _Content(source.names, table, source.lines, source.broken_rows)


def _read_sheet(path: Path, columns: Iterable[str] | None, how: _How) -> _Content:
    names, cells, lines = read_sheet(path, how.sheet)
    wanted = _wanted(names, columns, cells.height)
    table = cells.rename(dict(zip(cells.columns, names, strict=True))).select(wanted)
    return _Content(names, table, lines)


def _read_typed(path: Path, columns: Iterable[str] | None, how: _How) -> _Content:
    labels: dict[str, dict[str, str]] = {}
    if path.suffix.lower() in PARQUET:
        names = typed.parquet_names(path)
        table = typed.parquet_columns(path, _wanted(names, columns))
    else:
        names = labelled_names(path, how.encoding)
        table, labels = read_labelled(path, _wanted(names, columns), how.encoding)
    if not table.height:
        raise NO_ROWS
    text, faults = typed.texts(table)
    if faults:
        raise _Faults(faults)
    lines = pl.int_range(1, table.height + 1, dtype=pl.Int64, eager=True)
    return _Content(names, text, lines, labels=labels)


NO_ROWS = Unreadable("The file has a header but no rows.", "Export it again.")


def _wanted(names: tuple[str, ...], columns: Iterable[str] | None, n_rows: int | None = None) -> list[str]:
    """The columns to read, unless the names or the wish are at fault."""
    wanted, absent = choose(names, columns)
    faults = name_faults(names) + absent
    if n_rows == 0:
        faults.append(NO_ROWS)
    if faults:
        raise _Faults(faults)
    return wanted


def _shown(names: tuple[str, ...], columns: list[str] | None) -> dict[str, str]:
    """What messages call each column: the name if a person gave it, else its position.

    The first line of a damaged file can hold values of people in the place of names.
    """
    asked = set(columns or ())
    return {name: name if name in asked else str(i) for i, name in enumerate(names, start=1)}


def _inspected(path: Path, content: _Content, shown: dict[str, str]) -> ReadTable:
    """Set rows with formulas aside; refuse a file with endless cells, or without any sound row."""
    faults = long_cells(content.table, content.lines, shown)
    if faults:
        raise _Faults(faults)
    suspicious = formula_cells(content.table, content.lines)
    table, lines, broken = content.table, content.lines, content.broken
    if suspicious.height:
        sound = ~lines.is_in(suspicious["line"].unique().implode())
        table, lines = table.filter(sound), lines.filter(sound)
        broken = pl.concat([broken, formula_rows(suspicious, shown)]).sort("line")
    if not table.height:
        reason = broken["reason"].mode().sort()[0]
        raise Unreadable(
            f"None of the {broken.height} rows can be read; the commonest reason: {reason}.",
            "Export it again.",
        )
    return ReadTable(path, table, lines.alias("line"), content.labels, content.names, broken, suspicious)
