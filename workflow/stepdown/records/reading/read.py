"""Read a table from a file of any known format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl

from stepdown.errors import Problem
from stepdown.records.reading.cells import formula_cells, formula_rows, long_cells
from stepdown.records.reading.opening import Content, How, open_table
from stepdown.records.reading.table import ReadTable, ScannedTable
from stepdown.records.reading.unreadable import Faults, Unreadable, told


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
    with told(path, problems), ExitStack() as stack:
        how = How(None if columns is None else list(columns), delimiter, encoding, sheet)
        content = open_table(path, how, stack)
        return _inspected(path, content, _collected(content), _shown(content.names, how.columns))
    return None


@contextmanager
def scan_table(
    path: str | Path,
    columns: Iterable[str] | None = None,
    *,
    problems: list[Problem],
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[ScannedTable | None]:
    """`read_table` for files larger than memory: sound rows as a lazy frame, to be reduced while it is read.

    The structure of the file is checked as in `read_table`; its cells are not looked at, so parse every column.
    The frame can be collected only inside the `with` block.
    """
    path = Path(path)
    scanned = None
    with ExitStack() as stack:
        with told(path, problems):
            how = How(None if columns is None else list(columns), delimiter, encoding, sheet)
            content = open_table(path, how, stack)
            scanned = ScannedTable(
                path,
                content.frame,
                content.lines.alias("line"),
                content.labels,
                content.names,
                content.broken,
            )
        yield scanned


def _collected(content: Content) -> pl.DataFrame:
    """Read the columns now; where the engine sees other rows than were counted, neither can be trusted."""
    try:
        table = content.frame.collect(engine="streaming")
    except pl.exceptions.PolarsError:
        table = None
    if table is None or (table.width and table.height != len(content.lines)):
        raise Unreadable("The rows of the file cannot be told apart.", "Export the file again.")
    return table


def _shown(names: tuple[str, ...], columns: list[str] | None) -> dict[str, str]:
    """What messages call each column: the name if a person gave it, else its position.

    The first line of a damaged file can hold values of people in the place of names.
    """
    asked = set(columns or ())
    return {name: name if name in asked else str(i) for i, name in enumerate(names, start=1)}


def _inspected(path: Path, content: Content, table: pl.DataFrame, shown: dict[str, str]) -> ReadTable:
    """Set rows with formulas aside; refuse a file with endless cells, or without any sound row."""
    lines, broken = content.lines.alias("line"), content.broken
    faults = long_cells(table, lines, shown)
    if faults:
        raise Faults(faults)
    suspicious = formula_cells(table, lines)
    if suspicious.height:
        sound = ~lines.is_in(suspicious["line"].unique().implode())
        table, lines = table.filter(sound), lines.filter(sound)
        broken = pl.concat([broken, formula_rows(suspicious, shown)]).sort("line")
    if not len(lines):
        reason = broken["reason"].mode().sort()[0]
        what = f"None of the {broken.height} rows can be read; the commonest reason: {reason}."
        raise Unreadable(what, "Export it again.")
    return ReadTable(path, table, lines, content.labels, content.names, broken, suspicious)
