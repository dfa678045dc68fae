"""Read a file of any size with every cell coded: four bytes a cell, however long its text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from stepdown.errors import Problem
from stepdown.records.reading import limits
from stepdown.records.reading.cells import formula_cells, formula_rows, long_cells
from stepdown.records.reading.read import scan_table
from stepdown.records.reading.table import SUSPICIOUS, ReadTable, ScannedTable
from stepdown.records.reading.unreadable import Faults, Unreadable, told

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.settings import TableFiles


def read_coded(
    path: Path, table: TableFiles, named: Collection[str], problems: list[Problem]
) -> ReadTable | None:
    """`reading.read_table` with Categorical columns, read in one streaming pass.

    Parameters
    ----------
    table : how its files are written.
    named : the columns that the plan names; messages call any other one by its position, for the first line of a
        damaged file can hold values of people.
    problems : every problem found is appended here.

    Returns
    -------
    ReadTable or None
        None exactly if a problem was added.
    """
    how = {"delimiter": table.delimiter, "encoding": table.encoding, "sheet": table.sheet}
    with scan_table(path, problems=problems, **how) as scanned:
        if scanned is None:
            return None
        shown = {name: name if name in named else str(i) for i, name in enumerate(scanned.names, start=1)}
        with told(path, problems):
            return _inspected(scanned, _collected(scanned), shown)
    return None


def _collected(scanned: ScannedTable) -> pl.DataFrame:
    try:
        frame = scanned.frame.select(pl.all().cast(pl.Categorical)).collect(engine="streaming")
    except pl.exceptions.PolarsError:
        frame = None
    if frame is None or frame.height != len(scanned.lines):
        raise Unreadable("The rows of the file cannot be told apart.", "Export the file again.")
    return frame


def _inspected(scanned: ScannedTable, frame: pl.DataFrame, shown: Mapping[str, str]) -> ReadTable:
    """Set rows with formulas aside; refuse a file with endless cells, or without any sound row."""
    lines, broken = scanned.lines, scanned.broken_rows
    suspects, faults = [], []
    for name in frame.columns:
        # Cells repeat: where no distinct value is at fault, no row is looked at.
        values = frame[name].unique().drop_nulls().cast(pl.String).to_frame()
        if (values[name].str.len_bytes().max() or 0) > limits.MAX_CELL:
            faults += long_cells(frame.select(pl.col(name).cast(pl.String)), lines, shown)
        elif formula_cells(values, pl.int_range(values.height, dtype=pl.Int64, eager=True)).height:
            suspects.append(name)
    if faults:
        raise Faults(faults)
    suspicious = pl.DataFrame(schema=SUSPICIOUS)
    if suspects:
        suspicious = formula_cells(frame.select(pl.col(suspects).cast(pl.String)), lines)
        sound = ~lines.is_in(suspicious["line"].unique().implode())
        frame, lines = frame.filter(sound), lines.filter(sound)
        broken = pl.concat([broken, formula_rows(suspicious, shown)]).sort("line")
    if not len(lines):
        reason = broken["reason"].mode().sort()[0]
        what = f"None of the {broken.height} rows can be read; the commonest reason: {reason}."
        raise Unreadable(what, "Export it again.")
    return ReadTable(scanned.path, frame, lines, scanned.labels, scanned.names, broken, suspicious)
