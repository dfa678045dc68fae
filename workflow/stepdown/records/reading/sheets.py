"""Sheets of Excel and OpenDocument workbooks."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from stepdown.records.reading.compound import CUT, check_compound
from stepdown.records.reading.containers import check_zip_members
from stepdown.records.reading.typed import iso_times
from stepdown.records.reading.unreadable import Unreadable


def read_sheet(path: Path, sheet: str | None) -> tuple[tuple[str, ...], pl.DataFrame, pl.Series]:
    """Names, rows as text and their row numbers; the first row that is not blank holds the names.

    Formula cells are read as their last result, error cells (#N/A) as empty. Blank rows are no rows.

    Parameters
    ----------
    sheet : name of a sheet; needed where the workbook has several.

    Raises
    ------
    Unreadable
        If the workbook is damaged, the sheet is absent or blank, or it is unclear which one is meant.
    """
    check = check_compound if path.suffix.lower() == ".xls" else check_zip_members
    check(path)
    cells = _cells(path, sheet)
    cells = cells.select(pl.all().cast(pl.String).str.strip_chars().replace("", None))
    number = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True)
    filled = (
        cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if cells.width else number > 0
    )
    cells, number = cells.filter(filled), number.filter(filled)
    if cells.is_empty():
        raise Unreadable("The sheet is empty.", "Name the sheet that holds the table, or export it again.")
    head = cells.row(0)
    cells, number = cells[1:], number[1:]
    # A column without a name and without a value is the rest of somebody's formatting.
    used = [i for i, name in enumerate(head) if name is not None or cells[:, i].null_count() < cells.height]
    cells = cells.select(iso_times(cells[:, i]).alias(f"c{i}") for i in used)
    return tuple(head[i] or "" for i in used), cells, number


def _cells(path: Path, sheet: str | None) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(path)
        name = _choose(book.sheet_names, sheet)
        return book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except BaseException as error:
        # What the library panics at is no Exception, and has no type that could be named here.
        if type(error).__name__ == "PanicException":
            raise Unreadable(*CUT) from None
        raise


def _choose(names: list[str], sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in names:
            mend = f"The workbook has {len(names)} sheets: {', '.join(names)}."
            raise Unreadable("The workbook has no sheet of the name that the plan gives.", mend)
        return sheet
    if len(names) != 1:
        mend = f"Say which it is (`sheet:`): {', '.join(names)}."
        raise Unreadable(f"The workbook has {len(names)} sheets.", mend)
    return names[0]
